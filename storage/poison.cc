#include "storage/poison.h"

#include <fmt/format.h>

namespace urna::storage {

void Poison::Set(const WriteResult& result) {
  using Outcome = WriteResult::Outcome;
  if (result.outcome() != Outcome::kUncertain && result.outcome() != Outcome::kFenced) return;
  const MutexLock lock(mutex_);
  if (!cause_) cause_ = result;
}

std::optional<WriteResult> Poison::Check() const {
  const MutexLock lock(mutex_);
  if (!cause_ || cause_->outcome() == WriteResult::Outcome::kFenced) return cause_;
  return WriteResult::Uncertain(
      fmt::format("the store takes no more writes until it is opened anew, because one failed: {}",
                  cause_->reason()));
}

}  // namespace urna::storage
