// Places for whatever takes as long as its other side likes: messages that are on their way in, of
// which nothing is known yet but where they come from, and streams.
#pragma once

#include <cstddef>
#include <limits>
#include <list>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "services/api/watchdog.h"

namespace urna::services {

// Thread-safe.
class Places {
 private:
  struct Holder {
    std::string source;
    std::shared_ptr<Watchdog::Watch> watch;
    absl::Time begin;
    bool is_kept = false;
    bool is_over = false;
  };
  struct Source {
    // All of its places, and those of them that may be taken away, in the order in which they began.
    std::size_t held = 0;
    std::list<std::shared_ptr<Holder>> loose;
  };

 public:
  struct Rules {
    // In all and of one source, at least 1.
    std::size_t most;
    std::size_t most_of_source = std::numeric_limits<std::size_t>::max();
    // Whoever has had a place for so long gives way to anybody when all are taken.
    absl::Duration safe = absl::InfiniteDuration();
  };

  explicit Places(const Rules& rules) : rules_(rules) {}

  class Place {
   public:
    Place(Places& places, std::shared_ptr<Holder> holder)
        : places_(places), holder_(std::move(holder)) {}
    ~Place() { places_.Leave(*holder_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    // It is not taken away any more.
    void Keep() { places_.Keep(*holder_); }

   private:
    Places& places_;
    const std::shared_ptr<Holder> holder_;
  };

  // Where all are taken, the source with most places that may be taken away loses the one that began
  // first: its call is cut off. That happens to none that is safe unless its source has two more
  // than `source`, or is that and has more than its share, an eighth. Null where none gives way, or
  // where the source has as many as one may.
  std::unique_ptr<Place> Enter(const std::string& source, std::shared_ptr<Watchdog::Watch> watch,
                               absl::Time now) ABSL_LOCKS_EXCLUDED(mutex_);

  // Places that are taken now.
  std::size_t taken() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    return all_;
  }

 private:
  void Leave(Holder& holder) ABSL_LOCKS_EXCLUDED(mutex_);
  void Keep(Holder& holder) ABSL_LOCKS_EXCLUDED(mutex_);
  // The one to give way; null when there is none.
  std::shared_ptr<Holder> TakeVictim(const std::string& source, absl::Time now)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Remove(Holder& holder) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Rules rules_;
  mutable Mutex mutex_;
  std::size_t all_ ABSL_GUARDED_BY(mutex_) = 0;
  // Those that hold a place.
  absl::flat_hash_map<std::string, Source> sources_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
