// Roll files: who may vote, as tags and keys (section 5.1 of docs/protocol.md).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "ledger/ids.h"

namespace urna::ledger {

struct RollRecord {
  SlotTag slot;
  // All zero where the person gets a key later.
  VotingKey key;
  friend bool operator==(const RollRecord&, const RollRecord&) = default;
};

inline constexpr std::size_t kRollRecordSize = 64;

// The file of one electorate: records ascending by tag.
class RollFile {
 public:
  // INVALID_ARGUMENT with the number of the first wrong record: a length that is no multiple of 64,
  // tags that do not ascend, a key that is not a valid point, a key that stands twice. `threads`
  // checks keys in parallel.
  static absl::StatusOr<RollFile> Parse(crypto::ByteView bytes, int threads = 1);
  // Sorts; the records must have distinct tags and keys.
  static crypto::Bytes Serialize(std::vector<RollRecord> records);
  const std::vector<RollRecord>& records() const { return records_; }

 private:
  std::vector<RollRecord> records_;
};

// A person's place in the process: the position of the record among all rolls together.
enum class SlotIndex : std::uint32_t {};

// All rolls of a process. Immutable, thread-safe.
class Rolls {
 public:
  // One file for each electorate, in the manifest's order. INVALID_ARGUMENT when a tag or key
  // stands in two of them.
  static absl::StatusOr<Rolls> Join(const std::vector<RollFile>& files);
  struct Slot {
    SlotTag tag;
    VotingKey key;
    std::uint32_t electorate;
  };
  std::size_t size() const { return slots_.size(); }
  const Slot& slot(SlotIndex index) const { return slots_[static_cast<std::size_t>(index)]; }
  std::optional<SlotIndex> FindKey(const VotingKey& key) const;
  std::optional<SlotIndex> FindTag(const SlotTag& tag) const;

 private:
  std::vector<Slot> slots_;
  absl::flat_hash_map<VotingKey, SlotIndex> by_key_;
  absl::flat_hash_map<SlotTag, SlotIndex> by_tag_;
};

}  // namespace urna::ledger
