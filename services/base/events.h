// What the operator is told: events, one JSON object a line on standard error, written by spdlog.
//
// Never tell a ballot, a voting key, a slot tag, an identity, a token, a mailed code, or the address
// that a call came from: these lines outlive the vote.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/status/statusor.h"

namespace urna::services {

enum class Severity { kDebug, kInfo, kWarning, kError };

// "debug", "info", "warning" or "error".
absl::StatusOr<Severity> ParseSeverity(std::string_view name);

// Less severe events are dropped. The default is kInfo.
void SetLeastSeverity(Severity least);

// Whether such events are written: so that nothing is computed for one that is not.
bool IsTold(Severity severity);

using EventValue = std::variant<std::string_view, std::int64_t, double>;

// Writes {"time":.., "level":.., "event":.., fields..}. Thread-safe.
void TellOperator(Severity severity, std::string_view event,
                  std::initializer_list<std::pair<std::string_view, EventValue>> fields = {});

}  // namespace urna::services
