#include "services/base/events.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace urna::services {
namespace {

constexpr std::string_view kLevelNames[] = {"debug", "info", "warning", "error"};

spdlog::level::level_enum ToSpdlog(Severity severity) {
  switch (severity) {
    case Severity::kDebug:
      return spdlog::level::debug;
    case Severity::kInfo:
      return spdlog::level::info;
    case Severity::kWarning:
      return spdlog::level::warn;
    case Severity::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

spdlog::logger& Logger() {
  static const std::shared_ptr<spdlog::logger> logger = [] {
    auto made =
        std::make_shared<spdlog::logger>("urna", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->flush_on(spdlog::level::debug);
    return made;
  }();
  return *logger;
}

}  // namespace

absl::StatusOr<Severity> ParseSeverity(std::string_view name) {
  for (int i = 0; i < 4; ++i) {
    if (name == kLevelNames[i]) return static_cast<Severity>(i);
  }
  return absl::InvalidArgumentError(
      fmt::format("\"{}\" is not debug, info, warning or error", name));
}

void SetLeastSeverity(Severity severity) { Logger().set_level(ToSpdlog(severity)); }

bool IsTold(Severity severity) { return Logger().should_log(ToSpdlog(severity)); }

void TellOperator(Severity severity, std::string_view event,
                  std::initializer_list<std::pair<std::string_view, EventValue>> fields) {
  if (!IsTold(severity)) return;
  nlohmann::ordered_json line;
  line["time"] = absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::Now(), absl::UTCTimeZone());
  line["level"] = kLevelNames[static_cast<int>(severity)];
  line["event"] = event;
  for (const auto& [key, value] : fields) {
    std::visit([&line, name = std::string(key)](const auto& v) { line[name] = v; }, value);
  }
  Logger().log(ToSpdlog(severity),
               line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace urna::services
