#include "cli/vote_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "cli/client/files.h"
#include "cli/client/voter_client.h"
#include "cli/client_options.h"
#include "ledger/bundle.h"
#include "ledger/code.h"
#include "ledger/limits.h"
#include "tallying/ballot.h"

namespace urna::cli {
namespace {

constexpr char kVoteFooter[] =
    "The code of the letter is asked for on the terminal; URNA_CODE or --code-fd may hold it.\n"
    "  urna vote --server HOST:PORT --process ID --contest mirail --choice 12 --choice 7\n"
    "Points:  --choice 12=3 --choice 7=1.  A ranking: best first.  A blank ballot: --blank.\n"
    "With --challenge the ballot is opened instead of cast: check the file on a second device "
    "with\n"
    "`urna opening check`, then vote again. What is opened is void.";
constexpr std::uint64_t kMaxReceiptFile = std::uint64_t{1} << 20;
constexpr int kSequenceAttempts = 3;

struct VoteOptions {
  ProcessOptions process;
  int code_fd = -1;
  std::string contest;
  std::vector<std::string> choices;
  bool blank = false;
  bool challenge = false;
  bool yes = false;
  std::string out;
};

absl::StatusOr<ledger::ContestId> FindContest(const ledger::Manifest& manifest,
                                              const std::string& id) {
  std::string known;
  for (const auto& contest : manifest.config().contests()) {
    if (contest.id() == id) return ledger::ContestId{contest.number()};
    known += fmt::format("{}{}", known.empty() ? "" : ", ", contest.id());
  }
  return absl::InvalidArgumentError(
      fmt::format("there is no contest '{}'; the contests are: {}", id, known));
}

absl::StatusOr<ledger::Choices> ParseChoices(const ledger::Manifest& manifest,
                                             ledger::ContestId contest,
                                             const std::vector<std::string>& given) {
  const v1::ContestConfig& config = manifest.contest(contest);
  const tallying::BallotFormat format = manifest.codec(contest).contest().format;
  ledger::Choices choices;
  for (const std::string& text : given) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
    const auto& projects = config.projects();
    const auto project = std::find_if(projects.begin(), projects.end(),
                                      [&](const auto& p) { return p.id() == parts.first; });
    if (project == projects.end()) {
      return absl::InvalidArgumentError(
          fmt::format("contest {} has no project '{}'", config.id(), parts.first));
    }
    ledger::Choice choice{static_cast<std::uint32_t>(project - projects.begin()), 1};
    if (tallying::HasPoints(format) && !absl::SimpleAtoi(parts.second, &choice.points)) {
      return absl::InvalidArgumentError(
          fmt::format("'{}': this contest's ballots carry points; expected PROJECT=POINTS", text));
    }
    choices.push_back(choice);
  }
  if (format != tallying::BallotFormat::kOrdinal) {
    std::sort(choices.begin(), choices.end(),
              [](const auto& a, const auto& b) { return a.project < b.project; });
  }
  return choices;
}

absl::Status Save(const std::string& path, const std::string& json, client::Access access) {
  auto status = client::WriteNewFile(path, crypto::AsBytes(json), access);
  if (status.ok()) std::cout << "saved in " << path << "\n";
  return status;
}

absl::Status Challenge(const VoteOptions& options, const ledger::Manifest& manifest,
                       ledger::BallotDraft draft) {
  client::OpeningFile file;
  file.tracker = draft.tracker();
  file.process = manifest.config().process();
  file.opening = std::move(draft).Challenge();
  std::cout << "opened: this ballot is void and was not cast; check it on a second device\n";
  return Save(options.out.empty() ? fmt::format("opening-{}.json", file.tracker) : options.out,
              file.ToJson(), client::Access::kOwnerOnly);
}

absl::Status Vote(const VoteOptions& options) {
  if (options.blank == !options.choices.empty()) {
    return absl::InvalidArgumentError("expected --choice, or --blank for a blank ballot");
  }
  auto reader = OpenReader(options.process);
  if (!reader.ok()) return reader.status();
  auto pins = PinsOf(options.process);
  if (!pins.ok()) return pins.status();
  auto sealed = (*reader)->ReadManifest(*pins);
  if (!sealed.ok()) return sealed.status();
  const ledger::Manifest& manifest = *sealed->manifest;
  auto contest = FindContest(manifest, options.contest);
  if (!contest.ok()) return contest.status();
  auto choices = ParseChoices(manifest, *contest, options.choices);
  if (!choices.ok()) return choices.status();

  auto text = ReadSecret({options.code_fd, "URNA_CODE", "The code in your letter", false});
  if (!text.ok()) return text.status();
  auto code =
      ledger::VotingCode::Parse({reinterpret_cast<const char*>(text->data()), text->size()});
  if (!code.ok()) return code.status();
  const crypto::SigningKey key = code->Key(manifest.election_id());

  const client::VoterClient voter((*reader)->connection(), sealed->manifest);
  std::uint64_t sequence = 1;
  for (int attempt = 0; attempt < kSequenceAttempts; ++attempt) {
    auto draft =
        ledger::BallotDraft::Encrypt(manifest, *contest, *choices, key.public_key(), sequence);
    if (!draft.ok()) return draft.status();
    std::cout << "tracker " << draft->tracker() << "\n";
    if (options.challenge) return Challenge(options, manifest, *std::move(draft));
    if (!options.yes && isatty(STDIN_FILENO) != 0 && !AskYesNo("Cast this ballot?")) {
      return absl::CancelledError("nothing was cast");
    }
    auto receipt = voter.Submit(std::move(*draft).Cast(key));
    if (receipt.ok()) {
      std::cout << "cast, and proved to be in the public log\n";
      return Save(
          options.out.empty() ? fmt::format("receipt-{}.json", receipt->tracker) : options.out,
          receipt->ToJson(), client::Access::kOwnerOnly);
    }
    const auto next = client::NextSequence(receipt.status());
    if (!next.has_value()) return receipt.status();
    std::cout << "this code has voted before; the ballot is encrypted anew and replaces it\n";
    sequence = *next;
  }
  return absl::AbortedError("the code is being used elsewhere at this moment; try again");
}

absl::Status CheckReceiptFile(const std::string& path, const std::string& vkey) {
  auto text = client::ReadText(path, kMaxReceiptFile);
  if (!text.ok()) return text.status();
  auto receipt = client::Receipt::FromJson(*text);
  if (!receipt.ok()) return client::While(path, receipt.status());
  auto index = client::CheckReceipt(*receipt, vkey);
  if (!index.ok()) {
    return absl::DataLossError(
        fmt::format("{}: the receipt does not hold: {}", path, client::Explain(index.status())));
  }
  std::cout << fmt::format("the ballot {} is record {} of the log {}\n", receipt->tracker, *index,
                           receipt->log_vkey);
  if (vkey.empty()) {
    std::cout << "compare the log's key with the published one, or give it with --vkey\n";
  }
  return absl::OkStatus();
}

struct OpeningOptions {
  ProcessOptions process;
  std::string file;
  std::string bundle;
  std::string tracker;
};

absl::StatusOr<std::shared_ptr<const ledger::Manifest>> ManifestFor(const OpeningOptions& options) {
  if (options.bundle.empty()) {
    auto reader = OpenReader(options.process);
    if (!reader.ok()) return reader.status();
    auto pins = PinsOf(options.process);
    if (!pins.ok()) return pins.status();
    auto sealed = (*reader)->ReadManifest(*pins);
    if (!sealed.ok()) return sealed.status();
    return sealed->manifest;
  }
  auto bundle = ledger::Bundle::Open(options.bundle);
  if (!bundle.ok()) return bundle.status();
  auto config = bundle->Read(ledger::kConfigFile, ledger::kMaxConfigSize);
  if (!config.ok()) return config.status();
  auto record = bundle->Read(ledger::kKeyRecordFile, ledger::kMaxKeyRecordSize);
  if (!record.ok()) return record.status();
  return ledger::Manifest::Parse(*config, *record);
}

absl::Status CheckOpeningFile(const OpeningOptions& options) {
  auto text = client::ReadText(options.file, kMaxReceiptFile);
  if (!text.ok()) return text.status();
  auto file = client::OpeningFile::FromJson(*text);
  if (!file.ok()) return client::While(options.file, file.status());
  auto manifest = ManifestFor(options);
  if (!manifest.ok()) return manifest.status();
  const std::string tracker = options.tracker.empty() ? file->tracker : options.tracker;
  auto choices = ledger::CheckOpening(**manifest, file->opening, tracker);
  if (!choices.ok()) return absl::DataLossError(client::Explain(choices.status()));
  crypto::Bytes padded = file->opening.unsigned_leaf;
  padded.resize(padded.size() + sizeof(crypto::Signature));
  const auto leaf = ledger::ParseLeaf(padded);
  const auto& contest = (*manifest)->contest(std::get<ledger::BallotLeaf>(leaf->body).contest);
  std::cout << fmt::format("the ballot {} holds, for contest {}:\n", tracker, contest.id());
  if (choices->empty()) std::cout << "  nothing: it is blank\n";
  for (const ledger::Choice& choice : *choices) {
    const auto& project = contest.projects(static_cast<int>(choice.project));
    std::cout << fmt::format("  {}  {}{}\n", project.id(),
                             project.title().empty() ? "" : project.title(0).text(),
                             choice.points == 1 ? "" : fmt::format("  {} points", choice.points));
  }
  return absl::OkStatus();
}

void AddReceiptCommand(CLI::App& app, int& exit_code) {
  CLI::App* receipt = app.add_subcommand("receipt", "Check a receipt, offline");
  receipt->require_subcommand(1);
  CLI::App* check =
      receipt->add_subcommand("check", "Check that a receipt proves its ballot to be in the log");
  auto file = std::make_shared<std::string>();
  auto vkey = std::make_shared<std::string>();
  check->add_option("file", *file, "Receipt, as `urna vote` saved it")->required();
  check->add_option("--vkey", *vkey, "Verifier key of the log, as published");
  check->callback([file, vkey, &exit_code] {
    const absl::Status status = CheckReceiptFile(*file, *vkey);
    exit_code = status.ok() ? 0 : Report("receipt check", status);
  });
}

void AddOpeningCommand(CLI::App& app, int& exit_code) {
  CLI::App* opening = app.add_subcommand("opening", "Check a challenged ballot");
  opening->require_subcommand(1);
  CLI::App* check = opening->add_subcommand(
      "check", "Show what an opened ballot holds, recomputed from nothing but the manifest");
  auto options = std::make_shared<OpeningOptions>();
  check->add_option("file", options->file, "Opened ballot, as `urna vote --challenge` saved it")
      ->required();
  check->add_option("--tracker", options->tracker,
                    "The tracker that the first device showed; the file's own when left out");
  CLI::Option* bundle =
      check->add_option("--bundle", options->bundle, "Take the manifest from this bundle");
  AddProcessOptions(*check, options->process);
  for (const char* name : {"--server", "--process"}) {
    check->get_option(name)->required(false)->excludes(bundle);
  }
  check->callback([options, &exit_code] {
    const absl::Status status =
        options->bundle.empty() && options->process.process.empty()
            ? absl::InvalidArgumentError("expected --server and --process, or --bundle")
            : CheckOpeningFile(*options);
    exit_code = status.ok() ? 0 : Report("opening check", status);
  });
}

}  // namespace

void AddVoteCommands(CLI::App& app, int& exit_code) {
  CLI::App* vote = app.add_subcommand("vote", "Cast a ballot by hand, or challenge one");
  vote->footer(kVoteFooter);
  auto options = std::make_shared<VoteOptions>();
  AddProcessOptions(*vote, options->process);
  vote->add_option("--contest", options->contest, "Id of the contest")->required();
  vote->add_option("--choice", options->choices, "Project, or PROJECT=POINTS; repeatable");
  vote->add_flag("--blank", options->blank, "Cast a blank ballot");
  vote->add_flag("--challenge", options->challenge, "Open the ballot instead of casting it");
  vote->add_flag("--yes", options->yes, "Cast without asking");
  vote->add_option("--code-fd", options->code_fd, "Read the code from this file descriptor");
  vote->add_option("--out", options->out, "File for the receipt, or for the opened ballot");
  vote->callback([options, &exit_code] {
    const absl::Status status = Vote(*options);
    exit_code = status.ok() ? 0 : Report("vote", status);
  });
  AddReceiptCommand(app, exit_code);
  AddOpeningCommand(app, exit_code);
}

}  // namespace urna::cli
