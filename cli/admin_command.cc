#include "cli/admin_command.h"

#include <fmt/format.h>

#include <functional>
#include <iostream>
#include <memory>

#include "cli/client/administrator_client.h"
#include "cli/client/shown_text.h"
#include "cli/client/time_text.h"
#include "cli/client_options.h"
#include "cli/token_command.h"
#include "crypto/bytes.h"

namespace urna::cli {
namespace {

constexpr char kAdminFooter[] =
    "The administrator's token, as `urna init` printed it, is taken from the variable URNA_TOKEN.\n"
    "The life of a process:\n"
    "  urna admin create process.toml      # prints the election id for the registrars\n"
    "  urna registrar issue .. && urna registrar upload .. (each code registrar)\n"
    "  urna admin freeze ID                # fixes everything; the trustees make the keys\n"
    "  urna trustee ceremony .. (each), then registrar, trustees and authorities `approve`\n"
    "  urna admin seal ID                  # the manifest is the first record of the public log\n"
    "  urna authority open ..              # and, in the end, urna authority close ..\n"
    "  urna trustee close .., urna authority sign-closing ..    # once all have compared it aloud\n"
    "deploy/process.toml.example explains the description of a process.";

struct AdminOptions {
  ServerOptions server;
  std::string file;
  std::string process;
};

void Print(const v1::Process& process) {
  std::string_view phase = v1::Phase_Name(process.phase());
  constexpr std::string_view kPrefix = "PHASE_";
  if (phase.starts_with(kPrefix)) phase.remove_prefix(kPrefix.size());
  std::cout << client::Shown(process.name()) << "\n  phase          " << phase
            << "\n  election id    " << crypto::ToHex(crypto::AsBytes(process.election_id()))
            << "\n";
  const auto print_time = [](std::string_view label, std::int64_t seconds) {
    std::cout << fmt::format("  {:<14} {}\n", label,
                             client::TimeText(static_cast<std::uint64_t>(seconds)));
  };
  print_time("opening", process.opening_time().seconds());
  print_time("closing", process.closing_time().seconds());
  const auto print_text = [](std::string_view label, const std::string& text) {
    if (!text.empty()) std::cout << fmt::format("  {:<14} {}\n", label, client::Shown(text));
  };
  print_text("log", process.log_vkey());
  print_text("config hash", crypto::ToHex(crypto::AsBytes(process.config_hash())));
  print_text("manifest hash", crypto::ToHex(crypto::AsBytes(process.manifest_hash())));
}

int Finish(std::string_view command, const absl::StatusOr<v1::Process>& process) {
  if (!process.ok()) return Report(command, process.status());
  Print(*process);
  return 0;
}

int Create(const AdminOptions& options) {
  auto description = client::ReadProcessDescription(options.file);
  if (!description.ok()) return Report("admin create", description.status());
  auto connection = Connect(options.server);
  if (!connection.ok()) return Report("admin create", connection.status());
  return Finish("admin create",
                client::AdministratorClient(*std::move(connection)).Create(*description));
}

using Action =
    std::function<absl::StatusOr<v1::Process>(client::AdministratorClient&, const std::string&)>;

int Act(const AdminOptions& options, const std::string& name, const Action& action) {
  const std::string command = "admin " + name;
  auto connection = Connect(options.server);
  if (!connection.ok()) return Report(command, connection.status());
  client::AdministratorClient administrator(*std::move(connection));
  return Finish(command, action(administrator, ProcessName(options.process)));
}

}  // namespace

void AddAdminCommand(CLI::App& app, int& exit_code) {
  CLI::App* admin = app.add_subcommand("admin", "Write a process down, freeze it, seal it");
  admin->require_subcommand(1);
  admin->footer(kAdminFooter);

  AddTokenCommand(*admin, exit_code);

  auto options = std::make_shared<AdminOptions>();
  CLI::App* create = admin->add_subcommand("create", "Create a process from its description");
  AddServerOptions(*create, options->server);
  create->add_option("file", options->file, "Description of the process (TOML)")->required();
  create->callback([options, &exit_code] { exit_code = Create(*options); });

  const auto add = [&](const std::string& name, const std::string& help, Action action) {
    CLI::App* command = admin->add_subcommand(name, help);
    AddServerOptions(*command, options->server);
    command->add_option("process", options->process, "Id of the process")->required();
    command->callback(
        [options, name, action, &exit_code] { exit_code = Act(*options, name, action); });
  };
  using Client = client::AdministratorClient;
  add("status", "Show where a process is in its life",
      [](Client& c, const std::string& name) { return c.Get(name); });
  add("freeze", "Fix everything in a process; the key ceremony begins",
      [](Client& c, const std::string& name) { return c.Freeze(name); });
  add("unfreeze", "Give the frozen configuration and its keys up",
      [](Client& c, const std::string& name) { return c.Unfreeze(name); });
  add("seal", "Begin the public log, once all parties have signed the manifest",
      [](Client& c, const std::string& name) { return c.Seal(name); });
  add("restart-ceremony", "Begin the key ceremony anew, after a complaint was settled",
      [](Client& c, const std::string& name) -> absl::StatusOr<v1::Process> {
        if (auto status = c.RestartCeremony(name); !status.ok()) return status;
        return c.Get(name);
      });
  CLI::App* remove = admin->add_subcommand("delete", "Delete a process that is still a draft");
  AddServerOptions(*remove, options->server);
  remove->add_option("process", options->process, "Id of the process")->required();
  remove->callback([options, &exit_code] {
    auto connection = Connect(options->server);
    absl::Status status = connection.status();
    if (status.ok()) status = Client(*connection).Delete(ProcessName(options->process));
    exit_code = status.ok() ? 0 : Report("admin delete", status);
  });
}

}  // namespace urna::cli
