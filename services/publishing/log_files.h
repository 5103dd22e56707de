// A log as C2SP tlog-tiles has it (section 8.4 of docs/protocol.md), so that any client of such logs
// reads it.
#pragma once

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/append/tiled_log.h"
#include "services/publishing/public_file.h"

namespace urna::services {

// `path` is "checkpoint" or that of a tile, as ledger/tiles.h writes it. A tile, a partial one too,
// is there from when a checkpoint covers it, and stays: a reader who holds an older checkpoint finds
// all that it speaks of. NOT_FOUND (NO_SUCH_FILE).
absl::StatusOr<PublicFile> FindLogFile(std::shared_ptr<const TiledLog> log, std::string_view path);

}  // namespace urna::services
