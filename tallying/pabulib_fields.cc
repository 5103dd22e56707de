#include "tallying/pabulib_fields.h"

#include <charconv>

#include "absl/status/statusor.h"
#include "tallying/money.h"

namespace urna::tallying {
namespace {

std::optional<double> Degrees(std::string_view text, double most) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value >= -most && value <= most ? std::optional(value) : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> WholeNumber(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) return value;
  const absl::StatusOr<Decimal> decimal = ParseDecimal(text);
  if (!decimal.ok() || decimal->digits != 0) return std::nullopt;
  return decimal->mantissa;
}

std::optional<PabulibPlace> ReadPlace(std::string_view latitude, std::string_view longitude) {
  const std::optional<double> north = Degrees(latitude, 90), east = Degrees(longitude, 180);
  if (!north || !east) return std::nullopt;
  return PabulibPlace{*north, *east};
}

}  // namespace urna::tallying
