// Files in the store, in pieces, so that no write is as large as a file: rolls and parts, mixes,
// decryptions, results.
//
// A file lies under its owner and its digest. It is written, whole and durable, before anything
// names it; what an interrupted write leaves is harmless, and overwritten or removed later.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "services/base/families.h"
#include "storage/store.h"

namespace urna::services {

inline constexpr std::size_t kPieceSize = std::size_t{1} << 20;

// The files of one kind of owner. Thread-safe.
class FileSpace {
 public:
  // How pieces are keyed: as text, "<owner>/<digest, hexadecimal>/<number, 8 hexadecimal digits>", or
  // in bytes, owner, 0x00, digest, number of four bytes, big-endian. Both sort by number.
  enum class Keys { kText, kBytes };

  constexpr FileSpace(storage::Family family, Keys keys) : family_(family), keys_(keys) {}

  // Returns the file's SHA-256 once all of it is on stable storage. OUT_OF_RANGE beyond 2^32 pieces.
  absl::StatusOr<crypto::Hash256> Write(storage::Store& store, std::string_view owner,
                                        crypto::ByteView file) const;

  // The same for a small file, in a batch that names it, too: what is not written leaves nothing.
  crypto::Hash256 Put(storage::WriteBatch& batch, std::string_view owner,
                      crypto::ByteView file) const;
  // Adds to `batch` the removal of a file of `size` bytes.
  void Delete(storage::WriteBatch& batch, std::string_view owner, const crypto::Hash256& sha256,
              std::uint64_t size) const;

  // Piece `number`, from 0, of kPieceSize bytes but for the last; empty after the last.
  absl::StatusOr<std::string> ReadPiece(const storage::Reader& store, std::string_view owner,
                                        const crypto::Hash256& sha256, std::uint32_t number) const;

  // The whole file. DATA_LOSS unless it is there with that digest.
  absl::StatusOr<crypto::Bytes> Read(const storage::Reader& store, std::string_view owner,
                                     const crypto::Hash256& sha256) const;

  // The keys of all pieces of all files below the owner. Reads them whole: not under a lock that
  // others wait for. Only with text keys.
  absl::StatusOr<std::vector<std::string>> ListKeys(const storage::Reader& store,
                                                    std::string_view owner) const;
  // Adds to `batch` the removal of these, but for those of files of these digests.
  void DeleteOthers(std::string_view owner, const std::vector<std::string>& keys,
                    const std::vector<crypto::Hash256>& kept, storage::WriteBatch& batch) const;

 private:
  std::string Prefix(std::string_view owner, const crypto::Hash256& sha256) const;
  std::string Key(std::string_view owner, const crypto::Hash256& sha256,
                  std::uint32_t number) const;

  storage::Family family_;
  Keys keys_;
};

// Rolls and parts. The owner is an electorate's resource name.
inline constexpr FileSpace kRollFiles{kRollsFamily, FileSpace::Keys::kText};
// Files that records of a log announce. The owner is the process's id.
inline constexpr FileSpace kArtefactFiles{kArtefactsFamily, FileSpace::Keys::kBytes};

// A file as it is sent, in slices: small ones, so that many slow readers hold little memory.
class FileReading {
 public:
  static constexpr std::size_t kSliceSize = std::size_t{64} << 10;

  // `store` must outlive this object. `size` is what the file has, where that is known.
  FileReading(const storage::Reader& store, FileSpace space, std::string owner,
              const crypto::Hash256& sha256, std::optional<std::uint64_t> size)
      : store_(store), space_(space), owner_(std::move(owner)), sha256_(sha256), size_(size) {}

  // Empty after the last. DATA_LOSS where the file is not of its size.
  absl::StatusOr<std::string> Next();

 private:
  const storage::Reader& store_;
  FileSpace space_;
  std::string owner_;
  crypto::Hash256 sha256_;
  std::optional<std::uint64_t> size_;
  std::uint64_t read_ = 0;
  std::uint32_t piece_number_ = 0;
  std::string piece_;
  std::size_t sent_of_piece_ = 0;
};

}  // namespace urna::services
