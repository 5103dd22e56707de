#include "services/rolls.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "crypto/hash.h"
#include "services/families.h"

namespace urna::services {
namespace {

// Between two syncs; keeps the memory of an import small.
constexpr std::size_t kPiecesPerWrite = 16;
constexpr char kAfterSlash = '/' + 1;

std::string Prefix(std::string_view electorate, const crypto::Hash256& sha256) {
  return fmt::format("{}/{}/", electorate, crypto::ToHex(sha256));
}

std::string PieceKey(std::string_view electorate, const crypto::Hash256& sha256,
                     std::size_t number) {
  return fmt::format("{}{:08x}", Prefix(electorate, sha256), number);
}

// The end of the range of keys that begin with `prefix`, which ends with a slash.
std::string Limit(std::string prefix) {
  prefix.back() = kAfterSlash;
  return prefix;
}

}  // namespace

absl::Status StageRoll(storage::Store& store, std::string_view electorate,
                       const crypto::Hash256& sha256, crypto::ByteView file) {
  storage::WriteBatch batch;
  for (std::size_t offset = 0, piece = 0; offset < file.size(); offset += kRollPieceSize, ++piece) {
    const std::size_t size = std::min(kRollPieceSize, file.size() - offset);
    batch.Put(kRollsFamily, PieceKey(electorate, sha256, piece),
              crypto::AsText(file.subspan(offset, size)));
    if (batch.changes().size() == kPiecesPerWrite) {
      if (absl::Status written = store.Write(batch); !written.ok()) return written;
      batch = storage::WriteBatch();
    }
  }
  return batch.empty() ? absl::OkStatus() : store.Write(batch);
}

absl::Status DeleteOtherRolls(const storage::Reader& store, std::string_view electorate,
                              const std::vector<crypto::Hash256>& kept,
                              storage::WriteBatch& batch) {
  const std::string all = fmt::format("{}/", electorate);
  std::vector<std::string> prefixes;
  for (const crypto::Hash256& sha256 : kept) prefixes.push_back(Prefix(electorate, sha256));
  return store.Scan(kRollsFamily, all, Limit(all), [&](std::string_view key, std::string_view) {
    if (std::none_of(prefixes.begin(), prefixes.end(),
                     [key](const std::string& prefix) { return key.starts_with(prefix); })) {
      batch.Delete(kRollsFamily, key);
    }
    return true;
  });
}

absl::Status DeleteRolls(const storage::Reader& store, std::string_view name,
                         storage::WriteBatch& batch) {
  const std::string all = fmt::format("{}/", name);
  return store.Scan(kRollsFamily, all, Limit(all), [&](std::string_view key, std::string_view) {
    batch.Delete(kRollsFamily, key);
    return true;
  });
}

absl::StatusOr<std::string> ReadRollPiece(const storage::Reader& store, std::string_view electorate,
                                          const crypto::Hash256& sha256, std::uint32_t number) {
  absl::StatusOr<std::optional<std::string>> piece =
      store.Get(kRollsFamily, PieceKey(electorate, sha256, number));
  if (!piece.ok()) return piece.status();
  return (*piece).value_or("");
}

absl::StatusOr<crypto::Bytes> ReadRoll(const storage::Reader& store, std::string_view electorate,
                                       const crypto::Hash256& sha256) {
  crypto::Bytes file;
  const std::string prefix = Prefix(electorate, sha256);
  absl::Status read = store.Scan(kRollsFamily, prefix, Limit(prefix),
                                 [&file](std::string_view, std::string_view piece) {
                                   crypto::Append(file, crypto::AsBytes(piece));
                                   return true;
                                 });
  if (!read.ok()) return read;
  if (crypto::Sha256(file) != sha256) {
    return absl::DataLossError(
        fmt::format("the stored roll of {} is not the one that was imported", electorate));
  }
  return file;
}

}  // namespace urna::services
