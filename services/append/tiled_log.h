// A log as whoever publishes it needs it: of ballots, or of acts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "ledger/tiles.h"

namespace urna::services {

// Thread-safe.
class TiledLog {
 public:
  virtual ~TiledLog() = default;

  // Records that the newest checkpoint covers.
  virtual std::uint64_t size() const = 0;
  // The newest signed checkpoint, a C2SP note.
  virtual std::string Checkpoint() const = 0;
  // Records `start`, `start` + 1, ..: at most `max_count`, and as many as `max_bytes` hold, but at
  // least one where there is one. OUT_OF_RANGE (NO_SUCH_RECORD) when `start` is above size().
  virtual absl::StatusOr<std::vector<crypto::Bytes>> Records(std::uint64_t start,
                                                             std::size_t max_count,
                                                             std::size_t max_bytes) const = 0;
  // OUT_OF_RANGE where the tree does not have it.
  virtual absl::StatusOr<crypto::Bytes> HashTile(const ledger::Tile& tile) const = 0;

  // A tile by its C2SP path. INVALID_ARGUMENT for a path of another form, NOT_FOUND (NO_SUCH_TILE)
  // for a tile that the log does not have (yet).
  absl::StatusOr<crypto::Bytes> TileBytes(std::string_view path) const;
};

}  // namespace urna::services
