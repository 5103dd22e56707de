#include "services/voting/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "ledger/leaf.h"
#include "services/append/process_log.h"
#include "services/base/errors.h"
#include "services/base/events.h"
#include "services/base/limits.h"
#include "services/base/resource_name.h"
#include "services/base/signatures.h"
#include "services/base/times.h"
#include "services/records/current_phase.h"
#include "services/records/named_log.h"
#include "services/records/resources.h"
#include "services/voting/authority_signatures.h"
#include "urna/v1/config.pb.h"

namespace urna::services {
namespace {

using internal::v1::ProcessRecord;
using ScheduledTimes = google::protobuf::RepeatedPtrField<internal::v1::ScheduledTime>;

ledger::Leaf TimeLeafOf(const ledger::Manifest& manifest, bool opens, std::uint64_t seconds,
                        std::vector<ledger::KeyedSignature> signatures) {
  return {manifest.hash(), ledger::TimeLeaf{opens, seconds, std::move(signatures)}};
}

// The earliest time, not before `first`, that enough authorities have signed.
std::optional<internal::v1::ScheduledTime> Earliest(const ScheduledTimes& times,
                                                    std::uint32_t threshold, std::uint64_t first) {
  std::optional<internal::v1::ScheduledTime> earliest;
  for (const internal::v1::ScheduledTime& time : times) {
    if (static_cast<std::uint32_t>(time.signatures_size()) < threshold) continue;
    if (time.unix_seconds() < first) continue;
    if (!earliest || time.unix_seconds() < earliest->unix_seconds()) earliest = time;
  }
  return earliest;
}

absl::Status CheckStage(const ProcessLog& log, bool opens) {
  const ledger::Stage stage =
      log.WithState([](const ledger::ElectionState& state) { return state.stage(); });
  if (opens && stage != ledger::Stage::kSealed) {
    return Error(absl::StatusCode::kFailedPrecondition, "ALREADY_OPEN", "a process opens once");
  }
  if (!opens && stage == ledger::Stage::kClosed) {
    return Error(absl::StatusCode::kFailedPrecondition, "VOTING_CLOSED", "a process closes once");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::uint64_t> AllowedTime(const ledger::Manifest& manifest, bool opens,
                                          const google::protobuf::Timestamp& time) {
  absl::StatusOr<std::int64_t> whole = WholeSeconds(time);
  if (!whole.ok()) return FieldError("time", std::string(whole.status().message()));
  const auto seconds = static_cast<std::uint64_t>(*whole);
  if (opens &&
      (seconds < manifest.config().opening_time() || seconds >= manifest.config().closing_time())) {
    return FieldError(
        "time", fmt::format("the manifest lets voting begin from {} and before {}",
                            manifest.config().opening_time(), manifest.config().closing_time()));
  }
  if (!opens && seconds <= manifest.config().opening_time()) {
    return FieldError("time", "is not after the opening time of the manifest");
  }
  return seconds;
}

void Show(const ScheduledTimes& times,
          google::protobuf::RepeatedPtrField<v1::SignedTime>& response) {
  for (const internal::v1::ScheduledTime& time : times) {
    v1::SignedTime& shown = *response.Add();
    shown.mutable_time()->set_seconds(static_cast<std::int64_t>(time.unix_seconds()));
    for (const auto& one : time.signatures()) shown.add_authorities(one.index());
    std::ranges::sort(*shown.mutable_authorities());
  }
  std::ranges::sort(response, {}, [](const v1::SignedTime& one) { return one.time().seconds(); });
}

}  // namespace

absl::Status Schedule::ScheduleTime(const Call& call, bool opens, const std::string& name,
                                    const google::protobuf::Timestamp& time,
                                    const v1::AuthoritySignature& signature,
                                    v1::Process& response) {
  absl::StatusOr<std::shared_ptr<ProcessLog>> log = FindActiveLog(logs_, name, "name");
  if (!log.ok()) return log.status();
  const ledger::Manifest& manifest = (*log)->manifest();
  absl::StatusOr<std::uint64_t> seconds = AllowedTime(manifest, opens, time);
  if (!seconds.ok()) return seconds.status();
  absl::Status signed_by = CheckAuthority(manifest, TimeLeafOf(manifest, opens, *seconds, {}),
                                          signature.authority(), signature.signature());
  if (!signed_by.ok()) return signed_by;
  const auto schedule = [&](const storage::Reader& store,
                            storage::WriteBatch& batch) -> absl::Status {
    absl::StatusOr<ProcessRecord> record = ReadProcessRecord(store, name);
    if (!record.ok()) return record.status();
    ScheduledTimes& times = opens ? *record->mutable_openings() : *record->mutable_closings();
    auto found = std::find_if(times.begin(), times.end(),
                              [&](const auto& one) { return one.unix_seconds() == *seconds; });
    // A retry after the step was taken is answered as the first call was.
    const bool known =
        found != times.end() &&
        std::any_of(found->signatures().begin(), found->signatures().end(),
                    [&](const auto& one) { return one.index() == signature.authority(); });
    if (known) return absl::OkStatus();
    if (absl::Status stage = CheckStage(**log, opens); !stage.ok()) return stage;
    if (found == times.end()) {
      if (times.size() >= kScheduledTimes) {
        return Error(absl::StatusCode::kFailedPrecondition, "TOO_MANY_TIMES",
                     "too many different times have been signed");
      }
      times.Add()->set_unix_seconds(*seconds);
      found = times.end() - 1;
    }
    KeepSignature(*found->mutable_signatures(), signature.authority(), signature.signature());
    PutProcessRecord(batch, name, *record);
    return absl::OkStatus();
  };
  if (absl::Status scheduled = changes_.ApplySigned(call, schedule); !scheduled.ok()) {
    return scheduled;
  }
  Forget(name);
  Advance(name);
  absl::StatusOr<v1::Process> process = ReadResource<v1::Process>(store_, name);
  if (!process.ok()) return process.status();
  SetCurrentPhase(logs_, *process);
  response = *std::move(process);
  return absl::OkStatus();
}

absl::Status Schedule::ScheduleOpening(const Call& call, const v1::ScheduleOpeningRequest& request,
                                       v1::Process& response) {
  return ScheduleTime(call, true, request.name(), request.time(), request.signature(), response);
}

absl::Status Schedule::ScheduleClosing(const Call& call, const v1::ScheduleClosingRequest& request,
                                       v1::Process& response) {
  return ScheduleTime(call, false, request.name(), request.time(), request.signature(), response);
}

absl::Status Schedule::GetSchedule(const v1::GetScheduleRequest& request,
                                   v1::Schedule& response) const {
  const absl::StatusOr<ResourceName> name =
      ResourceName::Parse(Kind::kProcess, request.name(), "name");
  if (!name.ok()) return name.status();
  const absl::StatusOr<ProcessRecord> record = ReadProcessRecord(store_, name->text());
  if (!record.ok()) return record.status();
  v1::Config config;
  if (!config.ParseFromString(record->config())) return ResourceDamaged(name->text());
  Show(record->openings(), *response.mutable_openings());
  Show(record->closings(), *response.mutable_closings());
  response.set_signatures_needed(config.authority_threshold());
  return absl::OkStatus();
}

absl::StatusOr<Schedule::Due> Schedule::DueOf(const ProcessLog& log) {
  const std::string& process = log.manifest().config().process();
  const MutexLock lock(mutex_);
  if (auto known = due_.find(process); known != due_.end()) return known->second;
  absl::StatusOr<ProcessRecord> record = ReadProcessRecord(store_, process);
  if (!record.ok()) return record.status();
  const std::uint32_t threshold = log.manifest().config().authority_threshold();
  // A closing signed for a time before the opening can never take place.
  const std::uint64_t opened = log.WithState(
      [](const ledger::ElectionState& state) { return state.opened_at().value_or(0); });
  return due_[process] = {Earliest(record->openings(), threshold, 0),
                          Earliest(record->closings(), threshold, opened)};
}

void Schedule::Forget(std::string_view process) {
  const MutexLock lock(mutex_);
  due_.erase(std::string(process));
}

void Schedule::Advance(std::string_view process) {
  const std::shared_ptr<ProcessLog> log = logs_.FindActive(process);
  if (log == nullptr) return;
  const auto stage = [&log] {
    return log->WithState([](const ledger::ElectionState& state) { return state.stage(); });
  };
  const std::int64_t now = absl::ToUnixSeconds(clock_.Now());
  for (const bool opens : {true, false}) {
    const ledger::Stage before = opens ? ledger::Stage::kSealed : ledger::Stage::kVoting;
    if (stage() != before) continue;
    const absl::StatusOr<Due> due = DueOf(*log);
    if (!due.ok()) return;
    const std::optional<internal::v1::ScheduledTime>& time = opens ? due->opening : due->closing;
    if (!time || static_cast<std::int64_t>(time->unix_seconds()) > now) continue;
    const ledger::Leaf leaf = TimeLeafOf(log->manifest(), opens, time->unix_seconds(),
                                         KeyedSignatures(time->signatures()));
    const absl::Status appended = log->Append(ledger::SerializeLeaf(leaf)).status();
    if (appended.ok()) {
      Forget(process);
      TellOperator(Severity::kInfo, opens ? "voting opened" : "voting closed",
                   {{"process", process}});
    } else if (stage() == before) {
      // Otherwise another thread has come first, and the step is taken.
      TellOperator(Severity::kWarning,
                   opens ? "voting could not be opened" : "voting could not be closed",
                   {{"process", process}, {"status", appended.ToString()}});
    }
  }
}

void Schedule::AdvanceAll() {
  for (const std::shared_ptr<ProcessLog>& log : logs_.Active()) {
    Advance(log->manifest().config().process());
  }
}

}  // namespace urna::services
