// The Merkle tree of RFC 6962 / RFC 9162 with SHA-256 (section 8.1 of docs/protocol.md).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/bytes.h"

namespace urna::crypto {

Hash256 LeafHash(ByteView leaf);
Hash256 NodeHash(const Hash256& left, const Hash256& right);

// An append-only tree that keeps the hash of every complete subtree: 64 bytes a leaf. Appending is
// O(1) amortised, a root, inclusion or consistency proof of any earlier size O(log n). Not
// thread-safe.
class MerkleTree {
 public:
  void Append(const Hash256& leaf_hash);
  std::uint64_t size() const;
  // The root of the first `size` leaves. OUT_OF_RANGE above size().
  absl::StatusOr<Hash256> Root(std::uint64_t size) const;
  Hash256 Root() const;
  // Siblings from the leaf up (RFC 9162, 2.1.3.1). OUT_OF_RANGE unless index < size <= size().
  absl::StatusOr<std::vector<Hash256>> InclusionProof(std::uint64_t index,
                                                      std::uint64_t size) const;
  // RFC 9162, 2.1.4.1. OUT_OF_RANGE unless 0 < old_size <= size <= size().
  absl::StatusOr<std::vector<Hash256>> ConsistencyProof(std::uint64_t old_size,
                                                        std::uint64_t size) const;
  // The hashes of complete subtrees of 2^level leaves, numbers [first, first + count): what C2SP
  // tiles are made of. OUT_OF_RANGE where one is not complete.
  absl::StatusOr<std::vector<Hash256>> Nodes(int level, std::uint64_t first,
                                             std::uint64_t count) const;

 private:
  // The hash of leaves [begin, end), where begin is a multiple of the largest power of two that is
  // at most end - begin: every range that the RFC's recursions meet.
  Hash256 Subtree(std::uint64_t begin, std::uint64_t end) const;
  std::vector<std::vector<Hash256>> levels_;  // [height][number]
};

// RFC 9162, 2.1.3.2 and 2.1.4.2. False for any mismatch, a wrong length included.
// The empty tree is consistent with every tree, by an empty proof.
bool VerifyInclusion(const Hash256& leaf_hash, std::uint64_t index, std::uint64_t size,
                     std::span<const Hash256> proof, const Hash256& root);
bool VerifyConsistency(std::uint64_t old_size, std::uint64_t size, std::span<const Hash256> proof,
                       const Hash256& old_root, const Hash256& root);

}  // namespace urna::crypto
