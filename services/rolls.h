// Roll files and part files in the store, in pieces, so that no write is as large as a roll.
//
// A roll is written under its digest beside the one that it replaces; it counts only once the
// electorate names its digest. What an interrupted import leaves is removed by the next one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "storage/store.h"

namespace urna::services {

inline constexpr std::size_t kRollPieceSize = std::size_t{1} << 20;

// Writes the file of `electorate`, a resource name, under its digest.
absl::Status StageRoll(storage::Store& store, std::string_view electorate,
                       const crypto::Hash256& sha256, crypto::ByteView file);

// Adds to `batch` the removal of all files of the electorate but those of these digests.
absl::Status DeleteOtherRolls(const storage::Reader& store, std::string_view electorate,
                              const std::vector<crypto::Hash256>& kept, storage::WriteBatch& batch);

// Adds to `batch` the removal of all files of an electorate, or of a process.
absl::Status DeleteRolls(const storage::Reader& store, std::string_view name,
                         storage::WriteBatch& batch);

// Piece `number`, from 0; empty after the last.
absl::StatusOr<std::string> ReadRollPiece(const storage::Reader& store, std::string_view electorate,
                                          const crypto::Hash256& sha256, std::uint32_t number);

// The whole file. DATA_LOSS unless it is there with that digest.
absl::StatusOr<crypto::Bytes> ReadRoll(const storage::Reader& store, std::string_view electorate,
                                       const crypto::Hash256& sha256);

}  // namespace urna::services
