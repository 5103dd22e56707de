#include "storage/scan.h"

#include <optional>
#include <string>
#include <utility>

namespace urna::storage {

absl::Status ScanAll(const Reader& reader, Family family, std::string_view first,
                     std::string_view limit, const Visitor& visit, std::size_t page_rows) {
  bool enough = false;
  const Visitor until_enough = [&](std::string_view key, std::string_view value) {
    enough = !visit(key, value);
    return !enough;
  };
  std::optional<std::string> next(first);
  while (next && !enough) {
    absl::StatusOr<std::optional<std::string>> page =
        reader.Scan(family, *next, limit, page_rows, until_enough);
    if (!page.ok()) return page.status();
    next = *std::move(page);
  }
  return absl::OkStatus();
}

}  // namespace urna::storage
