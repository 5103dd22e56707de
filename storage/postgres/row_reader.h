// Reading rows on a session.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "storage/postgres/connection.h"
#include "storage/store.h"

namespace urna::storage {

// Errors are those of StatusOf.
absl::StatusOr<std::optional<std::string>> ReadValue(Connection& session, std::int64_t family,
                                                     std::string_view key, Deadline deadline);

// What one call of Reader::Scan visits, in memory.
class Page {
 public:
  // `rows` may hold one more than the page.
  Page(Answer rows, std::size_t max_rows) : rows_(std::move(rows)), max_rows_(max_rows) {}

  // As Reader::Scan.
  std::optional<std::string> Visit(const Visitor& visit) const;

 private:
  Answer rows_;
  std::size_t max_rows_;
};

// As Reader::Scan.
absl::StatusOr<Page> ReadPage(Connection& session, std::int64_t family, std::string_view first,
                              std::string_view limit, std::size_t max_rows, Deadline deadline);

}  // namespace urna::storage
