// A whole election in memory: a log that grows record by record, and the bundle that it comes to.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ledger/count.h"
#include "ledger/election_state.h"
#include "support/election_fixture.h"

namespace urna::ledger {

class ElectionRun {
 public:
  // Sealed; nothing else has happened.
  explicit ElectionRun(const ElectionFixture& election);

  // Appends a record that the state must accept; its index. Of an artefact the file must be right.
  std::uint64_t Append(const crypto::Bytes& leaf);
  // Appends whatever it is, as a server that cheats would. An artefact takes no place.
  std::uint64_t AppendUnchecked(const crypto::Bytes& leaf);
  // Opens, lets every voter v approve the projects v and v + 1 (modulo their number), closes.
  void VoteAndClose(std::uint32_t voters, std::uint32_t projects);

  // After the closing. It signs for as many as must, and cosigns where witnesses must.
  void SignTheClosing();
  const Closing& closing() const { return closing_; }
  crypto::Hash256 closing_hash() const { return state_.closing_hash().value(); }

  // Announces a file that is right and adds it to the bundle; its record.
  std::uint64_t Announce(const SignedArtefact& artefact);
  // The same for a file that is well-placed and wrong: a fault of its trustee.
  std::uint64_t AnnounceWrong(const SignedArtefact& artefact);
  // Each makes what is due next in a contest, and announces it.
  std::uint64_t MixBy(std::uint32_t trustee, ContestId contest = ContestId{0});
  std::uint64_t DecryptBy(std::uint32_t trustee, ContestId contest = ContestId{0});
  std::uint64_t DrawBy(std::uint32_t trustee, ContestId contest = ContestId{0});
  // What everybody computes, signed by a trustee.
  void PublishBy(std::uint32_t trustee, ContestId contest = ContestId{0});
  // What the next mix takes: its input and that input's record.
  const crypto::CiphertextList& current(ContestId contest = ContestId{0}) {
    return counter(contest).current();
  }
  std::uint64_t last_mix(ContestId contest = ContestId{0}) { return counter(contest).last_mix(); }
  TallyFiles Tally(ContestId contest = ContestId{0}) { return counter(contest).Tally().value(); }

  // Signs the closing where that is not done; mixes, decrypts, draws lots where needed, announces
  // the results of every contest. What a contest has already stays.
  void CountAll();
  void CountContest(ContestId contest);

  const ElectionState& state() const { return state_; }
  const std::vector<crypto::Bytes>& leaves() const { return leaves_; }
  // Replaces a file of the bundle, or adds one, before it is written.
  std::map<std::string, crypto::Bytes>& files() { return files_; }
  const std::map<std::string, crypto::Bytes>& files() const { return files_; }
  crypto::Hash256 RootAt(std::uint64_t size) const;
  std::string CheckpointNote() const { return CheckpointNote(leaves_.size()); }
  // Of the first `size` records.
  std::string CheckpointNote(std::uint64_t size) const;
  // A receipt for a record, under the newest checkpoint.
  std::string Receipt(std::uint64_t record) const;
  // Every file of the bundle, the log's among them.
  std::map<std::string, crypto::Bytes> Bundle() const;
  // Everything into a new folder.
  void WriteBundle(const std::string& folder) const;

 private:
  ContestCounter& counter(ContestId contest);
  std::uint64_t Place(const SignedArtefact& artefact, bool right);

  const ElectionFixture& election_;
  ElectionState state_;
  Closing closing_;
  std::vector<crypto::Bytes> leaves_;
  std::map<ContestId, ContestCounter> counters_;
  std::map<std::string, crypto::Bytes> files_;
};

}  // namespace urna::ledger
