// Files that records of a log announce, in the store under their digest.
//
// A file is written, whole and durable, before its record is appended. What a crash leaves of a
// file without a record is harmless, and overwritten when the file is handed in again.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "storage/store.h"

namespace urna::services {

// So that neither a write nor a message of the API is as large as a file.
inline constexpr std::size_t kArtefactPieceSize = std::size_t{1} << 20;

// Thread-safe. `process` is the process's id.
class ArtefactStore {
 public:
  // `store` must outlive this object.
  explicit ArtefactStore(storage::Store& store) : store_(store) {}

  // Returns the file's SHA-256 once all of it is on stable storage.
  absl::StatusOr<crypto::Hash256> Write(std::string_view process, crypto::ByteView file);

  // Calls `visit` with the file's pieces in order until it returns false. DATA_LOSS unless they are
  // `size` bytes together.
  absl::Status Visit(std::string_view process, const crypto::Hash256& sha256, std::uint64_t size,
                     const std::function<bool(std::string_view piece)>& visit) const;

  // Piece `number`, from 0. NOT_FOUND when the file has none of that number.
  absl::StatusOr<std::string> ReadPiece(std::string_view process, const crypto::Hash256& sha256,
                                        std::uint32_t number) const;

  // The whole file. DATA_LOSS unless it is there with that size and digest.
  absl::StatusOr<crypto::Bytes> Read(std::string_view process, const crypto::Hash256& sha256,
                                     std::uint64_t size) const;

 private:
  storage::Store& store_;
};

}  // namespace urna::services
