#include "cli/process_usage.h"

#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>

namespace urna::cli {
namespace {

constexpr std::chrono::milliseconds kSampling(100);

}  // namespace

std::chrono::nanoseconds ProcessorTime(pid_t process) {
  clockid_t clock = 0;
  timespec time{};
  if (clock_getcpuclockid(process, &clock) != 0 || clock_gettime(clock, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

MemoryWatch::~MemoryWatch() {
  ending_ = true;
  thread_.join();
}

void MemoryWatch::Run() {
  while (!ending_) {
    std::ifstream status(fmt::format("/proc/{}/status", process_));
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmRSS:")) {
        most_kib_ = std::max<std::int64_t>(most_kib_, std::strtoll(&line[6], nullptr, 10));
      }
    }
    std::this_thread::sleep_for(kSampling);
  }
}

}  // namespace urna::cli
