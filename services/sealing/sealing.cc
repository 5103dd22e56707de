#include "services/sealing/sealing.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/checkpoint.h"
#include "services/append/process_log.h"
#include "services/base/errors.h"
#include "services/base/etag.h"
#include "services/base/signatures.h"
#include "services/records/current_phase.h"
#include "services/records/draft_process.h"
#include "services/records/phases.h"
#include "services/records/resources.h"
#include "services/records/sealed_project.h"
#include "services/sealing/freezing.h"

namespace urna::services {
namespace {

using internal::v1::ProcessRecord;

// Kept when a process is frozen again: nothing was ever signed with it.
absl::StatusOr<crypto::SigningKey> EnsureLogKey(ProcessRecord& record,
                                                const crypto::SigningKey& fresh) {
  if (record.log_key_seed().empty()) {
    const auto seed = fresh.Seed();
    record.set_log_key_seed(ToText(seed.Reveal()));
  }
  return LogKeyOf(record);
}

absl::StatusOr<std::uint64_t> CreationOrder(const storage::Reader& store, std::string_view name) {
  absl::StatusOr<std::optional<StoredChild>> stored = FindResource(store, name);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return ResourceNotFound(name);
  return (*stored)->creation_order;
}

// Writes the numbers that records will use into the resources; 0 takes them away again.
template <typename Resource, typename Set>
absl::Status NumberResources(const storage::Reader& store, const std::string& process,
                             storage::WriteBatch& batch, const Set& set) {
  absl::StatusOr<std::vector<StoredChild>> children =
      ListChildren(store, kKindOf<Resource>, process);
  if (!children.ok()) return children.status();
  for (std::size_t i = 0; i < children->size(); ++i) {
    const StoredChild& child = (*children)[i];
    Resource resource;
    if (!resource.ParseFromString(child.bytes)) return ResourceDamaged(child.name);
    set(resource, static_cast<std::uint32_t>(i));
    PutResource(batch, child.name, child.creation_order, resource.SerializeAsString());
  }
  return absl::OkStatus();
}

absl::Status NumberAll(const storage::Reader& store, const std::string& process, bool frozen,
                       storage::WriteBatch& batch) {
  absl::Status contests = NumberResources<v1::Contest>(
      store, process, batch, [frozen](v1::Contest& contest, std::uint32_t position) {
        contest.set_number(frozen ? position : 0);
      });
  if (!contests.ok()) return contests;
  return NumberResources<v1::Trustee>(store, process, batch,
                                      [frozen](v1::Trustee& trustee, std::uint32_t position) {
                                        trustee.set_index(frozen ? position + 1 : 0);
                                      });
}

// The phase that the process falls back to. What was frozen before there were journals has one from
// now on.
absl::StatusOr<v1::Phase> TellUnfreezing(const storage::Reader& store, const v1::Process& process,
                                         Acts& acts, storage::WriteBatch& batch) {
  absl::StatusOr<const ledger::JournalState*> state = acts.state();
  if (absl::IsNotFound(state.status())) {
    absl::Status begun = BeginJournal(store, process, acts, batch);
    return begun.ok() ? absl::StatusOr<v1::Phase>(v1::PHASE_DRAFT) : begun;
  }
  if (!state.ok()) return state.status();
  v1::ActFacts facts;
  facts.mutable_phase()->set_phase((*state)->phase_before_sealing());
  absl::Status told = acts.Add(v1::JOURNAL_ACT_PHASE, "", facts, {}, batch);
  return told.ok() ? absl::StatusOr<v1::Phase>(facts.phase().phase()) : told;
}

std::string Describe(const ledger::Party& party) {
  switch (party.role) {
    case ledger::PartyRole::kRegistrar:
      return fmt::format("registrar {}", party.index);
    case ledger::PartyRole::kTrustee:
      return fmt::format("trustee {}", party.index);
    case ledger::PartyRole::kAuthority:
      return fmt::format("authority {}", party.index);
  }
  return "";
}

bool IsBy(const internal::v1::PartySignature& approval, const ledger::Party& party) {
  return approval.role() == static_cast<std::uint32_t>(party.role) &&
         approval.index() == party.index;
}

std::vector<ledger::Party> MissingParties(const ledger::Manifest& manifest,
                                          const ProcessRecord& record) {
  std::vector<ledger::Party> missing;
  for (const ledger::Party& party : manifest.parties()) {
    const auto& approvals = record.approvals();
    if (std::none_of(approvals.begin(), approvals.end(),
                     [&](const auto& approval) { return IsBy(approval, party); })) {
      missing.push_back(party);
    }
  }
  return missing;
}

}  // namespace

absl::StatusOr<FrozenProcess> ReadFrozenProcess(const storage::Reader& store, std::string_view name,
                                                std::string_view field) {
  absl::StatusOr<ResourceName> parsed = ResourceName::Parse(Kind::kProcess, name, field);
  if (!parsed.ok()) return parsed.status();
  absl::StatusOr<v1::Process> process = ReadResource<v1::Process>(store, parsed->text());
  if (!process.ok()) return process.status();
  absl::StatusOr<ProcessRecord> record = ReadProcessRecord(store, parsed->text());
  if (!record.ok()) return record.status();
  return FrozenProcess{*std::move(process), *std::move(record)};
}

absl::Status PutFrozenProcess(const storage::Reader& store, FrozenProcess& frozen,
                              storage::WriteBatch& batch) {
  absl::StatusOr<std::uint64_t> order = CreationOrder(store, frozen.process.name());
  if (!order.ok()) return order.status();
  RenewEtag(frozen.process);
  PutResource(batch, frozen.process.name(), *order, frozen.process.SerializeAsString());
  PutProcessRecord(batch, frozen.process.name(), frozen.record);
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const ledger::Manifest>> Sealing::ApprovedManifest(
    const ProcessRecord& record) const {
  auto manifest = documents_.ManifestOf(record);
  if (!manifest.ok()) return manifest.status();
  FieldViolations missing;
  for (const ledger::Party& party : MissingParties(**manifest, record)) {
    missing.Add("name", fmt::format("{} has not signed the manifest", Describe(party)));
  }
  if (!missing.empty()) {
    return missing.ToStatus(absl::StatusCode::kFailedPrecondition, "MANIFEST_NOT_APPROVED");
  }
  return manifest;
}

absl::Status Sealing::FreezeProcess(const Call& call, const v1::FreezeProcessRequest& request,
                                    v1::Process& response) {
  // Before the lock is taken: it reads whole rolls.
  absl::StatusOr<RollsCheck> rolls = CheckRolls(store_, call.process);
  if (!rolls.ok()) return rolls.status();
  const crypto::SigningKey fresh = crypto::SigningKey::Generate();
  const auto freeze = [&](const storage::Reader& store, storage::WriteBatch& batch,
                          Acts& acts) -> absl::Status {
    absl::StatusOr<ResourceName> name = ResourceName::Parse(Kind::kProcess, request.name(), "name");
    if (!name.ok()) return name.status();
    absl::StatusOr<v1::Process> draft = ReadDraft(store, name->text());
    if (!draft.ok()) return draft.status();
    if (draft->has_closing_time() &&
        draft->closing_time().seconds() <= absl::ToUnixSeconds(clock_.Now())) {
      FieldViolations past;
      past.Add("config.closing_time", "has passed: nobody could vote");
      return past.ToStatus(absl::StatusCode::kFailedPrecondition, "PROCESS_INCOMPLETE");
    }
    absl::StatusOr<ProcessRecord> record = ReadProcessRecord(store, name->text());
    if (!record.ok()) return record.status();
    FrozenProcess frozen{*std::move(draft), *std::move(record)};
    absl::StatusOr<crypto::SigningKey> log_key = EnsureLogKey(frozen.record, fresh);
    if (!log_key.ok()) return log_key.status();
    const std::string vkey =
        crypto::LogKey{frozen.process.log_origin(), log_key->public_key()}.ToVkey();
    frozen.record.set_attempt(frozen.record.attempt() + 1);
    absl::StatusOr<JournalPart> journal = TellFreezing(acts, batch);
    if (!journal.ok()) return journal.status();
    absl::StatusOr<v1::Config> config =
        BuildConfig(store, frozen.process, vkey, frozen.record.attempt(), *rolls, *journal);
    if (!config.ok()) return config.status();
    // Of the server, not of the resources: they do not know what it shows of them.
    config->set_pages_sha256(pages_sha256_);
    frozen.record.set_config(config->SerializeAsString());
    auto parsed = documents_.Frozen(frozen.record);
    if (!parsed.ok()) return parsed.status();
    frozen.process.set_phase(v1::PHASE_SEALING);
    frozen.process.set_log_vkey(vkey);
    frozen.process.set_config_hash(ToText((*parsed)->hash()));
    absl::Status numbered = NumberAll(store, name->text(), true, batch);
    if (!numbered.ok()) return numbered;
    absl::Status put = PutFrozenProcess(store, frozen, batch);
    if (put.ok()) response = std::move(frozen.process);
    return put;
  };
  return changes_.ApplyActs(call, request, response, freeze);
}

absl::Status Sealing::UnfreezeProcess(const Call& call, const v1::UnfreezeProcessRequest& request,
                                      v1::Process& response) {
  const auto unfreeze = [&](const storage::Reader& store, storage::WriteBatch& batch,
                            Acts& acts) -> absl::Status {
    absl::StatusOr<FrozenProcess> frozen = ReadFrozenProcess(store, request.name(), "name");
    if (!frozen.ok()) return frozen.status();
    ProcessRecord kept;
    kept.set_log_key_seed(frozen->record.log_key_seed());
    kept.set_attempt(frozen->record.attempt());
    frozen->record = std::move(kept);
    absl::StatusOr<v1::Phase> phase = TellUnfreezing(store, frozen->process, acts, batch);
    if (!phase.ok()) return phase.status();
    frozen->process.set_phase(*phase);
    frozen->process.clear_log_vkey();
    frozen->process.clear_config_hash();
    frozen->process.clear_manifest_hash();
    absl::Status numbered = NumberAll(store, frozen->process.name(), false, batch);
    if (!numbered.ok()) return numbered;
    absl::Status put = PutFrozenProcess(store, *frozen, batch);
    if (put.ok()) response = std::move(frozen->process);
    return put;
  };
  return changes_.ApplyActs(call, request, response, unfreeze);
}

absl::Status Sealing::GetManifest(const v1::GetManifestRequest& request,
                                  v1::Manifest& response) const {
  const absl::StatusOr<std::unique_ptr<storage::Reader>> snapshot = store_.Snapshot();
  if (!snapshot.ok()) return snapshot.status();
  const absl::StatusOr<FrozenProcess> frozen =
      ReadFrozenProcess(**snapshot, request.name(), "name");
  if (!frozen.ok()) return frozen.status();
  response.set_config(frozen->record.config());
  response.set_key_record(frozen->record.key_record());
  response.set_manifest_hash(frozen->process.manifest_hash());
  for (const internal::v1::PartySignature& approval : frozen->record.approvals()) {
    v1::ManifestSignature& out = *response.add_signatures();
    out.set_role(static_cast<v1::ManifestRole>(approval.role()));
    out.set_index(approval.index());
    out.set_signature(approval.signature());
  }
  return absl::OkStatus();
}

absl::Status Sealing::ApproveManifest(const Call& call, const v1::ApproveManifestRequest& request,
                                      v1::ApproveManifestResponse& response) {
  const auto approve = [&](const storage::Reader& store,
                           storage::WriteBatch& batch) -> absl::Status {
    absl::StatusOr<FrozenProcess> frozen = ReadFrozenProcess(store, request.name(), "name");
    if (!frozen.ok()) return frozen.status();
    auto manifest = documents_.ManifestOf(frozen->record);
    if (!manifest.ok()) return manifest.status();
    const v1::ManifestSignature& given = request.signature();
    auto signature = ParseSignature(given.signature(), "signature.signature");
    if (!signature.ok()) return signature.status();
    const ledger::Party party{static_cast<ledger::PartyRole>(given.role()),
                              static_cast<std::uint8_t>(given.index())};
    const auto& parties = (*manifest)->parties();
    if (!v1::ManifestRole_IsValid(given.role()) || given.index() > 255 ||
        std::find(parties.begin(), parties.end(), party) == parties.end()) {
      return FieldError("signature.index", "the manifest has no such party");
    }
    if (!ledger::VerifyManifestSignature((*manifest)->frozen(), (*manifest)->hash(), party,
                                         *signature)) {
      return WrongSignature(Describe(party));
    }
    const auto& known = frozen->record.approvals();
    if (std::none_of(known.begin(), known.end(),
                     [&](const auto& approval) { return IsBy(approval, party); })) {
      internal::v1::PartySignature& kept = *frozen->record.add_approvals();
      kept.set_role(static_cast<std::uint32_t>(party.role));
      kept.set_index(party.index);
      kept.set_signature(given.signature());
      PutProcessRecord(batch, frozen->process.name(), frozen->record);
    }
    response.set_missing(
        static_cast<std::uint32_t>(MissingParties(**manifest, frozen->record).size()));
    return absl::OkStatus();
  };
  return changes_.ApplySigned(call, approve);
}

absl::Status Sealing::SealProcess(const Call& call, const v1::SealProcessRequest& request,
                                  v1::Process& response) {
  // Before the lock is taken; whether it is still the manifest is looked at under it.
  std::shared_ptr<const ledger::Manifest> expected;
  std::shared_ptr<const ledger::Rolls> rolls;
  absl::StatusOr<v1::Phase> phase = CurrentPhase(store_, logs_, call.process);
  if (phase.ok() && *phase == v1::PHASE_SEALING) {
    absl::StatusOr<ProcessRecord> record = ReadProcessRecord(store_, call.process);
    if (!record.ok()) return record.status();
    auto manifest = ApprovedManifest(*record);
    if (!manifest.ok()) return manifest.status();
    auto loaded = opener_.LoadRolls(**manifest);
    if (!loaded.ok()) return loaded.status();
    expected = *std::move(manifest);
    rolls = *std::move(loaded);
  }
  const auto seal = [&](const storage::Reader& store, storage::WriteBatch&) -> absl::Status {
    absl::StatusOr<FrozenProcess> frozen = ReadFrozenProcess(store, request.name(), "name");
    if (!frozen.ok()) return frozen.status();
    if (const std::shared_ptr<ProcessLog> log = logs_.FindActive(call.process)) {
      // The first answer may have been lost.
      const v1::Phase now = log->WithState(PhaseOf);
      if (now != v1::PHASE_SEALED) return CheckSpan(Span::kSealing, now, call.process);
    } else {
      auto manifest = ApprovedManifest(frozen->record);
      if (!manifest.ok()) return manifest.status();
      if (*manifest != expected) {
        return Error(absl::StatusCode::kAborted, "PROCESS_CHANGED",
                     "the process has changed at the same time: look at it and try again");
      }
      auto opened = opener_.Open(frozen->record, *manifest, rolls);
      if (!opened.ok()) return opened.status();
      if (absl::Status sealed = (*opened)->Seal(); !sealed.ok()) return sealed;
      if (absl::Status added = logs_.Add(*std::move(opened)); !added.ok()) return added;
    }
    response = std::move(frozen->process);
    return absl::OkStatus();
  };
  if (absl::Status sealed = changes_.Apply(call, request, response, seal); !sealed.ok()) {
    return sealed;
  }
  SetCurrentPhase(logs_, response);
  return absl::OkStatus();
}

}  // namespace urna::services
