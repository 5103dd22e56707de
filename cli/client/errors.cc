#include "cli/client/errors.h"

#include <fmt/format.h>

#include "absl/strings/cord.h"
#include "cli/client/shown_text.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "ledger/errors.h"
#include "ledger/text.h"

namespace urna::client {
namespace {

void Attach(absl::Status& status, std::string_view url, const std::string& value) {
  const std::string shown = Shown(value);
  status.SetPayload(std::string(url), absl::Cord(shown));
}

void AttachViolations(absl::Status& status, const google::rpc::BadRequest& bad_request) {
  std::string lines;
  for (const auto& violation : bad_request.field_violations()) {
    lines += fmt::format("{}{}: {}", lines.empty() ? "" : "\n", Shown(violation.field()),
                         Shown(violation.description()));
  }
  status.SetPayload(fmt::format("{}{}", ledger::kFactUrlPrefix, kViolationsFact),
                    absl::Cord(lines));
}

}  // namespace

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status out(static_cast<absl::StatusCode>(status.error_code()),
                   Shown(status.error_message()));
  google::rpc::Status details;
  if (status.error_details().empty() || !details.ParseFromString(status.error_details())) {
    return out;
  }
  for (const auto& detail : details.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad_request;
    if (detail.UnpackTo(&info)) {
      Attach(out, ledger::kReasonUrl, info.reason());
      for (const auto& [name, value] : info.metadata()) {
        Attach(out, fmt::format("{}{}", ledger::kFactUrlPrefix, Shown(name)), value);
      }
    } else if (detail.UnpackTo(&bad_request) && bad_request.field_violations_size() > 0) {
      Attach(out, ledger::kFieldUrl, bad_request.field_violations(0).field());
      if (bad_request.field_violations_size() > 1) AttachViolations(out, bad_request);
    }
  }
  return out;
}

std::string Explain(const absl::Status& status) {
  const std::string reason = ledger::ReasonOf(status);
  std::string text = ledger::MessageOf(status);
  if (text.empty()) text = absl::StatusCodeToString(status.code());
  return reason.empty() ? text : fmt::format("{} [{}]", text, reason);
}

absl::Status While(std::string_view what, const absl::Status& status) {
  if (status.ok()) return status;
  absl::Status out(status.code(), fmt::format("{}: {}", what, ledger::MessageOf(status)));
  status.ForEachPayload(
      [&](absl::string_view url, const absl::Cord& payload) { out.SetPayload(url, payload); });
  return out;
}

}  // namespace urna::client
