#include "services/attachments/locked_process.h"

// It does not say itself that it is C.
extern "C" {
#include <sys/pidfd.h>
}

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "services/base/errors.h"

namespace urna::services {
namespace {

class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd() { Close(); }

  bool is_open() const { return fd_ >= 0; }
  int get() const { return fd_; }
  void Close() {
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

// A file in memory that nobody can change any more, read from its beginning.
Fd ReadableFile(std::string_view bytes) {
  Fd file(memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  while (file.is_open() && !bytes.empty()) {
    const ssize_t put = write(file.get(), bytes.data(), bytes.size());
    if (put <= 0) return Fd();
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  constexpr int kSeals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
  if (!file.is_open() || fcntl(file.get(), F_ADD_SEALS, kSeals) != 0 ||
      lseek(file.get(), 0, SEEK_SET) != 0) {
    return Fd();
  }
  return file;
}

class SpawnOptions {
 public:
  SpawnOptions() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
    // As a program finds them that nobody has changed anything for.
    sigset_t signals;
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnOptions() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnOptions(const SpawnOptions&) = delete;
  SpawnOptions& operator=(const SpawnOptions&) = delete;

  bool Set(int input, int output) {
    constexpr int kAfterErrors = STDERR_FILENO + 1;
    return posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO) == 0 &&
           posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO) == 0 &&
           posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0) ==
               0 &&
           posix_spawn_file_actions_addclosefrom_np(&actions_, kAfterErrors) == 0 &&
           posix_spawn_file_actions_addchdir_np(&actions_, "/") == 0;
  }

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
};

// A process that runs; killed, if it still does, and waited for when this goes.
class Child {
 public:
  Child(pid_t process, Fd output)
      : process_(process), ended_(pidfd_open(process, 0)), output_(std::move(output)) {}
  ~Child() {
    if (process_ > 0) Wait();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  Ending Run(std::size_t most_output, absl::Time limit) {
    Ending ending;
    const bool has_ended = ended_.is_open() && Follow(ending.output, most_output, limit);
    ending.was_stopped = !has_ended;
    const int status = Wait();
    if (WIFEXITED(status)) ending.status = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) ending.signal = WTERMSIG(status);
    if (ending.was_stopped || ending.status != 0) ending.output.clear();
    return ending;
  }

 private:
  // Whether it ended by itself, in time and within its room.
  bool Follow(std::string& output, std::size_t most_output, absl::Time limit) {
    while (true) {
      const absl::Duration left = limit - absl::Now();
      if (left <= absl::ZeroDuration()) return false;
      // What is closed is left out; a process that closes its output must still end.
      std::array<pollfd, 2> events = {pollfd{output_.get(), POLLIN, 0},
                                      pollfd{output_.is_open() ? -1 : ended_.get(), POLLIN, 0}};
      const auto wait = static_cast<int>(absl::ToInt64Milliseconds(left) + 1);
      if (poll(events.data(), events.size(), wait) < 0 && errno != EINTR) return false;
      if (events[1].revents != 0) return true;
      if (events[0].revents != 0 && !ReadSome(output, most_output)) return false;
    }
  }

  bool ReadSome(std::string& output, std::size_t most_output) {
    std::array<char, 64 << 10> piece;
    const ssize_t got = read(output_.get(), piece.data(), piece.size());
    if (got < 0) return errno == EINTR;
    if (got == 0) output_.Close();
    output.append(piece.data(), static_cast<std::size_t>(got));
    return output.size() <= most_output;
  }

  int Wait() {
    // One that has ended is not there any more, and its number is nobody else's before it was waited for.
    kill(process_, SIGKILL);
    int status = 0;
    while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = 0;
    return status;
  }

  pid_t process_;
  Fd ended_;
  Fd output_;
};

}  // namespace

absl::StatusOr<Ending> RunLocked(const std::string& program,
                                 const std::vector<std::string>& arguments, std::string_view input,
                                 std::size_t most_output, absl::Duration time) {
  const absl::Time limit = absl::Now() + time;
  const Fd file = ReadableFile(input);
  std::array<int, 2> ends = {-1, -1};
  if (!file.is_open() || pipe2(ends.data(), O_CLOEXEC) != 0) return ServerBusy();
  Fd reading(ends[0]);
  Fd writing(ends[1]);
  SpawnOptions options;
  if (!options.Set(file.get(), writing.get())) return ServerBusy();
  std::vector<std::string> words = {program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  char* nothing = nullptr;
  pid_t process = 0;
  if (posix_spawn(&process, program.c_str(), options.actions(), options.attributes(),
                  pointers.data(), &nothing) != 0) {
    return ServerBusy();
  }
  writing.Close();
  return Child(process, std::move(reading)).Run(most_output, limit);
}

}  // namespace urna::services
