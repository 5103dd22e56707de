#include "services/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "ledger/leaf.h"
#include "services/append/process_log.h"
#include "services/errors.h"
#include "services/log.h"
#include "services/phases.h"
#include "services/resources.h"
#include "services/signatures.h"
#include "services/times.h"

namespace urna::services {
namespace {

using internal::v1::ProcessRecord;
using ScheduledTimes = google::protobuf::RepeatedPtrField<internal::v1::ScheduledTime>;
using Signatures = google::protobuf::RepeatedPtrField<internal::v1::IndexedSignature>;

// Different times that authorities may sign for one step; bounds what they can make the server
// keep.
constexpr int kMaxScheduledTimes = 100;
constexpr int kMaxPendingRevocations = 10000;
constexpr std::uint32_t kMaxReason = 4;

std::vector<ledger::KeyedSignature> LeafSignatures(const Signatures& kept) {
  std::vector<ledger::KeyedSignature> signatures;
  for (const internal::v1::IndexedSignature& one : kept) {
    ledger::KeyedSignature out{static_cast<std::uint8_t>(one.index()), {}};
    std::copy_n(crypto::AsBytes(one.signature()).begin(), out.signature.size(),
                out.signature.begin());
    signatures.push_back(out);
  }
  std::sort(signatures.begin(), signatures.end(),
            [](const auto& a, const auto& b) { return a.index < b.index; });
  return signatures;
}

ledger::Leaf TimeLeafOf(const ledger::Manifest& manifest, bool opens, std::uint64_t seconds,
                        std::vector<ledger::KeyedSignature> signatures) {
  return {manifest.hash(), ledger::TimeLeaf{opens, seconds, std::move(signatures)}};
}

// That authority `index` signed `leaf`.
absl::Status CheckAuthority(const ledger::Manifest& manifest, const ledger::Leaf& leaf,
                            std::uint32_t index, const std::string& bytes) {
  absl::StatusOr<crypto::Signature> signature = ParseSignature(bytes, "signature");
  if (!signature.ok()) return signature.status();
  const crypto::VerifyingKey* key =
      index > 255 ? nullptr
                  : manifest.key({ledger::PartyRole::kAuthority, static_cast<std::uint8_t>(index)});
  if (key == nullptr) return FieldError("authority", "the manifest has no such authority");
  if (!key->Verify(ledger::SignaturePurpose(leaf.body), manifest.hash(), ledger::SignedPart(leaf),
                   *signature)) {
    return WrongSignature(fmt::format("authority {}", index));
  }
  return absl::OkStatus();
}

// Whether it was new.
bool Keep(Signatures& kept, std::uint32_t index, const std::string& signature) {
  if (std::any_of(kept.begin(), kept.end(),
                  [index](const auto& one) { return one.index() == index; })) {
    return false;
  }
  internal::v1::IndexedSignature& one = *kept.Add();
  one.set_index(index);
  one.set_signature(signature);
  return true;
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

absl::StatusOr<std::shared_ptr<ProcessLog>> LogOf(const LogRegistry& logs, const std::string& name,
                                                  std::string_view field) {
  absl::StatusOr<ResourceName> parsed = ResourceName::Parse(Kind::kProcess, name, field);
  if (!parsed.ok()) return parsed.status();
  return logs.Get(parsed->text());
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

}  // namespace

absl::Status Schedule::ScheduleTime(bool opens, const std::string& name,
                                    const google::protobuf::Timestamp& time,
                                    const v1::AuthoritySignature& signature,
                                    v1::Process& response) {
  absl::StatusOr<std::shared_ptr<ProcessLog>> log = LogOf(logs_, name, "name");
  if (!log.ok()) return log.status();
  const ledger::Manifest& manifest = (*log)->manifest();
  absl::StatusOr<std::uint64_t> seconds = AllowedTime(manifest, opens, time);
  if (!seconds.ok()) return seconds.status();
  absl::Status signed_by = CheckAuthority(manifest, TimeLeafOf(manifest, opens, *seconds, {}),
                                          signature.authority(), signature.signature());
  if (!signed_by.ok()) return signed_by;
  const auto schedule = [&](const storage::Reader& store, storage::WriteBatch& batch,
                            google::protobuf::MessageLite&) -> absl::Status {
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
      if (times.size() >= kMaxScheduledTimes) {
        return Error(absl::StatusCode::kFailedPrecondition, "TOO_MANY_TIMES",
                     "too many different times have been signed");
      }
      times.Add()->set_unix_seconds(*seconds);
      found = times.end() - 1;
    }
    Keep(*found->mutable_signatures(), signature.authority(), signature.signature());
    PutProcessRecord(batch, name, *record);
    return absl::OkStatus();
  };
  if (absl::Status scheduled = changes_.ApplySigned(schedule, response); !scheduled.ok()) {
    return scheduled;
  }
  Forget(name);
  Advance(name);
  absl::StatusOr<v1::Process> process = ReadResource<v1::Process>(store_, name);
  if (!process.ok()) return process.status();
  process->set_phase((*log)->WithState(PhaseOf));
  response = *std::move(process);
  return absl::OkStatus();
}

absl::Status Schedule::ScheduleOpening(const v1::ScheduleOpeningRequest& request,
                                       v1::Process& response) {
  return ScheduleTime(true, request.name(), request.time(), request.signature(), response);
}

absl::Status Schedule::ScheduleClosing(const v1::ScheduleClosingRequest& request,
                                       v1::Process& response) {
  return ScheduleTime(false, request.name(), request.time(), request.signature(), response);
}

absl::StatusOr<Schedule::Due> Schedule::DueOf(const ProcessLog& log) {
  const std::string& process = log.manifest().config().process();
  const std::lock_guard lock(mutex_);
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
  const std::lock_guard lock(mutex_);
  due_.erase(std::string(process));
}

void Schedule::Advance(std::string_view process) {
  const std::shared_ptr<ProcessLog> log = logs_.Find(process);
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
                                         LeafSignatures(time->signatures()));
    const absl::Status appended = log->Append(ledger::SerializeLeaf(leaf)).status();
    if (appended.ok()) {
      Forget(process);
      LogEvent(LogLevel::kInfo, opens ? "voting opened" : "voting closed", {{"process", process}});
    } else if (stage() == before) {
      // Otherwise another thread has come first, and the step is taken.
      LogEvent(LogLevel::kWarning,
               opens ? "voting could not be opened" : "voting could not be closed",
               {{"process", process}, {"status", appended.ToString()}});
    }
  }
}

