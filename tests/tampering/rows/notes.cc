#include "tampering/rows/notes.h"

#include <fmt/format.h>

namespace urna::ledger {

crypto::Checkpoint FinalCheckpoint(const Course& course) {
  const std::size_t size = course.counted().leaves().size();
  return {course.election().manifest()->log_key().origin, size, course.counted().RootAt(size)};
}

std::string NoteLine(const std::string& name, std::uint32_t key_id, crypto::ByteView signature) {
  crypto::Bytes bytes;
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<std::uint8_t>(key_id >> shift));
  }
  crypto::Append(bytes, signature);
  return fmt::format("\u2014 {} {}\n", name, crypto::ToBase64(bytes));
}

std::string LogLine(const Course& course, const std::string& text) {
  const crypto::LogKey& log = course.election().manifest()->log_key();
  return NoteLine(log.origin, log.KeyId(),
                  course.election().LogSigningKey().SignRaw(crypto::AsBytes(text)));
}

}  // namespace urna::ledger
