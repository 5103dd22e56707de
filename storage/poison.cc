#include "storage/poison.h"

#include "absl/strings/str_cat.h"

namespace urna::storage {

void Poison::Set(const absl::Status& cause) {
  const std::lock_guard lock(mutex_);
  if (!cause_) cause_ = cause;
}

absl::Status Poison::Check() const {
  const std::lock_guard lock(mutex_);
  if (!cause_) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("the store takes no more writes until it is opened anew, because one failed: ",
                   cause_->ToString()));
}

}  // namespace urna::storage
