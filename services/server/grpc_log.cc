#include "services/server/grpc_log.h"

#include <grpc/support/log.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "concurrency/mutex.h"
#include "services/base/events.h"
#include "services/server/rare_event.h"

namespace urna::services {
namespace {

constexpr std::chrono::minutes kBetweenLines(1);
constexpr std::string_view kInPlace = "(address)";

// Of each place in gRPC's code.
RareEvent& EventOf(std::string_view file, int line) {
  static Mutex mutex;
  static std::map<std::pair<std::string, int>, RareEvent> events;
  const MutexLock lock(mutex);
  return events.try_emplace({std::string(file), line}, kBetweenLines).first->second;
}

void Write(gpr_log_func_args* args) {
  const Severity level =
      args->severity == GPR_LOG_SEVERITY_ERROR ? Severity::kWarning : Severity::kDebug;
  if (!IsTold(level)) return;
  std::string_view file = args->file;
  file.remove_prefix(file.rfind('/') + 1);
  const std::int64_t times = EventOf(file, args->line).Happened();
  if (times == 0 && level != Severity::kDebug) return;
  TellOperator(level, "grpc",
               {{"message", WithoutAddresses(args->message)},
                {"file", file},
                {"line", std::int64_t{args->line}},
                {"times", times}});
}

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

// What an address, its port, its brackets and their escapes are made of.
bool IsOfAddress(char c) {
  return absl::ascii_isxdigit(static_cast<unsigned char>(c)) || c == '.' || c == ':' || c == '[' ||
         c == ']' || c == '%';
}

// Names of C++ have two colons and seldom a digit beside them.
bool IsAddress(std::string_view run) {
  const auto dots = std::count(run.begin(), run.end(), '.');
  const auto colons = std::count(run.begin(), run.end(), ':');
  return dots >= 3 || colons >= 3 || (colons == 2 && std::any_of(run.begin(), run.end(), IsDigit));
}

}  // namespace

std::string WithoutAddresses(std::string_view line) {
  std::string out;
  while (!line.empty()) {
    const auto end = std::find_if_not(line.begin(), line.end(), IsOfAddress);
    const std::string_view run = line.substr(0, static_cast<std::size_t>(end - line.begin()));
    if (run.empty()) {
      out += line.front();
      line.remove_prefix(1);
      continue;
    }
    out += IsAddress(run) ? kInPlace : run;
    line.remove_prefix(run.size());
  }
  return out;
}

void RedirectGrpcLog() {
  gpr_set_log_function(Write);
  gpr_set_log_verbosity(IsTold(Severity::kDebug) ? GPR_LOG_SEVERITY_DEBUG : GPR_LOG_SEVERITY_ERROR);
}

}  // namespace urna::services
