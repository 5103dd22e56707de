#include "services/counting.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/hash.h"
#include "ledger/closing.h"
#include "services/append/process_log.h"
#include "services/call.h"
#include "services/contest_count.h"
#include "services/errors.h"
#include "services/phases.h"
#include "services/resource_name.h"
#include "services/signatures.h"

namespace urna::services {
namespace {

// Each holds a whole file in memory.
constexpr std::size_t kMaxUploads = 16;

absl::StatusOr<std::shared_ptr<ProcessLog>> ClosedLog(const LogRegistry& logs,
                                                      const std::string& process,
                                                      std::string_view field) {
  absl::StatusOr<ResourceName> name = ResourceName::Parse(Kind::kProcess, process, field);
  if (!name.ok()) return name.status();
  absl::StatusOr<std::shared_ptr<ProcessLog>> log = logs.Get(name->text());
  if (!log.ok()) return log.status();
  const bool closed = (*log)->WithState(
      [](const ledger::ElectionState& state) { return state.stage() == ledger::Stage::kClosed; });
  if (!closed) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_CLOSED",
                 "nothing is counted before the closing");
  }
  return log;
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

absl::Status NotSigned(std::string_view what) {
  return Error(absl::StatusCode::kFailedPrecondition, "CLOSING_NOT_SIGNED", std::string(what));
}

// That all have signed the closed log without whom nothing may be made of it.
absl::Status CheckClosingHolds(const ledger::Manifest& manifest,
                               const internal::v1::ProcessRecord& record) {
  const ledger::MissingClosings missing = ledger::MissingOf(manifest, KeptClosings(record));
  if (!missing.none()) {
    return NotSigned(fmt::format("{} trustees and {} authorities must still sign the closing",
                                 missing.trustees, missing.authorities));
  }
  if (manifest.config().witness_quorum() > 0 && record.close_checkpoint().empty()) {
    return NotSigned("witnesses have not signed the closed log yet");
  }
  return absl::OkStatus();
}

absl::Status CheckTrustee(const ledger::Manifest& manifest, std::uint32_t trustee) {
  if (trustee >= 1 && trustee <= manifest.trustees()) return absl::OkStatus();
  return FieldError("trustee", fmt::format("expected 1 to {}", manifest.trustees()));
}

// A contest of a closed process, by name.
struct NamedContest {
  std::shared_ptr<ProcessLog> log;
  ledger::ContestId contest;
};

absl::StatusOr<NamedContest> FindContest(const LogRegistry& logs, const std::string& text) {
  absl::StatusOr<ResourceName> name = ResourceName::Parse(Kind::kContest, text, "contest");
  if (!name.ok()) return name.status();
  auto log = ClosedLog(logs, std::string(name->process()), "contest");
  if (!log.ok()) return log.status();
  for (const v1::ContestConfig& contest : (*log)->manifest().config().contests()) {
    if (contest.id() == name->id()) {
      return NamedContest{*std::move(log), ledger::ContestId{contest.number()}};
    }
  }
  return Error(absl::StatusCode::kNotFound, "UNKNOWN_CONTEST",
               fmt::format("the manifest has no {}", text));
}

std::vector<std::uint32_t> TrusteesOf(const std::vector<ledger::AnnouncedArtefact>& announced) {
  std::vector<std::uint32_t> trustees;
  for (const ledger::AnnouncedArtefact& one : announced) trustees.push_back(one.trustee);
  return trustees;
}

void Describe(const ledger::ElectionState& state, v1::Count& response) {
  for (std::uint32_t c = 0; c < state.manifest().contests(); ++c) {
    const ledger::ContestId contest{c};
    const ledger::ContestArtefacts& artefacts = state.artefacts(contest);
    v1::ContestCount& out = *response.add_contests();
    out.set_contest(c);
    out.set_state(CountStateOf(state, contest));
    out.set_ballots(state.Selected(contest).size());
    for (std::uint32_t trustee : TrusteesOf(artefacts.mixes)) out.add_mixers(trustee);
    for (std::uint32_t trustee : TrusteesOf(artefacts.decryptions)) out.add_decryptors(trustee);
    for (std::uint32_t trustee : TrusteesOf(artefacts.lots)) out.add_lots(trustee);
    out.set_needs_lot(NeedsLot(state, contest));
  }
}

absl::StatusOr<ledger::ArtefactLeaf> ParseHeader(const v1::ArtefactHeader& header,
                                                 const ledger::Manifest& manifest) {
  if (header.kind() != v1::ARTEFACT_KIND_MIX && header.kind() != v1::ARTEFACT_KIND_DECRYPTION &&
      header.kind() != v1::ARTEFACT_KIND_LOT) {
    return FieldError("header.kind", "expected a mix, a decryption or a lot");
  }
  if (header.contest() >= manifest.contests()) {
    return FieldError("header.contest",
                      fmt::format("the manifest has contests 0 to {}", manifest.contests() - 1));
  }
  if (absl::Status trustee = CheckTrustee(manifest, header.trustee()); !trustee.ok()) {
    return FieldError("header.trustee", fmt::format("expected 1 to {}", manifest.trustees()));
  }
  absl::StatusOr<crypto::Hash256> digest = ParseHash(header.sha256(), "header.sha256");
  if (!digest.ok()) return digest.status();
  absl::StatusOr<crypto::Signature> signature =
      ParseSignature(header.signature(), "header.signature");
  if (!signature.ok()) return signature.status();
  return ledger::ArtefactLeaf{ledger::ContestId{header.contest()},
                              static_cast<ledger::ArtefactKind>(header.kind()),
                              header.index(),
                              header.size(),
                              *digest,
                              static_cast<std::uint8_t>(header.trustee()),
                              *signature};
}

}  // namespace

