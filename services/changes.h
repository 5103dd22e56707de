// Administrators' changes: one at a time, each exactly once.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message_lite.h"
#include "services/access.h"
#include "storage/store.h"

namespace urna::services {

// What makes a call a retry of an earlier one (AIP-155).
struct RequestKey {
  // Such as "CreateArea".
  std::string_view method;
  // A UUID, or empty for a call that is never taken for a retry.
  std::string_view request_id;
  const google::protobuf::MessageLite& request;
};

// Thread-safe.
class Changes {
 public:
  explicit Changes(storage::Store& store) : store_(store) {}
  Changes(const Changes&) = delete;
  Changes& operator=(const Changes&) = delete;

  // Reads the store, decides, fills `batch` and the response. What it refuses leaves no trace. It
  // runs under the lock of all changes, so nothing that it reads can change before its batch is
  // written.
  using Change =
      std::function<absl::Status(const storage::Reader& store, storage::WriteBatch& batch,
                                 google::protobuf::MessageLite& response)>;

  // Runs `change` for an administrator and writes its batch together with the response, so that a
  // retry with the same request_id gets the same answer even after a crash.
  //   UNAUTHENTICATED   the actor is no administrator
  //   INVALID_ARGUMENT  request_id is no UUID, or was used with another request (REQUEST_ID_REUSED)
  absl::Status Apply(const Actor& actor, const RequestKey& key, const Change& change,
                     google::protobuf::MessageLite& response) ABSL_LOCKS_EXCLUDED(mutex_);

  // As Apply, for changes that a signature authorises and that are idempotent by themselves: no
  // administrator, no request_id.
  absl::Status ApplySigned(const Change& change, google::protobuf::MessageLite& response)
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  storage::Store& store_;
  // Held from the first read to the end of the write, fsync included: administrators' calls are
  // rare, and a decision on what is about to change would be wrong. Never held while ballots are
  // cast.
  std::mutex mutex_;
};

}  // namespace urna::services
