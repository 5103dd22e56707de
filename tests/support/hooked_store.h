// A store whose reads a test sees, and may hold up.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "storage/store.h"

namespace urna::storage {

// Calls `on_read` before each read of the store itself, on the thread that reads; `key` is the first one
// of a scan, and empty for a snapshot, whose own reads nobody sees. Passes everything else on.
class HookedStore final : public Store {
 public:
  using OnRead = std::function<void(std::string_view key)>;
  HookedStore(std::unique_ptr<Store> store, OnRead on_read)
      : store_(std::move(store)), on_read_(std::move(on_read)) {}

  absl::StatusOr<std::optional<std::string>> Get(Family family,
                                                 std::string_view key) const override {
    on_read_(key);
    return store_->Get(family, key);
  }
  absl::StatusOr<std::optional<std::string>> Scan(Family family, std::string_view first,
                                                  std::string_view limit, std::size_t max_rows,
                                                  const Visitor& visit) const override {
    on_read_(first);
    return store_->Scan(family, first, limit, max_rows, visit);
  }
  WriteResult Write(const WriteBatch& batch) override { return store_->Write(batch); }
  absl::Status Purge(Family family) override { return store_->Purge(family); }
  absl::StatusOr<std::unique_ptr<Reader>> Snapshot() const override {
    on_read_("");
    return store_->Snapshot();
  }

 private:
  const std::unique_ptr<Store> store_;
  const OnRead on_read_;
};

}  // namespace urna::storage
