#include "ledger/errors.h"

#include <fmt/format.h>

#include "absl/strings/cord.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

absl::Cord CordOf(std::string_view text) {
  return absl::Cord(absl::string_view(text.data(), text.size()));
}

std::string PayloadOf(const absl::Status& status, std::string_view url) {
  auto payload = status.GetPayload(std::string(url));
  return payload.has_value() ? std::string(*payload) : std::string();
}

}  // namespace

absl::Status Refusal(absl::StatusCode code, std::string_view reason, std::string_view message) {
  absl::Status status(code, std::string(message));
  status.SetPayload(std::string(kReasonUrl), CordOf(reason));
  return status;
}

absl::Status InvalidField(std::string_view field, std::string_view description) {
  absl::Status status = Refusal(absl::StatusCode::kInvalidArgument, "INVALID_FIELD",
                                fmt::format("{}: {}", field, description));
  status.SetPayload(std::string(kFieldUrl), CordOf(field));
  return status;
}

absl::Status AtField(std::string_view outer, const absl::Status& status) {
  if (status.ok()) return status;
  std::string inner = FieldOf(status);
  std::string path = inner.empty() ? std::string(outer) : fmt::format("{}.{}", outer, inner);
  const std::string text = MessageOf(status);
  std::string_view message = text;
  if (!inner.empty() && message.starts_with(fmt::format("{}: ", inner))) {
    message.remove_prefix(inner.size() + 2);
  }
  absl::Status out(status.code(), fmt::format("{}: {}", path, message));
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { out.SetPayload(url, payload); });
  out.SetPayload(std::string(kFieldUrl), CordOf(path));
  return out;
}

absl::Status WithFact(absl::Status status, std::string_view name, std::string_view value) {
  status.SetPayload(fmt::format("{}{}", kFactUrlPrefix, name), CordOf(value));
  return status;
}

std::string ReasonOf(const absl::Status& status) { return PayloadOf(status, kReasonUrl); }
std::string FieldOf(const absl::Status& status) { return PayloadOf(status, kFieldUrl); }
std::string FactOf(const absl::Status& status, std::string_view name) {
  return PayloadOf(status, fmt::format("{}{}", kFactUrlPrefix, name));
}

}  // namespace urna::ledger
