#include "ledger/time_zone.h"

#include <algorithm>
#include <string>

namespace urna::ledger {
namespace {

constexpr std::string_view kFixed = "Fixed/";

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsNamePart(char c) {
  return IsUpper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '+' || c == '/';
}

}  // namespace

std::optional<absl::TimeZone> FindTimeZone(std::string_view name) {
  const bool is_name = !name.empty() && name.size() <= kMaxTimeZoneSize && IsUpper(name.front()) &&
                       std::ranges::all_of(name, IsNamePart) && !name.starts_with(kFixed);
  absl::TimeZone zone;
  if (!is_name || !absl::LoadTimeZone(std::string(name), &zone)) return std::nullopt;
  return zone;
}

}  // namespace urna::ledger
