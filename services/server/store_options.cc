#include "services/server/store_options.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "absl/strings/ascii.h"
#include "services/base/events.h"
#include "services/base/families.h"
#include "services/base/text_file.h"

namespace urna::services {
namespace {

absl::StatusOr<std::string> ConnectionOf(const ServerConfig& config) {
  if (config.store_connection_file.empty()) return config.store_connection;
  struct stat state{};
  if (stat(config.store_connection_file.c_str(), &state) == 0 && (state.st_mode & S_IRWXO) != 0) {
    return absl::InvalidArgumentError(
        fmt::format("{}: everybody on this machine can use this secret: chmod o= {}",
                    config.store_connection_file, config.store_connection_file));
  }
  absl::StatusOr<std::string> text = ReadTextFile(config.store_connection_file);
  if (!text.ok()) return text.status();
  return std::string(absl::StripAsciiWhitespace(*text));
}

}  // namespace

absl::StatusOr<storage::StoreOptions> StoreOptionsOf(const ServerConfig& config) {
  storage::StoreOptions options{
      .engine = config.store,
      .folder = (std::filesystem::path(config.data_dir) / "store").string(),
      .server = config.name,
      .require_standby = config.require_standby,
      .families = FamilyNames(),
      .tell = [](std::string_view sentence) {
        TellOperator(Severity::kWarning, "what the store's database is set to",
                     {{"note", sentence}});
      }};
  if (storage::KeepsFolder(config.store)) return options;
  absl::StatusOr<std::string> connection = ConnectionOf(config);
  if (!connection.ok()) return connection.status();
  options.connection = *std::move(connection);
  if (absl::Status checked = storage::CheckOptions(options); !checked.ok()) {
    return absl::InvalidArgumentError(fmt::format(
        "{} {}",
        config.store_connection_file.empty() ? "store_connection" : config.store_connection_file,
        std::string(checked.message())));
  }
  return options;
}

}  // namespace urna::services
