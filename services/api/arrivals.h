// Messages that are on their way in. Of a call nothing is known before its message is there but where
// it comes from, and each may grow to the most that a client may send.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "services/api/watchdog.h"

namespace urna::services {

// Thread-safe.
class Arrivals {
 private:
  struct Message {
    std::string source;
    std::shared_ptr<Watchdog::Watch> watch;
    absl::Time begin;
    bool is_over = false;
  };
  using Messages = std::list<std::shared_ptr<Message>>;

 public:
  // `most` messages at a time, at least 1.
  explicit Arrivals(std::size_t most) : most_(most) {}

  // Held until the message is there.
  class Place {
   public:
    Place(Arrivals& arrivals, std::shared_ptr<Message> message)
        : arrivals_(arrivals), message_(std::move(message)) {}
    ~Place() { arrivals_.Leave(*message_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    Arrivals& arrivals_;
    const std::shared_ptr<Message> message_;
  };

  // Where all are taken, the source with most of them gives up the one that began first: its call is
  // cut off. That happens to none that is young (kArrivalTime) unless its source has two more than
  // `source`, or is that and has many; where there is none to give way there is no place, and this
  // is null. Small messages are there at once, and hold a place for hardly any time.
  std::unique_ptr<Place> Enter(const std::string& source, std::shared_ptr<Watchdog::Watch> watch,
                               absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Leave(Message& message) ABSL_LOCKS_EXCLUDED(mutex_);
  // The one to give way; null when there is none.
  std::shared_ptr<Message> TakeVictim(const std::string& source, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Remove(Message& message) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::size_t most_;
  Mutex mutex_;
  std::size_t all_ ABSL_GUARDED_BY(mutex_) = 0;
  // In the order in which they began; no list is empty.
  absl::flat_hash_map<std::string, Messages> by_source_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
