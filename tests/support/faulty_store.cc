#include "support/faulty_store.h"

#include <random>
#include <thread>
#include <utility>

namespace urna::storage {
namespace {

WriteResult ResultOf(Fault::Kind kind) {
  switch (kind) {
    case Fault::Kind::kNone:
      break;
    case Fault::Kind::kNotApplied:
      return WriteResult::NotApplied("injected");
    case Fault::Kind::kUncertainAndLost:
    case Fault::Kind::kUncertainButThere:
      return WriteResult::Uncertain("injected");
    case Fault::Kind::kFenced:
      return WriteResult::Fenced("injected");
  }
  return WriteResult::Durable();
}

}  // namespace

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
    double below = 0;
    for (const auto& [kind, rate] : {std::pair{Fault::Kind::kNotApplied, rates.not_applied},
                                     {Fault::Kind::kUncertainAndLost, rates.uncertain_and_lost},
                                     {Fault::Kind::kUncertainButThere, rates.uncertain_but_there},
                                     {Fault::Kind::kFenced, rates.fenced}}) {
      below += rate;
      if (draw < below) {
        fault.kind = kind;
        break;
      }
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

absl::StatusOr<std::optional<std::string>> FaultyStore::Scan(Family family, std::string_view first,
                                                             std::string_view limit,
                                                             std::size_t max_rows,
                                                             const Visitor& visit) const {
  return store_->Scan(family, first, limit, max_rows, visit);
}

absl::StatusOr<std::unique_ptr<Reader>> FaultyStore::Snapshot() const { return store_->Snapshot(); }

// A fault poisons at the moment it is decided: a write that gets through behind it would be one
// that was acknowledged on top of an unknown tail.
std::variant<Fault, WriteResult> FaultyStore::NextFault() {
  const MutexLock lock(mutex_);
  ++waiting_;
  gate_changed_.NotifyAll();
  while (gate_closed_) gate_changed_.Wait(mutex_);
  --waiting_;
  if (std::optional<WriteResult> poisoned = poison_.Check()) return *poisoned;
  const Fault fault = script_ ? script_(writes_) : Fault{};
  ++writes_;
  poison_.Set(ResultOf(fault.kind));
  return fault;
}

WriteResult FaultyStore::Write(const WriteBatch& batch) {
  if (batch.empty()) {
    const std::optional<WriteResult> poisoned = poison_.Check();
    return poisoned ? *poisoned : store_->Write(batch);
  }
  const std::variant<Fault, WriteResult> next = NextFault();
  if (const auto* poisoned = std::get_if<WriteResult>(&next)) return *poisoned;
  const Fault& fault = std::get<Fault>(next);
  if (fault.delay.count() > 0) std::this_thread::sleep_for(fault.delay);
  if (fault.kind != Fault::Kind::kNone && fault.kind != Fault::Kind::kUncertainButThere) {
    return ResultOf(fault.kind);
  }
  const WriteResult written = store_->Write(batch);
  if (written.ok()) return ResultOf(fault.kind);
  poison_.Set(written);
  return written;
}

void FaultyStore::CloseGate() {
  const MutexLock lock(mutex_);
  gate_closed_ = true;
}

void FaultyStore::OpenGate() {
  const MutexLock lock(mutex_);
  gate_closed_ = false;
  gate_changed_.NotifyAll();
}

void FaultyStore::AwaitAtGate(int count) {
  const MutexLock lock(mutex_);
  while (waiting_ < count) gate_changed_.Wait(mutex_);
}

std::uint64_t FaultyStore::writes() const {
  const MutexLock lock(mutex_);
  return writes_;
}

std::unique_ptr<Store> FaultyStore::TakeStore() { return std::move(store_); }

}  // namespace urna::storage
