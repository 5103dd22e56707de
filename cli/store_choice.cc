#include "cli/store_choice.h"

#include <fmt/format.h>

#include <filesystem>

#include "absl/strings/str_replace.h"

namespace urna::cli {

std::string StoreChoice::Lines() const {
  if (connection_file.empty()) return "";
  const std::string path = absl::StrReplaceAll(std::filesystem::absolute(connection_file).string(),
                                               {{"\\", "\\\\"}, {"\"", "\\\""}});
  return fmt::format("store = \"postgres\"\nstore_connection_file = \"{}\"\nrequire_standby = {}\n",
                     path, require_standby);
}

void AddStoreChoice(CLI::App& command, StoreChoice& choice) {
  CLI::Option* const file =
      command.add_option("--store-connection-file", choice.connection_file,
                         "Keep the store in the PostgreSQL database whose connection string is in "
                         "this file, and which holds no store yet");
  command
      .add_flag("--require-standby", choice.require_standby,
                "Acknowledge nothing before it is on the disk of a standby")
      ->needs(file);
}

}  // namespace urna::cli
