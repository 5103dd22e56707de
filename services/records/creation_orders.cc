#include "services/records/creation_orders.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/numbers.h"
#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

constexpr std::uint64_t kReservedAtOnce = 1024;

}  // namespace

absl::StatusOr<std::uint64_t> CreationOrders::Take(std::uint64_t count) {
  const MutexLock lock(mutex_);
  if (next_ == 0 || count > reserved_ - next_) {
    if (absl::Status reserved = Reserve(count); !reserved.ok()) return reserved;
  }
  const std::uint64_t first = next_;
  next_ += count;
  return first;
}

absl::Status CreationOrders::Reserve(std::uint64_t count) {
  std::uint64_t next = next_;
  if (next == 0) {
    absl::StatusOr<std::optional<std::string>> value =
        store_.Get(kResourcesFamily, kCreationCounterKey);
    if (!value.ok()) return value.status();
    next = 1;
    if (value->has_value() && !absl::SimpleAtoi(**value, &next)) {
      return ResourceDamaged(kCreationCounterKey);
    }
  }
  const std::uint64_t reserved = next + std::max(count, kReservedAtOnce);
  storage::WriteBatch batch;
  batch.Put(kResourcesFamily, kCreationCounterKey, std::to_string(reserved));
  if (absl::Status written = WriteStatus(store_.Write(batch)); !written.ok()) return written;
  next_ = next;
  reserved_ = reserved;
  return absl::OkStatus();
}

}  // namespace urna::services
