#include "services/base/errors.h"

#include <fmt/format.h>

#include <algorithm>

#include "absl/strings/cord.h"
#include "absl/time/clock.h"
#include "google/rpc/error_details.pb.h"
#include "ledger/errors.h"
#include "services/base/incidents.h"

namespace urna::services {
namespace {

constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kBadRequestUrl[] = "type.googleapis.com/google.rpc.BadRequest";

// How many bytes the UTF-8 sequence at the front of `text` has; 0 when it is none (RFC 3629).
std::size_t SequenceSize(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t size = first < 0x80                     ? 1
                           : first >= 0xc2 && first <= 0xdf ? 2
                           : first >= 0xe0 && first <= 0xef ? 3
                           : first >= 0xf0 && first <= 0xf4 ? 4
                                                            : 0;
  if (size == 0 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  // Overlong forms, surrogates, and what lies beyond U+10FFFF.
  const bool forbidden = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) > 0x9f) ||
                         (first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) > 0x8f);
  return forbidden ? 0 : size;
}

// Messages quote what clients send, cut at some length: a message with half a character would not
// reach them.
std::string ValidUtf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = SequenceSize(text);
    out += size == 0 ? "\xef\xbf\xbd" : text.substr(0, size);
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return out;
}

google::rpc::ErrorInfo MakeErrorInfo(std::string_view reason) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain(std::string(kErrorDomain));
  return info;
}

// By way of a view: the constructor that takes a string is mangled otherwise by clang than by the
// compiler that built the library.
absl::Cord ToCord(const google::protobuf::MessageLite& message) {
  return absl::Cord(absl::string_view(message.SerializeAsString()));
}

void AddDetail(google::rpc::Status& out, const char* url, std::string bytes) {
  google::protobuf::Any* detail = out.add_details();
  detail->set_type_url(url);
  detail->set_value(std::move(bytes));
}

bool IsOwnFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

google::rpc::ErrorInfo InfoOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  if (auto payload = status.GetPayload(kErrorInfoUrl)) {
    info.ParseFromString(std::string(*payload));
    return info;
  }
  const std::string reason = ledger::ReasonOf(status);
  info = MakeErrorInfo(reason.empty() ? absl::StatusCodeToString(status.code()) : reason);
  status.ForEachPayload([&info](absl::string_view url, const absl::Cord& fact) {
    const std::string_view prefix = ledger::kFactUrlPrefix;
    if (std::string(url).rfind(prefix, 0) == 0) {
      (*info.mutable_metadata())[std::string(url.substr(prefix.size()))] =
          ValidUtf8(std::string(fact));
    }
  });
  return info;
}

// Trailers take 8 KiB with many clients: percent signs and base64 included, an error must be within. What
// it quotes comes from outside, and may be of any length.
constexpr std::size_t kMaxMessage = 600;
constexpr std::size_t kMaxPart = 300;

// At most `most` bytes of it, in whole characters.
std::string Cut(std::string_view text, std::size_t most) {
  std::string valid = ValidUtf8(text);
  if (valid.size() <= most) return valid;
  constexpr std::string_view kEllipsis = "…";
  std::size_t end = most - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(valid[end]) & 0xc0) == 0x80) --end;
  return valid.substr(0, end).append(kEllipsis);
}

// Empty when no field is at fault.
std::string BadRequestOf(const absl::Status& status) {
  if (auto payload = status.GetPayload(kBadRequestUrl)) {
    return std::string(*payload);
  }
  const std::string field = ledger::FieldOf(status);
  if (field.empty()) return "";
  google::rpc::BadRequest bad_request;
  auto* violation = bad_request.add_field_violations();
  violation->set_field(Cut(field, kMaxPart));
  violation->set_description(Cut(std::string(status.message()), kMaxPart));
  return bad_request.SerializeAsString();
}

// Says nothing of what happened but where it can be looked up.
absl::Status Disguise(const absl::Status& status) {
  static Incidents& incidents = *new Incidents();
  const std::string incident = incidents.Of(status, absl::Now());
  return Error(status.code(), "SERVER_FAULT",
               fmt::format("the server could not carry this out through a fault of its own; its "
                           "operator finds the cause in the log under incident {}; try again "
                           "later, with the same request_id if there was one",
                           incident),
               {{"incident", incident}});
}

}  // namespace

