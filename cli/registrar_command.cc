#include "cli/registrar_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "cli/client/files.h"
#include "cli/client/registrar_client.h"
#include "cli/client_options.h"
#include "cli/progress_bar.h"
#include "cli/role_key_file.h"
#include "ledger/text.h"

namespace urna::cli {
namespace {

constexpr char kFooter[] =
    "Away from the server, on a machine that is wiped afterwards:\n"
    "  urna registrar keygen --key registrar.key\n"
    "  urna registrar issue people.csv --electorate-column district \\\n"
    "      --election-id ID --out letters/\n"
    "people.csv has one line a person; one column holds the electorate's id, the others go to the\n"
    "letters as they are. letters/letters.csv then holds the codes: print it, then destroy it.\n"
    "Then, with the roll files only:\n"
    "  urna registrar upload --rolls letters/ --registrar ID ..\n"
    "  urna registrar approve --rolls letters/ ..";
constexpr std::uint64_t kMaxPeopleFile = std::uint64_t{4} << 30;

struct RegistrarOptions {
  ProcessOptions process;
  KeyOptions key;
  std::string people;
  std::string column = "electorate";
  std::string election_id;
  std::string folder;
  std::string registrar;
};

absl::StatusOr<ledger::ElectionId> ParseElectionId(const std::string& hex) {
  auto bytes = crypto::FromHex(hex);
  ledger::ElectionId id{};
  if (!bytes.ok() || bytes->size() != id.size()) {
    return absl::InvalidArgumentError(
        "--election-id: expected 32 hexadecimal digits, as `urna admin create` prints them");
  }
  std::copy(bytes->begin(), bytes->end(), id.begin());
  return id;
}

absl::Status Keygen(const RegistrarOptions& options) {
  return MakeRoleKey(client::Role::kRegistrar, options.key);
}

absl::Status Issue(const RegistrarOptions& options) {
  auto election = ParseElectionId(options.election_id);
  if (!election.ok()) return election.status();
  auto text = client::ReadText(options.people, kMaxPeopleFile);
  if (!text.ok()) return text.status();
  auto table = client::ParseCsv(*text);
  if (!table.ok()) return client::While(options.people, table.status());
  ProgressBar bar;
  auto issued = client::IssueCodes(*table, options.column, *election,
                                   [&](double done) { bar.Show("drawing codes", done); });
  bar.Clear();
  if (!issued.ok()) return client::While(options.people, issued.status());
  if (auto status = client::WriteIssued(*issued, options.folder); !status.ok()) return status;
  std::cout << fmt::format("{} codes, {} rolls in {}\n", issued->people, issued->rolls.size(),
                           options.folder);
  return absl::OkStatus();
}

absl::StatusOr<client::RegistrarClient> OpenClient(
    const RegistrarOptions& options, std::shared_ptr<const client::ProcessReader> reader) {
  auto key = ReadRoleKey(client::Role::kRegistrar, options.key);
  if (!key.ok()) return key.status();
  return client::RegistrarClient(std::move(reader), *std::move(key));
}

absl::Status Upload(const RegistrarOptions& options) {
  auto election = ParseElectionId(options.election_id);
  if (!election.ok()) return election.status();
  auto rolls = client::ReadIssuedRolls(options.folder);
  if (!rolls.ok()) return rolls.status();
  auto reader = OpenReader(options.process);
  if (!reader.ok()) return reader.status();
  auto registrar = OpenClient(options, *reader);
  if (!registrar.ok()) return registrar.status();
  for (const auto& [electorate, roll] : *rolls) {
    ProgressBar bar;
    auto status =
        registrar->UploadRoll(*election, options.registrar, electorate, roll,
                              [&](double done) { bar.Show("handing in " + electorate, done); });
    bar.Clear();
    if (!status.ok()) return client::While(electorate, status);
    std::cout << fmt::format("{}: {} people\n", electorate, roll.size() / ledger::kRollRecordSize);
  }
  return absl::OkStatus();
}

absl::Status Approve(const RegistrarOptions& options) {
  auto rolls = client::ReadIssuedRolls(options.folder);
  if (!rolls.ok()) return rolls.status();
  auto reader = OpenReader(options.process);
  if (!reader.ok()) return reader.status();
  auto pins = PinsOf(options.process);
  if (!pins.ok()) return pins.status();
  auto sealed = (*reader)->ReadManifest(*pins);
  if (!sealed.ok()) return sealed.status();
  auto registrar = OpenClient(options, *reader);
  if (!registrar.ok()) return registrar.status();
  auto missing = registrar->Approve(*sealed, *rolls);
  if (!missing.ok()) return missing.status();
  std::cout << fmt::format("signed the manifest {}; {} signatures are missing\n",
                           crypto::ToHex(sealed->manifest->hash()), *missing);
  return absl::OkStatus();
}

}  // namespace

void AddRegistrarCommand(CLI::App& app, int& exit_code) {
  CLI::App* registrar =
      app.add_subcommand("registrar", "Draw codes, make letters and rolls, sign for them");
  registrar->require_subcommand(1);
  registrar->footer(kFooter);
  auto options = std::make_shared<RegistrarOptions>();
  const auto add = [&](const std::string& name, const std::string& help,
                       absl::Status (*run)(const RegistrarOptions&)) {
    CLI::App* command = registrar->add_subcommand(name, help);
    command->callback([options, name, run, &exit_code] {
      const absl::Status status = run(*options);
      exit_code = status.ok() ? 0 : Report("registrar " + name, status);
    });
    return command;
  };
  const auto add_rolls = [&](CLI::App* command) {
    command->add_option("--rolls", options->folder, "Folder that `issue` wrote")->required();
  };
  const auto add_election = [&](CLI::App* command) {
    command
        ->add_option("--election-id", options->election_id,
                     "Election id, as `urna admin create` printed it")
        ->required();
  };

  CLI::App* keygen = add("keygen", "Make a registrar's key; the public half is printed", Keygen);
  AddKeyOptions(*keygen, options->key);

  CLI::App* issue = add("issue", "Draw a code for every person (no server)", Issue);
  issue->add_option("people", options->people, "CSV file, one line a person")->required();
  issue
      ->add_option("--electorate-column", options->column,
                   "Column with the id of the person's electorate")
      ->capture_default_str();
  add_election(issue);
  issue->add_option("--out", options->folder, "Folder for letters.csv and the rolls")->required();

  CLI::App* upload = add("upload", "Hand in the rolls", Upload);
  AddProcessOptions(*upload, options->process);
  AddKeyOptions(*upload, options->key);
  add_rolls(upload);
  add_election(upload);
  upload->add_option("--registrar", options->registrar, "Id of the registrar in the process")
      ->required();

  CLI::App* approve =
      add("approve", "Sign the manifest, after checking that it holds these rolls", Approve);
  AddProcessOptions(*approve, options->process);
  AddKeyOptions(*approve, options->key);
  add_rolls(approve);
}

}  // namespace urna::cli
