#include "cli/serve_command.h"

#include <fmt/format.h>
#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/client/files.h"
#include "cli/client_options.h"
#include "cli/config_flags.h"
#include "ledger/text.h"
#include "services/base/clock.h"
#include "services/base/events.h"
#include "services/server/server.h"

namespace urna::cli {
namespace {

struct ServeOptions {
  ConfigFlags config;
  std::string ready_file;
};

// Says that the server serves, for as long as it does. Without a name it does nothing.
class ReadyFile {
 public:
  explicit ReadyFile(std::string path) : path_(std::move(path)) {}
  ~ReadyFile() { Remove(); }
  ReadyFile(const ReadyFile&) = delete;
  ReadyFile& operator=(const ReadyFile&) = delete;

  // One that a killed server left behind must not be believed while this one starts.
  absl::Status Clear() {
    if (path_.empty()) return absl::OkStatus();
    std::error_code error;
    const auto kind = std::filesystem::symlink_status(path_, error).type();
    if (kind != std::filesystem::file_type::not_found &&
        kind != std::filesystem::file_type::regular) {
      return absl::InvalidArgumentError(
          fmt::format("--ready-file: {} is there and is no ordinary file", path_));
    }
    if (kind == std::filesystem::file_type::regular && !std::filesystem::remove(path_, error)) {
      return absl::InvalidArgumentError(
          fmt::format("--ready-file: cannot remove the old {}: {}", path_, error.message()));
    }
    return absl::OkStatus();
  }
  // Appears whole or not at all, so that whoever waits for it never reads half an address.
  absl::Status Write(const std::vector<std::string>& addresses) {
    if (path_.empty()) return absl::OkStatus();
    std::string text;
    for (const std::string& address : addresses) text += address + "\n";
    auto written = client::ReplaceFile(path_, crypto::AsBytes(text), client::Access::kPublic);
    is_written_ = written.ok();
    if (written.ok()) return written;
    return absl::InvalidArgumentError(fmt::format("--ready-file: {}", ledger::MessageOf(written)));
  }
  void Remove() {
    std::error_code error;
    if (std::exchange(is_written_, false)) std::filesystem::remove(path_, error);
  }

 private:
  const std::string path_;
  bool is_written_ = false;
};

// Tells the operator where the server listens, and returns the same for programs: "host:port" for gRPC,
// then the URL of each address for HTTP.
std::vector<std::string> Announce(const services::Server& server, bool uses_tls) {
  const auto tell = [uses_tls](std::string_view protocol, std::string_view address) {
    services::TellOperator(
        services::Severity::kInfo, "listening",
        {{"protocol", protocol}, {"address", address}, {"tls", uses_tls ? "on" : "off"}});
  };
  std::vector<std::string> lines = server.addresses();
  for (const std::string& address : server.addresses()) tell("grpc", address);
  for (const std::string& address : server.http_addresses()) {
    tell("http", address);
    lines.push_back(fmt::format("{}://{}", uses_tls ? "https" : "http", address));
  }
  return lines;
}

int Serve(const ServeOptions& options) {
  absl::StatusOr<services::ServerConfig> config = options.config.Load();
  if (!config.ok()) return Report("serve", config.status());
  ReadyFile ready(options.ready_file);
  if (auto status = ready.Clear(); !status.ok()) return Report("serve", status);
  services::SetLeastSeverity(*services::ParseSeverity(config->log_level));

  // Blocked before any thread exists, so that all inherit it and only sigwait below sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  absl::StatusOr<std::unique_ptr<storage::Store>> store = services::OpenServerStore(*config);
  if (!store.ok()) return Report("serve", store.status());
  const services::SystemClock clock;
  absl::StatusOr<std::unique_ptr<services::Server>> server =
      services::Server::Start(*config, *std::move(store), clock);
  if (!server.ok()) return Report("serve", server.status());
  if (auto status = ready.Write(Announce(**server, config->uses_tls())); !status.ok()) {
    return Report("serve", status);
  }

  int signal = 0;
  sigwait(&signals, &signal);
  ready.Remove();
  services::TellOperator(services::Severity::kInfo, "stopping",
                         {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"},
                          {"grace_seconds", config->shutdown_seconds}});
  (*server)->Shutdown(absl::Seconds(config->shutdown_seconds));
  services::TellOperator(services::Severity::kInfo, "stopped");
  return 0;
}

}  // namespace

void AddServeCommand(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("serve", "Serve citizen budgets over gRPC and HTTP");
  command->footer(
      "Make the store first, with urna init. Every option of the file can also be given as a flag "
      "or as a variable. Example:\n"
      "  urna serve --config urna.toml");
  auto options = std::make_shared<ServeOptions>();
  AddConfigFlags(*command, options->config);
  command->add_option(
      "--ready-file", options->ready_file,
      "Once the server serves, write its addresses to this file, one a line, those for "
      "HTTP as URLs after the others; it is removed when the server stops");
  command->callback([options, &exit_code] { exit_code = Serve(*options); });
}

}  // namespace urna::cli
