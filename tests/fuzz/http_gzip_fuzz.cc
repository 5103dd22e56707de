// What is packed: never more than there may be, and the same again when it is packed anew.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "services/base/compression.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  constexpr std::size_t kMost = 1 << 16;
  const auto unpacked = urna::services::Unpack(bytes, kMost);
  if (unpacked.ok() && unpacked->size() > kMost) abort();
  const auto again = urna::services::Unpack(urna::services::Pack(bytes), size);
  if (!again.ok() || *again != bytes) abort();
  return 0;
}
