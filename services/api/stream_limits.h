// How many streams there may be, in all and of one source: whoever opens thousands gets some.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "concurrency/mutex.h"

namespace urna::services {

// Thread-safe.
class StreamLimits {
 public:
  StreamLimits(std::size_t most, std::size_t most_of_source)
      : most_(most), most_of_source_(most_of_source) {}

  // Held for as long as the stream lives.
  class Place {
   public:
    Place(StreamLimits& limits, std::string source) : limits_(limits), source_(std::move(source)) {}
    ~Place() { limits_.Leave(source_); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    StreamLimits& limits_;
    const std::string source_;
  };

  // Null when there is none left.
  std::unique_ptr<Place> Enter(const std::string& source) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Leave(const std::string& source) ABSL_LOCKS_EXCLUDED(mutex_);

  const std::size_t most_;
  const std::size_t most_of_source_;
  Mutex mutex_;
  std::size_t all_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::flat_hash_map<std::string, std::size_t> by_source_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
