// Somebody at work while the server is killed: draws one call after the other from what the state of their things
// allows, and keeps what was answered and the one call that was not.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "end_to_end/spring/deed.h"
#include "end_to_end/spring/ideas.h"

namespace urna::end_to_end {

// The phase of the process, which one person begins and all others go by.
struct Season {
  std::atomic<v1::Phase> phase = v1::PHASE_DRAFT;
  // Whether the next one was asked for, and nobody was answered yet.
  std::atomic<bool> is_turning = false;
};

// What can be done, given one's things and the phase.
using DrawDeed = std::function<Deed(const Shadow&, v1::Phase, Ideas&)>;

// What became of the calls of one kind.
struct Tally {
  int answered = 0;
  // Those that were not, by what was found of them afterwards; neither where nobody could tell.
  int in_doubt = 0;
  int found_done = 0;
  int found_not_done = 0;
};

// For one thread at a time.
class Person {
 public:
  Person(Season& season, int number, std::uint32_t seed, DrawDeed draw)
      : season_(season), ideas_(number, seed), draw_(std::move(draw)) {}

  // Settles what was in doubt, then does one thing after the other until the server has gone.
  void WorkUntilItFails(const Caller& caller, std::atomic<int>& answered);
  // Looks whether what was answered is there, and of the call in doubt all or nothing; sends that again. Whether
  // the server was there to the end.
  bool Settle(const Caller& caller);
  // Does so many things, all of which must be answered.
  void WorkFor(const Caller& caller, int deeds);
  // Does one thing, which must be answered.
  void Do(const Caller& caller, const Deed& deed);

  const Shadow& shadow() const { return shadow_; }
  Shadow& shadow() { return shadow_; }
  Ideas& ideas() { return ideas_; }
  // By the names of the calls.
  const std::map<std::string, Tally>& tallies() const { return tallies_; }
  // What was not as it must be, each in a sentence.
  const std::vector<std::string>& faults() const { return faults_; }

 private:
  struct Doubt {
    Deed deed;
    v1::Phase phase;
  };

  // Whether the server was there.
  bool Try(const Caller& caller, const Deed& deed);
  bool Retry(const Caller& caller);
  void Repeat(const Caller& caller);
  // Whether a refusal is the phase's, which began since the call was drawn.
  bool CameTooLate(const absl::Status& status, v1::Phase drawn_in) const;
  void AddFault(const std::string& what, const std::string& fault);

  Season& season_;
  Ideas ideas_;
  const DrawDeed draw_;
  Shadow shadow_;
  std::optional<Doubt> in_doubt_;
  // The last change that was answered, where nothing has changed since and it can be sent again.
  std::optional<Deed> last_;
  std::map<std::string, Tally> tallies_;
  std::vector<std::string> faults_;
};

}  // namespace urna::end_to_end
