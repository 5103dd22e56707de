#include "support/election_run.h"

#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "ledger/bundle.h"

namespace urna::ledger {

ElectionRun::ElectionRun(const ElectionFixture& election)
    : election_(election), state_(election.manifest(), election.rolls()) {
  files_[std::string(kConfigFile)] = election.config_bytes();
  files_[std::string(kKeyRecordFile)] = election.key_record();
  files_[std::string(kApprovalsFile)] = election.Approvals();
  const auto& electorates = election.manifest()->config().electorates();
  for (int e = 0; e < electorates.size(); ++e) {
    files_[RollPath(electorates[e].id())] = election.roll_files()[static_cast<std::size_t>(e)];
  }
  Append(election.SealLeaf());
}

std::uint64_t ElectionRun::Append(const crypto::Bytes& leaf) {
  const absl::Status status = state_.Fold(leaf);
  if (!status.ok()) {
    throw std::logic_error("the record is refused: " + std::string(status.message()));
  }
  leaves_.push_back(leaf);
  return leaves_.size() - 1;
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

std::string ElectionRun::CheckpointNote() const {
  return crypto::SignCheckpoint(
      {election_.manifest()->log_key().origin, leaves_.size(), RootAt(leaves_.size())},
      election_.LogSigningKey());
}

void ElectionRun::Announce(ContestId contest, ArtefactKind kind, std::uint32_t index,
                           std::uint32_t trustee, const SignedArtefact& artefact) {
  const std::uint64_t record = Append(artefact.leaf);
  ArtefactLeaf leaf{};
  leaf.contest = contest;
  leaf.kind = kind;
  leaf.index = index;
  leaf.trustee = static_cast<std::uint8_t>(trustee);
  files_[ArtefactPath(leaf, record)] = artefact.file;
}

void ElectionRun::CountAll() {
  const std::uint64_t close = state_.close_index().value();
  std::vector<ClosingSignature> closings;
  for (std::uint8_t m = 1; m <= election_.manifest()->threshold(); ++m) {
    closings.push_back({m, election_.SignClosed(m, close, RootAt(close + 1))});
  }
  files_[std::string(kClosingsFile)] = SerializeClosings(closings);
  for (std::uint32_t c = 0; c < election_.manifest()->contests(); ++c) CountContest(ContestId{c});
}

void ElectionRun::CountContest(ContestId contest) {
  const std::uint32_t threshold = election_.manifest()->threshold();
  const LeafReader read = [this](std::uint64_t i) -> absl::StatusOr<crypto::Bytes> {
    return leaves_[i];
  };
  ContestCounter counter(election_.manifest(), contest,
                         SelectedCiphertexts(state_, contest, read).value(),
                         state_.HasTooFewBallots(contest), 1);
  auto check = [](const absl::Status& status) {
    if (!status.ok()) throw std::logic_error(std::string(status.message()));
  };
  if (state_.IsCounted(contest)) {
    for (std::uint32_t position = 1; position <= threshold; ++position) {
      const auto mix = election_.Mix(contest, position, position, counter.current());
      check(counter.AddMix(mix.file));
      Announce(contest, ArtefactKind::kMix, position, position, mix);
    }
    // The last trustees decrypt, so that mixers and decryptors differ.
    for (std::uint32_t m = election_.manifest()->trustees(); counter.decryptions() < threshold;
         --m) {
      const auto share = election_.Decrypt(contest, m, counter.current());
      check(counter.AddDecryption(m, share.file));
      Announce(contest, ArtefactKind::kDecryption, m, m, share);
    }
  }
  if (counter.needs_lot()) {
    for (std::uint32_t m = 1; m <= threshold; ++m) {
      const auto lot = election_.Lot(contest, m);
      check(counter.AddLot(m, lot.file));
      Announce(contest, ArtefactKind::kLot, m, m, lot);
    }
  }
  const TallyFiles tally = counter.Tally().value();
  auto publish = [&](ArtefactKind kind, crypto::ByteView bytes) {
    Announce(contest, kind, 0, 1,
             election_.Artefact(contest, kind, 0, 1, crypto::Bytes(bytes.begin(), bytes.end())));
  };
  if (!tally.too_few_ballots) {
    publish(ArtefactKind::kBallots, tally.ballots);
    publish(ArtefactKind::kPabulib, crypto::AsBytes(tally.pabulib));
  }
  publish(ArtefactKind::kOutcome, crypto::AsBytes(tally.outcome));
}

void ElectionRun::WriteBundle(const std::string& folder) const {
  auto writer = BundleWriter::Create(folder).value();
  for (const auto& [path, bytes] : files_) {
    const absl::Status status = writer.Add(path, bytes);
    if (!status.ok()) throw std::logic_error(std::string(status.message()));
  }
  const absl::Status status = writer.AddLog(leaves_, CheckpointNote());
  if (!status.ok()) throw std::logic_error(std::string(status.message()));
}

}  // namespace urna::ledger
