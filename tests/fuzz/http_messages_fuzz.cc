// Envelopes, in bytes and in gRPC-Web's text, packed and not: the same messages however the body comes, and none
// larger than it may be.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/http/messages_in.h"

namespace {

using urna::services::CallHead;
using urna::services::Codec;
using urna::services::MessagesIn;
using urna::services::Packing;
using urna::services::Protocol;

constexpr std::size_t kMost = 4096;

// Nothing where it is refused.
std::optional<std::vector<std::string>> Read(const CallHead& call, std::string_view body,
                                             std::size_t piece) {
  MessagesIn in(call, kMost);
  std::vector<std::string> messages;
  while (!body.empty()) {
    if (!in.Add(body.substr(0, piece)).ok()) return std::nullopt;
    body.remove_prefix(std::min(piece, body.size()));
    while (true) {
      auto next = in.Next();
      if (!next.ok()) return std::nullopt;
      if (!next->has_value()) break;
      absl::StatusOr<std::string> opened = in.Open(**std::move(next));
      if (!opened.ok()) return std::nullopt;
      if (opened->size() > kMost) abort();
      messages.push_back(*std::move(opened));
    }
  }
  if (!in.CheckEnd().ok()) return std::nullopt;
  return messages;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);
  const CallHead call = {
      .format = {(data[0] & 1) != 0 ? Protocol::kGrpcWebText : Protocol::kGrpcWeb, Codec::kProto},
      .requests = (data[0] & 2) != 0 ? Packing::kGzip : Packing::kNone};
  const auto whole = Read(call, body, body.size() + 1);
  if (whole != Read(call, body, 1)) abort();
  const auto one = OneMessage(call, std::string(body), kMost);
  if (one.ok() && (!whole || whole->size() != 1 || (*whole)[0] != *one)) abort();
  return 0;
}