Counting::Counting(storage::Store& store, Changes& changes, LogRegistry& logs, const Clock& clock)
    : store_(store),
      changes_(changes),
      logs_(logs),
      clock_(clock),
      artefacts_(store),
      uploads_(clock, kMaxUploads) {}

Counting::~Counting() = default;

std::shared_ptr<ContestCount> Counting::CountOf(const std::shared_ptr<ProcessLog>& log,
                                                ledger::ContestId contest) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<ContestCount>& count =
      counts_[{log->manifest().config().process(), ledger::Number(contest)}];
  if (count == nullptr) count = std::make_shared<ContestCount>(log, contest, artefacts_);
  return count;
}

absl::Status Counting::SignClosing(const v1::SignClosingRequest& request,
                                   v1::SignClosingResponse& response) {
  absl::StatusOr<std::shared_ptr<ProcessLog>> log = ClosedLog(logs_, request.process(), "process");
  if (!log.ok()) return log.status();
  const ledger::Manifest& manifest = (*log)->manifest();
  if (request.role() != v1::MANIFEST_ROLE_TRUSTEE &&
      request.role() != v1::MANIFEST_ROLE_AUTHORITY) {
    return FieldError("role", "expected a trustee or an authority");
  }
  const ledger::Party party{static_cast<ledger::PartyRole>(request.role()),
                            static_cast<std::uint8_t>(request.index())};
  if (request.index() > 255 || manifest.key(party) == nullptr) {
    return FieldError("index", "the manifest has no such party");
  }
  absl::StatusOr<crypto::Signature> signature = ParseSignature(request.signature(), "signature");
  if (!signature.ok()) return signature.status();
  absl::StatusOr<ledger::Closing> closing = ClosingOf(**log);
  if (!closing.ok()) return closing.status();
  if (!ledger::VerifyClosing(manifest, party, *closing, *signature)) {
    return WrongSignature(fmt::format(
        "{} {} under this closing",
        party.role == ledger::PartyRole::kTrustee ? "trustee" : "authority", party.index));
  }
  const auto keep = [&](const storage::Reader& store, storage::WriteBatch& batch,
                        google::protobuf::MessageLite&) -> absl::Status {
    absl::StatusOr<internal::v1::ProcessRecord> record =
        ReadProcessRecord(store, request.process());
    if (!record.ok()) return record.status();
    auto& kept = *record->mutable_closing_signatures();
    if (std::none_of(kept.begin(), kept.end(), [&](const auto& one) { return IsBy(one, party); })) {
      if ((*log)->WithState(PhaseOf) == v1::PHASE_TALLIED) {
        return Error(absl::StatusCode::kFailedPrecondition, "ALREADY_COUNTED",
                     "every outcome is in the log: the closing needs no more signatures");
      }
      internal::v1::ClosingSignature& one = *kept.Add();
      one.set_role(static_cast<std::uint32_t>(party.role));
      one.set_index(party.index);
      one.set_signature(request.signature());
      one.set_time(static_cast<std::uint64_t>(absl::ToUnixSeconds(clock_.Now())));
      PutProcessRecord(batch, request.process(), *record);
    }
    const ledger::MissingClosings missing = ledger::MissingOf(manifest, KeptClosings(*record));
    response.set_missing_trustees(missing.trustees);
    response.set_missing_authorities(missing.authorities);
    return absl::OkStatus();
  };
  return changes_.ApplySigned(keep, response);
}

