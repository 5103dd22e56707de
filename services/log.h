// The server's log: one JSON object a line on standard error, written by spdlog.
//
// Never log a ballot, a voting key, a slot tag, an identity, a token, a mailed code, or the address
// that a call came from: lines of a log outlive the vote.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "absl/status/statusor.h"

namespace urna::services {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// "debug", "info", "warning" or "error".
absl::StatusOr<LogLevel> ParseLogLevel(std::string_view name);

// Lines below `level` are dropped. The default is kInfo.
void SetLogLevel(LogLevel level);

// Whether lines of `level` are written: so that nothing is computed for one that is not.
bool IsLogged(LogLevel level);

using LogValue = std::variant<std::string_view, std::int64_t, double>;

// Writes {"time":.., "level":.., "event":.., fields..}. Thread-safe.
void LogEvent(LogLevel level, std::string_view event,
              std::initializer_list<std::pair<std::string_view, LogValue>> fields = {});

}  // namespace urna::services
