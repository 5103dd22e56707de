#include "tallying/parameters.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <ranges>

#include "tallying/absl_view.h"
#include "tallying/pabulib_rows.h"

namespace urna::tallying {
namespace {

absl::StatusOr<std::string> Canonical(const Parameter& parameter, const std::string& value) {
  switch (parameter.type) {
    case Parameter::Type::kChoice:
      if (std::find(parameter.choices.begin(), parameter.choices.end(), value) !=
          parameter.choices.end()) {
        return value;
      }
      break;
    case Parameter::Type::kWhole: {
      int64_t number = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
      if (error == std::errc() && end == value.data() + value.size() && number >= parameter.least &&
          number <= parameter.most) {
        return std::to_string(number);
      }
      break;
    }
    case Parameter::Type::kAmount: {
      const absl::StatusOr<Decimal> amount = ParseDecimal(value);
      if (IsAmbiguous(value)) {
        return absl::InvalidArgumentError(
            fmt::format("parameter {}: {}", parameter.name, StdView(amount.status().message())));
      }
      if (amount.ok() && amount->mantissa > 0) {
        const absl::StatusOr<Money> money = ToMoney(*amount, amount->digits);
        if (money.ok()) return FormatMoney(*money, amount->digits);
      }
      break;
    }
    case Parameter::Type::kList:
      return std::string(TrimField(value));
  }
  return absl::InvalidArgumentError(
      fmt::format("parameter {} is '{}'; expected {}", parameter.name, value, parameter.Range()));
}

}  // namespace

std::string Parameter::Range() const {
  switch (type) {
    case Type::kChoice:
      return fmt::format("{}", fmt::join(choices, " | "));
    case Type::kWhole:
      return fmt::format("{}..{}", least, most);
    case Type::kAmount:
      return "a positive amount in currency units";
    case Type::kList:
      return "a list";
  }
  return "";
}

absl::StatusOr<ParameterValues> CheckParameters(const std::vector<Parameter>& described,
                                                const ParameterValues& given) {
  ParameterValues values;
  for (const Parameter& parameter : described) values[parameter.name] = parameter.default_value;
  for (const auto& entry : given) {
    const std::string &name = entry.first, &value = entry.second;
    const auto it = std::find_if(described.begin(), described.end(),
                                 [&name](const Parameter& p) { return p.name == name; });
    if (it == described.end()) {
      return absl::InvalidArgumentError(
          fmt::format("there is no parameter '{}'; expected one of: {}", name,
                      fmt::join(std::views::transform(described, &Parameter::name), ", ")));
    }
    absl::StatusOr<std::string> canonical = Canonical(*it, value);
    if (!canonical.ok()) return canonical.status();
    values[name] = *std::move(canonical);
  }
  return values;
}

}  // namespace urna::tallying
