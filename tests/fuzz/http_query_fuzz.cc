// What stands in a URL, and in the fields of a call: read whole or refused, and a message that was read is the one
// that was written.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "services/http/call_head.h"
#include "services/http/file_range.h"
#include "services/http/query.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const char* name : {"message", "header"}) {
    const auto message = urna::services::ReadQueryMessage(text, name);
    // Undoing escapes makes nothing longer.
    if (message.ok() && message->bytes.size() > size) abort();
  }
  using namespace urna::services;
  for (const Protocol protocol : {Protocol::kConnectUnary, Protocol::kGrpcWeb}) {
    const RequestHead head = {.fields = {{"grpc-timeout", text},
                                         {"connect-timeout-ms", text},
                                         {"accept-encoding", text}}};
    const auto call = ReadCallHead({protocol, Codec::kProto}, head);
    if (call.ok() && call->timeout < absl::ZeroDuration()) abort();
  }
  FormatOf(text);
  const AskedRange range = ParseRange(text, 1000);
  if (const FileRange* part = std::get_if<FileRange>(&range)) {
    if (part->size == 0 || part->offset >= 1000 || part->size > 1000 - part->offset) abort();
  }
  NamesTag(text, "tag");
  return 0;
}
