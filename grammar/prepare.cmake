# The generated recognizers read their automata when a program starts, whether it parses or not. Here that becomes a function,
# `prepare`, called by whoever needs the automata. In: FOLDER. The files are changed in place; a generator that writes them
# otherwise is an error, not a slow program.
function(replace_once file from to)
  file(READ "${FOLDER}/${file}" text)
  string(FIND "${text}" "${from}" first)
  string(FIND "${text}" "${from}" last REVERSE)
  if(first EQUAL -1 OR NOT first EQUAL last)
    message(FATAL_ERROR "${file}: `${from}` does not stand there exactly once; another parser generator than the one this was written for")
  endif()
  string(REPLACE "${from}" "${to}" text "${text}")
  file(WRITE "${FOLDER}/${file}" "${text}")
endfunction()

foreach(name IN ITEMS SlateLexer SlateParser)
  replace_once(${name}.h "  struct Initializer {" " public:\n  static void prepare();\n\n private:\n  struct Initializer {")
  replace_once(${name}.h "  static Initializer _init;\n" "")
  replace_once(${name}.cpp "${name}::Initializer ${name}::_init;" "void ${name}::prepare() { static Initializer once; }")
endforeach()
