#include "cli/config_flags.h"

namespace urna::cli {

absl::StatusOr<services::ServerConfig> ConfigFlags::Load() const {
  services::ConfigOverrides overrides = flags;
  // insert() keeps what is there: flags win.
  for (auto& [key, value] : services::OverridesFromEnvironment()) overrides.insert({key, value});
  return services::LoadServerConfig(file, overrides);
}

void AddConfigFlags(CLI::App& command, ConfigFlags& flags) {
  command.add_option("--config", flags.file, "TOML file of the server's options")->required();
  for (const services::ConfigOption& option : services::ConfigOptions()) {
    const std::string key(option.key);
    command
        .add_option_function<std::string>(
            option.Flag(), [&flags, key](const std::string& value) { flags.flags[key] = value; },
            std::string(option.description) + " Also " + option.Variable() + ".")
        ->group("Options of the file");
  }
}

}  // namespace urna::cli
