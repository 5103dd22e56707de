#include "services/records/method_rule.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "ledger/act_rules.h"
#include "services/base/errors.h"

namespace urna::services {
namespace {

std::optional<Permission> PermissionOf(Access access) {
  switch (access) {
    case Access::kReaders:
    case Access::kSigners:
    case Access::kProposers:
    case Access::kStaff:
    case Access::kKnown:
      return std::nullopt;
    case Access::kScreeners:
      return Permission::kScreen;
    case Access::kModerators:
      return Permission::kModerate;
    case Access::kDraftReaders:
      return Permission::kReadDrafts;
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
  const bool allowed = needed                      ? principal.May(*needed, process)
                       : access == Access::kStaff ? principal.is_staff()
                       : access == Access::kKnown ? !principal.is_anonymous()
                                                  : true;
  if (allowed) return absl::OkStatus();
  if (access == Access::kDraftReaders && process.empty() && principal.MaySomewhere(*needed)) {
    return absl::OkStatus();
  }
  if (principal.is_anonymous()) {
    if (access == Access::kKnown) {
      return Error(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING",
                   "only whoever is logged in may do this: log in, or send the header "
                   "\"authorization: Bearer <token>\" with a token of this server");
    }
    return Error(absl::StatusCode::kUnauthenticated, "TOKEN_MISSING",
                 "only the staff may do this: send the header \"authorization: Bearer <token>\" "
                 "with a token of this server");
  }
  return Error(
      absl::StatusCode::kPermissionDenied, "ROLE_MISSING",
      fmt::format("the caller has no role that may do this {}: ask an administrator "
                  "for one",
                  process.empty() ? "on the whole server" : fmt::format("in {}", process)));
}

bool IsUnfrozen(v1::Phase phase) {
  return ledger::RankOf(phase) < ledger::RankOf(v1::PHASE_SEALING);
}

absl::Status CheckSpan(Span span, v1::Phase phase, std::string_view process) {
  const auto from = [phase](v1::Phase first) {
    return ledger::RankOf(phase) >= ledger::RankOf(first);
  };
  switch (span) {
    case Span::kAlways:
      return absl::OkStatus();
    case Span::kDraft:
      if (!from(v1::PHASE_SUBMISSION)) return absl::OkStatus();
      return WrongPhase("PROCESS_IS_PUBLIC",
                        fmt::format("{} is public: this was for its draft alone", process));
    case Span::kUnfrozen:
      if (IsUnfrozen(phase)) return absl::OkStatus();
      return WrongPhase("PROCESS_NOT_IN_DRAFT",
                        fmt::format("{} is frozen and can no longer be changed", process));
    case Span::kProposing:
      if (IsUnfrozen(phase) && from(v1::PHASE_SUBMISSION)) return absl::OkStatus();
      return WrongPhase("NO_PROPOSALS_NOW",
                        fmt::format("{} takes and reviews no proposals in its phase {}", process,
                                    ledger::PhaseWord(phase)));
    case Span::kSealing:
      if (from(v1::PHASE_SEALED)) {
        return WrongPhase("ALREADY_SEALED", fmt::format("{} is sealed: its manifest can no longer "
                                                        "change",
                                                        process));
      }
      [[fallthrough]];
    case Span::kFromFrozen:
      if (!IsUnfrozen(phase)) return absl::OkStatus();
      return WrongPhase("PROCESS_NOT_FROZEN",
                        fmt::format("{} is not frozen: freeze it first", process));
    case Span::kFromSealed:
      if (from(v1::PHASE_SEALED)) return absl::OkStatus();
      return WrongPhase("NOT_SEALED", fmt::format("{} is not sealed yet", process));
    case Span::kFromClosed:
      if (from(v1::PHASE_CLOSED)) return absl::OkStatus();
      return WrongPhase("NOT_CLOSED", "nothing is counted before the closing");
  }
  return absl::InternalError("a method has no span");
}

}  // namespace urna::services
