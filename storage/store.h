// The contract of an ordered key-value store. It knows nothing of voting.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/write_batch.h"
#include "storage/write_result.h"

namespace urna::storage {

// Bytes of a key that every engine takes. A longer one may be refused.
inline constexpr std::size_t kLongestKey = 2048;

// Is called with each row of a range until it returns false. What it is given is valid only during
// the call.
using Visitor = std::function<bool(std::string_view key, std::string_view value)>;

// Reads of the live store and of a snapshot have the same form. They find only what is on stable
// storage; damage that they meet is DATA_LOSS, a family that the store does not have
// INVALID_ARGUMENT. An engine that must ask another machine, or whose snapshots end, gives
// UNAVAILABLE: the read may be tried again, of a snapshot on a new one.
class Reader {
 public:
  virtual ~Reader() = default;
  // Nothing when the key is absent.
  virtual absl::StatusOr<std::optional<std::string>> Get(Family family,
                                                         std::string_view key) const = 0;
  // Visits the keys in [first, limit) in ascending order, at most `max_rows` of them; an empty
  // `limit` means to the end of the family. Returns the first key of the range that was not visited,
  // to go on from; nothing when there is none.
  //
  // One call shows one moment. Of the live store the next call shows a later one: whoever pages
  // through a range that others write sees each page as it then is, and needs a snapshot to see all
  // at one moment. An engine may hold all rows of a call in memory: ask for few where values are
  // large. The visitor may read and write the store.
  virtual absl::StatusOr<std::optional<std::string>> Scan(Family family, std::string_view first,
                                                          std::string_view limit,
                                                          std::size_t max_rows,
                                                          const Visitor& visit) const = 0;
};

// Thread-safe. After a write that was uncertain or fenced every later one is answered in the same
// way until the store is opened anew; reads go on.
class Store : public Reader {
 public:
  // Applies `batch` atomically and returns after it is on stable storage (fsync). Concurrent calls
  // share one fsync. A durable batch survives a crash or power loss at any later instant. A batch
  // that names a family which the store does not have is refused. A batch of nothing tells whether
  // writes are taken now.
  virtual WriteResult Write(const WriteBatch& batch) = 0;
  // Returns once no value that was deleted or replaced in the family before is in the files of the
  // store, but for its backups. Waits for snapshots that were there before; its caller holds none. As
  // slow as the family is large. The errors are those of a write; it may be called again.
  // UNIMPLEMENTED from an engine that does not own its files, such as a database of others: then no
  // row holds the value, how long their bytes do is up to whoever runs the database, and the message
  // says what to run there.
  virtual absl::Status Purge(Family family) = 0;
  // The store at this moment, for as long as it is held. It may outlive the store and holds it open.
  // UNAVAILABLE when the engine cannot give one now.
  virtual absl::StatusOr<std::unique_ptr<Reader>> Snapshot() const = 0;
};

}  // namespace urna::storage
