#include "ledger/roll.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "crypto/parallel.h"
#include "crypto/public_point.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

constexpr VotingKey kNoKey{};
constexpr std::size_t kDecodedTogether = 256;

absl::Status BadRecord(std::size_t i, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("roll: record {}: {}", i + 1, what));
}

}  // namespace

absl::StatusOr<RollFile> RollFile::Parse(crypto::ByteView bytes, int threads) {
  if (bytes.size() % kRollRecordSize != 0) {
    return absl::InvalidArgumentError(
        fmt::format("roll: {} bytes are not a whole number of records of 64", bytes.size()));
  }
  const std::size_t count = bytes.size() / kRollRecordSize;
  if (count > kMaxSlots) return absl::InvalidArgumentError("roll: more than 2^24 records");
  RollFile file;
  file.records_.resize(count);
  crypto::ByteReader reader(bytes);
  absl::flat_hash_map<VotingKey, std::size_t> keys;
  keys.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    RollRecord& record = file.records_[i];
    record.slot.bytes = reader.Array<32>();
    record.key.bytes = reader.Array<32>();
    if (i > 0 && !(file.records_[i - 1].slot < record.slot)) {
      return BadRecord(i, "tags must ascend, each once");
    }
    if (record.key != kNoKey && !keys.emplace(record.key, i).second) {
      return BadRecord(i, "has the key of an earlier record");
    }
  }
  std::atomic<std::size_t> first_bad{count};
  crypto::ParallelFor(
      count, threads,
      [&](std::size_t begin, std::size_t end, std::size_t) {
        std::vector<crypto::Point> encoded;
        for (std::size_t i = begin; i < end; ++i) {
          encoded.push_back(crypto::Point::FromVerified(file.records_[i].key.bytes));
        }
        std::vector<crypto::AffinePoint> points(encoded.size());
        if (crypto::AffinePoint::Decode(encoded, points)) return;
        for (std::size_t i = begin; i < end; ++i) {
          if (crypto::Point::Parse(file.records_[i].key.bytes).ok()) continue;
          std::size_t known = first_bad.load();
          while (i < known && !first_bad.compare_exchange_weak(known, i)) {
          }
          return;
        }
      },
      {}, kDecodedTogether);
  if (first_bad < count) return BadRecord(first_bad, "its key is not a valid point");
  return file;
}

crypto::Bytes RollFile::Serialize(std::vector<RollRecord> records) {
  std::sort(records.begin(), records.end(),
            [](const RollRecord& a, const RollRecord& b) { return a.slot < b.slot; });
  crypto::Bytes bytes;
  bytes.reserve(records.size() * kRollRecordSize);
  for (const RollRecord& record : records) {
    crypto::Append(bytes, record.slot.bytes);
    crypto::Append(bytes, record.key.bytes);
  }
  return bytes;
}

absl::StatusOr<Rolls> Rolls::Join(const std::vector<RollFile>& files) {
  Rolls rolls;
  std::size_t total = 0;
  for (const RollFile& file : files) total += file.records().size();
  if (total > kMaxSlots) return absl::InvalidArgumentError("rolls: more than 2^24 records in all");
  rolls.slots_.reserve(total);
  rolls.by_key_.reserve(total);
  rolls.by_tag_.reserve(total);
  for (std::size_t electorate = 0; electorate < files.size(); ++electorate) {
    for (const RollRecord& record : files[electorate].records()) {
      const SlotIndex index{static_cast<std::uint32_t>(rolls.slots_.size())};
      rolls.slots_.push_back({record.slot, record.key, static_cast<std::uint32_t>(electorate)});
      if (!rolls.by_tag_.emplace(record.slot, index).second) {
        return absl::InvalidArgumentError("rolls: a tag stands in two electorates");
      }
      if (record.key != kNoKey && !rolls.by_key_.emplace(record.key, index).second) {
        return absl::InvalidArgumentError("rolls: a key stands in two electorates");
      }
    }
  }
  return rolls;
}

std::optional<SlotIndex> Rolls::FindKey(const VotingKey& key) const {
  auto found = by_key_.find(key);
  if (found == by_key_.end()) return std::nullopt;
  return found->second;
}

std::optional<SlotIndex> Rolls::FindTag(const SlotTag& tag) const {
  auto found = by_tag_.find(tag);
  if (found == by_tag_.end()) return std::nullopt;
  return found->second;
}

}  // namespace urna::ledger
