#include "cli/init_command.h"

#include <iostream>
#include <memory>

#include "cli/client_options.h"
#include "cli/config_flags.h"
#include "services/base/clock.h"
#include "services/server/server.h"

namespace urna::cli {
namespace {

int Init(const ConfigFlags& flags) {
  absl::StatusOr<services::ServerConfig> config = flags.Load();
  if (!config.ok()) return Report("init", config.status());
  absl::StatusOr<std::string> token =
      services::InitialiseServerStore(*config, services::SystemClock());
  if (!token.ok()) return Report("init", token.status());
  std::cerr << "The store is ready. This is the first administrator's access token; it is not kept "
               "and will not be shown again:\n";
  std::cout << *token << std::endl;
  return 0;
}

}  // namespace

void AddInitCommand(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("init", "Make a server's store and its first access token");
  command->footer(
      "The token alone goes to standard output. Example:\n"
      "  urna init --config urna.toml > admin.token");
  auto flags = std::make_shared<ConfigFlags>();
  AddConfigFlags(*command, *flags);
  command->callback([flags, &exit_code] { exit_code = Init(*flags); });
}

}  // namespace urna::cli