absl::Status Counting::SubmitCloseCheckpoint(const v1::SubmitCloseCheckpointRequest& request,
                                             v1::SubmitCloseCheckpointResponse& response) {
  absl::StatusOr<std::shared_ptr<ProcessLog>> log = ClosedLog(logs_, request.process(), "process");
  if (!log.ok()) return log.status();
  const ledger::Manifest& manifest = (*log)->manifest();
  if (manifest.config().witness_quorum() == 0) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_WITNESSES",
                 "the manifest demands no witnesses");
  }
  absl::StatusOr<ledger::Closing> closing = ClosingOf(**log);
  if (!closing.ok()) return closing.status();
  const absl::Status holds =
      ledger::VerifyCloseCheckpoint(manifest, *closing, request.checkpoint());
  if (!holds.ok()) return FieldError("checkpoint", std::string(holds.message()));
  const auto keep = [&](const storage::Reader& store, storage::WriteBatch& batch,
                        google::protobuf::MessageLite&) -> absl::Status {
    absl::StatusOr<internal::v1::ProcessRecord> record =
        ReadProcessRecord(store, request.process());
    if (!record.ok()) return record.status();
    if (!record->close_checkpoint().empty()) return absl::OkStatus();
    record->set_close_checkpoint(request.checkpoint());
    PutProcessRecord(batch, request.process(), *record);
    return absl::OkStatus();
  };
  return changes_.ApplySigned(keep, response);
}

absl::Status Counting::GetCount(const v1::GetCountRequest& request, v1::Count& response) const {
  absl::StatusOr<std::shared_ptr<ProcessLog>> log = ClosedLog(logs_, request.process(), "process");
  if (!log.ok()) return log.status();
  absl::StatusOr<ledger::Closing> closing = ClosingOf(**log);
  if (!closing.ok()) return closing.status();
  absl::StatusOr<internal::v1::ProcessRecord> record = ReadProcessRecord(store_, request.process());
  if (!record.ok()) return record.status();
  response.set_close_index(closing->index);
  response.set_close_root(ToText(closing->root));
  for (const internal::v1::ClosingSignature& one : record->closing_signatures()) {
    v1::ClosingSignature& out = *response.add_closing_signatures();
    out.set_role(static_cast<v1::ManifestRole>(one.role()));
    out.set_index(one.index());
    out.set_signature(one.signature());
    out.set_time(one.time());
  }
  response.set_close_checkpoint(record->close_checkpoint());
  (*log)->WithState([&response](const ledger::ElectionState& state) { Describe(state, response); });
  return absl::OkStatus();
}

