// Files that are being handed in: each is whole in memory until it is verified, so what they hold
// together is bounded, and none keeps its place by keeping silent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "crypto/bytes.h"
#include "services/base/clock.h"

namespace urna::services {

// Thread-safe.
class Uploads {
 public:
  // `clock` must outlive this object, and this object its files. All files together hold at most
  // `most_bytes`.
  Uploads(const Clock& clock, std::uint64_t most_bytes) : clock_(clock), most_bytes_(most_bytes) {}

  // A file that arrives. Thread-safe against being dropped by another; otherwise used by one thread
  // at a time. Its room is free when it goes.
  class File {
   public:
    ~File();
    // INVALID_ARGUMENT (TOO_LONG) beyond the size announced; ABORTED (UPLOAD_DROPPED) after it was
    // dropped; UNAVAILABLE (SERVER_BUSY) when there is no room, even by dropping idle ones.
    absl::Status Add(std::string_view bytes);
    // The whole file; from here on nobody drops it, and it counts until this object goes.
    // INVALID_ARGUMENT (DIGEST_MISMATCH) where it is shorter than announced or has another digest;
    // ABORTED as above.
    absl::StatusOr<crypto::Bytes> Take(const crypto::Hash256& sha256);

   private:
    friend class Uploads;
    struct State;
    File(Uploads& uploads, std::shared_ptr<State> state)
        : uploads_(uploads), state_(std::move(state)) {}

    Uploads& uploads_;
    const std::shared_ptr<State> state_;
  };

  // A file of `size` bytes of `party`, any text that tells parties apart. What the same party began
  // before is dropped: its connection may have broken unseen. RESOURCE_EXHAUSTED (FILE_TOO_LARGE)
  // where it alone is more than there is room for.
  absl::StatusOr<std::unique_ptr<File>> Begin(std::string party, std::uint64_t size);

 private:
  // Drops files that have been idle, those first that were idle longest, until `bytes` more fit.
  // Whether they do.
  bool MakeRoom(std::uint64_t bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock& clock_;
  const std::uint64_t most_bytes_;
  Mutex mutex_;
  std::uint64_t held_ ABSL_GUARDED_BY(mutex_) = 0;
  std::list<std::shared_ptr<File::State>> under_way_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
