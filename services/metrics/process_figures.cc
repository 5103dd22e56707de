#include "services/metrics/process_figures.h"

#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <system_error>

namespace urna::services {
namespace {

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

std::optional<double> ResidentBytes() {
  std::ifstream in("/proc/self/statm");
  double all = 0;
  double resident = 0;
  if (!(in >> all >> resident)) return std::nullopt;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

std::optional<double> OpenFiles() {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  if (error) return std::nullopt;
  // One is that of the folder itself.
  return static_cast<double>(std::distance(begin(files), end(files))) - 1;
}

// Unix seconds.
std::optional<double> StartTime() {
  std::ifstream machine("/proc/stat");
  double boot = 0;
  for (std::string word; machine >> word;) {
    if (word == "btime" && machine >> boot) break;
  }
  std::ifstream self("/proc/self/stat");
  std::string line;
  if (boot == 0 || !std::getline(self, line)) return std::nullopt;
  // The name of the program, in parentheses, may hold anything; the 20th field after it is meant.
  const std::size_t name_end = line.rfind(')');
  if (name_end == line.npos) return std::nullopt;
  constexpr int kStartField = 20;
  std::size_t at = name_end + 1;
  for (int field = 1; field < kStartField && at != line.npos; ++field) at = line.find(' ', at + 1);
  if (at == line.npos) return std::nullopt;
  return boot + std::strtod(line.c_str() + at, nullptr) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

void Add(std::vector<Family<double>>& out, const char* name, const char* help,
         std::optional<double> value) {
  if (value) out.push_back({name, help, {{{}, *value}}});
}

}  // namespace

void MeasureProcess(Measurements& out) {
  static const std::optional<double> start = StartTime();
  rusage usage{};
  if (getrusage(RUSAGE_SELF, &usage) == 0) {
    Add(out.counters, "process_cpu_seconds_total", "Processor time, of the system's calls too.",
        Seconds(usage.ru_utime) + Seconds(usage.ru_stime));
  }
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    Add(out.gauges, "process_max_fds", "Descriptors that there may be.",
        static_cast<double>(files.rlim_cur));
  }
  Add(out.gauges, "process_open_fds", "Descriptors that are open.", OpenFiles());
  Add(out.gauges, "process_resident_memory_bytes", "Memory in use.", ResidentBytes());
  Add(out.gauges, "process_start_time_seconds", "When it began, in Unix seconds.", start);
}

}  // namespace urna::services
