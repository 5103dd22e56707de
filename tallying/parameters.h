#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tallying/money.h"

namespace urna::tallying {

// One parameter of a rule, described once: validation, the command line's help, the manifest's
// check and docs/rules.md all come from this.
struct Parameter {
  enum class Type {
    kChoice,  // one of `choices`
    kWhole,   // a whole number from `least` to `most`
    kAmount,  // a positive amount of money in currency units, with decimals
    kList,    // text with structure of its own, which `meaning` gives
  };
  std::string name = {};
  Type type = Type::kChoice;
  std::vector<std::string> choices = {};
  int64_t least = 0;
  int64_t most = 0;
  std::string default_value = {};
  std::string meaning = {};

  // "skip | stop", "0..100", "amount".
  std::string Range() const;
};

// Values by parameter name. In a rule every parameter has one, in canonical spelling.
using ParameterValues = std::map<std::string, std::string>;

// Completes `given` with defaults and writes every value canonically (amounts without trailing
// zeros, lists without white space at an end). INVALID_ARGUMENT names the unknown parameter or the
// value out of range, and what is allowed.
absl::StatusOr<ParameterValues> CheckParameters(const std::vector<Parameter>& described,
                                                const ParameterValues& given);

}  // namespace urna::tallying
