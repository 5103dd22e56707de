// The map of the territory, from a folder of the operator's: its areas, and tiles to draw it. Such files are large, and
// are read where they lie, a slice at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/folder.h"
#include "services/publishing/public_file.h"

namespace urna::services {

// Immutable but for what the operator does to the files. They are opened once: one that is replaced is served from the
// next start on.
class MapFiles final : public PublicFiles {
 public:
  // `folder` is the option `map_dir`: it has areas.geojson (RFC 7946), tiles.pmtiles (PMTiles 3), or both; empty for
  // no map. INVALID_ARGUMENT says in a sentence, which begins with the option, what is wrong: no such folder, neither of
  // them in it, one that is no file or cannot be read.
  static absl::StatusOr<std::unique_ptr<MapFiles>> Open(const std::string& folder);

  // /map/areas.geojson, /map/tiles.pmtiles, and /map/index.json, which says which of them are there:
  //   {"areas":true,"tiles":false}
  // A copy may be used for an hour. Reading one that was cut short meanwhile is DATA_LOSS.
  absl::StatusOr<PublicFile> Find(std::string_view path) override;

 private:
  struct OpenFile {
    std::string path;
    ledger::FileDescriptor descriptor;
    std::uint64_t size;
    std::string etag;
  };

  MapFiles() = default;
  // Whether it is there.
  absl::StatusOr<bool> Add(const std::string& folder, std::string_view name);
  static PublicFile FileOf(const OpenFile& file);
  PublicFile Index() const;

  std::vector<std::unique_ptr<const OpenFile>> files_;
  std::string index_;
};

}  // namespace urna::services
