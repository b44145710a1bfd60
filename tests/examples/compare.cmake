# The ledger of an example is the one that lies beside it, as a table and as JSON.
string(REPLACE "," ";--events;" EVENTS "${EVENTS}")
foreach(format IN ITEMS table json)
  execute_process(
    COMMAND "${SLATE}" eval contract.sla --binding binding.sla --events ${EVENTS} --as-of ${AS_OF} --engine ${ENGINE} --format ${format}
    WORKING_DIRECTORY "${FOLDER}" OUTPUT_VARIABLE actual ERROR_VARIABLE problems RESULT_VARIABLE status)
  if(format STREQUAL "table")
    file(READ "${FOLDER}/expected.txt" expected)
  else()
    file(READ "${FOLDER}/expected.json" expected)
  endif()
  if(NOT status EQUAL 0 OR NOT actual STREQUAL expected)
    message(FATAL_ERROR "${format} differs (exit ${status}):\n${actual}\n${problems}")
  endif()
endforeach()