absl::Status Counting::CheckMixingAllowed(const ProcessLog& log, std::uint32_t trustee) const {
  const ledger::Manifest& manifest = log.manifest();
  absl::StatusOr<internal::v1::ProcessRecord> record =
      ReadProcessRecord(store_, manifest.config().process());
  if (!record.ok()) return record.status();
  if (absl::Status holds = CheckClosingHolds(manifest, *record); !holds.ok()) return holds;
  const ledger::Party party{ledger::PartyRole::kTrustee, static_cast<std::uint8_t>(trustee)};
  const auto& kept = record->closing_signatures();
  const auto own =
      std::find_if(kept.begin(), kept.end(), [&](const auto& one) { return IsBy(one, party); });
  if (own == kept.end()) {
    return NotSigned(fmt::format("trustee {} has not signed the closing", trustee));
  }
  const std::uint64_t from = own->time() + manifest.config().complaint_seconds();
  if (absl::ToUnixSeconds(clock_.Now()) < static_cast<std::int64_t>(from)) {
    return Error(absl::StatusCode::kFailedPrecondition, "TOO_EARLY",
                 fmt::format("complaints are heard until {} (seconds since 1970)", from));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Counting::Upload>> Counting::Begin(
    const v1::ArtefactHeader& header) {
  absl::StatusOr<std::shared_ptr<ProcessLog>> log =
      ClosedLog(logs_, header.process(), "header.process");
  if (!log.ok()) return log.status();
  const ledger::Manifest& manifest = (*log)->manifest();
  absl::StatusOr<ledger::ArtefactLeaf> leaf = ParseHeader(header, manifest);
  if (!leaf.ok()) return leaf.status();
  bool announced = false;
  std::uint64_t ballots = 0;
  const absl::Status possible = (*log)->WithState([&](const ledger::ElectionState& state) {
    announced = FindAnnounced(state.artefacts(leaf->contest), *leaf).has_value();
    ballots = state.Selected(leaf->contest).size();
    return state.CheckArtefact(*leaf, state.size());
  });
  // Whose signature does not hold is told that first: nobody else's file takes a place.
  if (!possible.ok() && !announced && ErrorReason(possible) != "WRONG_SIZE") return possible;
  const std::uint64_t size = ledger::ArtefactSize(manifest, leaf->kind, ballots);
  if (header.size() != size) {
    return FieldError("header.size", fmt::format("such a file has {} bytes here", size));
  }
  if (absl::Status allowed = CheckMixingAllowed(**log, leaf->trustee); !allowed.ok())
    return allowed;
  std::unique_ptr<Uploads::File> file;
  if (!announced) {
    auto place = uploads_.Begin(fmt::format("{}/{}", header.process(), leaf->trustee), size);
    if (!place.ok()) return place.status();
    file = *std::move(place);
  }
  return std::unique_ptr<Upload>(new Upload(*this, *std::move(log), *leaf, std::move(file)));
}

absl::Status Counting::Upload::Add(std::string_view bytes) {
  return file_ == nullptr ? absl::OkStatus() : file_->Add(bytes);
}

absl::Status Counting::Upload::Finish(v1::SubmitArtefactResponse& response) {
  crypto::Bytes bytes;
  if (file_ != nullptr) {
    absl::StatusOr<crypto::Bytes> whole = file_->Take(leaf_.sha256);
    if (!whole.ok()) return whole.status();
    bytes = *std::move(whole);
  }
  absl::StatusOr<std::uint64_t> index =
      counting_.CountOf(log_, leaf_.contest)->Submit(leaf_, bytes);
  if (!index.ok()) return index.status();
  response.set_leaf_index(*index);
  return absl::OkStatus();
}

absl::Status Counting::GetTally(const v1::GetTallyRequest& request, v1::Tally& response) {
  absl::StatusOr<NamedContest> named = FindContest(logs_, request.contest());
  if (!named.ok()) return named.status();
  // Before it, nobody makes the server read the ballots again and again.
  const v1::CountState state = named->log->WithState(
      [&](const ledger::ElectionState& now) { return CountStateOf(now, named->contest); });
  if (state != v1::COUNT_STATE_TALLYING && state != v1::COUNT_STATE_DONE) {
    return Error(absl::StatusCode::kFailedPrecondition, "NOT_COUNTED",
                 fmt::format("{} cannot be read yet: mixes, decryptions or lots are missing",
                             request.contest()));
  }
  absl::StatusOr<ledger::TallyFiles> tally = CountOf(named->log, named->contest)->Tally();
  if (!tally.ok()) return tally.status();
  response.set_contest(request.contest());
  response.set_status(tally->too_few_ballots ? v1::TALLY_STATUS_TOO_FEW_BALLOTS
                                             : v1::TALLY_STATUS_COUNTED);
  response.set_outcome(tally->outcome);
  response.set_ballots(ToText(tally->ballots));
  response.set_pabulib(tally->pabulib);
  for (const std::string& project : tally->selected) response.add_selected_projects(project);
  response.set_cost(tally->cost);
  response.set_budget(named->log->manifest().contest(named->contest).budget());
  response.set_valid_ballots(tally->valid);
  response.set_invalid_ballots(tally->invalid);
  return absl::OkStatus();
}

absl::Status Counting::SignTally(const v1::SignTallyRequest& request,
                                 v1::SignTallyResponse& response) {
  absl::StatusOr<NamedContest> named = FindContest(logs_, request.contest());
  if (!named.ok()) return named.status();
  if (absl::Status trustee = CheckTrustee(named->log->manifest(), request.trustee());
      !trustee.ok()) {
    return trustee;
  }
  std::vector<crypto::Signature> signatures;
  for (int i = 0; i < request.signatures_size(); ++i) {
    auto signature = ParseSignature(request.signatures(i), fmt::format("signatures[{}]", i));
    if (!signature.ok()) return signature.status();
    signatures.push_back(*signature);
  }
  // A contest that nothing is mixed of gets this far without it, and afterwards no signature is
  // taken.
  absl::StatusOr<internal::v1::ProcessRecord> record =
      ReadProcessRecord(store_, named->log->manifest().config().process());
  if (!record.ok()) return record.status();
  if (absl::Status holds = CheckClosingHolds(named->log->manifest(), *record); !holds.ok()) {
    return holds;
  }
  absl::StatusOr<std::uint64_t> index =
      CountOf(named->log, named->contest)->Publish(request.trustee(), signatures);
  if (!index.ok()) return index.status();
  response.set_leaf_index(*index);
  return absl::OkStatus();
}

}  // namespace urna::services
