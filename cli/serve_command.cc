#include "cli/serve_command.h"

#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "cli/config_flags.h"
#include "services/clock.h"
#include "services/log.h"
#include "services/server.h"

namespace urna::cli {
namespace {

struct ServeOptions {
  ConfigFlags config;
  std::string ready_file;
};

// Appears whole or not at all, so that whoever waits for it never reads half an address.
bool WriteReadyFile(const std::string& path, const std::vector<std::string>& addresses) {
  const std::string draft = path + ".new";
  std::ofstream out(draft);
  for (const std::string& address : addresses) out << address << "\n";
  out.close();
  if (!out) return false;
  std::error_code error;
  std::filesystem::rename(draft, path, error);
  return !error;
}

int Refuse(const absl::Status& status, int exit_code) {
  std::cerr << "urna serve: " << status.message() << "\n";
  return exit_code;
}

int Serve(const ServeOptions& options) {
  absl::StatusOr<services::ServerConfig> config = options.config.Load();
  if (!config.ok()) return Refuse(config.status(), 2);
  services::SetLogLevel(*services::ParseLogLevel(config->log_level));

  // Blocked before any thread exists, so that all inherit it and only sigwait below sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  absl::StatusOr<std::unique_ptr<storage::Store>> store = services::OpenServerStore(*config);
  if (!store.ok()) return Refuse(store.status(), 1);
  const services::SystemClock clock;
  absl::StatusOr<std::unique_ptr<services::Server>> server =
      services::Server::Start(*config, *std::move(store), clock);
  if (!server.ok()) return Refuse(server.status(), 1);
  for (const std::string& address : (*server)->addresses()) {
    services::LogEvent(services::LogLevel::kInfo, "listening",
                       {{"address", address}, {"tls", config->uses_tls() ? "on" : "off"}});
  }
  if (!options.ready_file.empty() && !WriteReadyFile(options.ready_file, (*server)->addresses())) {
    return Refuse(absl::UnavailableError(options.ready_file + ": cannot be written"), 1);
  }

  int signal = 0;
  sigwait(&signals, &signal);
  services::LogEvent(services::LogLevel::kInfo, "stopping",
                     {{"signal", signal == SIGTERM ? "SIGTERM" : "SIGINT"},
                      {"grace_seconds", config->shutdown_seconds}});
  (*server)->Shutdown(absl::Seconds(config->shutdown_seconds));
  services::LogEvent(services::LogLevel::kInfo, "stopped");
  return 0;
}

}  // namespace

void AddServeCommand(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("serve", "Serve citizen budgets over gRPC");
  command->footer(
      "Make the store first, with urna init. Every option of the file can also be given as a flag "
      "or as a variable. Example:\n"
      "  urna serve --config urna.toml");
  auto options = std::make_shared<ServeOptions>();
  AddConfigFlags(*command, options->config);
  command->add_option("--ready-file", options->ready_file,
                      "Once the server serves, write its addresses to this file, one a line");
  command->callback([options, &exit_code] { exit_code = Serve(*options); });
}

}  // namespace urna::cli
