#include "storage/rocks/crash_writer.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"

namespace urna::storage {
namespace {

// The last of them fills more than one block of the log.
constexpr std::array kLeavesInTurn = {1, 2, 8, 130};

std::uint64_t HeadOf(const Store& store, int thread) {
  const auto head = store.Get(kCrashHeads, CrashHeadKey(thread));
  std::uint64_t number = 0;
  if (!head.ok() || (*head && !absl::SimpleAtoi(**head, &number))) {
    std::fprintf(stderr, "crash writer: cannot read its head\n");
    std::_Exit(1);
  }
  return number;
}

void WriteForEver(Store& store, int thread) {
  for (std::uint64_t number = HeadOf(store, thread) + 1;; ++number) {
    WriteBatch batch;
    batch.Put(kCrashHeads, CrashHeadKey(thread), std::to_string(number));
    for (const auto& [key, value] : CrashLeaves(thread, number)) {
      batch.Put(kCrashLeaves, key, value);
    }
    if (const WriteResult written = store.Write(batch); !written.ok()) {
      std::fprintf(stderr, "crash writer: %s\n", written.reason().c_str());
      std::_Exit(1);
    }
    // One call a line: what was printed before the kill is in the pipe, whole.
    const std::string line = fmt::format("{} {}\n", thread, number);
    if (write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
      std::_Exit(1);
    }
  }
}

}  // namespace

RocksStoreOptions CrashStoreOptions(const std::string& path) {
  return {.path = path, .create = true, .families = {"leaves", "heads"}};
}

std::string CrashHeadKey(int thread) { return fmt::format("thread {}", thread); }

std::map<std::string, std::string> CrashLeaves(int thread, std::uint64_t number) {
  std::map<std::string, std::string> leaves;
  for (int i = 0; i < kLeavesInTurn[number % kLeavesInTurn.size()]; ++i) {
    const std::string key = fmt::format("{}/{:08}/{:04}", thread, number, i);
    std::string value;
    while (value.size() < 300) value += fmt::format("{};", key);
    leaves[key] = value;
  }
  return leaves;
}

int RunCrashWriter(const std::string& path) {
  auto opened = OpenRocksStore(CrashStoreOptions(path));
  if (!opened.ok()) {
    std::fprintf(stderr, "crash writer: %s\n", opened.status().ToString().c_str());
    return 1;
  }
  const std::unique_ptr<Store> store = *std::move(opened);
  std::vector<std::thread> writers;
  for (int t = 0; t < kCrashWriterThreads; ++t) {
    writers.emplace_back([&store, t] { WriteForEver(*store, t); });
  }
  for (std::thread& writer : writers) writer.join();
  return 1;
}

}  // namespace urna::storage
