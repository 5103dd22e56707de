#include "support/election_run.h"

#include <algorithm>
#include <stdexcept>

#include "crypto/checkpoint.h"
#include "crypto/merkle.h"
#include "ledger/bundle.h"
#include "support/log_files.h"

namespace urna::ledger {
namespace {

// What a test builds must be right where the test does not say that it is not.
void Check(const absl::Status& status) {
  if (!status.ok()) throw std::logic_error(std::string(status.message()));
}

bool Has(const std::vector<AnnouncedArtefact>& artefacts, std::uint32_t trustee) {
  return std::ranges::find(artefacts, trustee, &AnnouncedArtefact::trustee) != artefacts.end();
}

ArtefactLeaf ArtefactOf(crypto::ByteView leaf) {
  return std::get<ArtefactLeaf>(ParseLeaf(leaf).value().body);
}

}  // namespace

ElectionRun::ElectionRun(const ElectionFixture& election)
    : election_(election), state_(election.manifest(), election.rolls()) {
  files_[std::string(kConfigFile)] = election.config_bytes();
  files_[std::string(kKeyRecordFile)] = election.key_record();
  files_[std::string(kApprovalsFile)] = election.Approvals();
  const auto& electorates = election.manifest()->config().electorates();
  for (int e = 0; e < electorates.size(); ++e) {
    const RollFiles& files = election.roll_files()[static_cast<std::size_t>(e)];
    files_[RollPath(electorates[e].id())] = files.roll;
    for (std::uint32_t j = 1; j <= files.parts.size(); ++j) {
      files_[PartPath(electorates[e].id(), j)] = files.parts[j - 1];
    }
  }
  Append(election.SealLeaf());
}

std::uint64_t ElectionRun::Append(const crypto::Bytes& leaf) {
  const bool counting = state_.stage() == Stage::kClosed;
  if (counting) Check(state_.Check(ParseLeaf(leaf).value()));
  const std::uint64_t record = leaves_.size();
  Check(state_.Fold(leaf));
  if (counting) state_.PlaceArtefact(ArtefactOf(leaf), record, true);
  leaves_.push_back(leaf);
  if (state_.close_index() == record) {
    closing_ = {record, RootAt(record + 1)};
    state_.SetClosingRoot(closing_.root);
  }
  return record;
}

std::uint64_t ElectionRun::AppendUnchecked(const crypto::Bytes& leaf) {
  state_.Fold(leaf).IgnoreError();
  leaves_.push_back(leaf);
  return leaves_.size() - 1;
}

void ElectionRun::VoteAndClose(std::uint32_t voters, std::uint32_t projects) {
  Append(election_.OpenLeaf());
  for (std::uint32_t v = 0; v < voters; ++v) {
    std::vector<std::uint32_t> approved = {v % projects};
    if (projects > 1) approved.push_back((v + 1) % projects);
    std::sort(approved.begin(), approved.end());
    Append(election_.Ballot(v, approved));
  }
  Append(election_.CloseLeaf());
}

crypto::Hash256 ElectionRun::RootAt(std::uint64_t size) const {
  crypto::MerkleTree tree;
  for (std::uint64_t i = 0; i < size; ++i) tree.Append(crypto::LeafHash(leaves_[i]));
  return tree.Root();
}

std::string ElectionRun::CheckpointNote(std::uint64_t size) const {
  return crypto::SignCheckpoint({election_.manifest()->log_key().origin, size, RootAt(size)},
                                election_.LogSigningKey());
}

std::string ElectionRun::Receipt(std::uint64_t record) const {
  crypto::MerkleTree tree;
  for (const crypto::Bytes& leaf : leaves_) tree.Append(crypto::LeafHash(leaf));
  return crypto::LogProof{record, tree.InclusionProof(record, leaves_.size()).value(),
                          CheckpointNote()}
      .Serialize();
}

void ElectionRun::SignTheClosing() {
  files_[std::string(kClosingsFile)] = election_.SignClosings(election_.ClosingParties(), closing_);
  const std::uint32_t witnesses = election_.manifest()->config().witness_quorum();
  if (witnesses == 0) return;
  std::string note = CheckpointNote(closing_.index + 1);
  const std::string text = crypto::Note::Parse(note).value().text;
  for (std::uint32_t i = 0; i < witnesses; ++i) {
    note += crypto::Cosign(text, ElectionFixture::WitnessName(i), election_.witness(i),
                           election_.manifest()->config().closing_time());
  }
  files_[std::string(kCloseCheckpointFile)] = {note.begin(), note.end()};
}

ContestCounter& ElectionRun::counter(ContestId contest) {
  const auto known = counters_.find(contest);
  if (known != counters_.end()) return known->second;
  const LeafReader read = [this](std::uint64_t i) -> absl::StatusOr<crypto::Bytes> {
    return leaves_[i];
  };
  ContestCounter made(election_.manifest(), closing_hash(), contest,
                      SelectedCiphertexts(state_, contest, read).value(),
                      state_.HasTooFewBallots(contest), 1);
  return counters_.emplace(contest, std::move(made)).first->second;
}

std::uint64_t ElectionRun::Place(const SignedArtefact& artefact, bool right) {
  const ArtefactLeaf leaf = ArtefactOf(artefact.leaf);
  std::uint64_t record = leaves_.size();
  if (right) {
    Append(artefact.leaf);
  } else {
    Check(state_.CheckArtefact(leaf, record));
    record = AppendUnchecked(artefact.leaf);
    state_.PlaceArtefact(leaf, record, false);
  }
  const bool is_result = leaf.kind == ArtefactKind::kBallots ||
                         leaf.kind == ArtefactKind::kPabulib || leaf.kind == ArtefactKind::kOutcome;
  // Below `result` are right files only.
  if (right || !is_result) files_[ArtefactPath(leaf, record)] = artefact.file;
  return record;
}

std::uint64_t ElectionRun::Announce(const SignedArtefact& artefact) {
  const std::uint64_t record = Place(artefact, true);
  const ArtefactLeaf leaf = ArtefactOf(artefact.leaf);
  ContestCounter& count = counter(leaf.contest);
  switch (leaf.kind) {
    case ArtefactKind::kMix:
      Check(count.AddMix(record, artefact.file));
      break;
    case ArtefactKind::kDecryption:
      Check(count.AddDecryption(leaf.trustee, artefact.file));
      break;
    case ArtefactKind::kLot:
      Check(count.AddLot(leaf.trustee, artefact.file));
      break;
    case ArtefactKind::kBallots:
    case ArtefactKind::kPabulib:
    case ArtefactKind::kOutcome:
      break;
  }
  return record;
}

std::uint64_t ElectionRun::AnnounceWrong(const SignedArtefact& artefact) {
  return Place(artefact, false);
}

std::uint64_t ElectionRun::MixBy(std::uint32_t trustee, ContestId contest) {
  return Announce(
      election_.Mix(closing_hash(), contest, last_mix(contest), trustee, current(contest)));
}

std::uint64_t ElectionRun::DecryptBy(std::uint32_t trustee, ContestId contest) {
  return Announce(
      election_.Decrypt(closing_hash(), contest, last_mix(contest), trustee, current(contest)));
}

std::uint64_t ElectionRun::DrawBy(std::uint32_t trustee, ContestId contest) {
  return Announce(election_.Lot(closing_hash(), contest, trustee));
}

void ElectionRun::PublishBy(std::uint32_t trustee, ContestId contest) {
  const TallyFiles tally = Tally(contest);
  const auto publish = [&](ArtefactKind kind, crypto::ByteView bytes) {
    Announce(election_.Artefact(closing_hash(), contest, kind, 0, trustee,
                                crypto::Bytes(bytes.begin(), bytes.end())));
  };
  if (!tally.too_few_ballots) {
    publish(ArtefactKind::kBallots, tally.ballots);
    publish(ArtefactKind::kPabulib, crypto::AsBytes(tally.pabulib));
  }
  publish(ArtefactKind::kOutcome, crypto::AsBytes(tally.outcome));
}

void ElectionRun::CountAll() {
  if (!files_.contains(std::string(kClosingsFile))) SignTheClosing();
  for (std::uint32_t c = 0; c < election_.manifest()->contests(); ++c) CountContest(ContestId{c});
}

void ElectionRun::CountContest(ContestId contest) {
  const std::uint32_t threshold = election_.manifest()->threshold();
  ContestCounter& count = counter(contest);
  if (state_.IsCounted(contest)) {
    const auto has_mixed = [&](std::uint32_t m) {
      const auto& mixers = state_.artefacts(contest).mixers;
      return std::find(mixers.begin(), mixers.end(), m) != mixers.end();
    };
    for (std::uint32_t m = 1; count.mixes() < threshold; ++m) {
      if (!has_mixed(m)) MixBy(m, contest);
    }
    // The last trustees decrypt, so that mixers and decryptors differ.
    for (std::uint32_t m = election_.manifest()->trustees(); count.decryptions() < threshold; --m) {
      if (!Has(state_.artefacts(contest).decryptions, m)) DecryptBy(m, contest);
    }
  }
  for (std::uint32_t m = 1; count.needs_lot() && count.lots() < threshold; ++m) {
    if (!Has(state_.artefacts(contest).lots, m)) DrawBy(m, contest);
  }
  PublishBy(1, contest);
}

std::map<std::string, crypto::Bytes> ElectionRun::Bundle() const {
  std::map<std::string, crypto::Bytes> files = files_;
  files.merge(LogFiles(leaves_, CheckpointNote()));
  return files;
}

void ElectionRun::WriteBundle(const std::string& folder) const {
  auto writer = BundleWriter::Create(folder).value();
  for (const auto& [path, bytes] : Bundle()) Check(writer.Add(path, bytes));
}

}  // namespace urna::ledger