void Schedule::AdvanceAll() {
  for (const std::shared_ptr<ProcessLog>& log : logs_.All()) {
    Advance(log->manifest().config().process());
  }
}

absl::Status Schedule::RevokeKey(const v1::RevokeKeyRequest& request,
                                 v1::RevokeKeyResponse& response) {
  absl::StatusOr<std::shared_ptr<ProcessLog>> log = LogOf(logs_, request.name(), "name");
  if (!log.ok()) return log.status();
  const ledger::Manifest& manifest = (*log)->manifest();
  absl::StatusOr<crypto::Hash256> slot = ParseHash(request.slot_tag(), "slot_tag");
  if (!slot.ok()) return slot.status();
  if (request.reason() < 1 || request.reason() > kMaxReason) {
    return FieldError("reason", "expected 1 to 4");
  }
  ledger::RevocationLeaf revocation{ledger::SlotTag{*slot},
                                    request.generation(),
                                    static_cast<std::uint8_t>(request.reason()),
                                    {}};
  absl::Status signed_by = CheckAuthority(manifest, {manifest.hash(), revocation},
                                          request.authority(), request.signature());
  if (!signed_by.ok()) return signed_by;
  // All that is wrong with it but the number of signatures is told to the first that signs.
  revocation.signatures = {{static_cast<std::uint8_t>(request.authority()), {}}};
  revocation.signatures[0].signature = *ParseSignature(request.signature(), "signature");
  const absl::Status possible = (*log)->WithState([&](const ledger::ElectionState& state) {
    return state.Check({manifest.hash(), revocation});
  });
  if (!possible.ok() && ErrorReason(possible) != "TOO_FEW_SIGNATURES") return possible;
  const std::uint32_t threshold = manifest.config().authority_threshold();
  std::uint32_t missing = 0;
  const auto collect = [&](const storage::Reader& store, storage::WriteBatch& batch,
                           google::protobuf::MessageLite&) -> absl::Status {
    absl::StatusOr<ProcessRecord> record = ReadProcessRecord(store, request.name());
    if (!record.ok()) return record.status();
    auto& pending = *record->mutable_revocations();
    auto found = std::find_if(pending.begin(), pending.end(), [&](const auto& one) {
      return one.slot_tag() == request.slot_tag() && one.generation() == request.generation() &&
             one.reason() == request.reason();
    });
    if (found == pending.end()) {
      if (pending.size() >= kMaxPendingRevocations) {
        return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_REVOCATIONS",
                     "too many revocations wait for signatures");
      }
      internal::v1::PendingRevocation& one = *pending.Add();
      one.set_slot_tag(request.slot_tag());
      one.set_generation(request.generation());
      one.set_reason(request.reason());
      found = pending.end() - 1;
    }
    Keep(*found->mutable_signatures(), request.authority(), request.signature());
    revocation.signatures = LeafSignatures(found->signatures());
    missing =
        threshold - std::min(threshold, static_cast<std::uint32_t>(revocation.signatures.size()));
    PutProcessRecord(batch, request.name(), *record);
    return absl::OkStatus();
  };
  if (absl::Status collected = changes_.ApplySigned(collect, response); !collected.ok()) {
    return collected;
  }
  response.set_missing(missing);
  if (missing > 0) return absl::OkStatus();
  absl::StatusOr<crypto::LogProof> appended =
      (*log)->Append(ledger::SerializeLeaf({manifest.hash(), revocation}));
  if (!appended.ok()) return appended.status();
  response.set_leaf_index(appended->index);
  v1::RevokeKeyResponse ignored;
  return changes_.ApplySigned(
      [&](const storage::Reader& store, storage::WriteBatch& batch,
          google::protobuf::MessageLite&) -> absl::Status {
        absl::StatusOr<ProcessRecord> record = ReadProcessRecord(store, request.name());
        if (!record.ok()) return record.status();
        auto& pending = *record->mutable_revocations();
        pending.erase(std::remove_if(pending.begin(), pending.end(),
                                     [&](const auto& one) {
                                       return one.slot_tag() == request.slot_tag() &&
                                              one.generation() == request.generation();
                                     }),
                      pending.end());
        PutProcessRecord(batch, request.name(), *record);
        return absl::OkStatus();
      },
      ignored);
}

}  // namespace urna::services
