#include "services/publishing/bundle_listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "crypto/hash.h"
#include "services/base/limits.h"
#include "services/publishing/file_bytes.h"

namespace urna::services {
namespace {

using ledger::kTileWidth;
using ledger::Tile;

constexpr std::string_view kTail = "\n]}\n";
// Paths of tiles are longer from so many on, and from the square of it.
constexpr std::uint64_t kNumberGroup = 1000;

}  // namespace

BundleListing::BundleListing(std::string_view process, std::uint64_t log_size)
    : head_(
          fmt::format("{{\"process\": \"{}\", \"log_size\": {}, \"files\": [", process, log_size)) {
  AddTiles("", log_size);
}

void BundleListing::AddTiles(std::string_view folder, std::uint64_t log_size) {
  AddRuns(folder, Tile::kEntries, log_size);
  int level = 0;
  for (std::uint64_t nodes = log_size; nodes > 0; nodes /= kTileWidth) {
    AddRuns(folder, level++, nodes);
  }
}

void BundleListing::Add(std::string_view path, std::string_view sha256) {
  head_ += fmt::format("{}\n{{\"path\": \"{}\", \"sha256\": \"{}\"}}", is_empty_ ? "" : ",", path,
                       sha256);
  is_empty_ = false;
}

void BundleListing::Add(std::string_view path, std::uint64_t size, std::string_view sha256) {
  head_ += fmt::format("{}\n{{\"path\": \"{}\", \"size\": {}, \"sha256\": \"{}\"}}",
                       is_empty_ ? "" : ",", path, size, sha256);
  is_empty_ = false;
}

std::string BundleListing::LineOf(std::string_view folder, const Tile& tile) {
  if (tile.level == Tile::kEntries) {
    return fmt::format(",\n{{\"path\": \"{}{}\"}}", folder, tile.Path());
  }
  return fmt::format(",\n{{\"path\": \"{}{}\", \"size\": {}}}", folder, tile.Path(),
                     tile.width * sizeof(crypto::Hash256));
}

void BundleListing::AddRuns(std::string_view folder, int level, std::uint64_t nodes) {
  const auto add = [&](const Tile& first, std::uint64_t count) {
    if (count == 0) return;
    runs_.push_back({std::string(folder), first, count, LineOf(folder, first).size()});
  };
  const std::uint64_t full = nodes / kTileWidth;
  std::uint64_t begin = 0;
  for (std::uint64_t end = kNumberGroup; begin < full; end *= kNumberGroup) {
    add({level, begin, kTileWidth}, std::min(end, full) - begin);
    begin = std::min(end, full);
  }
  add({level, full, nodes % kTileWidth}, nodes % kTileWidth == 0 ? 0 : 1);
}

std::string BundleListing::Read(std::uint64_t offset, std::size_t most) const {
  std::string out;
  const auto add = [&](std::string_view text) {
    const std::size_t skipped = std::min<std::uint64_t>(offset, text.size());
    offset -= skipped;
    out.append(text.substr(skipped, most - out.size()));
  };
  add(head_);
  for (const Run& run : runs_) {
    const std::uint64_t skipped = std::min(offset / run.line_size, run.count);
    offset -= skipped * run.line_size;
    Tile tile = run.first;
    for (tile.number += skipped; tile.number < run.first.number + run.count; ++tile.number) {
      if (out.size() == most) return out;
      add(LineOf(run.folder, tile));
    }
  }
  add(kTail);
  return out;
}

PublicFile BundleListing::ToFile() && {
  PublicFile file;
  file.content_type = kJsonFile;
  // The head says how large the logs are, and so all that follows.
  file.etag = crypto::ToHex(crypto::Sha256(crypto::AsBytes(head_)));
  file.size = head_.size() + kTail.size();
  for (const Run& run : runs_) file.size += run.size();
  file.read = [listing = std::move(*this)](std::uint64_t offset,
                                           std::size_t most) -> absl::StatusOr<std::string> {
    return listing.Read(offset, std::min(most, kPublicReadBytes));
  };
  return file;
}

}  // namespace urna::services
