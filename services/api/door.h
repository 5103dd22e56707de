// What the doors share, gRPC and whatever else carries calls: how much calls may hold together,
// whatever their method and however they came.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "concurrency/mutex.h"
#include "services/api/dispatcher.h"
#include "services/api/places.h"
#include "services/api/watchdog.h"
#include "services/base/clock.h"
#include "services/base/limits.h"
#include "services/base/measurements.h"
#include "services/base/meters.h"

namespace urna::services {

// What messages hold, counted in bytes, in all and by source. Thread-safe.
class MessageBudget {
 public:
  MessageBudget(std::uint64_t bytes, std::uint64_t of_source)
      : bytes_(bytes), left_(bytes), of_source_(of_source) {}
  // False where they are more than is left. One that is larger than a source's share is let in alone.
  bool Take(const std::string& source, std::uint64_t bytes) ABSL_LOCKS_EXCLUDED(mutex_);
  void GiveBack(const std::string& source, std::uint64_t bytes) ABSL_LOCKS_EXCLUDED(mutex_);
  // Messages for which there was no room.
  std::uint64_t refused() const { return refused_.value(); }
  // Bytes that are taken now.
  std::uint64_t held() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    return bytes_ - left_;
  }

 private:
  mutable Mutex mutex_;
  const std::uint64_t bytes_;
  std::uint64_t left_ ABSL_GUARDED_BY(mutex_);
  const std::uint64_t of_source_;
  Counter refused_;
  absl::flat_hash_map<std::string, std::uint64_t> taken_ ABSL_GUARDED_BY(mutex_);
};

// Made once; every door refers to it.
struct Door {
  // Messages that are on their way in hold at most half of `message_bytes`, or that of kLeastArrivals;
  // those that wait to be looked at the other half; and those of uploads, of parties who have shown
  // who they are, as much again. One has at most `largest_message`.
  Door(Dispatcher& its_dispatcher, Watchdog& its_watchdog, const Clock& its_clock,
       std::vector<std::string> its_trusted_proxies, std::uint64_t message_bytes,
       std::uint64_t largest_message)
      : dispatcher(its_dispatcher),
        watchdog(its_watchdog),
        clock(its_clock),
        trusted_proxies(std::move(its_trusted_proxies)),
        arrivals(
            {.most = std::max<std::uint64_t>(kLeastArrivals, message_bytes / 2 / largest_message),
             .safe = kArrivalTime}),
        uploads(UploadRules(message_bytes / largest_message)),
        requests(message_bytes / 2, message_bytes / 8) {}

  // What passes through the doors, and what is held for it.
  void Measure(Measurements& out) const;

  Dispatcher& dispatcher;
  Watchdog& watchdog;
  const Clock& clock;
  // Addresses of proxies whose X-Forwarded-For is believed.
  const std::vector<std::string> trusted_proxies;
  Places arrivals;
  // Kept once it is known who sends.
  Places uploads;
  Places downloads{{.most = kDownloads, .most_of_source = kDownloadsPerSource}};
  // A page with a map asks for many small pieces of one file at a time: whoever takes home a bundle does not wait
  // for those, nor they for him.
  Places map_pieces{{.most = kMapPieces, .most_of_source = kMapPiecesPerSource}};
  MessageBudget requests;
  MessageBudget answers{kLargeAnswers, kLargeAnswersPerSource};
  // Bytes of messages as they are carried, without what carries them. Doors count theirs.
  Counter received;
  Counter sent;

 private:
  // Each holds a message at a time.
  static Places::Rules UploadRules(std::uint64_t messages) {
    const std::size_t most = std::clamp<std::uint64_t>(messages, kLeastArrivals, kUploads);
    return {.most = most, .most_of_source = most / 8};
  }
};

}  // namespace urna::services
