#include "ledger/course.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/leaf.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

bool IsOfType(crypto::ByteView record, LeafType type) {
  // An empty record has no type.
  return !record.empty() && record[0] == static_cast<std::uint8_t>(type);
}

}  // namespace

absl::Status CheckKindAt(const Manifest& manifest, Stage stage, std::uint64_t index,
                         crypto::ByteView record) {
  if (index == 0 && !std::ranges::equal(record, manifest.Leaf0())) {
    return absl::InvalidArgumentError("record 0 is not this manifest");
  }
  if (stage == Stage::kSealed && IsOfType(record, LeafType::kBallot)) {
    return absl::InvalidArgumentError(fmt::format("record {}: a ballot before the opening", index));
  }
  if (stage == Stage::kClosed && !IsOfType(record, LeafType::kArtefact)) {
    return absl::InvalidArgumentError(
        fmt::format("record {}: only artefacts may follow the closing", index));
  }
  return absl::OkStatus();
}

}  // namespace urna::ledger
