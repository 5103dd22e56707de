#include "cli/abandoned_folders.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace urna::cli {
namespace {

constexpr char kStandDown = '.';

// Standard output and error stay open, so that whoever reads them to their end knows that all is
// gone.
[[noreturn]] void Wait(int line, const std::vector<std::string>& folders) {
  setsid();
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  char said = 0;
  ssize_t got = 0;
  do {
    got = read(line, &said, 1);
  } while (got < 0 && errno == EINTR);
  if (got == 0) {
    std::error_code error;
    for (const std::string& folder : folders) std::filesystem::remove_all(folder, error);
  }
  _exit(0);
}

}  // namespace

absl::StatusOr<AbandonedFolders> AbandonedFolders::Watch(std::vector<std::string> folders) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return absl::UnavailableError("cannot make a pipe");
  const pid_t watcher = fork();
  if (watcher == 0) {
    close(ends[1]);
    Wait(ends[0], folders);
  }
  close(ends[0]);
  if (watcher > 0) return AbandonedFolders(watcher, ends[1]);
  close(ends[1]);
  return absl::UnavailableError("cannot start a process");
}

AbandonedFolders::~AbandonedFolders() {
  if (watcher_ < 0) return;
  while (write(line_, &kStandDown, 1) < 0 && errno == EINTR) {
  }
  close(line_);
  while (waitpid(watcher_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

AbandonedFolders::AbandonedFolders(AbandonedFolders&& other) noexcept
    : watcher_(std::exchange(other.watcher_, -1)), line_(std::exchange(other.line_, -1)) {}

}  // namespace urna::cli
