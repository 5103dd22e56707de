#include "cli/demo_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>

#include "cli/abandoned_folders.h"
#include "cli/audit_command.h"
#include "cli/client/shown_text.h"
#include "cli/client_options.h"
#include "cli/demo_rule.h"
#include "cli/local_server.h"
#include "cli/pabulib_process.h"
#include "cli/people_text.h"
#include "cli/rehearsal.h"
#include "cli/rule_text.h"
#include "cli/stages.h"
#include "cli/store_choice.h"
#include "cli/tally_input.h"
#include "ledger/text.h"
#include "tallying/money.h"

namespace urna::cli {
namespace {

constexpr char kDemoFooter[] =
    "One server process is started on loopback; administrator, registrars, three trustees (two\n"
    "decrypt, three close), an authority and every voter of the file connect to it. Each voter has "
    "a\n"
    "code of each code registrar, casts the ballot that the file holds and checks the receipt; "
    "the\n"
    "trustees sign the closing, mix and decrypt; the outcome is published, mirrored as a bundle,\n"
    "verified, and compared with the tally of the file itself. Nobody waits: the trustees' clocks\n"
    "are ahead of the closing, and there is no complaint window.\n"
    "  urna demo tests/data/toulouse_2022_mirail.pb --out bundle\n"
    "  urna verify bundle";

struct DemoOptions {
  std::string file;
  std::string encoding = "utf-8";
  std::size_t voters = 0;
  std::string out;
  CountingRule counting;
  bool rule_given = false;
  int connections = 8;
  std::uint32_t code_registrars = 2;
  bool reference = false;
  bool json = false;
  StoreChoice store;
};

struct Result {
  ledger::ContestReport contest;
  std::string vkey;
  std::string manifest_hash;
  bool as_expected = false;
};

class Demo {
 public:
  Demo(const DemoOptions& options, PabulibProcess process)
      : options_(options), process_(std::move(process)), stages_(bar_, options.json) {}

  absl::Status Run() {
    auto folder = TemporaryFolder::Create();
    if (!folder.ok()) return folder.status();
    // What a Ctrl-C leaves of either is of no use to anybody. The folder of --out is new, or was
    // empty.
    std::vector<std::string> abandoned = {folder->path()};
    if (!options_.out.empty()) abandoned.push_back(options_.out);
    auto watch = AbandonedFolders::Watch(std::move(abandoned));
    if (!watch.ok()) return watch.status();
    // The bundle, and the server's log when something went wrong, are the caller's.
    bundle_ = options_.out.empty() ? (std::filesystem::path(folder->path()) / "bundle").string()
                                   : options_.out;
    const absl::Status status = RunIn(folder->path());
    if (!status.ok() || options_.out.empty()) folder->Keep();
    if (!status.ok()) {
      return client::While(fmt::format("(server's log in {})", folder->path()), status);
    }
    std::error_code error;
    std::filesystem::remove_all(std::filesystem::path(folder->path()) / "data", error);
    return status;
  }

  void Print() const;
  void PrintJson() const;
  bool as_expected() const { return result_.as_expected; }

 private:
  absl::Status RunIn(const std::string& folder);
  absl::Status Check();
  // For people, who are spoken to in English.
  static constexpr Language kSpoken = Language::kEnglish;
  std::string Amount(std::int64_t minor) const {
    const v1::Process& process = process_.description.process;
    return AmountText(tallying::Money::Minor(minor), static_cast<int>(process.currency_digits()),
                      client::Shown(process.currency()), kSpoken);
  }
  // For programs.
  std::string MoneyText(std::int64_t minor) const {
    return tallying::FormatMoney(tallying::Money::Minor(minor),
                                 static_cast<int>(process_.description.process.currency_digits()));
  }
  // The place of a project in the file.
  std::size_t IndexOf(const std::string& id) const;

