#include "crypto/merkle.h"

#include "absl/status/status.h"
#include "crypto/support.h"

namespace urna::crypto {
namespace {

// The leaves and roots of the Certificate Transparency reference tests, for sizes 0 to 8.
constexpr const char* kLeaves[] = {"",
                                   "00",
                                   "10",
                                   "2021",
                                   "3031",
                                   "40414243",
                                   "5051525354555657",
                                   "606162636465666768696a6b6c6d6e6f"};
constexpr const char* kRoots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

constexpr std::uint64_t kSizes = 70;

std::vector<Hash256> LeafHashes(std::uint64_t n) {
  std::vector<Hash256> out;
  for (std::uint64_t i = 0; i < n; ++i) {
    Bytes leaf;
    AppendLe64(leaf, i);
    out.push_back(LeafHash(leaf));
  }
  return out;
}

MerkleTree TreeOf(std::uint64_t n) {
  MerkleTree tree;
  for (const Hash256& hash : LeafHashes(n)) tree.Append(hash);
  return tree;
}

// The definitions of RFC 6962, section 2.1, word for word.
class Definition {
 public:
  explicit Definition(std::vector<Hash256> leaves) : leaves_(std::move(leaves)) {}

  Hash256 Mth(std::uint64_t begin, std::uint64_t end) const {
    if (begin == end) return Sha256({});
    if (end - begin == 1) return leaves_[begin];
    const std::uint64_t k = Split(end - begin);
    return NodeHash(Mth(begin, begin + k), Mth(begin + k, end));
  }
  std::vector<Hash256> Path(std::uint64_t m, std::uint64_t begin, std::uint64_t end) const {
    if (end - begin == 1) return {};
    const std::uint64_t k = Split(end - begin);
    std::vector<Hash256> out;
    if (m < k) {
      out = Path(m, begin, begin + k);
      out.push_back(Mth(begin + k, end));
    } else {
      out = Path(m - k, begin + k, end);
      out.push_back(Mth(begin, begin + k));
    }
    return out;
  }
  std::vector<Hash256> SubProof(std::uint64_t m, std::uint64_t begin, std::uint64_t end,
                                bool complete) const {
    if (m == end - begin) {
      return complete ? std::vector<Hash256>() : std::vector<Hash256>{Mth(begin, end)};
    }
    const std::uint64_t k = Split(end - begin);
    std::vector<Hash256> out;
    if (m <= k) {
      out = SubProof(m, begin, begin + k, complete);
      out.push_back(Mth(begin + k, end));
    } else {
      out = SubProof(m - k, begin + k, end, false);
      out.push_back(Mth(begin, begin + k));
    }
    return out;
  }

