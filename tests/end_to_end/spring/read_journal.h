// A process's journal as an observer reads it, whole: every act under a checkpoint that its key has signed, folded by
// the rules of protocol.md, with every document that the acts name.
#pragma once

#include <string>
#include <vector>

#include "end_to_end/spring/caller.h"
#include "ledger/journal_state.h"
#include "urna/v1/journal_service.grpc.pb.h"

namespace urna::end_to_end {

// What an observer has of earlier visits.
struct Visits {
  ledger::ElectionId process{};
  // The same always; empty before the first visit.
  std::string vkey;
  // Signed notes, each of which the journal must continue.
  std::vector<std::string> checkpoints;
};

// While nobody writes. Reports as test failures what is not as it must be, and notes the checkpoint in `visits`.
class ReadJournal {
 public:
  ReadJournal(const Caller& caller, Visits& visits);

  const ledger::JournalState& state() const { return state_; }
  // All public documents, one after the other, to look for words in.
  const std::string& texts() const { return texts_; }
  // How many acts are about this resource, such as `proposals/p3`.
  std::size_t ActsAbout(const std::string& resource) const;

 private:
  void ReadActs();
  void CheckCheckpoints(Visits& visits) const;
  void CheckDocuments();

  const Caller& caller_;
  std::vector<v1::JournalEntry> entries_;
  ledger::JournalState state_;
  std::string texts_;
};

}  // namespace urna::end_to_end
