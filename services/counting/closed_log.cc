#include "services/counting/closed_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/base/errors.h"
#include "services/base/resource_name.h"
#include "services/records/named_log.h"

namespace urna::services {

namespace {

absl::StatusOr<std::shared_ptr<ProcessLog>> Closed(
    absl::StatusOr<std::shared_ptr<ProcessLog>> log) {
  if (!log.ok()) return log;
  const bool closed = (*log)->WithState(
      [](const ledger::ElectionState& state) { return state.stage() == ledger::Stage::kClosed; });
  if (!closed) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_CLOSED",
                 "nothing is counted before the closing");
  }
  return log;
}

}  // namespace

absl::StatusOr<std::shared_ptr<ProcessLog>> FindClosedLog(LogRegistry& logs,
                                                          const std::string& process,
                                                          std::string_view field) {
  return Closed(FindNamedLog(logs, process, field));
}

absl::StatusOr<std::shared_ptr<ProcessLog>> FindCountingLog(LogRegistry& logs,
                                                            const std::string& process,
                                                            std::string_view field) {
  return Closed(FindActiveLog(logs, process, field));
}

absl::StatusOr<NamedContest> FindContest(LogRegistry& logs, const std::string& text) {
  absl::StatusOr<ResourceName> name = ResourceName::Parse(Kind::kContest, text, "contest");
  if (!name.ok()) return name.status();
  auto log = FindClosedLog(logs, std::string(name->process()), "contest");
  if (!log.ok()) return log.status();
  for (const v1::ContestConfig& contest : (*log)->manifest().config().contests()) {
    if (contest.id() == name->id()) {
      return NamedContest{*std::move(log), ledger::ContestId{contest.number()}};
    }
  }
  return Error(absl::StatusCode::kNotFound, "UNKNOWN_CONTEST",
               fmt::format("the manifest has no {}", text));
}

absl::StatusOr<ledger::Closing> ClosingOf(const ProcessLog& log) {
  ledger::Closing closing;
  closing.index = log.WithState(
      [](const ledger::ElectionState& state) { return state.close_index().value_or(0); });
  absl::StatusOr<crypto::Hash256> root = log.Root(closing.index + 1);
  if (!root.ok()) return root.status();
  closing.root = *root;
  return closing;
}

absl::Status CheckTrustee(const ledger::Manifest& manifest, std::uint32_t trustee) {
  if (trustee >= 1 && trustee <= manifest.trustees()) return absl::OkStatus();
  return FieldError("trustee", fmt::format("expected 1 to {}", manifest.trustees()));
}

std::vector<ledger::ClosingSignature> KeptClosings(const internal::v1::ProcessRecord& record) {
  std::vector<ledger::ClosingSignature> kept;
  for (const internal::v1::ClosingSignature& one : record.closing_signatures()) {
    ledger::ClosingSignature out{
        {static_cast<ledger::PartyRole>(one.role()), static_cast<std::uint8_t>(one.index())}, {}};
    std::copy_n(crypto::AsBytes(one.signature()).begin(),
                std::min(one.signature().size(), out.signature.size()), out.signature.begin());
    kept.push_back(out);
  }
  return kept;
}

bool IsBy(const internal::v1::ClosingSignature& one, const ledger::Party& party) {
  return one.role() == static_cast<std::uint32_t>(party.role) && one.index() == party.index;
}

absl::Status ClosingNotSigned(std::string_view what) {
  return Error(absl::StatusCode::kFailedPrecondition, "CLOSING_NOT_SIGNED", std::string(what));
}

absl::Status CheckClosingHolds(const ledger::Manifest& manifest,
                               const internal::v1::ProcessRecord& record) {
  const ledger::MissingClosings missing = ledger::MissingOf(manifest, KeptClosings(record));
  if (!missing.none()) {
    return ClosingNotSigned(
        fmt::format("{} trustees and {} authorities must still sign the closing", missing.trustees,
                    missing.authorities));
  }
  if (manifest.config().witness_quorum() > 0 && record.close_checkpoint().empty()) {
    return ClosingNotSigned("witnesses have not signed the closed log yet");
  }
  return absl::OkStatus();
}

}  // namespace urna::services
