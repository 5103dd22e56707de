// A store that fails on purpose, to test what stands on a store.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "storage/poison.h"
#include "storage/store.h"

namespace urna::storage {

// What befalls one call of Write.
struct Fault {
  enum class Kind {
    kNone,
    // Fails with RESOURCE_EXHAUSTED; nothing is applied.
    kNotApplied,
    // Is applied and durable, and fails with UNKNOWN all the same: the answer was lost.
    kAppliedButFailed,
  };
  Kind kind = Kind::kNone;
  // Spent before the write is applied.
  std::chrono::microseconds delay{0};
};

// The fault of the write with this number. Writes are numbered from 0 in the order in which they
// are let through; a write that a poisoned store refuses has no number. Called by one thread at a
// time.
using FaultScript = std::function<Fault(std::uint64_t number)>;

// These faults, and none for the writes that are not named.
FaultScript FaultsAt(std::map<std::uint64_t, Fault> faults);

// How often a write fails, in each of the two ways, and how slow it is.
struct FaultRates {
  double not_applied = 0;                      // probability, in [0, 1]
  double applied_but_failed = 0;               // probability, in [0, 1 - not_applied]
  std::chrono::microseconds longest_delay{0};  // delays are uniform from 0 to this
};
// The fault of a number depends on `seed` and on the number only, not on the order of calls.
FaultScript RandomFaults(std::uint64_t seed, const FaultRates& rates);

// Passes everything on to another store, writes as the script says. It keeps the contract of Store,
// poisoning included: a failure, of the script or of the other store, refuses all later writes.
// Thread-safe.
class FaultyStore : public Store {
 public:
  // Without a script nothing fails.
  explicit FaultyStore(std::unique_ptr<Store> store, FaultScript script = nullptr);

  absl::StatusOr<std::optional<std::string>> Get(Family family,
                                                 std::string_view key) const override;
  absl::Status Scan(Family family, std::string_view first, std::string_view limit,
                    const std::function<bool(std::string_view key, std::string_view value)>& visit)
      const override;
  absl::Status Write(const WriteBatch& batch) override;
  std::unique_ptr<Reader> Snapshot() const override;
  absl::Status Backup(const std::string& path) const override;

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
  absl::StatusOr<Fault> NextFault();

  std::unique_ptr<Store> store_;
  const FaultScript script_;
  Poison poison_;
  mutable std::mutex mutex_;
  std::condition_variable gate_changed_;
  bool gate_closed_ = false;  // guarded by mutex_
  int waiting_ = 0;           // guarded by mutex_
  std::uint64_t writes_ = 0;  // guarded by mutex_
};

}  // namespace urna::storage