 private:
  static std::uint64_t Split(std::uint64_t n) {
    std::uint64_t k = 1;
    while (2 * k < n) k *= 2;
    return k;
  }
  std::vector<Hash256> leaves_;
};

TEST(MerkleTree, RootsMatchCertificateTransparency) {
  MerkleTree tree;
  EXPECT_EQ(ToHex(tree.Root()), kRoots[0]);
  for (std::size_t i = 0; i < std::size(kLeaves); ++i) {
    tree.Append(LeafHash(Hex(kLeaves[i])));
    EXPECT_EQ(ToHex(tree.Root()), kRoots[i + 1]);
  }
  for (std::size_t size = 0; size <= tree.size(); ++size) {
    EXPECT_EQ(ToHex(tree.Root(size).value()), kRoots[size]);
  }
}

// docs/protocol.md, section 18.
TEST(MerkleTree, RootMatchesTheVector) {
  MerkleTree tree;
  for (const char* leaf : {"a", "bb", "ccc"}) tree.Append(LeafHash(AsBytes(leaf)));
  EXPECT_EQ(ToHex(tree.Root()), "f6ee8bcc9daa22bc0d5355fb7d3f2c429fc43da07838f4288caa193373c95e56");
}

TEST(MerkleTree, FollowsTheDefinitionsForAllSizes) {
  const Definition definition(LeafHashes(kSizes));
  const MerkleTree tree = TreeOf(kSizes);
  for (std::uint64_t size = 0; size <= kSizes; ++size) {
    EXPECT_EQ(tree.Root(size).value(), definition.Mth(0, size));
    for (std::uint64_t i = 0; i < size; ++i) {
      EXPECT_EQ(tree.InclusionProof(i, size).value(), definition.Path(i, 0, size));
      EXPECT_EQ(tree.ConsistencyProof(i + 1, size).value(),
                definition.SubProof(i + 1, 0, size, true));
    }
  }
}

TEST(MerkleTree, RefusesWhatIsOutOfRange) {
  const MerkleTree tree = TreeOf(5);
  const absl::StatusCode code = absl::StatusCode::kOutOfRange;
  EXPECT_EQ(tree.Root(6).status().code(), code);
  EXPECT_EQ(tree.InclusionProof(5, 5).status().code(), code);
  EXPECT_EQ(tree.InclusionProof(0, 6).status().code(), code);
  EXPECT_EQ(tree.InclusionProof(0, 0).status().code(), code);
  EXPECT_EQ(tree.ConsistencyProof(0, 5).status().code(), code);
  EXPECT_EQ(tree.ConsistencyProof(4, 3).status().code(), code);
  EXPECT_EQ(tree.ConsistencyProof(3, 6).status().code(), code);
  EXPECT_EQ(tree.Nodes(-1, 0, 1).status().code(), code);
  EXPECT_EQ(tree.Nodes(3, 0, 1).status().code(), code);
  EXPECT_EQ(tree.Nodes(2, 1, 1).status().code(), code);
  EXPECT_EQ(tree.Nodes(0, 4, 2).status().code(), code);
  EXPECT_EQ(tree.Nodes(0, 1, ~std::uint64_t{0}).status().code(), code);
  EXPECT_EQ(MerkleTree().Nodes(0, 0, 1).status().code(), code);
}

TEST(MerkleTree, NodesAreTheCompleteSubtrees) {
  const std::vector<Hash256> leaves = LeafHashes(kSizes);
  const Definition definition(leaves);
  const MerkleTree tree = TreeOf(kSizes);
  EXPECT_EQ(tree.Nodes(0, 0, kSizes).value(), leaves);
  for (int level = 0; (std::uint64_t{1} << level) <= kSizes; ++level) {
    const std::uint64_t count = kSizes >> level;
    const std::vector<Hash256> nodes = tree.Nodes(level, 0, count).value();
    for (std::uint64_t i = 0; i < count; ++i) {
      EXPECT_EQ(nodes[i], definition.Mth(i << level, (i + 1) << level));
    }
    EXPECT_FALSE(tree.Nodes(level, 0, count + 1).ok());
  }
}

TEST(VerifyInclusion, AcceptsEveryLeafAndNoOther) {
  const MerkleTree tree = TreeOf(kSizes);
  const std::vector<Hash256> leaves = LeafHashes(kSizes);
  for (std::uint64_t size = 1; size <= kSizes; ++size) {
    const Hash256 root = tree.Root(size).value();
    for (std::uint64_t i = 0; i < size; ++i) {
      std::vector<Hash256> proof = tree.InclusionProof(i, size).value();
      EXPECT_TRUE(VerifyInclusion(leaves[i], i, size, proof, root));
      if (size > 1) {
        EXPECT_FALSE(VerifyInclusion(leaves[(i + 1) % size], i, size, proof, root));
        EXPECT_FALSE(VerifyInclusion(leaves[i], (i + 1) % size, size, proof, root));
      }
      EXPECT_FALSE(VerifyInclusion(leaves[i], size, size, proof, root));
      proof.push_back(root);
      EXPECT_FALSE(VerifyInclusion(leaves[i], i, size, proof, root));
      proof.pop_back();
      if (!proof.empty()) {
        proof.pop_back();
        EXPECT_FALSE(VerifyInclusion(leaves[i], i, size, proof, root));
      }
    }
  }
  EXPECT_FALSE(VerifyInclusion(leaves[0], 0, 0, {}, Sha256({})));
}

TEST(VerifyConsistency, AcceptsEveryPairOfSizesAndNoOther) {
  const MerkleTree tree = TreeOf(kSizes);
  for (std::uint64_t size = 1; size <= kSizes; ++size) {
    const Hash256 root = tree.Root(size).value();
    for (std::uint64_t old = 1; old <= size; ++old) {
      const Hash256 old_root = tree.Root(old).value();
      std::vector<Hash256> proof = tree.ConsistencyProof(old, size).value();
      EXPECT_TRUE(VerifyConsistency(old, size, proof, old_root, root));
      EXPECT_FALSE(VerifyConsistency(old, size, proof, WithBitFlipped(old_root, 3), root));
      EXPECT_FALSE(VerifyConsistency(old, size, proof, old_root, WithBitFlipped(root, 3)));
      for (std::size_t i = 0; i < proof.size(); ++i) {
        std::vector<Hash256> bad = proof;
        bad[i] = WithBitFlipped(bad[i], 3);
        EXPECT_FALSE(VerifyConsistency(old, size, bad, old_root, root));
      }
      proof.push_back(root);
      EXPECT_FALSE(VerifyConsistency(old, size, proof, old_root, root));
      proof.pop_back();
      if (!proof.empty()) {
        proof.pop_back();
        EXPECT_FALSE(VerifyConsistency(old, size, proof, old_root, root));
      }
      if (old != size) {
        EXPECT_FALSE(VerifyConsistency(size, old, proof, root, old_root));
      }
    }
  }
}

TEST(VerifyConsistency, TakesTheEmptyTreeForAPrefixOfAll) {
  const MerkleTree tree = TreeOf(3);
  EXPECT_TRUE(VerifyConsistency(0, 3, {}, Sha256({}), tree.Root()));
  EXPECT_TRUE(VerifyConsistency(0, 0, {}, Sha256({}), Sha256({})));
  EXPECT_FALSE(VerifyConsistency(0, 3, {}, tree.Root(), tree.Root()));
  EXPECT_FALSE(VerifyConsistency(0, 3, std::vector<Hash256>{tree.Root()}, Sha256({}), tree.Root()));
}

RC_GTEST_PROP(VerifyInclusion, IsTotal,
              (std::uint64_t index, std::uint64_t size, std::uint8_t length)) {
  const std::vector<Hash256> proof(length % 80);
  RC_ASSERT(!VerifyInclusion(Hash256{}, index, size, proof, Filled<32>(1)));
  RC_ASSERT(!VerifyConsistency(index, size, proof, Hash256{}, Filled<32>(1)));
}

}  // namespace
}  // namespace urna::crypto
