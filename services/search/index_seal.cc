#include "services/search/index_seal.h"

#include <fmt/format.h>
#include <utf8proc.h>
#include <xapian.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <vector>

#include "crypto/hash.h"

namespace urna::services {
namespace {

namespace fs = std::filesystem;

// Counts up with whatever makes other terms of the same texts.
constexpr int kFormat = 1;
constexpr std::string_view kSealName = "seal";
constexpr std::size_t kPiece = std::size_t{1} << 20;
constexpr std::size_t kMostSealBytes = std::size_t{64} << 10;

fs::path SealPath(const std::string& folder) { return fs::path(folder) / kSealName; }

// Nothing where it cannot be read.
std::optional<std::string> DigestOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  crypto::Sha256Stream digest;
  std::string piece(kPiece, '\0');
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0) {
    digest.Update(crypto::AsBytes(
        std::string_view(piece).substr(0, static_cast<std::size_t>(file.gcount()))));
  }
  if (file.bad() || !file.eof()) return std::nullopt;
  return crypto::ToHex(digest.Finish());
}

// What stands in a seal under the files that are there now.
std::optional<std::string> TextOf(const std::string& folder, const IndexSeal& seal) {
  std::string text = fmt::format("{} {} {} {}\n{} {} {}\n", "urna-search", kFormat,
                                 Xapian::version_string(), utf8proc_version(), seal.generation,
                                 seal.position.acts, crypto::ToHex(seal.position.root));
  std::vector<std::string> paths;
  std::error_code error;
  const fs::path generation = GenerationFolder(folder, seal.generation);
  for (auto entry = fs::recursive_directory_iterator(generation, error);
       !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->is_regular_file(error)) paths.push_back(entry->path().string());
  }
  if (error || paths.empty()) return std::nullopt;
  std::ranges::sort(paths);
  for (const std::string& path : paths) {
    const std::optional<std::string> digest = DigestOf(path);
    if (!digest) return std::nullopt;
    text += fmt::format("{} {}\n", *digest, fs::relative(path, generation).string());
  }
  return fmt::format("{}{}\n", text, crypto::ToHex(crypto::Sha256(crypto::AsBytes(text))));
}

// Nothing where the first lines are no seal's; what follows them is not looked at.
std::optional<IndexSeal> ParseHead(const std::string& text) {
  std::istringstream in(text);
  std::string first;
  std::string root;
  IndexSeal seal;
  if (!std::getline(in, first) || !(in >> seal.generation >> seal.position.acts >> root)) {
    return std::nullopt;
  }
  const auto bytes = crypto::FromHex(root);
  if (!bytes.ok() || bytes->size() != seal.position.root.size()) return std::nullopt;
  std::ranges::copy(*bytes, seal.position.root.begin());
  return seal;
}

}  // namespace

absl::Status SealIndex(const std::string& folder, const IndexSeal& seal) {
  const std::optional<std::string> text = TextOf(folder, seal);
  if (!text) return absl::DataLossError("the index cannot be read");
  // One that is torn is none.
  std::ofstream file(SealPath(folder), std::ios::binary | std::ios::trunc);
  file << *text;
  file.close();
  return file ? absl::OkStatus() : absl::DataLossError("the seal of an index cannot be written");
}

std::optional<IndexSeal> ReadIndexSeal(const std::string& folder) {
  std::ifstream file(SealPath(folder), std::ios::binary);
  std::string text(kMostSealBytes, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  const std::optional<IndexSeal> seal = ParseHead(text);
  return seal && TextOf(folder, *seal) == text ? seal : std::nullopt;
}

absl::Status BreakIndexSeal(const std::string& folder) {
  std::error_code error;
  fs::remove(SealPath(folder), error);
  return error ? absl::DataLossError("the seal of an index cannot be removed") : absl::OkStatus();
}

std::string GenerationFolder(const std::string& folder, std::uint64_t generation) {
  return (fs::path(folder) / std::to_string(generation)).string();
}

}  // namespace urna::services
