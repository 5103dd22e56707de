#include "services/records/method_rule.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "services/base/errors.h"

namespace urna::services {
namespace {

std::optional<Permission> PermissionOf(Access access) {
  switch (access) {
    case Access::kReaders:
    case Access::kSigners:
      return std::nullopt;
    case Access::kEditors:
      return Permission::kEditDrafts;
    case Access::kConductors:
      return Permission::kConductProcess;
    case Access::kAdministrators:
      return Permission::kAdministerServer;
  }
  return Permission::kAdministerServer;
}

absl::Status WrongPhase(std::string_view reason, std::string message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason, message);
}

}  // namespace

absl::Status CheckAccess(Access access, const Principal& principal, std::string_view process) {
  const std::optional<Permission> needed = PermissionOf(access);
  if (!needed || principal.May(*needed, process)) return absl::OkStatus();
  if (principal.is_anonymous()) {
    return Error(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING",
                 "only the staff may do this: send the header \"authorization: Bearer <token>\" "
                 "with a token of this server");
  }
  return Error(
      absl::StatusCode::kPermissionDenied, "ROLE_MISSING",
      fmt::format("the access token has no role that may do this {}: ask an administrator "
                  "for another token",
                  process.empty() ? "on the whole server" : fmt::format("in {}", process)));
}

absl::Status CheckSpan(Span span, v1::Phase phase, std::string_view process) {
  switch (span) {
    case Span::kAlways:
      return absl::OkStatus();
    case Span::kDraft:
      if (phase == v1::PHASE_DRAFT) return absl::OkStatus();
      return WrongPhase("PROCESS_NOT_IN_DRAFT",
                        fmt::format("{} is frozen and can no longer be changed", process));
    case Span::kSealing:
      if (phase > v1::PHASE_SEALING) {
        return WrongPhase("ALREADY_SEALED", fmt::format("{} is sealed: its manifest can no longer "
                                                        "change",
                                                        process));
      }
      [[fallthrough]];
    case Span::kFromFrozen:
      if (phase >= v1::PHASE_SEALING) return absl::OkStatus();
      return WrongPhase("PROCESS_NOT_FROZEN",
                        fmt::format("{} is a draft: freeze it first", process));
    case Span::kFromSealed:
      if (phase >= v1::PHASE_SEALED) return absl::OkStatus();
      return WrongPhase("NOT_SEALED", fmt::format("{} is not sealed yet", process));
    case Span::kFromClosed:
      if (phase >= v1::PHASE_CLOSED) return absl::OkStatus();
      return WrongPhase("NOT_CLOSED", "nothing is counted before the closing");
  }
  return absl::InternalError("a method has no span");
}

}  // namespace urna::services
