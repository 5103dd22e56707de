// What is due soon: found by the clock, and told once.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/messages/outbox.h"
#include "services/records/changes.h"
#include "storage/store.h"

namespace urna::services {

// So long before a verdict is awaited its reviewer is reminded, and before a completion is its author.
inline constexpr absl::Duration kReviewReminder = absl::Hours(48);
inline constexpr absl::Duration kCompletionReminder = absl::Hours(72);

// Reminds of all that is due soon and not over. Reads all proposals of processes that review: once an
// hour is enough. Where mail is off it does nothing.
absl::Status TellDeadlines(const storage::Reader& store, Changes& changes, const Outbox& outbox,
                           absl::Time now);

}  // namespace urna::services
