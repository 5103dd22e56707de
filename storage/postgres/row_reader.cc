#include "storage/postgres/row_reader.h"

#include <algorithm>
#include <utility>

#include "storage/postgres/sql.h"
#include "storage/postgres/sqlstate.h"

namespace urna::storage {
namespace {

constexpr std::size_t kMostRows = std::size_t{1} << 40;

}  // namespace

absl::StatusOr<std::optional<std::string>> ReadValue(Connection& session, std::int64_t family,
                                                     std::string_view key, Deadline deadline) {
  const Answer answer = session.Run({.sql = sql::kGetRow,
                                     .parameters = Parameters().Integer(family).Bytes(key),
                                     .prepared = true},
                                    deadline);
  if (!answer.done()) return StatusOf(answer);
  if (answer.rows() == 0) return std::nullopt;
  return std::string(answer.At(0, 0));
}

std::optional<std::string> Page::Visit(const Visitor& visit) const {
  const std::size_t rows = std::min(max_rows_, static_cast<std::size_t>(rows_.rows()));
  std::size_t row = 0;
  while (row < rows) {
    const auto at = static_cast<int>(row++);
    if (!visit(rows_.At(at, 0), rows_.At(at, 1))) break;
  }
  if (row < static_cast<std::size_t>(rows_.rows())) {
    return std::string(rows_.At(static_cast<int>(row), 0));
  }
  return std::nullopt;
}

absl::StatusOr<Page> ReadPage(Connection& session, std::int64_t family, std::string_view first,
                              std::string_view limit, std::size_t max_rows, Deadline deadline) {
  const auto rows = static_cast<std::int64_t>(std::min(max_rows, kMostRows)) + 1;
  Parameters parameters;
  parameters.Integer(family).Bytes(first);
  if (!limit.empty()) parameters.Bytes(limit);
  parameters.Integer(rows);
  // Planned for these very bounds: a plan for any would expect a third of the table.
  Answer answer = session.Run({.sql = limit.empty() ? sql::kScanFrom : sql::kScanRange,
                               .parameters = std::move(parameters)},
                              deadline);
  if (!answer.done()) return StatusOf(answer);
  return Page(std::move(answer), std::min(max_rows, kMostRows));
}

}  // namespace urna::storage
