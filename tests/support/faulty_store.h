// A store that fails on purpose, to test what stands on a store.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <variant>

#include "concurrency/mutex.h"
#include "storage/poison.h"
#include "storage/store.h"

namespace urna::storage {

// What befalls one call of Write.
struct Fault {
  enum class Kind {
    kNone,
    // Nothing is applied, and the caller is told so.
    kNotApplied,
    // Nothing is applied, and the caller is told that nobody knows.
    kUncertainAndLost,
    // It is applied and durable, and the caller is told that nobody knows.
    kUncertainButThere,
    // Nothing is applied: another writer has taken the store over.
    kFenced,
  };
  Kind kind = Kind::kNone;
  // Spent before the write is applied.
  std::chrono::microseconds delay{0};
};

inline void PrintTo(Fault::Kind kind, std::ostream* out) {
  constexpr const char* kNames[] = {"none", "not applied", "lost", "there", "fenced"};
  *out << kNames[static_cast<int>(kind)];
}

// The fault of the write with this number. Writes are numbered from 0 in the order in which they
// are let through; a write that a poisoned store refuses has no number, nor has one of nothing. Called
// by one thread at a time.
using FaultScript = std::function<Fault(std::uint64_t number)>;

// These faults, and none for the writes that are not named.
FaultScript FaultsAt(std::map<std::uint64_t, Fault> faults);

// How often a write fails, in each way, and how slow it is.
struct FaultRates {
  // Probabilities, together at most 1.
  double not_applied = 0;
  double uncertain_and_lost = 0;
  double uncertain_but_there = 0;
  double fenced = 0;
  std::chrono::microseconds longest_delay{0};  // delays are uniform from 0 to this
};
// The fault of a number depends on `seed` and on the number only, not on the order of calls.
FaultScript RandomFaults(std::uint64_t seed, const FaultRates& rates);

// Passes everything on to another store, writes as the script says. It keeps the contract of Store:
// an uncertain or fenced write, of the script or of the other store, ends all writing.
// Thread-safe.
class FaultyStore : public Store {
 public:
  // Without a script nothing fails.
  explicit FaultyStore(std::unique_ptr<Store> store, FaultScript script = nullptr);

  absl::StatusOr<std::optional<std::string>> Get(Family family,
                                                 std::string_view key) const override;
  absl::StatusOr<std::optional<std::string>> Scan(Family family, std::string_view first,
                                                  std::string_view limit, std::size_t max_rows,
                                                  const Visitor& visit) const override;
  WriteResult Write(const WriteBatch& batch) override;
  absl::Status Purge(Family family) override { return store_->Purge(family); }
  absl::StatusOr<std::unique_ptr<Reader>> Snapshot() const override;

  // Writes that arrive from now on wait at a gate until it opens; so a test decides what happens
  // while a write is under way, without sleeping. A store that is destroyed must have no one
  // waiting.
  void CloseGate();
  void OpenGate();
  // Returns once `count` writes wait at the gate.
  void AwaitAtGate(int count);

  // How many writes got a number.
  std::uint64_t writes() const;

  // The other store, as a program that starts after a crash finds it. Nothing else may be called
  // afterwards, nor be under way.
  std::unique_ptr<Store> TakeStore();

 private:
  // What the next write meets: a fault, or the answer of a store that takes no more writes.
  std::variant<Fault, WriteResult> NextFault();

  std::unique_ptr<Store> store_;
  const FaultScript script_;
  Poison poison_;
  mutable Mutex mutex_;
  Condition gate_changed_;
  bool gate_closed_ ABSL_GUARDED_BY(mutex_) = false;
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  std::uint64_t writes_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace urna::storage