absl::Status Error(absl::StatusCode code, std::string_view reason, std::string_view message,
                   std::initializer_list<std::pair<std::string_view, std::string_view>> metadata) {
  google::rpc::ErrorInfo info = MakeErrorInfo(reason);
  for (const auto& [key, value] : metadata) {
    (*info.mutable_metadata())[std::string(key)] = ValidUtf8(value);
  }
  absl::Status status(code, Cut(message, kMaxMessage));
  status.SetPayload(kErrorInfoUrl, ToCord(info));
  return status;
}

std::string ErrorReason(const absl::Status& status) {
  const auto payload = status.GetPayload(kErrorInfoUrl);
  google::rpc::ErrorInfo info;
  if (!payload || !info.ParseFromString(std::string(*payload))) return ledger::ReasonOf(status);
  return info.reason();
}

absl::Status FieldError(std::string_view field, std::string_view description) {
  FieldViolations violations;
  violations.Add(std::string(field), std::string(description));
  return violations.ToStatus();
}

void FieldViolations::Add(std::string field, std::string description) {
  field = Cut(field, kMaxPart);
  description = Cut(description, kMaxPart);
  const std::size_t size = field.size() + description.size();
  if (violations_.size() == kMaxViolations || size_ + size > kMaxBytes) {
    ++dropped_;
    return;
  }
  size_ += size;
  violations_.emplace_back(std::move(field), std::move(description));
}

absl::Status FieldViolations::ToStatus(absl::StatusCode code, std::string_view reason) const {
  if (violations_.empty()) return absl::OkStatus();
  google::rpc::BadRequest bad_request;
  for (const auto& [field, description] : violations_) {
    auto* violation = bad_request.add_field_violations();
    violation->set_field(field);
    violation->set_description(description);
  }
  // Leaves room for how many more there are.
  std::string message =
      Cut(fmt::format("{}: {}", violations_[0].first, violations_[0].second), kMaxMessage - 60);
  const std::size_t others = violations_.size() - 1 + dropped_;
  if (others > 0) message += fmt::format(" (and {} more, see the details)", others);
  absl::Status status = Error(code, reason, message);
  status.SetPayload(kBadRequestUrl, ToCord(bad_request));
  return status;
}

google::rpc::Status ToRpcStatus(const absl::Status& original) {
  google::rpc::Status out;
  if (original.ok()) return out;
  absl::Status status = original;
  if (IsOwnFault(status.code()) && ErrorReason(status).empty()) status = Disguise(status);
  out.set_code(static_cast<int>(status.code()));
  out.set_message(Cut(std::string(status.message()), kMaxMessage));
  AddDetail(out, kErrorInfoUrl, InfoOf(status).SerializeAsString());
  if (std::string bad_request = BadRequestOf(status); !bad_request.empty()) {
    AddDetail(out, kBadRequestUrl, std::move(bad_request));
  }
  return out;
}

absl::Status ServerBusy() {
  return Error(absl::StatusCode::kUnavailable, "SERVER_BUSY",
               "the server has more calls than it can carry out: try again with exponential "
               "back-off; nothing was done");
}

absl::Status WriteStatus(const storage::WriteResult& result) {
  switch (result.outcome()) {
    case storage::WriteResult::Outcome::kDurable:
      return absl::OkStatus();
    case storage::WriteResult::Outcome::kRefused:
      return absl::InternalError(result.reason());
    case storage::WriteResult::Outcome::kNotApplied:
      return Error(absl::StatusCode::kUnavailable, "NOT_WRITTEN",
                   fmt::format("nothing was done: {}; try again later", result.reason()));
    case storage::WriteResult::Outcome::kUncertain:
      return Error(absl::StatusCode::kUnavailable, "WRITE_UNCERTAIN",
                   "it is not known whether the change was made: ask again, with the same "
                   "request_id if there was one, once the server's operator has started it again");
    case storage::WriteResult::Outcome::kFenced:
      return Error(absl::StatusCode::kUnavailable, "STORE_FENCED",
                   "another server has taken over, and nothing was done: ask that one");
  }
  return absl::InternalError("a write ended in no known way");
}

}  // namespace urna::services
