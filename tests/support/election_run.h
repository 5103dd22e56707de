// A whole election in memory: a log that grows record by record, and the bundle that it comes to.
#pragma once

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

  // Appends a record that the state must accept; its index.
  std::uint64_t Append(const crypto::Bytes& leaf);
  // Appends whatever it is, as a server that cheats would.
  std::uint64_t AppendUnchecked(const crypto::Bytes& leaf);
  // Opens, lets every voter v approve the projects v and v + 1 (modulo their number), closes.
  void VoteAndClose(std::uint32_t voters, std::uint32_t projects);
  // Mixes, decrypts, draws lots where needed, announces the results of every contest.
  void CountAll();

  const ElectionState& state() const { return state_; }
  const std::vector<crypto::Bytes>& leaves() const { return leaves_; }
  // Replaces a file of the bundle, or adds one, before it is written.
  std::map<std::string, crypto::Bytes>& files() { return files_; }
  crypto::Hash256 RootAt(std::uint64_t size) const;
  std::string CheckpointNote() const;
  // Everything into a new folder.
  void WriteBundle(const std::string& folder) const;

 private:
  void CountContest(ContestId contest);
  void Announce(ContestId contest, ArtefactKind kind, std::uint32_t index, std::uint32_t trustee,
                const SignedArtefact& artefact);

  const ElectionFixture& election_;
  ElectionState state_;
  std::vector<crypto::Bytes> leaves_;
  std::map<std::string, crypto::Bytes> files_;
};

}  // namespace urna::ledger
