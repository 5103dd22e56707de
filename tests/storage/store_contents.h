// Builders and views that the tests of stores share.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pch.h"
#include "storage/rocks/rocks_store.h"
#include "storage/scan.h"
#include "storage/store.h"

namespace urna::storage {

inline constexpr Family kLeaves{0};
inline constexpr Family kMarks{1};

using Contents = std::map<std::string, std::string>;

inline RocksStoreOptions TwoFamilies(const std::string& path) {
  return {.path = path, .create = true, .families = {"leaves", "marks"}};
}

inline std::unique_ptr<OpenedStore> MustOpen(const RocksStoreOptions& options) {
  absl::StatusOr<std::unique_ptr<OpenedStore>> store = OpenRocksStore(options);
  if (!store.ok()) throw std::runtime_error(store.status().ToString());
  return *std::move(store);
}

inline WriteBatch PutOf(Family family, std::string_view key, std::string_view value) {
  WriteBatch batch;
  batch.Put(family, key, value);
  return batch;
}

inline std::vector<std::pair<std::string, std::string>> Range(const Reader& reader, Family family,
                                                              std::string_view first,
                                                              std::string_view limit) {
  std::vector<std::pair<std::string, std::string>> found;
  const absl::Status status =
      ScanAll(reader, family, first, limit, [&](std::string_view key, std::string_view value) {
        found.emplace_back(key, value);
        return true;
      });
  EXPECT_TRUE(status.ok()) << status;
  return found;
}

inline Contents Everything(const Reader& reader, Family family) {
  const auto all = Range(reader, family, "", "");
  return {all.begin(), all.end()};
}

inline std::unique_ptr<Reader> SnapshotOf(const Store& store) {
  absl::StatusOr<std::unique_ptr<Reader>> snapshot = store.Snapshot();
  if (!snapshot.ok()) throw std::runtime_error(snapshot.status().ToString());
  return *std::move(snapshot);
}

// Nothing when the key is absent; a failed read fails the test.
inline std::optional<std::string> ValueOf(const Reader& reader, Family family,
                                          std::string_view key) {
  const absl::StatusOr<std::optional<std::string>> value = reader.Get(family, key);
  EXPECT_TRUE(value.ok()) << value.status();
  return value.ok() ? *value : std::nullopt;
}

}  // namespace urna::storage
