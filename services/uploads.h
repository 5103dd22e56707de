// Files that are being handed in: each is whole in memory until it is verified, so there are few at
// a time, and none keeps its place by keeping silent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "crypto/bytes.h"
#include "services/clock.h"

namespace urna::services {

// Thread-safe.
class Uploads {
 public:
  // Who sends nothing for as long must give its place to another when all are taken.
  static constexpr absl::Duration kIdle = absl::Minutes(1);

  // `clock` must outlive this object, and this object its files.
  Uploads(const Clock& clock, std::size_t most) : clock_(clock), most_(most) {}

  // A file that arrives. Thread-safe against being dropped by another; otherwise used by one thread
  // at a time. Its place is free when it goes.
  class File {
   public:
    ~File();
    // INVALID_ARGUMENT (TOO_LONG) beyond the size announced; ABORTED (UPLOAD_DROPPED) after
    // another took its place.
    absl::Status Add(std::string_view bytes);
    // The whole file; from here on nobody drops it. INVALID_ARGUMENT (DIGEST_MISMATCH) where it is
    // shorter than announced or has another digest; ABORTED as above.
    absl::StatusOr<crypto::Bytes> Take(const crypto::Hash256& sha256);

   private:
    friend class Uploads;
    struct State;
    File(Uploads& uploads, std::shared_ptr<State> state)
        : uploads_(uploads), state_(std::move(state)) {}

    Uploads& uploads_;
    const std::shared_ptr<State> state_;
  };

  // A place for a file of `size` bytes of `party`, any text that tells parties apart. What the same
  // party began before is dropped: its connection may have broken unseen. UNAVAILABLE
  // (SERVER_BUSY) when all places are taken by files that are arriving.
  absl::StatusOr<std::unique_ptr<File>> Begin(std::string party, std::uint64_t size);

 private:
  const Clock& clock_;
  const std::size_t most_;
  std::mutex mutex_;
  std::list<std::shared_ptr<File::State>> under_way_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
