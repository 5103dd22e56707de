// A log as the files of a bundle have it.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/merkle.h"
#include "ledger/bundle.h"

namespace urna::ledger {

// A note with its signatures.
inline constexpr std::uint64_t kMaxCheckpointSize = std::uint64_t{64} << 10;

struct BundledLog {
  std::vector<crypto::Bytes> leaves;
  crypto::MerkleTree tree;
};

// The log of `size` records whose tiles stand below `folder`: "" or "journal/". INVALID_ARGUMENT where
// a tile is missing, is one too many (as CheckFolder), or is not what the entries make it.
absl::StatusOr<BundledLog> ReadBundledLog(const Bundle& bundle, std::string_view folder,
                                          std::uint64_t size,
                                          const std::function<void(double)>& on_progress);

// INVALID_ARGUMENT unless the files of the bundle whose path begins with `prefix` are these: a
// bundle holds nothing that was not checked. With kUnlisted as its reason where there is one more.
absl::Status CheckFolder(const Bundle& bundle, std::string_view prefix,
                         const std::set<std::string>& expected);
inline constexpr std::string_view kUnlisted = "UNLISTED_FILE";
// That failure, for a file of this path.
absl::Status Unlisted(std::string_view path);

}  // namespace urna::ledger
