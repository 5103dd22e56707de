#include "cli/store_command.h"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <string>

#include "cli/client_options.h"
#include "services/server/server_config.h"
#include "services/server/store_copy.h"

namespace urna::cli {
namespace {

struct CopyOptions {
  std::string from;
  std::string to;
  bool take = false;
};

int Copy(const CopyOptions& options) {
  const auto from = services::LoadServerConfig(options.from, {});
  if (!from.ok()) return Report("store copy", from.status());
  const auto to = services::LoadServerConfig(options.to, {});
  if (!to.ok()) return Report("store copy", to.status());
  const auto copied =
      services::CopyServerStore(*from, *to, options.take, [](const services::CopiedFamily& family) {
        std::cout << fmt::format("{:<12} {:>10} rows  {}\n", family.name, family.rows,
                                 family.sha256)
                  << std::flush;
      });
  if (!copied.ok()) return Report("store copy", copied.status());
  std::cerr << "Every row was read back and compared. Serve with " << options.to
            << " from now on, and never again with " << options.from
            << ": two logs that go on from one would contradict each other.\n";
  return 0;
}

}  // namespace

void AddStoreCommand(CLI::App& app, int& exit_code) {
  CLI::App* store = app.add_subcommand("store", "Move a server's store to another engine");
  store->require_subcommand(1);
  CLI::App* copy = store->add_subcommand("copy", "Copy a store that no server has open");
  copy->footer(
      "The two files are those of the server, before and after. The copy is compared row by row "
      "before\n"
      "any server can open it; a store that is in its way is left alone. Example:\n"
      "  urna store copy --from rocks.toml --to postgres.toml");
  auto options = std::make_shared<CopyOptions>();
  copy->add_option("--from", options->from, "Configuration file of the server as it is")
      ->required();
  copy->add_option("--to", options->to, "The same with the store elsewhere")->required();
  copy->add_flag("--take", options->take,
                 "Copy out of a database although its server ended without closing the store; one "
                 "that still runs writes no more");
  copy->callback([options, &exit_code] { exit_code = Copy(*options); });
}

}  // namespace urna::cli
