#include "services/files/file_space.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "crypto/hash.h"
#include "services/base/errors.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

// Between two syncs; keeps the memory of a write small.
constexpr std::size_t kPiecesPerWrite = 16;
constexpr char kAfterSlash = '/' + 1;

}  // namespace

std::string FileSpace::Prefix(std::string_view owner, const crypto::Hash256& sha256) const {
  if (keys_ == Keys::kText) return fmt::format("{}/{}/", owner, crypto::ToHex(sha256));
  std::string prefix(owner);
  prefix.push_back('\0');
  prefix += crypto::AsText(sha256);
  return prefix;
}

std::string FileSpace::Key(std::string_view owner, const crypto::Hash256& sha256,
                           std::uint32_t number) const {
  std::string key = Prefix(owner, sha256);
  if (keys_ == Keys::kText) return key + fmt::format("{:08x}", number);
  for (int shift = 24; shift >= 0; shift -= 8) {
    key.push_back(static_cast<char>((number >> shift) & 0xff));
  }
  return key;
}

absl::StatusOr<crypto::Hash256> FileSpace::Write(storage::Store& store, std::string_view owner,
                                                 crypto::ByteView file) const {
  if (file.size() / kPieceSize >= std::numeric_limits<std::uint32_t>::max()) {
    return absl::OutOfRangeError("the file has too many pieces");
  }
  const crypto::Hash256 sha256 = crypto::Sha256(file);
  storage::WriteBatch batch;
  std::uint32_t number = 0;
  for (std::size_t offset = 0; offset < file.size(); offset += kPieceSize, ++number) {
    const std::size_t size = std::min(kPieceSize, file.size() - offset);
    batch.Put(family_, Key(owner, sha256, number), crypto::AsText(file.subspan(offset, size)));
    if (batch.changes().size() == kPiecesPerWrite) {
      if (absl::Status written = WriteStatus(store.Write(batch)); !written.ok()) return written;
      batch = storage::WriteBatch();
    }
  }
  if (batch.empty()) return sha256;
  if (absl::Status written = WriteStatus(store.Write(batch)); !written.ok()) return written;
  return sha256;
}

crypto::Hash256 FileSpace::Put(storage::WriteBatch& batch, std::string_view owner,
                               crypto::ByteView file) const {
  const crypto::Hash256 sha256 = crypto::Sha256(file);
  std::uint32_t number = 0;
  for (std::size_t offset = 0; offset < file.size(); offset += kPieceSize, ++number) {
    const std::size_t size = std::min(kPieceSize, file.size() - offset);
    batch.Put(family_, Key(owner, sha256, number), crypto::AsText(file.subspan(offset, size)));
  }
  return sha256;
}

void FileSpace::Delete(storage::WriteBatch& batch, std::string_view owner,
                       const crypto::Hash256& sha256, std::uint64_t size) const {
  std::uint32_t number = 0;
  for (std::uint64_t offset = 0; offset < size; offset += kPieceSize, ++number) {
    batch.Delete(family_, Key(owner, sha256, number));
  }
}

absl::StatusOr<std::string> FileSpace::ReadPiece(const storage::Reader& store,
                                                 std::string_view owner,
                                                 const crypto::Hash256& sha256,
                                                 std::uint32_t number) const {
  absl::StatusOr<std::optional<std::string>> piece = store.Get(family_, Key(owner, sha256, number));
  if (!piece.ok()) return piece.status();
  return std::move(*piece).value_or("");
}

absl::StatusOr<crypto::Bytes> FileSpace::Read(const storage::Reader& store, std::string_view owner,
                                              const crypto::Hash256& sha256) const {
  crypto::Bytes file;
  for (std::uint32_t number = 0;; ++number) {
    absl::StatusOr<std::string> piece = ReadPiece(store, owner, sha256, number);
    if (!piece.ok()) return piece.status();
    if (piece->empty()) break;
    crypto::Append(file, crypto::AsBytes(*piece));
  }
  if (crypto::Sha256(file) != sha256) {
    return absl::DataLossError(fmt::format(
        "the file {} of {} is not in the store as it was written", crypto::ToHex(sha256), owner));
  }
  return file;
}

absl::StatusOr<std::vector<std::string>> FileSpace::ListKeys(const storage::Reader& store,
                                                             std::string_view owner) const {
  const std::string first = fmt::format("{}/", owner);
  std::string limit = first;
  limit.back() = kAfterSlash;
  std::vector<std::string> keys;
  const absl::Status read = storage::ScanAll(
      store, family_, first, limit,
      [&keys](std::string_view key, std::string_view) {
        keys.emplace_back(key);
        return true;
      },
      storage::kPageLargeRows);
  if (!read.ok()) return read;
  return keys;
}

void FileSpace::DeleteOthers(std::string_view owner, const std::vector<std::string>& keys,
                             const std::vector<crypto::Hash256>& kept,
                             storage::WriteBatch& batch) const {
  std::vector<std::string> prefixes;
  for (const crypto::Hash256& sha256 : kept) prefixes.push_back(Prefix(owner, sha256));
  for (const std::string& key : keys) {
    if (std::none_of(prefixes.begin(), prefixes.end(),
                     [&key](const std::string& prefix) { return key.starts_with(prefix); })) {
      batch.Delete(family_, key);
    }
  }
}

absl::StatusOr<std::string> FileReading::Next() {
  if (sent_of_piece_ == piece_.size()) {
    absl::StatusOr<std::string> piece = space_.ReadPiece(store_, owner_, sha256_, piece_number_++);
    if (!piece.ok()) return piece.status();
    piece_ = *std::move(piece);
    sent_of_piece_ = 0;
    read_ += piece_.size();
    if (size_ && (read_ > *size_ || (piece_.empty() && read_ < *size_))) {
      return absl::DataLossError(
          fmt::format("the file {} of {} has not the size in the store that "
                      "was announced",
                      crypto::ToHex(sha256_), owner_));
    }
  }
  std::string slice = piece_.substr(sent_of_piece_, kSliceSize);
  sent_of_piece_ += slice.size();
  return slice;
}

}  // namespace urna::services
