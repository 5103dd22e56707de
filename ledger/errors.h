// Refusals that a caller can act on: a canonical code, a stable reason, the field at fault.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace urna::ledger {

// A status whose reason, UPPER_SNAKE_CASE, programs can rely on.
absl::Status Refusal(absl::StatusCode code, std::string_view reason, std::string_view message);

// INVALID_ARGUMENT with the path of the field that is wrong and what was expected of it.
absl::Status InvalidField(std::string_view field, std::string_view description);

// The same error seen from one level up: `field` becomes "outer.field", or "outer" when it names
// none.
absl::Status AtField(std::string_view outer, const absl::Status& status);

// A fact for programs that goes with a refusal, such as the last sequence number accepted. Never a
// secret.
absl::Status WithFact(absl::Status status, std::string_view name, std::string_view value);

// What was attached; empty when nothing was.
std::string ReasonOf(const absl::Status& status);
std::string FieldOf(const absl::Status& status);
// The value of a fact attached under `name`; empty when there is none.
std::string FactOf(const absl::Status& status, std::string_view name);

// Where the facts are in a status: payloads of the URLs "urna.v1/reason", "urna.v1/field" and
// "urna.v1/fact/<name>".
inline constexpr std::string_view kReasonUrl = "urna.v1/reason";
inline constexpr std::string_view kFieldUrl = "urna.v1/field";
inline constexpr std::string_view kFactUrlPrefix = "urna.v1/fact/";

}  // namespace urna::ledger
