// The head of a request, and the body behind it: what is taken is read in one way only, however it comes.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "services/http/body_decoder.h"
#include "services/http/head.h"

namespace {

using urna::services::BadHead;
using urna::services::BodyDecoder;
using urna::services::RequestHead;

struct Decoded {
  bool is_good = true;
  bool is_complete = false;
  std::string body;
  std::size_t taken = 0;
};

// As a wire gives it that holds at most so many bytes.
Decoded Decode(const RequestHead& head, std::string_view bytes, std::size_t window) {
  BodyDecoder decoder(head);
  Decoded out;
  std::size_t size = 0;
  while (!decoder.is_complete()) {
    const auto taken = decoder.Take(bytes.substr(out.taken, size), out.body);
    if (!taken.ok()) {
      out.is_good = false;
      break;
    }
    if (*taken > size) abort();
    out.taken += *taken;
    size -= *taken;
    if (*taken > 0) continue;
    if (size == window || out.taken + size == bytes.size()) break;
    ++size;
  }
  out.is_complete = decoder.is_complete();
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == bytes.npos) return 0;
  const auto read = urna::services::ReadHead(bytes.substr(0, end + 4));
  const RequestHead* head = std::get_if<RequestHead>(&read);
  if (head == nullptr) return 0;
  if (head->is_chunked && head->length > 0) abort();
  if (head->Field("content-length") && head->Field("transfer-encoding")) abort();
  if (!head->path.starts_with('/') && head->path != "*") abort();
  constexpr std::size_t kWindow = 16 << 10;
  const std::string_view rest = bytes.substr(end + 4);
  const Decoded byte_by_byte = Decode(*head, rest, kWindow);
  BodyDecoder at_once(*head);
  Decoded whole;
  while (!at_once.is_complete()) {
    const auto taken = at_once.Take(rest.substr(whole.taken), whole.body);
    whole.is_good = taken.ok();
    if (!taken.ok() || *taken == 0) break;
    whole.taken += *taken;
  }
  if (!whole.is_good || !byte_by_byte.is_good || rest.size() >= kWindow) return 0;
  if (at_once.is_complete() != byte_by_byte.is_complete) abort();
  if (at_once.is_complete() &&
      (whole.body != byte_by_byte.body || whole.taken != byte_by_byte.taken)) {
    abort();
  }
  return 0;
}
