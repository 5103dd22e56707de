#include "crypto/merkle.h"

#include <algorithm>
#include <bit>

#include "crypto/hash.h"

namespace urna::crypto {
namespace {

// The split point of RFC 9162: the largest power of two below n, for n > 1.
std::uint64_t Split(std::uint64_t n) { return std::bit_floor(n - 1); }

bool IsOdd(std::uint64_t n) { return (n & 1) != 0; }

}  // namespace

Hash256 LeafHash(ByteView leaf) {
  static constexpr std::uint8_t kLeaf = 0;
  Sha256Stream stream;
  stream.Update({&kLeaf, 1});
  stream.Update(leaf);
  return stream.Finish();
}

Hash256 NodeHash(const Hash256& left, const Hash256& right) {
  std::array<std::uint8_t, 65> bytes;
  bytes[0] = 1;
  std::copy(left.begin(), left.end(), bytes.begin() + 1);
  std::copy(right.begin(), right.end(), bytes.begin() + 33);
  return Sha256(bytes);
}

void MerkleTree::Append(const Hash256& leaf_hash) {
  Hash256 node = leaf_hash;
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    std::vector<Hash256>& nodes = levels_[level];
    nodes.push_back(node);
    if (IsOdd(nodes.size())) return;
    node = NodeHash(nodes[nodes.size() - 2], nodes.back());
  }
}

std::uint64_t MerkleTree::size() const { return levels_.empty() ? 0 : levels_[0].size(); }

Hash256 MerkleTree::Subtree(std::uint64_t begin, std::uint64_t end) const {
  const std::uint64_t count = end - begin;
  if (std::has_single_bit(count)) {
    const int level = std::countr_zero(count);
    return levels_[static_cast<std::size_t>(level)][begin >> level];
  }
  const std::uint64_t middle = begin + Split(count);
  return NodeHash(Subtree(begin, middle), Subtree(middle, end));
}

absl::StatusOr<Hash256> MerkleTree::Root(std::uint64_t size) const {
  if (size > this->size()) return absl::OutOfRangeError("the tree has fewer leaves");
  if (size == 0) return Sha256({});
  return Subtree(0, size);
}

Hash256 MerkleTree::Root() const { return size() == 0 ? Sha256({}) : Subtree(0, size()); }

absl::StatusOr<std::vector<Hash256>> MerkleTree::InclusionProof(std::uint64_t index,
                                                                std::uint64_t size) const {
  if (index >= size || size > this->size()) {
    return absl::OutOfRangeError("no such leaf in a tree of that size");
  }
  // Down from the root: at each level the half that does not hold the leaf.
  std::vector<Hash256> path;
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  while (end - begin > 1) {
    const std::uint64_t middle = begin + Split(end - begin);
    if (index < middle) {
      path.push_back(Subtree(middle, end));
      end = middle;
    } else {
      path.push_back(Subtree(begin, middle));
      begin = middle;
    }
  }
  std::reverse(path.begin(), path.end());
  return path;
}

absl::StatusOr<std::vector<Hash256>> MerkleTree::ConsistencyProof(std::uint64_t old_size,
                                                                  std::uint64_t size) const {
  if (old_size == 0 || old_size > size || size > this->size()) {
    return absl::OutOfRangeError("no such sizes in this tree");
  }
  std::vector<Hash256> path;
  std::uint64_t begin = 0;
  std::uint64_t end = size;
  // The range [begin, end) is compared with the old tree's [begin, old_size).
  while (old_size != end) {
    const std::uint64_t middle = begin + Split(end - begin);
    if (old_size <= middle) {
      path.push_back(Subtree(middle, end));
      end = middle;
    } else {
      path.push_back(Subtree(begin, middle));
      begin = middle;
    }
  }
  // A verifier holds the old root itself, so it is sent only when it is but a part of the old tree.
  if (begin != 0) path.push_back(Subtree(begin, end));
  std::reverse(path.begin(), path.end());
  return path;
}

absl::StatusOr<std::vector<Hash256>> MerkleTree::Nodes(int level, std::uint64_t first,
                                                       std::uint64_t count) const {
  if (count == 0) return std::vector<Hash256>();
  if (level < 0 || static_cast<std::size_t>(level) >= levels_.size()) {
    return absl::OutOfRangeError("no complete subtree of that height");
  }
  const std::vector<Hash256>& nodes = levels_[static_cast<std::size_t>(level)];
  if (first > nodes.size() || count > nodes.size() - first) {
    return absl::OutOfRangeError("a subtree of that range is not complete");
  }
  const auto begin = nodes.begin() + static_cast<std::ptrdiff_t>(first);
  return std::vector<Hash256>(begin, begin + static_cast<std::ptrdiff_t>(count));
}

bool VerifyInclusion(const Hash256& leaf_hash, std::uint64_t index, std::uint64_t size,
                     std::span<const Hash256> proof, const Hash256& root) {
  if (index >= size) return false;
  std::uint64_t fn = index;
  std::uint64_t sn = size - 1;
  Hash256 hash = leaf_hash;
  for (const Hash256& sibling : proof) {
    if (sn == 0) return false;
    if (IsOdd(fn) || fn == sn) {
      hash = NodeHash(sibling, hash);
      while (!IsOdd(fn) && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      hash = NodeHash(hash, sibling);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && hash == root;
}

bool VerifyConsistency(std::uint64_t old_size, std::uint64_t size, std::span<const Hash256> proof,
                       const Hash256& old_root, const Hash256& root) {
  if (old_size > size) return false;
  if (old_size == 0) return proof.empty() && old_root == Sha256({});
  if (old_size == size) return proof.empty() && old_root == root;
  std::uint64_t fn = old_size - 1;
  std::uint64_t sn = size - 1;
  while (IsOdd(fn)) {
    fn >>= 1;
    sn >>= 1;
  }
  std::size_t next = 0;
  Hash256 old_hash = old_root;
  if (!std::has_single_bit(old_size)) {
    if (proof.empty()) return false;
    old_hash = proof[next++];
  }
  Hash256 hash = old_hash;
  for (; next < proof.size(); ++next) {
    if (sn == 0) return false;
    if (IsOdd(fn) || fn == sn) {
      old_hash = NodeHash(proof[next], old_hash);
      hash = NodeHash(proof[next], hash);
      while (!IsOdd(fn) && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      hash = NodeHash(hash, proof[next]);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && old_hash == old_root && hash == root;
}

}  // namespace urna::crypto
