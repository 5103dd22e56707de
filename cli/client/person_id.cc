#include "cli/client/person_id.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <cstdlib>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "crypto/utf8.h"
#include "ledger/text.h"

namespace urna::client {
namespace {

// `text` must be UTF-8 and not empty.
std::string_view LastCodePoint(std::string_view text) {
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80; };
  std::size_t at = text.size() - 1;
  while (at > 0 && continues(text[at])) --at;
  return text.substr(at);
}

bool IsSpace(std::string_view code_point) {
  return crypto::IsUnicodeSpace(crypto::FirstCodePoint(code_point)->value);
}

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && IsSpace(text)) text.remove_prefix(crypto::FirstCodePoint(text)->size);
  while (!text.empty() && IsSpace(LastCodePoint(text))) {
    text.remove_suffix(LastCodePoint(text).size());
  }
  return text;
}

absl::StatusOr<std::string> ToNfc(std::string_view text) {
  utf8proc_uint8_t* normal = nullptr;
  // With its length: a NUL may stand in a text.
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &normal,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(normal, &std::free);
  if (size < 0) return absl::InvalidArgumentError(utf8proc_errmsg(size));
  return std::string(reinterpret_cast<const char*>(normal), static_cast<std::size_t>(size));
}

}  // namespace

absl::StatusOr<std::string> NormalPersonId(std::string_view text) {
  if (!crypto::IsUtf8(text)) return absl::InvalidArgumentError("the person's id is no UTF-8");
  const std::string_view trimmed = Trimmed(text);
  if (trimmed.empty()) return absl::InvalidArgumentError("the person has no id");
  return ToNfc(trimmed);
}

absl::StatusOr<std::vector<std::string>> NormalPersonIds(const CsvTable& people,
                                                         std::size_t column) {
  std::vector<std::string> out;
  out.reserve(people.rows.size());
  absl::flat_hash_map<std::string, std::size_t> seen;
  seen.reserve(people.rows.size());
  for (std::size_t i = 0; i < people.rows.size(); ++i) {
    const std::size_t line = people.LineOf(i);
    auto id = NormalPersonId(people.rows[i][column]);
    if (!id.ok()) {
      return absl::InvalidArgumentError(
          fmt::format("line {}: {}", line, ledger::MessageOf(id.status())));
    }
    const auto [at, fresh] = seen.emplace(*id, line);
    if (!fresh) {
      return absl::InvalidArgumentError(
          fmt::format("line {}: the person's id is that of line {}", line, at->second));
    }
    out.push_back(*std::move(id));
  }
  return out;
}

}  // namespace urna::client
