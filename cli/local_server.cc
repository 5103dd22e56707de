#include "cli/local_server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

#include "cli/client/files.h"

extern char** environ;

namespace urna::cli {
namespace {

namespace fs = std::filesystem;

constexpr auto kStartTime = std::chrono::seconds(60);
constexpr auto kPoll = std::chrono::milliseconds(10);
constexpr std::uint64_t kMaxLog = std::uint64_t{64} << 20;
constexpr std::size_t kShownLog = 2000;
constexpr std::string_view kHttpUrl = "http://";

// The environment without what would configure the child otherwise than its file does.
std::vector<char*> ChildEnvironment() {
  std::vector<char*> out;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!std::string_view(*variable).starts_with("URNA_")) out.push_back(*variable);
  }
  out.push_back(nullptr);
  return out;
}

// Runs this program with these arguments, its output going to two files.
absl::StatusOr<pid_t> Spawn(std::vector<std::string> arguments, const std::string& out,
                            const std::string& err) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const std::vector<char*> environment = ChildEnvironment();
  const int out_fd = open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const int err_fd = open(err.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const pid_t parent = getpid();
  const pid_t child = out_fd < 0 || err_fd < 0 ? -1 : fork();
  if (child == 0) {
    // Only what is safe between fork and exec. The child ends when the parent does, however.
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) _exit(127);
    dup2(out_fd, STDOUT_FILENO);
    dup2(err_fd, STDERR_FILENO);
    execve("/proc/self/exe", argv.data(), environment.data());
    _exit(127);
  }
  const int error = errno;
  if (out_fd >= 0) close(out_fd);
  if (err_fd >= 0) close(err_fd);
  if (child < 0) {
    return absl::UnavailableError(
        fmt::format("cannot start a process: {}", std::generic_category().message(error)));
  }
  return child;
}

std::string TailOf(const std::string& file) {
  auto text = client::ReadText(file, kMaxLog);
  if (!text.ok()) return {};
  return text->size() <= kShownLog ? *text : text->substr(text->size() - kShownLog);
}

std::string WithoutLineEnd(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

}  // namespace

absl::StatusOr<TemporaryFolder> TemporaryFolder::Create() {
  std::error_code error;
  std::string pattern = (fs::temp_directory_path(error) / "urna-XXXXXX").string();
  if (error || mkdtemp(pattern.data()) == nullptr) {
    return absl::UnavailableError("cannot make a temporary folder; is TMPDIR set rightly?");
  }
  return TemporaryFolder(std::move(pattern));
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), keep_(other.keep_) {}

TemporaryFolder::~TemporaryFolder() {
  if (path_.empty() || keep_) return;
  std::error_code error;
  fs::remove_all(path_, error);
}

absl::StatusOr<std::unique_ptr<LocalServer>> LocalServer::Start(const std::string& folder,
                                                                const std::string& options) {
  return StartAs("localhost", folder, options);
}

absl::StatusOr<std::unique_ptr<LocalServer>> LocalServer::StartAs(const std::string& name,
                                                                  const std::string& folder,
                                                                  const std::string& options) {
  const fs::path base(folder);
  const std::string config = (base / "urna.toml").string();
  const std::string token = (base / "token").string();
  const std::string ready = (base / "ready").string();
  const std::string text = fmt::format(
      "name = \"{}\"\ndata_dir = \"{}\"\nlisten = [\"127.0.0.1:0\"]\nlog_level = "
      "\"warning\"\n{}",
      name, (base / kLocalStore).string(), options);
  auto written = client::WriteNewFile(config, crypto::AsBytes(text), client::Access::kPublic);
  if (!written.ok()) return written;

  std::unique_ptr<LocalServer> server(new LocalServer());
  server->log_file_ = (base / "server.log").string();
  auto init = Spawn({"urna", "init", "--config", config}, token, server->log_file_);
  if (!init.ok()) return init.status();
  int state = 0;
  if (waitpid(*init, &state, 0) != *init || !WIFEXITED(state) || WEXITSTATUS(state) != 0) {
    return absl::UnavailableError(
        fmt::format("the server's store could not be made: {}", TailOf(server->log_file_)));
  }
  auto printed = client::ReadText(token, kMaxLog);
  if (!printed.ok()) return printed.status();
  server->token_ = WithoutLineEnd(*std::move(printed));
  std::error_code error;
  fs::remove(token, error);

  auto child = Spawn({"urna", "serve", "--config", config, "--ready-file", ready},
                     (base / "server.out").string(), server->log_file_);
  if (!child.ok()) return child.status();
  server->child_ = *child;
  if (auto status = server->WaitUntilReady(ready); !status.ok()) return status;
  return server;
}

absl::Status LocalServer::WaitUntilReady(const std::string& ready_file) {
  const auto deadline = std::chrono::steady_clock::now() + kStartTime;
  std::error_code error;
  while (!fs::exists(ready_file, error)) {
    int state = 0;
    if (waitpid(child_, &state, WNOHANG) == child_) {
      child_ = -1;
      return absl::UnavailableError(fmt::format("the server ended: {}", TailOf(log_file_)));
    }
    if (std::chrono::steady_clock::now() > deadline) {
      return absl::DeadlineExceededError("the server does not come up");
    }
    // The file is the only sign that the child gives.
    std::this_thread::sleep_for(kPoll);
  }
  auto text = client::ReadText(ready_file, kMaxLog);
  if (!text.ok()) return text.status();
  address_ = text->substr(0, text->find('\n'));
  if (const std::size_t url = text->find(kHttpUrl); url != text->npos) {
    const std::size_t host = url + kHttpUrl.size();
    http_address_ = text->substr(host, text->find('\n', host) - host);
  }
  return absl::OkStatus();
}

LocalServer::~LocalServer() {
  if (child_ <= 0) return;
  kill(child_, SIGTERM);
  int state = 0;
  while (waitpid(child_, &state, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace urna::cli
