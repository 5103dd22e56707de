// Turns what happened into messages, some at a time: a proposal with 50,000 followers costs whoever
// changes it one row.
#pragma once

#include <cstddef>

#include "absl/status/statusor.h"
#include "services/base/clock.h"
#include "services/messages/outbox.h"
#include "services/records/changes.h"

namespace urna::services {

// Of one thread.
class Spreading {
 public:
  // Messages that one call makes at most.
  static constexpr std::size_t kPage = 200;

  // All must outlive this object.
  Spreading(storage::Store& store, Changes& changes, const Outbox& outbox, const Clock& clock)
      : store_(store), changes_(changes), outbox_(outbox), clock_(clock) {}

  // Makes messages of the oldest news. The page and how far it has come are one write: whenever the
  // server dies, everybody gets one message. False where there are no news.
  absl::StatusOr<bool> SpreadSome();

 private:
  absl::Status SpreadPage(const storage::Reader& store, storage::WriteBatch& batch,
                          const std::string& index_key);

  storage::Store& store_;
  Changes& changes_;
  const Outbox& outbox_;
  const Clock& clock_;
};

}  // namespace urna::services