  const DemoOptions& options_;
  PabulibProcess process_;
  ProgressBar bar_;
  Stages stages_;
  std::string bundle_;
  Result result_;
};

absl::Status Demo::RunIn(const std::string& folder) {
  std::unique_ptr<LocalServer> server;
  std::unique_ptr<Rehearsal> election;
  const auto start = [&]() -> absl::Status {
    auto started = LocalServer::Start(folder, options_.store.Lines());
    if (!started.ok()) return started.status();
    server = *std::move(started);
    auto created =
        Rehearsal::Create(server->address(), server->token(), process_.description,
                          [this](std::string_view what, double done) { bar_.Show(what, done); });
    if (!created.ok()) return created.status();
    election = *std::move(created);
    return absl::OkStatus();
  };
  const std::vector<std::pair<std::string, std::function<absl::Status()>>> stages = {
      {"start a server", start},
      {"set up the process, draw codes, hand in the parts of the roll",
       [&] { return election->SetUp(process_.ballots.size()); }},
      {"make the keys, sign and seal the manifest", [&] { return election->Seal(); }},
      {"open the vote", [&] { return election->Open(); }},
      {fmt::format("cast {}, check the receipts",
                   ledger::Counted(process_.ballots.size(), "ballot", "ballots")),
       [&] { return election->Cast(process_.ballots, options_.connections); }},
      {"close the vote", [&] { return election->Close(); }},
      {"verify the log, sign the closing", [&] { return election->SignClosing(); }},
      {"mix twice", [&] { return election->Mix(); }},
      {"decrypt", [&] { return election->Decrypt(); }},
      {"tally", [&] { return election->Tally(); }},
      {"mirror the bundle", [&] { return election->Mirror(bundle_); }},
      {"verify the bundle",
       [&] {
         result_.vkey = election->manifest().log_key().ToVkey();
         result_.manifest_hash = crypto::ToHex(election->manifest().hash());
         return Check();
       }},
  };
  for (const auto& [name, stage] : stages) {
    if (auto status = stages_.Run(name, stage); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Demo::Check() {
  ledger::AuditOptions audit;
  audit.vkey = result_.vkey;
  audit.manifest_hash = result_.manifest_hash;
  audit.threads = AllThreads();
  audit.reference_only = options_.reference;
  auto report = VerifyBundle(bundle_, std::move(audit));
  if (!report.ok()) return report.status();
  if (!report->ok()) {
    const auto& step = report->steps.back();
    return client::While(fmt::format("step {}, {}", step.number, step.name), step.status);
  }
  if (!report->faults.empty()) {
    return absl::DataLossError(
        fmt::format("the log holds {} that should not be there",
                    ledger::Counted(report->faults.size(), "record", "records")));
  }
  result_.contest = report->contests.at(0);
  std::vector<std::string> expected;
  for (const tallying::ProjectIndex p : process_.expected.selected) {
    expected.push_back(process_.description.contests[0].projects[p].first);
  }
  result_.as_expected =
      result_.contest.valid == process_.ballots.size() && result_.contest.invalid == 0 &&
      (!process_.is_expected_known || (result_.contest.selected == expected &&
                                       result_.contest.cost == process_.expected.cost.minor()));
  if (!result_.as_expected) {
    std::cerr << fmt::format("expected: {}\nfound:    {}\n", fmt::join(expected, " "),
                             fmt::join(result_.contest.selected, " "));
  }
  return absl::OkStatus();
}

std::size_t Demo::IndexOf(const std::string& id) const {
  const auto& projects = process_.description.contests[0].projects;
  return static_cast<std::size_t>(
      std::find_if(projects.begin(), projects.end(),
                   [&](const auto& project) { return project.first == id; }) -
      projects.begin());
}

void Demo::Print() const {
  std::cout << fmt::format("\n{}, funded by {} (ties {}):\n",
                           CountText(process_.ballots.size(), "voter", "voters", kSpoken),
                           RuleText(options_.counting.rule, process_.expected.parameters, kSpoken),
                           TieBreakText(options_.counting.tie_break, kSpoken));
  for (const std::string& id : result_.contest.selected) {
    const std::size_t index = IndexOf(id);
    const v1::Project& project = process_.description.contests[0].projects[index].second;
    std::cout << fmt::format("  {}  {}  {}\n", PaddedLeft(Amount(project.cost()), 16),
                             client::Shown(process_.project_ids[index]),
                             client::Shown(project.title(0).text()));
  }
  std::cout << fmt::format(
      "spent {} of {}, left {}\n\n{}\n\nThe bundle holds all that is needed to verify this "
      "count: {}\n  urna verify {} --vkey {} --manifest {}\n",
      Amount(result_.contest.cost), Amount(result_.contest.budget),
      Amount(result_.contest.budget - result_.contest.cost),
      !result_.as_expected ? "THE OUTCOME DIFFERS from that of the file."
      : process_.is_expected_known
          ? "The outcome is that of the file, and every step of the audit holds."
          : "Every step of the audit holds; ties are broken by lot, which nobody can foretell.",
      bundle_, bundle_, result_.vkey, result_.manifest_hash);
}

void Demo::PrintJson() const {
  nlohmann::ordered_json out;
  out["file"] = options_.file;
  out["rule"] = options_.counting.rule;
  out["parameters"] = process_.expected.parameters;
  out["tie_break"] = options_.counting.tie_break;
  out["voters"] = process_.ballots.size();
  out["budget"] = MoneyText(result_.contest.budget);
  out["cost"] = MoneyText(result_.contest.cost);
  out["left"] = MoneyText(result_.contest.budget - result_.contest.cost);
  out["selected"] = nlohmann::ordered_json::array();
  out["funded"] = nlohmann::ordered_json::array();
  for (const std::string& id : result_.contest.selected) {
    const std::size_t index = IndexOf(id);
    const v1::Project& project = process_.description.contests[0].projects[index].second;
    out["selected"].push_back(process_.project_ids[index]);
    nlohmann::ordered_json line;
    line["id"] = process_.project_ids[index];
    line["title"] = project.title(0).text();
    line["cost"] = MoneyText(project.cost());
    out["funded"].push_back(std::move(line));
  }
  out["warnings"] = process_.warnings;
  out["seconds"] = nlohmann::ordered_json::object();
  for (const auto& [name, seconds] : stages_.times()) out["seconds"][name] = seconds;
  out["verified"] = true;
  out["as_expected"] = result_.as_expected;
  out["bundle"] = bundle_;
  out["log_vkey"] = result_.vkey;
  out["manifest_hash"] = result_.manifest_hash;
  std::cout << out.dump() << "\n";
}

// Minutes of an election are not held for a place that cannot take its bundle.
absl::Status CheckOut(const std::string& out) {
  if (out.empty()) return absl::OkStatus();
  std::error_code error;
  if (std::filesystem::exists(out, error) && !std::filesystem::is_empty(out, error)) {
    return absl::InvalidArgumentError(
        fmt::format("--out: {} is there and not empty; name a new folder", out));
  }
  const bool is_new = std::filesystem::create_directories(out, error);
  if (error || access(out.c_str(), W_OK | X_OK) != 0) {
    return absl::InvalidArgumentError(
        fmt::format("--out: cannot make the folder {}: {}", out,
                    error ? error.message() : std::generic_category().message(errno)));
  }
  if (is_new) std::filesystem::remove(out, error);
  return absl::OkStatus();
}

int RunDemo(DemoOptions options) {
  if (auto status = CheckOut(options.out); !status.ok()) return Report("demo", status);
  auto file = ReadPabulib(options.file, options.encoding);
  if (!file.ok()) {
    Report("demo", file.status());
    return kBadInput;
  }
  std::vector<std::string> words;
  const auto rule =
      ChooseDemoRule(options.counting, options.rule_given, *file, options.file, words);
  if (!rule.ok()) return Report("demo", rule.status());
  options.counting = *rule;
  for (const std::string& said : words) {
    std::cerr << options.file << ": " << client::Shown(said) << "\n";
  }
  auto process = MakeProcess(options.file, *file, options.voters, options.counting);
  if (!process.ok()) return Report("demo", process.status());
  process->description.electorates[0].second.set_code_registrars(options.code_registrars);
  // What the server would refuse when the process is frozen is told before anything is started.
  const auto& contest = process->description.contests[0];
  v1::ContestConfig config;
  *config.mutable_ballot_format() = contest.contest.ballot_format();
  for (const auto& [id, project] : contest.projects) config.add_projects()->set_id(id);
  const auto codec =
      ledger::BallotCodec::Create(config, process->description.process.currency_digits());
  if (!codec.ok()) return Report("demo", client::While(options.file, codec.status()));
  for (const std::string& warning : process->warnings) {
    std::cerr << options.file << ": warning: " << client::Shown(warning) << "\n";
  }
  Demo demo(options, *std::move(process));
  if (auto status = demo.Run(); !status.ok()) {
    Report("demo", status);
    return kFailed;
  }
  if (options.json) {
    demo.PrintJson();
  } else {
    demo.Print();
  }
  return demo.as_expected() ? 0 : kFailed;
}

}  // namespace

void AddDemoCommand(CLI::App& app, int& exit_code) {
  CLI::App* demo =
      app.add_subcommand("demo", "Hold a whole election with the ballots of a Pabulib file");
  demo->footer(kDemoFooter);
  auto options = std::make_shared<DemoOptions>();
  demo->add_option("file", options->file, "Pabulib file (.pb)")->required();
  AddEncodingOption(*demo, options->encoding);
  demo->add_option("--voters", options->voters, "Only the first so many voters; 0 for all")
      ->capture_default_str();
  demo->add_option("--out", options->out,
                   "New folder for the bundle; a temporary one when left out");
  CLI::Option* const rule = demo->add_option(
      "--rule", options->counting.rule,
      "Allocation rule, as in `urna tally`; file: the one by which META says that it was counted "
      "(default: that one, or where there is none equal-shares with completion=add1 and "
      "then=greedy)");
  demo->add_option("--param", options->counting.parameters,
                   "Parameter of the rule, as name=value; repeatable");
  demo->add_option("--tie-break", options->counting.tie_break,
                   "lexicographic, cost-votes, votes-id, order (of the file) or lot")
      ->capture_default_str();
  demo->add_option("--connections", options->connections, "Connections that voters cast over")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  demo->add_option("--code-registrars", options->code_registrars,
                   "How many registrars make a code for each voter: 1 to 3")
      ->check(CLI::Range(1, 3))
      ->capture_default_str();
  demo->add_flag("--reference", options->reference,
                 "Verify with the reference arithmetic only (slower)");
  demo->add_flag("--json", options->json, "Print one JSON object instead");
  AddStoreChoice(*demo, options->store);
  demo->callback([options, rule, &exit_code] {
    options->rule_given = rule->count() > 0;
    exit_code = RunDemo(*options);
  });
}

}  // namespace urna::cli
