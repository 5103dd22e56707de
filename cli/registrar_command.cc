#include "cli/registrar_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "cli/client/files.h"
#include "cli/client/people_check.h"
#include "cli/client/process_description.h"
#include "cli/client/registrar_client.h"
#include "cli/client/roll_key_file.h"
#include "cli/client_options.h"
#include "cli/manifest_summary.h"
#include "cli/progress_bar.h"
#include "cli/role_key_file.h"
#include "cli/session.h"
#include "ledger/limits.h"
#include "ledger/part.h"
#include "ledger/slot.h"
#include "ledger/text.h"

namespace urna::cli {
namespace {

constexpr char kRegistrarFooter[] =
    "Away from the server, on machines that are wiped afterwards. Once for all code registrars, "
    "who\n"
    "agree on the list of people, and hand the key on among themselves only:\n"
    "  urna registrar roll-key --out roll.key\n"
    "Each code registrar then, with a number of its own:\n"
    "  urna registrar keygen --key registrar.key\n"
    "  urna registrar issue people.csv --election-id ID --roll-key roll.key --number 1 \\\n"
    "      --process-file process.toml --person-column id --electorate-column district \\\n"
    "      --out letters/\n"
    "people.csv has one line a person; one column tells persons apart, one holds the electorate's "
    "id,\n"
    "all go to the letters as they are. With --process-file, the file of `urna admin create`, a "
    "line\n"
    "with an electorate that the process does not have is refused before any code is made. "
    "letters/letters.csv then holds the codes and what each "
    "letter\n"
    "prints of the person's slot: print it, then destroy it. An electorate with fewer code "
    "registrars\n"
    "than the number has no place in the list. Then, with the part files only:\n"
    "  urna registrar upload --parts letters/ --registrar ID ..\n"
    "  urna registrar approve --parts letters/ ..\n"
    "After the appeal period the list and roll.key are destroyed: they link persons to slots.";
constexpr std::size_t kShownResemblances = 100;
constexpr std::uint64_t kMaxPeopleFile = std::uint64_t{4} << 30;

struct RegistrarOptions {
  ProcessOptions process;
  KeyOptions key;
  std::string people;
  std::string encoding = "utf-8";
  // Whoever issues has looked at the lines that may be one person.
  bool accept = false;
  // Where the process's electorates are known from: named, in its description, or on a server.
  std::vector<std::string> electorates;
  std::string process_file;
  client::PeopleColumns columns;
  std::string election_id;
  std::string roll_key;
  // Of a code registrar; 0 where the part files say.
  std::uint32_t number = 0;
  std::string folder;
  std::string registrar;
  bool yes = false;
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

absl::Status Keygen(const RegistrarOptions& options) { return MakeRegistrarKey(options.key); }

absl::Status MakeRollKey(const RegistrarOptions& options) {
  auto status = client::WriteRollKey(options.roll_key, ledger::DrawRollKey());
  if (!status.ok()) return status;
  std::cout << fmt::format(
      "the roll key is in {}: for the code registrars of one election, never for the server\n",
      options.roll_key);
  return absl::OkStatus();
}

// Ids of the electorates that this code registrar issues for; none where nothing says.
absl::StatusOr<std::vector<std::string>> KnownElectorates(const RegistrarOptions& options) {
  if (!options.electorates.empty()) return options.electorates;
  const std::uint32_t number = std::max(options.number, 1U);
  std::vector<std::string> ids;
  const auto add = [&](const std::string& id, const v1::Electorate& electorate) {
    // What says nothing has one.
    if (std::max(electorate.code_registrars(), 1U) >= number) ids.push_back(id);
  };
  if (!options.process_file.empty()) {
    auto described = client::ReadElectorates(options.process_file);
    if (!described.ok()) return described.status();
    for (const auto& [id, electorate] : *described) add(id, electorate);
  } else if (!options.process.process.empty()) {
    auto connection = Connect(options.process.server);
    if (!connection.ok()) return connection.status();
    auto listed = client::ListElectorates(*connection, ProcessName(options.process.process));
    if (!listed.ok()) return client::While("the electorates", listed.status());
    for (const v1::Electorate& electorate : *listed) {
      add(electorate.name().substr(electorate.name().rfind('/') + 1), electorate);
    }
  } else {
    return ids;
  }
  if (!ids.empty()) return ids;
  return absl::FailedPreconditionError(
      fmt::format("no electorate of the process has a code registrar {}", number));
}

absl::Status CheckElectorates(const client::CsvTable& people, std::size_t electorate,
                              const RegistrarOptions& options) {
  const auto known = KnownElectorates(options);
  if (!known.ok()) return known.status();
  if (!known->empty()) return client::CheckElectorates(people, electorate, *known);
  std::cerr << "the electorates are NOT checked, since nothing says which the process has: "
               "--process-file, --process or --electorates does\n";
  return absl::OkStatus();
}

// Tells what may be one person twice.
absl::Status CheckPeople(const client::CsvTable& people, const RegistrarOptions& options) {
  const auto person = people.Column(options.columns.person);
  if (!person.ok()) return person.status();
  const auto electorate = people.Column(options.columns.electorate);
  if (!electorate.ok()) return electorate.status();
  if (auto status = client::CheckNoLineTwice(people); !status.ok()) return status;
  if (auto status = CheckElectorates(people, *electorate, options); !status.ok()) return status;
  const auto resemblances = client::FindResemblances(people, *person, *electorate);
  for (std::size_t i = 0; i < std::min(resemblances.size(), kShownResemblances); ++i) {
    const client::Resemblance& one = resemblances[i];
    std::cerr << fmt::format("lines {} and {} may be one person: {}\n", one.first_line,
                             one.second_line, one.why);
  }
  if (resemblances.empty() || options.accept) return absl::OkStatus();
  return absl::FailedPreconditionError(fmt::format(
      "{} be one person: look at the lines, then mend the list, or say --accept where they are "
      "different people",
      ledger::Counted(resemblances.size(), "pair of lines may", "pairs of lines may each")));
}

absl::Status Issue(const RegistrarOptions& options) {
  auto election = ParseElectionId(options.election_id);
  if (!election.ok()) return election.status();
  auto roll_key = client::ReadRollKey(options.roll_key);
  if (!roll_key.ok()) return roll_key.status();
  auto text = client::ReadText(options.people, kMaxPeopleFile, options.encoding);
  if (!text.ok()) return text.status();
  auto table = client::ParseCsv(*text);
  if (!table.ok()) return client::While(options.people, table.status());
  if (auto status = CheckPeople(*table, options); !status.ok()) {
    return client::While(options.people, status);
  }
  ProgressBar bar;
  auto issued = client::IssueCodes(*table, options.columns, *election, *roll_key,
                                   options.number == 0 ? 1 : options.number,
                                   [&](double done) { bar.Show("drawing codes", done); });
  bar.Clear();
  if (!issued.ok()) return client::While(options.people, issued.status());
  if (auto status = client::WriteIssued(*issued, options.folder); !status.ok()) return status;
  std::cout << fmt::format("{} of code registrar {}, {} in {}\n",
                           ledger::Counted(issued->people, "code", "codes"), issued->number,
                           ledger::Counted(issued->parts.size(), "part", "parts"), options.folder);
  return absl::OkStatus();
}

absl::StatusOr<client::RegistrarClient> OpenClient(
    const RegistrarOptions& options, std::shared_ptr<const client::ProcessReader> reader) {
  auto key = ReadRegistrarKey(options.key);
  if (!key.ok()) return key.status();
  return client::RegistrarClient(std::move(reader), *std::move(key));
}

// What becomes of the parts of an electorate, as the server says.
std::string DescribeRoll(const v1::Electorate& electorate) {
  std::string missing;
  for (int j = 0; j < electorate.part_sha256_size(); ++j) {
    if (!electorate.part_sha256(j).empty()) continue;
    missing += fmt::format("{}{}", missing.empty() ? "" : ", ", j + 1);
  }
  if (!missing.empty()) return fmt::format("parts are missing: {}", missing);
  if (electorate.roll_sha256().empty()) {
    return "the parts do not agree, so there is no roll: all code registrars must issue from the "
           "same people and the same roll key";
  }
  return fmt::format("all parts are there and agree; the roll has {}",
                     ledger::Counted(electorate.slots(), "person", "people"));
}

absl::Status Upload(const RegistrarOptions& options) {
  if (auto key = CheckKeyFile(options.key); !key.ok()) return key;
  auto election = ParseElectionId(options.election_id);
  if (!election.ok()) return election.status();
  auto parts = client::ReadIssuedParts(options.folder, *election, options.number, AllThreads());
  if (!parts.ok()) return parts.status();
  auto reader = OpenReader(options.process);
  if (!reader.ok()) return reader.status();
  auto registrar = OpenClient(options, *reader);
  if (!registrar.ok()) return registrar.status();
  for (const auto& [electorate, part] : parts->files) {
    ProgressBar bar;
    auto taken = registrar->UploadPart(
        *election, options.registrar, electorate, parts->number, part,
        [&, name = electorate](double done) { bar.Show("handing in " + name, done); });
    bar.Clear();
    if (!taken.ok()) return client::While(electorate, taken.status());
    const std::size_t people = (part.size() - ledger::kPartHeaderSize) / ledger::kPartRecordSize;
    std::cout << fmt::format("{}: part {} of {}; {}\n", electorate, parts->number,
                             ledger::Counted(people, "person", "people"), DescribeRoll(*taken));
  }
  return absl::OkStatus();
}

absl::Status Approve(const RegistrarOptions& options) {
  if (auto key = CheckKeyFile(options.key); !key.ok()) return key;
  auto session = Begin(options.process);
  if (!session.ok()) return session.status();
  const ledger::Manifest& manifest = *session->sealed.manifest;
  std::cerr << Summarize(manifest);
  if (options.process.manifest_hash.empty() && !options.yes && !AskYesNo("Sign this manifest?")) {
    return absl::CancelledError("nothing was signed; --yes or --manifest HASH signs unasked");
  }
  auto registrar = OpenClient(options, session->reader);
  if (!registrar.ok()) return registrar.status();
  auto number = registrar->Number(manifest);
  if (!number.ok()) return number.status();
  client::IssuedParts parts;
  if (!options.folder.empty()) {
    auto read =
        client::ReadIssuedParts(options.folder, manifest.election_id(), *number, AllThreads());
    if (!read.ok()) return read.status();
    parts = *std::move(read);
  } else if (client::IssuesCodes(manifest.config(), *number)) {
    return absl::InvalidArgumentError(fmt::format(
        "--parts is needed: this is code registrar {}, who signs only for parts issued here",
        *number));
  }
  ProgressBar bar;
  auto missing = registrar->Approve(session->sealed, parts.files, AllThreads(),
                                    [&](double done) { bar.Show("verifying the rolls", done); });
  bar.Clear();
  if (!missing.ok()) return missing.status();
  std::cout << fmt::format("signed the manifest {}; {} missing\n", crypto::ToHex(manifest.hash()),
                           ledger::Counted(*missing, "signature is", "signatures are"));
  return absl::OkStatus();
}

}  // namespace

void AddRegistrarCommand(CLI::App& app, int& exit_code) {
  CLI::App* registrar = app.add_subcommand(
      "registrar", "Draw codes, make letters and parts of the roll, sign for them");
  registrar->require_subcommand(1);
  registrar->footer(kRegistrarFooter);
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
  const auto add_parts = [&](CLI::App* command) {
    return command->add_option("--parts", options->folder, "Folder that `issue` wrote");
  };
  const auto add_election = [&](CLI::App* command) {
    command
        ->add_option("--election-id", options->election_id,
                     "Election id, as `urna admin create` printed it")
        ->required();
  };
  const auto add_number = [&](CLI::App* command, const std::string& help) {
    return command->add_option("--number", options->number, help)
        ->check(CLI::Range(std::uint32_t{1}, ledger::kMaxCodeRegistrars));
  };

  CLI::App* keygen = add("keygen", "Make a registrar's key; the public half is printed", Keygen);
  AddKeyOptions(*keygen, options->key);

  CLI::App* roll_key =
      add("roll-key", "Draw the key that turns persons into slots (no server)", MakeRollKey);
  roll_key->add_option("--out", options->roll_key, "New file for it")->required();

  CLI::App* issue = add("issue", "Draw a code for every person (no server)", Issue);
  issue->add_option("people", options->people, "CSV file, one line a person")->required();
  issue
      ->add_option("--person-column", options->columns.person,
                   "Column that tells a person from all others")
      ->capture_default_str();
  issue
      ->add_option("--electorate-column", options->columns.electorate,
                   "Column with the id of the person's electorate")
      ->capture_default_str();
  AddEncodingOption(*issue, options->encoding);
  issue->add_flag("--accept", options->accept,
                  "Lines that may be one person have been looked at: they are different people");
  issue
      ->add_option("--electorates", options->electorates,
                   "Ids of the electorates of the process: a line with another is refused")
      ->delimiter(',');
  issue->add_option("--process-file", options->process_file,
                    "The file of `urna admin create`, which says the electorates too");
  issue->add_option("--process", options->process.process,
                    "Id of the process, to ask a server for its electorates");
  issue->add_option("--server", options->process.server.address, "Address of that server")
      ->envname("URNA_SERVER");
  issue
      ->add_option("--tls-roots", options->process.server.tls_roots,
                   "PEM file of the certificate authorities to trust instead of the system's")
      ->envname("URNA_TLS_ROOTS");
  add_election(issue);
  issue->add_option("--roll-key", options->roll_key, "File that `roll-key` wrote")->required();
  add_number(issue, "Which code registrar this is, 1 to 3; 1 when left out");
  issue->add_option("--out", options->folder, "Folder for letters.csv and the parts")->required();

  CLI::App* upload = add("upload", "Hand in the parts", Upload);
  AddProcessOptions(*upload, options->process);
  AddKeyOptions(*upload, options->key);
  add_parts(upload)->required();
  add_election(upload);
  upload->add_option("--registrar", options->registrar, "Id of the registrar in the process")
      ->required();
  add_number(upload, "Whose parts are meant, where the folder has those of several");

  CLI::App* approve =
      add("approve", "Read the manifest, and sign it if it holds these parts", Approve);
  AddProcessOptions(*approve, options->process);
  AddKeyOptions(*approve, options->key);
  add_parts(approve);
  approve->add_flag("--yes", options->yes, "Sign without asking");
}

}  // namespace urna::cli
