// Verifies the cryptography of ballots, those that wait together: one alone when idle, many at less
// than half the price each under load.
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "concurrency/mutex.h"
#include "ledger/manifest.h"
#include "services/append/sequencer.h"

namespace urna::services {

// Thread-safe. It has no thread of its own: a caller verifies its ballot and what has come
// meanwhile, unless as many callers as there are cores are at it already.
//
// A batch with a false ballot in it costs as much again as twice its size, so whoever sends false
// ballots decides how large a batch may be: it shrinks by half with each that fails, and grows by
// one with each that holds. However many are false, a good ballot never costs more than a few times
// what it costs alone.
class BallotVerifier {
 public:
  // Both must outlive this object.
  BallotVerifier(const ledger::Manifest& manifest, Sequencer& sequencer);

  // Hands the ballot to the sequencer once its cryptography holds; otherwise tells its `done` why
  // not. RESOURCE_EXHAUSTED (SERVER_BUSY) when as many wait as the sequencer would let wait.
  void Submit(Submission submission) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  // Takes what may be verified together; empty when nothing waits, and then this thread has ended.
  std::vector<Submission> Take() ABSL_LOCKS_EXCLUDED(mutex_);
  void Verify(std::vector<Submission> batch);
  void Note(std::size_t size, bool all_hold) ABSL_LOCKS_EXCLUDED(mutex_);

  const ledger::Manifest& manifest_;
  Sequencer& sequencer_;
  const std::size_t most_threads_;
  Mutex mutex_;
  std::deque<Submission> waiting_ ABSL_GUARDED_BY(mutex_);
  std::size_t threads_ ABSL_GUARDED_BY(mutex_) = 0;
  std::size_t limit_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
