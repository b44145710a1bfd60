// libFuzzer's own edits know bytes; half of the time a text gets those that know words.
#include <cstring>

#include "tests/fuzz/target.h"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t room);

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t room, unsigned seed) {
  if (size == 0 || seed % 2 == 0) return LLVMFuzzerMutate(data, size, room);
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string edited = slate::fuzz::Mutate(seed / 2, text, text).substr(0, room);
  std::memcpy(data, edited.data(), edited.size());
  return edited.size();
}
