// Uploads whose connection broke, kept for a while for whoever comes back with the rest; after the IETF's
// draft-ietf-httpbis-resumable-upload, as far as one that is sent in a single body needs it:
//   POST /urna.v1.Service/Method?header=… with Upload-Key    begins; the key is 128 random bits of the client's
//                                                           own, in 32 hexadecimal digits
//   HEAD, the same URL, key and Authorization                204 with Upload-Offset: how many bytes have come
//   POST, the same, with Upload-Offset                       the bytes from there on
// Whoever sends another offset is told the right one with 409. An upload is found by the whole URL, key and
// Authorization alone, and a POST without Upload-Offset begins it anew. Many uploads need no Authorization, and
// URLs are written down by proxies: the key is what nobody else has.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "concurrency/mutex.h"
#include "crypto/hash.h"
#include "services/api/door.h"
#include "services/files/upload.h"
#include "services/http/head.h"

namespace urna::services {

// Thread-safe.
class ParkedUploads {
 public:
  // What an upload is found by; no secret can be read from it.
  using Name = crypto::Hash256;
  struct Parked {
    std::unique_ptr<Upload> upload;
    // How many bytes have come.
    std::uint64_t offset = 0;
    // That it had while it was parked, for whoever goes on with it: another might take it in between.
    std::unique_ptr<Places::Place> place = nullptr;
  };

  // `door` must outlive it.
  explicit ParkedUploads(Door& door) : door_(door) {}
  ~ParkedUploads();
  ParkedUploads(const ParkedUploads&) = delete;
  ParkedUploads& operator=(const ParkedUploads&) = delete;

  // Nothing where the request has no key. INVALID_ARGUMENT (INVALID_HEADER).
  static absl::StatusOr<std::optional<Name>> NameOf(const RequestHead& head);
  // What Upload-Offset says; nothing where there is none. INVALID_ARGUMENT (INVALID_HEADER).
  static absl::StatusOr<std::optional<std::uint64_t>> OffsetOf(const RequestHead& head);

  // The upload is on its way until that ends with Park or Forget; what was parked of it goes. `watch` is its
  // connection's.
  void Begin(const Name& name, std::shared_ptr<Watchdog::Watch> watch) ABSL_LOCKS_EXCLUDED(mutex_);
  // Its connection broke. It has a place among the uploads of `source` for kUploadIdle, which it loses
  // sooner to others when all are taken; where there is none, it goes at once.
  void Park(const Name& name, const std::string& source, Parked parked) ABSL_LOCKS_EXCLUDED(mutex_);
  // Makes room for another of the same source; false where none is parked.
  bool DropOldestOf(const std::string& source) ABSL_LOCKS_EXCLUDED(mutex_);
  // It has ended.
  void Forget(const Name& name) ABSL_LOCKS_EXCLUDED(mutex_);

  // How many bytes have come of a parked one. NOT_FOUND (UPLOAD_NOT_FOUND); UNAVAILABLE
  // (UPLOAD_UNDER_WAY) where its connection was not known to be broken: that is cut now, and the upload
  // soon parked.
  absl::StatusOr<std::uint64_t> Offset(const Name& name) ABSL_LOCKS_EXCLUDED(mutex_);
  // The parked one, with its place. The errors are as above.
  absl::StatusOr<Parked> Take(const Name& name) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Held {
    Parked parked;
    std::string source;
    absl::Time since;
    std::shared_ptr<Watchdog::Watch> watch;
    std::unique_ptr<Places::Place> place;
  };
  using Watch = std::shared_ptr<Watchdog::Watch>;

  // Out of `held_`; null where it is not there, or where `watch` is another's.
  std::unique_ptr<Held> Remove(const Name& name, const Watchdog::Watch* watch)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Null too.
  static void End(std::unique_ptr<Held> held);
  // Why it cannot be had.
  absl::Status Missing(const Name& name) ABSL_LOCKS_EXCLUDED(mutex_);

  Door& door_;
  Mutex mutex_;
  absl::flat_hash_map<Name, std::unique_ptr<Held>> held_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<Name, Watch> under_way_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
