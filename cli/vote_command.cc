#include "cli/vote_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <optional>
#include <utility>
#include <variant>

#include "cli/check_command.h"
#include "cli/choices.h"
#include "cli/client/files.h"
#include "cli/client/state_folder.h"
#include "cli/client/voter_client.h"
#include "cli/client/voter_memory.h"
#include "cli/client/voter_session.h"
#include "cli/client_options.h"
#include "cli/session.h"
#include "cli/voter_codes.h"
#include "ledger/errors.h"

namespace urna::cli {
namespace {

using client::CastAnswer;
using client::Receipt;
using client::ReservedFile;

constexpr char kVoteFooter[] =
    "The codes of the letters are asked for on the terminal, as many as there are letters;\n"
    "URNA_CODE, URNA_CODE_2 and URNA_CODE_3, or --code-fd once for each, may hold them.\n"
    "  urna vote --server HOST:PORT --process ID --contest mirail --choice 12 --choice 7\n"
    "Points:  --choice 12=3 --choice 7=1.  A ranking: best first.  A blank ballot: --blank.\n"
    "The ballot is encrypted and its tracker shown; only then it is asked whether to cast it, or "
    "to\n"
    "challenge it: a challenged ballot is opened, to be checked on a second device with\n"
    "`urna opening check`, and void. For scripts --yes and --challenge decide beforehand.\n"
    "What this device has cast is remembered in --memory, $XDG_STATE_HOME/urna or\n"
    "~/.local/state/urna when left out: a ballot without an answer is kept there, and sent again\n"
    "by the next `urna vote` of the same voter. A receipt that is lost: `urna receipt fetch`.";
constexpr int kPlaceAttempts = 3;

struct VoteOptions {
  ProcessOptions process;
  std::vector<int> code_fds;
  std::string contest;
  std::vector<std::string> choices;
  bool blank = false;
  bool challenge = false;
  bool yes = false;
  bool full_tracker = false;
  std::string memory;
  std::string out;
};

enum class Decision { kCast, kChallenge, kStop };

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

std::string ReceiptName(const ledger::Tracker& tracker) {
  return fmt::format("receipt-{}.json", tracker);
}

absl::StatusOr<ReservedFile> Reserve(const std::string& path) {
  return ReservedFile::Open(path, client::Access::kOwnerOnly);
}

absl::Status Save(ReservedFile& file, const std::string& json) {
  auto status = file.Fill(crypto::AsBytes(json));
  if (status.ok()) std::cout << "saved in " << file.path() << "\n";
  return status;
}

absl::Status SaveReceipt(ReservedFile& file, const Receipt& receipt) {
  return client::While(
      fmt::format("the ballot is cast, `urna receipt fetch --tracker {}` gets its receipt again",
                  receipt.tracker),
      Save(file, receipt.ToJson()));
}

void TellFound(const ledger::Manifest& manifest, client::VoterSession& session) {
  const std::vector<Receipt> found = session.TakeFound();
  if (found.empty()) return;
  std::cout << "the log has ballots of these codes that this device did not cast:\n";
  for (const Receipt& receipt : found) {
    auto proof = crypto::LogProof::Parse(receipt.proof);
    auto leaf = ledger::ParseLeaf(receipt.leaf);
    if (!proof.ok() || !leaf.ok()) continue;
    const auto& ballot = std::get<ledger::BallotLeaf>(leaf->body);
    std::cout << fmt::format("  contest {}, number {}, tracker {}, record {}\n",
                             manifest.contest(ballot.contest).id(), ballot.sequence,
                             receipt.tracker, proof->index);
  }
  std::cout << "if you did not cast them on another device, somebody else has your codes: tell the "
               "authority\n";
}

// Sends again what earlier runs left without an answer, and tells what came of it.
void Settle(const ledger::Manifest& manifest, client::VoterSession& session) {
  for (const auto& settled : session.SettleAll()) {
    if (!settled.answer.ok()) {
      const bool open = !ledger::FactOf(settled.answer.status(), "unanswered").empty();
      std::cout << (open ? "" : fmt::format("the ballot {} is refused for good: ", settled.tracker))
                << client::Explain(settled.answer.status()) << "\n";
    } else if (const auto* receipt = std::get_if<Receipt>(&*settled.answer)) {
      std::cout << fmt::format("the ballot {}, unanswered until now, is cast\n", settled.tracker);
      auto file = Reserve(ReceiptName(receipt->tracker));
      const absl::Status saved = file.ok() ? SaveReceipt(*file, *receipt) : file.status();
      if (!saved.ok()) std::cout << client::Explain(saved) << "\n";
    } else {
      std::cout << fmt::format(
          "the ballot {}, unanswered until now, can no longer be cast: its "
          "number is taken\n",
          settled.tracker);
    }
  }
  TellFound(manifest, session);
}

Decision Ask() {
  for (;;) {
    std::cerr << "Write the tracker down. cast / challenge / stop? " << std::flush;
    std::string answer;
    if (!std::getline(std::cin, answer) || answer == "stop") return Decision::kStop;
    if (answer == "cast") return Decision::kCast;
    if (answer == "challenge") return Decision::kChallenge;
  }
}

Decision Decide(const VoteOptions& options) {
  if (options.challenge) return Decision::kChallenge;
  return options.yes ? Decision::kCast : Ask();
}

absl::Status Challenge(ReservedFile place, const ledger::Manifest& manifest,
                       const client::Voter& voter, ledger::BallotDraft draft) {
  client::OpeningFile file;
  file.tracker = draft.full_tracker();
  file.process = manifest.config().process();
  file.slot = voter.slot.tag.Printed();
  file.opening = std::move(draft).Challenge();
  std::cout << "opened: this ballot is void and was not cast; check it on a second device\n";
  return Save(place, file.ToJson());
}

// The one that --out names; one named after the ballot without it.
absl::StatusOr<ReservedFile> Take(std::optional<ReservedFile>& named,
                                  const std::string& otherwise) {
  if (!named.has_value()) return Reserve(otherwise);
  ReservedFile file = *std::move(named);
  named.reset();
  return file;
}

// Encrypts, shows the tracker and does what the voter says, until a ballot is cast. `named` is the
// file of --out.
absl::Status VoteIn(const VoteOptions& options, const ledger::Manifest& manifest,
                    const client::Voter& voter, ledger::ContestId contest,
                    const ledger::Choices& choices, client::VoterSession& session,
                    std::optional<ReservedFile> named) {
  auto place = session.FindPlace(contest);
  TellFound(manifest, session);
  if (!place.ok()) return place.status();
  std::optional<ReservedFile> receipt_file;
  for (int taken = 0; taken < kPlaceAttempts;) {
    if (place->sequence > 1) {
      std::cout << fmt::format("this is ballot {} of the contest: it replaces the one before\n",
                               place->sequence);
    }
    auto draft = session.Encrypt(contest, choices, *place);
    if (!draft.ok()) return draft.status();
    std::cout << fmt::format("tracker {}\n", draft->tracker());
    if (options.full_tracker) {
      std::cout << fmt::format("full tracker {}{}\n", ledger::kTrackerPrefix,
                               draft->full_tracker());
    }
    std::cout << std::flush;
    const Decision decision = Decide(options);
    if (decision == Decision::kStop) return absl::CancelledError("nothing was cast");
    if (decision == Decision::kChallenge) {
      const std::string name = fmt::format("opening-{}.json", draft->tracker());
      auto file = options.challenge ? Take(named, name) : Reserve(name);
      if (!file.ok()) return file.status();
      auto s = Challenge(*std::move(file), manifest, voter, *std::move(draft));
      if (!s.ok()) return s;
      if (options.challenge) return absl::OkStatus();
      std::cout << "the ballot is encrypted anew\n";
      continue;
    }
    // Before a byte of the ballot leaves: what comes back must have its place.
    if (!receipt_file.has_value()) {
      auto file = Take(named, ReceiptName(draft->tracker()));
      if (!file.ok()) return client::While("nothing was cast", file.status());
      receipt_file.emplace(*std::move(file));
    }
    auto answer = session.Cast(*std::move(draft));
    TellFound(manifest, session);
    if (!answer.ok()) return answer.status();
    if (const auto* receipt = std::get_if<Receipt>(&*answer)) {
      std::cout << "cast, and proved to be in the public log\n";
      return SaveReceipt(*receipt_file, *receipt);
    }
    if (options.out.empty()) receipt_file.reset();
    *place = std::get<ledger::ChainPlace>(*answer);
    std::cout << "the number of this ballot is taken, so that it cannot be cast; it is encrypted "
                 "anew\n";
    ++taken;
  }
  return absl::AbortedError("the codes are being used elsewhere at this moment; try again");
}

// What can be said before a code is asked for.
absl::Status CheckOptions(const VoteOptions& options) {
  if (options.blank == !options.choices.empty()) {
    return absl::InvalidArgumentError("expected --choice, or --blank for a blank ballot");
  }
  if (!options.yes && !options.challenge && isatty(STDIN_FILENO) == 0) {
    return absl::InvalidArgumentError(
        "there is no terminal to ask whether to cast the ballot: expected --yes or --challenge");
  }
  return absl::OkStatus();
}

absl::Status CheckOpen(const client::ProcessReader& reader) {
  auto process = reader.Describe();
  if (!process.ok()) return process.status();
  if (process->phase() >= v1::PHASE_VOTING) return absl::OkStatus();
  return absl::FailedPreconditionError("voting has not begun; nothing was signed");
}

absl::Status Vote(const VoteOptions& options) {
  if (auto status = CheckOptions(options); !status.ok()) return status;
  std::optional<ReservedFile> named;
  if (!options.out.empty()) {
    auto file = Reserve(options.out);
    // A name that is taken is wrong usage here: nothing was asked of anybody yet.
    if (!file.ok()) return absl::InvalidArgumentError(file.status().message());
    named.emplace(*std::move(file));
  }
  auto session = Begin(options.process);
  if (!session.ok()) return session.status();
  const client::SealedManifest& sealed = session->sealed;
  if (!sealed.IsComplete()) {
    return absl::FailedPreconditionError("the manifest is not signed by all parties yet");
  }
  const ledger::Manifest& manifest = *sealed.manifest;
  auto contest = FindContest(manifest, options.contest);
  if (!contest.ok()) return contest.status();
  auto choices = ParseChoices(manifest, *contest, options.choices);
  if (!choices.ok()) return choices.status();

  const client::VoterClient client(session->reader->connection(), sealed.manifest);
  auto voter = ReadVoter(options.code_fds, client);
  if (!voter.ok()) return voter.status();
  std::cout << fmt::format(
      "this is slot {}; your {}\n", voter->slot.tag.Printed(),
      voter->slot.codes == 1 ? "letter says the same" : "letters say the same");
  auto entitled = client::CheckEntitled(manifest, voter->slot.electorate, *contest);
  if (!entitled.ok()) return entitled;

  auto folder =
      options.memory.empty() ? client::StateFolder() : absl::StatusOr<std::string>(options.memory);
  if (!folder.ok()) return client::While("--memory is needed", folder.status());
  auto file = client::VoterFile::Open(*folder, sealed.manifest, voter->voting_key());
  if (!file.ok()) return file.status();
  auto memory = (*file)->Load();
  if (!memory.ok()) return memory.status();
  client::VoterSession voting(client, manifest, voter->key, voter->slot.tag, *std::move(memory),
                              **file);
  Settle(manifest, voting);
  if (auto status = CheckOpen(*session->reader); !status.ok()) return status;
  auto status = VoteIn(options, manifest, *voter, *contest, *choices, voting, std::move(named));
  if (!status.ok() && !voting.memory().pending.empty()) {
    std::cout << fmt::format(
        "what is unanswered is kept in {}; the next `urna vote` of this voter "
        "sends it again\n",
        (*file)->path());
  }
  return status;
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
  CLI::Option* challenge = vote->add_flag("--challenge", options->challenge,
                                          "Open the ballot instead of casting it, without asking");
  vote->add_flag("--yes", options->yes, "Cast without asking")->excludes(challenge);
  vote->add_flag("--full-tracker", options->full_tracker,
                 "Show all 52 characters of the tracker too, as a QR code has them");
  AddCodeOption(*vote, options->code_fds);
  vote->add_option("--memory", options->memory,
                   "Folder in which this device remembers what it has cast; the user's own when "
                   "left out");
  vote->add_option("--out", options->out, "File for the receipt, or for the opened ballot");
  vote->callback([options, &exit_code] {
    const absl::Status status = Vote(*options);
    exit_code = status.ok() ? 0 : Report("vote", status);
  });
  AddCheckCommands(app, exit_code);
}

}  // namespace urna::cli
