// The honest elections that the table's rows begin with. Each is held once in a program, and a row
// goes on with a copy of it, honestly or not.
#pragma once

#include <functional>
#include <memory>

#include "support/election_fixture.h"
#include "support/election_run.h"

namespace urna::ledger {

// An election from its sealing to its outcome.
class Course {
 public:
  using Vote = std::function<void(const ElectionFixture&, ElectionRun&)>;
  // `vote` appends all records from the opening to the closing.
  Course(const ElectionShape& shape, Vote vote)
      : election_(ElectionFixture::Make(shape)), vote_(std::move(vote)) {}
  Course(const Course&) = delete;
  Course& operator=(const Course&) = delete;

  const ElectionFixture& election() const { return election_; }
  // Nothing has happened but the sealing.
  ElectionRun Sealed() const { return ElectionRun(election_); }
  // Closed, and the closing is signed; nothing is counted.
  const ElectionRun& closed() const;
  const ElectionRun& counted() const;

 private:
  ElectionFixture election_;
  Vote vote_;
  mutable std::unique_ptr<ElectionRun> closed_, counted_;
};

// Appends opening and closing, and what `between` does.
Course::Vote OpenAnd(std::function<void(const ElectionFixture&, ElectionRun&)> between);
// Every voter v of so many approves the projects v and v + 1, in every contest.
Course::Vote EveryoneVotes(std::uint32_t voters);

// Five voters, two codes each, one contest; two of three trustees.
const Course& Small();
// Two contests and electorates, ties by lot in the second; one voter votes twice, one is revoked
// after the vote, one leaves a contest out; two of four trustees.
const Course& TwoContests();
// One trustee, one registrar, one code.
const Course& Alone();
// Fifteen ballots of a trustee threshold of two among four, so that a mix can be forged.
const Course& Many();
// Ties by lot in the only contest; two of four trustees.
const Course& ByLot();
// The second of two contests has too few ballots, the third of them none.
const Course& FewAndNone();
// Three witnesses, of whom two must cosign.
const Course& Witnessed();
// The first ballot counts.
const Course& FirstCounts();
// Three contests in a group of which one voter may use two; two electorates, and the second votes
// in the first contest alone. One voter has a slot and no key.
const Course& ChoiceGroups();
// Three hundred records, so that there is a full tile, and one of the second level.
const Course& LongLog();

}  // namespace urna::ledger
