#include "services/append/artefact_store.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "crypto/hash.h"
#include "ledger/text.h"
#include "services/families.h"

namespace urna::services {
namespace {

using ledger::Concat;

std::string PieceKey(std::string_view process, const crypto::Hash256& sha256,
                     std::uint32_t number) {
  std::string key = Concat(process, std::string_view("\0", 1), crypto::AsText(sha256));
  for (int shift = 24; shift >= 0; shift -= 8) {
    key.push_back(static_cast<char>((number >> shift) & 0xff));
  }
  return key;
}

absl::Status Damaged(const crypto::Hash256& sha256) {
  return absl::DataLossError(
      Concat("the file ", crypto::ToHex(sha256), " is not in the store as it was announced"));
}

}  // namespace

absl::StatusOr<crypto::Hash256> ArtefactStore::Write(std::string_view process,
                                                     crypto::ByteView file) {
  if (file.size() / kArtefactPieceSize >= std::numeric_limits<std::uint32_t>::max()) {
    return absl::OutOfRangeError("the file has too many pieces");
  }
  const crypto::Hash256 sha256 = crypto::Sha256(file);
  std::uint32_t number = 0;
  for (std::size_t begin = 0; begin < file.size(); begin += kArtefactPieceSize) {
    const crypto::ByteView piece =
        file.subspan(begin, std::min(kArtefactPieceSize, file.size() - begin));
    storage::WriteBatch batch;
    batch.Put(kArtefactsFamily, PieceKey(process, sha256, number++), crypto::AsText(piece));
    if (absl::Status s = store_.Write(batch); !s.ok()) return s;
  }
  return sha256;
}

absl::Status ArtefactStore::Visit(std::string_view process, const crypto::Hash256& sha256,
                                  std::uint64_t size,
                                  const std::function<bool(std::string_view piece)>& visit) const {
  std::uint64_t seen = 0;
  for (std::uint32_t number = 0; seen < size; ++number) {
    absl::StatusOr<std::string> piece = ReadPiece(process, sha256, number);
    if (absl::IsNotFound(piece.status())) return Damaged(sha256);
    if (!piece.ok()) return piece.status();
    const std::uint64_t expected = std::min<std::uint64_t>(kArtefactPieceSize, size - seen);
    if (piece->size() != expected) return Damaged(sha256);
    seen += expected;
    if (!visit(*piece)) return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ArtefactStore::ReadPiece(std::string_view process,
                                                     const crypto::Hash256& sha256,
                                                     std::uint32_t number) const {
  absl::StatusOr<std::optional<std::string>> piece =
      store_.Get(kArtefactsFamily, PieceKey(process, sha256, number));
  if (!piece.ok()) return piece.status();
  if (!piece->has_value()) return absl::NotFoundError("the file has no such piece");
  return *std::move(*piece);
}

absl::StatusOr<crypto::Bytes> ArtefactStore::Read(std::string_view process,
                                                  const crypto::Hash256& sha256,
                                                  std::uint64_t size) const {
  crypto::Bytes file;
  const absl::Status visited = Visit(process, sha256, size, [&file](std::string_view piece) {
    crypto::Append(file, crypto::AsBytes(piece));
    return true;
  });
  if (!visited.ok()) return visited;
  if (crypto::Sha256(file) != sha256) return Damaged(sha256);
  return file;
}

}  // namespace urna::services
