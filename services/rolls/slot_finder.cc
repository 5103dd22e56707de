#include "services/rolls/slot_finder.h"

#include <algorithm>
#include <string>
#include <utility>

#include "ledger/part.h"
#include "services/base/errors.h"
#include "services/base/resource_name.h"
#include "services/base/signatures.h"
#include "services/files/file_space.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

using ledger::kPartHeaderSize;
using ledger::kPartRecordSize;

// Of all indexes together: 800 MB, the parts of the largest election that there can be.
constexpr std::size_t kMaxEntries = std::size_t{1} << 26;
// What an index costs beside its entries, in entries.
constexpr std::size_t kIndexOverhead = 64;

constexpr std::size_t kKeyOffset = 32;
constexpr std::size_t kKeySize = 32;

// The first eight bytes of a key in two numbers, to compare by.
std::pair<std::uint32_t, std::uint32_t> Beginning(crypto::ByteView key) {
  crypto::ByteReader reader(key);
  const std::uint32_t high = reader.Le32();
  return {high, reader.Le32()};
}

bool IsZero(crypto::ByteView bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0; });
}

absl::Status Damaged(std::string_view electorate) {
  return absl::DataLossError("a stored part file is not whole: " + std::string(electorate));
}

}  // namespace

absl::Status SlotFinder::FindSlot(const v1::FindSlotRequest& request, v1::Slot& response) {
  absl::StatusOr<ResourceName> name =
      ResourceName::Parse(Kind::kProcess, request.process(), "process");
  if (!name.ok()) return name.status();
  if (request.code_registrar() < 1) return FieldError("code_registrar", "expected 1 or more");
  absl::StatusOr<crypto::Hash256> key = ParseHash(request.key(), "key");
  if (!key.ok()) return key.status();
  auto electorates = ReadResources<v1::Electorate>(store_, name->text());
  if (!electorates.ok()) return electorates.status();
  const std::uint32_t number = request.code_registrar();
  for (const v1::Electorate& electorate : *electorates) {
    if (number > static_cast<std::uint32_t>(electorate.part_sha256_size())) continue;
    auto digest = ParseHash(electorate.part_sha256(static_cast<int>(number) - 1), "sha256");
    if (!digest.ok()) return ResourceDamaged(electorate.name());
    absl::StatusOr<std::optional<crypto::Bytes>> record =
        FindIn({electorate.name(), *digest}, *key);
    if (!record.ok()) return record.status();
    if (!record->has_value()) continue;
    response.set_electorate(electorate.name());
    response.set_record((*record)->data(), (*record)->size());
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kNotFound, "UNKNOWN_CODE",
               "no part of that code registrar has this key: the code is wrong, or another's");
}

absl::StatusOr<std::shared_ptr<const SlotFinder::Index>> SlotFinder::IndexOf(const Part& part) {
  if (auto index = Cached(part.sha256)) return index;
  if (!building_.TryLock()) return ServerBusy();
  // It may have been built since.
  absl::StatusOr<std::shared_ptr<const Index>> index = Cached(part.sha256);
  if (*index == nullptr) {
    index = Build(part);
    if (index.ok()) Keep(part.sha256, *index);
  }
  building_.Unlock();
  return index;
}

std::shared_ptr<const SlotFinder::Index> SlotFinder::Cached(const crypto::Hash256& part) {
  const MutexLock lock(mutex_);
  const auto found = by_digest_.find(part);
  if (found == by_digest_.end()) return nullptr;
  cache_.splice(cache_.begin(), cache_, found->second);
  return found->second->second;
}

void SlotFinder::Keep(const crypto::Hash256& part, std::shared_ptr<const Index> index) {
  const MutexLock lock(mutex_);
  cache_.emplace_front(part, std::move(index));
  by_digest_[part] = cache_.begin();
  Trim();
}

void SlotFinder::Trim() {
  std::size_t total = 0;
  for (const auto& [part, index] : cache_) total += index->size() + kIndexOverhead;
  while (total > kMaxEntries && cache_.size() > 1) {
    total -= cache_.back().second->size() + kIndexOverhead;
    by_digest_.erase(cache_.back().first);
    cache_.pop_back();
  }
}

absl::StatusOr<std::shared_ptr<const SlotFinder::Index>> SlotFinder::Build(const Part& part) const {
  auto index = std::make_shared<Index>();
  // What was read and not yet looked at: a record may lie across two pieces.
  std::string rest;
  bool header = true;
  std::uint32_t record = 0;
  for (std::uint32_t number = 0;; ++number) {
    absl::StatusOr<std::string> piece =
        kRollFiles.ReadPiece(store_, part.electorate, part.sha256, number);
    if (!piece.ok()) return piece.status();
    if (piece->empty()) break;
    rest += *piece;
    std::size_t at = 0;
    if (header) {
      if (rest.size() < kPartHeaderSize) return Damaged(part.electorate);
      at = kPartHeaderSize;
      header = false;
    }
    for (; rest.size() - at >= kPartRecordSize; at += kPartRecordSize, ++record) {
      const crypto::ByteView key = crypto::AsBytes(rest).subspan(at + kKeyOffset, kKeySize);
      if (IsZero(key)) continue;
      const auto [high, low] = Beginning(key);
      index->push_back({high, low, record});
    }
    rest.erase(0, at);
  }
  if (header || !rest.empty()) return Damaged(part.electorate);
  index->shrink_to_fit();
  std::sort(index->begin(), index->end());
  return index;
}

absl::StatusOr<std::optional<crypto::Bytes>> SlotFinder::FindIn(const Part& part,
                                                                const crypto::Hash256& key) {
  absl::StatusOr<std::shared_ptr<const Index>> index = IndexOf(part);
  if (!index.ok()) return index.status();
  const auto [high, low] = Beginning(key);
  const Index& entries = **index;
  for (auto at = std::lower_bound(entries.begin(), entries.end(), Entry{high, low, 0});
       at != entries.end() && at->high == high && at->low == low; ++at) {
    absl::StatusOr<crypto::Bytes> record = ReadRecord(part, at->record);
    if (!record.ok()) return record.status();
    if (std::equal(key.begin(), key.end(), record->begin() + kKeyOffset)) return *std::move(record);
  }
  return std::nullopt;
}

absl::StatusOr<crypto::Bytes> SlotFinder::ReadRecord(const Part& part, std::uint32_t record) const {
  std::size_t offset = kPartHeaderSize + std::size_t{record} * kPartRecordSize;
  crypto::Bytes out;
  // Once, and twice where the record lies across two pieces.
  while (out.size() < kPartRecordSize) {
    absl::StatusOr<std::string> piece = kRollFiles.ReadPiece(
        store_, part.electorate, part.sha256, static_cast<std::uint32_t>(offset / kPieceSize));
    if (!piece.ok()) return piece.status();
    const std::size_t begin = offset % kPieceSize;
    if (begin >= piece->size()) return Damaged(part.electorate);
    const crypto::ByteView found = crypto::AsBytes(*piece).subspan(begin).first(
        std::min(kPartRecordSize - out.size(), piece->size() - begin));
    crypto::Append(out, found);
    offset += found.size();
  }
  return out;
}

}  // namespace urna::services
