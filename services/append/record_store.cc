#include "services/append/record_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "ledger/errors.h"
#include "storage/scan.h"

namespace urna::services {

RecordStore::RecordStore(storage::Store& store, std::string_view process, storage::Family records)
    : store_(store),
      records_(records),
      prefix_(fmt::format("{}{}", process, std::string_view("\0", 1))) {}

std::string RecordStore::Key(std::uint64_t index) const {
  std::string key = prefix_;
  for (int shift = 56; shift >= 0; shift -= 8) {
    key.push_back(static_cast<char>((index >> shift) & 0xff));
  }
  return key;
}

void RecordStore::Put(storage::WriteBatch& batch, std::uint64_t index,
                      crypto::ByteView leaf) const {
  batch.Put(records_, Key(index), crypto::AsText(leaf));
}

void RecordStore::PutVerified(storage::WriteBatch& batch, std::uint64_t index) const {
  batch.Put(kVerifiedFamily, Key(index), "");
}

absl::StatusOr<bool> RecordStore::IsVerified(std::uint64_t index) const {
  absl::StatusOr<std::optional<std::string>> value = store_.Get(kVerifiedFamily, Key(index));
  if (!value.ok()) return value.status();
  return value->has_value();
}

absl::StatusOr<crypto::Bytes> RecordStore::Read(std::uint64_t index) const {
  absl::StatusOr<std::optional<std::string>> value = store_.Get(records_, Key(index));
  if (!value.ok()) return value.status();
  if (!value->has_value()) {
    return absl::DataLossError(fmt::format("record {} of the log is not in the store", index));
  }
  const crypto::ByteView bytes = crypto::AsBytes(**value);
  return crypto::Bytes(bytes.begin(), bytes.end());
}

absl::StatusOr<std::vector<crypto::Bytes>> RecordStore::ReadSome(std::uint64_t start,
                                                                 std::uint64_t size,
                                                                 std::size_t max_count,
                                                                 std::size_t max_bytes) const {
  if (start > size) {
    return ledger::Refusal(absl::StatusCode::kOutOfRange, "NO_SUCH_RECORD",
                           fmt::format("the log has {} records", size));
  }
  std::vector<crypto::Bytes> records;
  std::size_t bytes = 0;
  const std::uint64_t limit = start + std::min<std::uint64_t>(max_count, size - start);
  const absl::Status read = Visit(start, limit, [&](crypto::ByteView leaf) {
    bytes += leaf.size();
    if (!records.empty() && bytes > max_bytes) return false;
    records.emplace_back(leaf.begin(), leaf.end());
    return true;
  });
  if (!read.ok()) return read;
  return records;
}

absl::Status RecordStore::Visit(std::uint64_t first, std::uint64_t limit,
                                const std::function<bool(crypto::ByteView leaf)>& visit) const {
  std::uint64_t next = first;
  bool dense = true;
  const absl::Status scanned = storage::ScanAll(store_, records_, Key(first), Key(limit),
                                                [&](std::string_view key, std::string_view leaf) {
                                                  dense = key == Key(next);
                                                  ++next;
                                                  return dense && visit(crypto::AsBytes(leaf));
                                                });
  if (!scanned.ok()) return scanned;
  if (!dense) {
    return absl::DataLossError(fmt::format("record {} of the log is not in the store", next - 1));
  }
  return absl::OkStatus();
}

}  // namespace urna::services
