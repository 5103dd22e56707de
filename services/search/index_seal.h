// The seal under an index on disk: the digests of its files as they were left. What a crash left
// half-written, what a disk has lost, what somebody has changed and what another version of this program
// made is not taken for an index.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "crypto/bytes.h"

namespace urna::services {

// Up to where an index knows the journal of its process.
struct IndexPosition {
  std::uint64_t acts = 0;
  // The root of the journal's tree then; zeros where there is no journal.
  crypto::Hash256 root{};
  friend bool operator==(const IndexPosition&, const IndexPosition&) = default;
};

struct IndexSeal {
  // The folder below the index's in which its files are.
  std::uint64_t generation = 0;
  IndexPosition position;
};

// Of the index in `folder`. Reads all its files.
absl::Status SealIndex(const std::string& folder, const IndexSeal& seal);
// Nothing where there is none, or the files are not what was sealed. Reads all of them.
std::optional<IndexSeal> ReadIndexSeal(const std::string& folder);
// Before its files are changed.
absl::Status BreakIndexSeal(const std::string& folder);

// `folder`/`generation`.
std::string GenerationFolder(const std::string& folder, std::uint64_t generation);

}  // namespace urna::services
