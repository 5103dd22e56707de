#include "storage/faulty_store.h"

#include <random>
#include <thread>
#include <utility>

namespace urna::storage {

FaultScript FaultsAt(std::map<std::uint64_t, Fault> faults) {
  return [faults = std::move(faults)](std::uint64_t number) {
    const auto found = faults.find(number);
    return found == faults.end() ? Fault{} : found->second;
  };
}

FaultScript RandomFaults(std::uint64_t seed, const FaultRates& rates) {
  return [seed, rates](std::uint64_t number) {
    std::seed_seq mixed{seed, seed >> 32, number, number >> 32};
    std::mt19937_64 random(mixed);
    Fault fault;
    const double draw = std::uniform_real_distribution<double>(0, 1)(random);
    if (draw < rates.not_applied) {
      fault.kind = Fault::Kind::kNotApplied;
    } else if (draw < rates.not_applied + rates.applied_but_failed) {
      fault.kind = Fault::Kind::kAppliedButFailed;
    }
    fault.delay = std::chrono::microseconds(
        std::uniform_int_distribution<std::int64_t>(0, rates.longest_delay.count())(random));
    return fault;
  };
}

FaultyStore::FaultyStore(std::unique_ptr<Store> store, FaultScript script)
    : store_(std::move(store)), script_(std::move(script)) {}

absl::StatusOr<std::optional<std::string>> FaultyStore::Get(Family family,
                                                            std::string_view key) const {
  return store_->Get(family, key);
}

absl::Status FaultyStore::Scan(
    Family family, std::string_view first, std::string_view limit,
    const std::function<bool(std::string_view key, std::string_view value)>& visit) const {
  return store_->Scan(family, first, limit, visit);
}

std::unique_ptr<Reader> FaultyStore::Snapshot() const { return store_->Snapshot(); }

absl::Status FaultyStore::Backup(const std::string& path) const {
  if (absl::Status poisoned = poison_.Check(); !poisoned.ok()) return poisoned;
  return store_->Backup(path);
}

// A fault poisons at the moment it is decided: a write that gets through behind it would be one
// that was acknowledged on top of an unknown tail.
absl::StatusOr<Fault> FaultyStore::NextFault() {
  std::unique_lock lock(mutex_);
  ++waiting_;
  gate_changed_.notify_all();
  gate_changed_.wait(lock, [this] { return !gate_closed_; });
  --waiting_;
  if (absl::Status poisoned = poison_.Check(); !poisoned.ok()) return poisoned;
  const Fault fault = script_ ? script_(writes_) : Fault{};
  ++writes_;
  if (fault.kind == Fault::Kind::kNotApplied) {
    poison_.Set(absl::ResourceExhaustedError("injected: the batch was not applied"));
  } else if (fault.kind == Fault::Kind::kAppliedButFailed) {
    poison_.Set(absl::UnknownError("injected: the answer to the batch was lost"));
  }
  return fault;
}

absl::Status FaultyStore::Write(const WriteBatch& batch) {
  const absl::StatusOr<Fault> fault = NextFault();
  if (!fault.ok()) return fault.status();
  if (fault->delay.count() > 0) std::this_thread::sleep_for(fault->delay);
  if (fault->kind == Fault::Kind::kNotApplied) {
    return absl::ResourceExhaustedError("injected: the batch was not applied");
  }
  const absl::Status written = store_->Write(batch);
  if (!written.ok()) {
    if (!absl::IsInvalidArgument(written)) poison_.Set(written);
    return written;
  }
  if (fault->kind == Fault::Kind::kAppliedButFailed) {
    return absl::UnknownError("injected: the answer to the batch was lost");
  }
  return absl::OkStatus();
}

void FaultyStore::CloseGate() {
  const std::lock_guard lock(mutex_);
  gate_closed_ = true;
}

void FaultyStore::OpenGate() {
  const std::lock_guard lock(mutex_);
  gate_closed_ = false;
  gate_changed_.notify_all();
}

void FaultyStore::AwaitAtGate(int count) {
  std::unique_lock lock(mutex_);
  gate_changed_.wait(lock, [this, count] { return waiting_ >= count; });
}

std::uint64_t FaultyStore::writes() const {
  const std::lock_guard lock(mutex_);
  return writes_;
}

std::unique_ptr<Store> FaultyStore::TakeStore() { return std::move(store_); }

}  // namespace urna::storage
