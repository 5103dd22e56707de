// The list of a bundle's files, in JSON. That of a large log is longer than what one reader may hold:
// the lines of tiles are written when they are read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"
#include "ledger/tiles.h"
#include "services/publishing/public_file.h"

namespace urna::services {

class BundleListing {
 public:
  // `process` is a resource name; of a log of so many records.
  BundleListing(std::string_view process, std::uint64_t log_size);
  // A file that is no tile. Nothing in paths of bundles is written otherwise in JSON.
  void Add(std::string_view path, std::uint64_t size, std::string_view sha256);
  void Add(std::string_view path, std::uint64_t size, const crypto::Hash256& sha256) {
    Add(path, size, crypto::ToHex(sha256));
  }
  // The tiles of another log, below `folder`, such as "journal/".
  void AddTiles(std::string_view folder, std::uint64_t log_size);
  // A file whose size is not known without reading it.
  void Add(std::string_view path, std::string_view sha256);
  // At least one file was added.
  PublicFile ToFile() &&;

 private:
  // Tiles of a level and width, one after the other, whose lines have one length.
  struct Run {
    std::string folder;
    ledger::Tile first;
    std::uint64_t count;
    std::size_t line_size;
    std::uint64_t size() const { return count * line_size; }
  };
  static std::string LineOf(std::string_view folder, const ledger::Tile& tile);
  void AddRuns(std::string_view folder, int level, std::uint64_t nodes);
  std::string Read(std::uint64_t offset, std::size_t most) const;

  std::string head_;
  bool is_empty_ = true;
  std::vector<Run> runs_;
};

}  // namespace urna::services
