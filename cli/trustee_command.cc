#include "cli/trustee_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <thread>

#include "cli/client/trustee_client.h"
#include "cli/client_options.h"
#include "cli/closing_summary.h"
#include "cli/manifest_summary.h"
#include "cli/progress_bar.h"
#include "ledger/closing.h"

namespace urna::cli {
namespace {

constexpr char kTrusteeFooter[] =
    "A trustee's program verifies all that it builds on: the log from its first record, every\n"
    "ballot, every earlier mix. Its key file also remembers what it has signed and decrypted: "
    "keep\n"
    "one copy of it, where it is used.\n"
    "  urna trustee keygen --key trustee.key       # prints the public keys for the administrator\n"
    "  urna trustee ceremony ..                    # again after each round, until it is over\n"
    "  urna trustee approve ..                     # reads the manifest to you, then signs it\n"
    "  urna trustee close ..                       # after the closing: people compare it aloud\n"
    "  urna trustee run .. --closing GROUPS        # unattended: close, mix, decrypt, tally\n"
    "Opening the key file takes seconds each time. `run` opens it once and does all that is due, "
    "from\n"
    "the first round of the ceremony on; with --once it returns instead of waiting for others.\n"
    "A trustee signs one closing, ever. Whoever restores the key file from a backup could sign a\n"
    "second: do it only with the board's minutes, which say what was signed, at hand.";
constexpr auto kPoll = std::chrono::seconds(3);

struct TrusteeCommandOptions {
  ProcessOptions process;
  KeyOptions key;
  bool despite_faults = false;
  bool erase_earlier_shares = false;
  std::string closing;
  bool yes = false;
  bool once = false;
};

absl::Status Keygen(const TrusteeCommandOptions& options) {
  const client::TrusteeMemory memory{crypto::TrusteeSecretKeys::Generate(), {}};
  auto file = CreateKeyFile(options.key, memory.Serialize());
  if (!file.ok()) return file.status();
  std::cout << "signing_key = \"" << crypto::ToHex(memory.keys.signing.public_key().bytes())
            << "\"\nbox_key = \"" << crypto::ToHex(memory.keys.box_public) << "\"\n";
  return absl::OkStatus();
}

absl::StatusOr<client::TrusteeClient> OpenClient(
    const TrusteeCommandOptions& options, std::shared_ptr<const client::ProcessReader> reader,
    const client::Pins& pins, ProgressBar& bar) {
  auto file = OpenKeyFile(options.key);
  if (!file.ok()) return file.status();
  auto memory = client::TrusteeMemory::Parse({file->content().data(), file->content().size()});
  if (!memory.ok()) return client::While(options.key.file, memory.status());
  client::TrusteeOptions trustee;
  trustee.threads = AllThreads();
  trustee.pins = pins;
  trustee.despite_faults = options.despite_faults;
  trustee.erase_earlier_shares = options.erase_earlier_shares;
  trustee.confirm_closing = [&options, &bar](const client::LogReplica& log,
                                             const crypto::Hash256& hash) -> absl::StatusOr<bool> {
    bar.Clear();
    std::cerr
        << SummarizeClosing(log)
        << "a trustee signs one closing, ever. If this key file was restored from a backup, ask "
           "for\nthe board's minutes first: they say whether another was signed\n";
    if (!options.closing.empty()) return ledger::IsClosing(options.closing, hash);
    if (isatty(STDIN_FILENO) == 0) {
      return absl::FailedPreconditionError(
          "the closing was not compared: give it with --closing, or answer at a terminal");
    }
    return AskYesNo("Do all trustees and authorities read the same twelve groups aloud? Sign?");
  };
  trustee.on_progress = [&bar](std::string_view what, double done) { bar.Show(what, done); };
  return client::TrusteeClient(std::move(reader), *std::move(memory),
                               std::make_unique<client::SealedVault>(*std::move(file)),
                               std::move(trustee));
}

using Stage = absl::StatusOr<client::TrusteeStep> (client::TrusteeClient::*)();

// Returns whether anything was done.
bool Tell(const client::TrusteeStep& step, ProgressBar& bar) {
  bar.Clear();
  if (!step.did.empty()) std::cout << step.did << std::endl;
  if (!step.waits.empty()) std::cout << "waiting: " << step.waits << std::endl;
  return !step.did.empty();
}

absl::Status RunStage(const TrusteeCommandOptions& options, Stage stage) {
  auto reader = OpenReader(options.process);
  if (!reader.ok()) return reader.status();
  auto pins = PinsOf(options.process);
  if (!pins.ok()) return pins.status();
  ProgressBar bar;
  if (stage == &client::TrusteeClient::Approve) {
    auto sealed = (*reader)->ReadManifest(*pins);
    if (!sealed.ok()) return sealed.status();
    std::cerr << Summarize(*sealed->manifest);
    if (!pins->manifest_hash.has_value() && !options.yes && !AskYesNo("Sign this manifest?")) {
      return absl::CancelledError("nothing was signed; --yes or --manifest HASH signs unasked");
    }
    // What was read is what is signed, whatever the server shows next.
    pins->manifest_hash = sealed->manifest->hash();
  }
  auto trustee = OpenClient(options, *reader, *pins, bar);
  if (!trustee.ok()) return trustee.status();
  auto step = ((*trustee).*stage)();
  bar.Clear();
  if (!step.ok()) return step.status();
  if (!Tell(*step, bar) && step->waits.empty()) {
    std::cout << (step->finished ? "nothing is left to do here\n"
                                 : "nothing to do now: others come first\n");
  }
  return absl::OkStatus();
}

absl::Status Run(const TrusteeCommandOptions& options) {
  auto reader = OpenReader(options.process);
  if (!reader.ok()) return reader.status();
  auto pins = PinsOf(options.process);
  if (!pins.ok()) return pins.status();
  ProgressBar bar;
  auto trustee = OpenClient(options, *reader, *pins, bar);
  if (!trustee.ok()) return trustee.status();
  std::string waited;
  for (;;) {
    auto step = trustee->Next();
    bar.Clear();
    if (!step.ok()) return step.status();
    // What is waited for is told once.
    if (step->waits == waited) step->waits.clear();
    if (!step->waits.empty()) waited = step->waits;
    const bool did = Tell(*step, bar);
    if (step->finished) {
      std::cout << "the outcome of every contest is in the log\n";
      return absl::OkStatus();
    }
    if (did) continue;
    if (options.once) return absl::OkStatus();
    // There is nothing to wait for but the others: the server does not call back.
    std::this_thread::sleep_for(kPoll);
  }
}

}  // namespace

void AddTrusteeCommand(CLI::App& app, int& exit_code) {
  CLI::App* trustee =
      app.add_subcommand("trustee", "Make the keys, mix, decrypt, sign the outcome");
  trustee->require_subcommand(1);
  trustee->footer(kTrusteeFooter);
  auto options = std::make_shared<TrusteeCommandOptions>();
  const auto add = [&](const std::string& name, const std::string& help,
                       std::function<absl::Status(const TrusteeCommandOptions&)> run) {
    CLI::App* command = trustee->add_subcommand(name, help);
    AddKeyOptions(*command, options->key);
    if (name != "keygen") AddProcessOptions(*command, options->process);
    command->callback([options, name, run, &exit_code] {
      absl::Status status = name == "keygen" ? absl::OkStatus() : CheckKeyFile(options->key);
      if (status.ok()) status = run(*options);
      exit_code = status.ok() ? 0 : Report("trustee " + name, status);
    });
    return command;
  };
  const auto add_stage = [&](const std::string& name, const std::string& help, Stage stage) {
    return add(name, help, [stage](const TrusteeCommandOptions& o) { return RunStage(o, stage); });
  };
  const auto add_faults = [&](CLI::App* command) {
    command->add_flag("--despite-faults", options->despite_faults,
                      "Sign a log that holds records which should not have been admitted");
  };
  const auto add_closing = [&](CLI::App* command) {
    command->add_option("--closing", options->closing,
                        "The closing that was compared aloud: twelve groups, or 64 hexadecimal "
                        "digits; it is asked for when left out");
  };
  using Client = client::TrusteeClient;
  add("keygen", "Make a trustee's keys; the public halves are printed", Keygen);
  add_stage("ceremony", "The next round of the key ceremony", &Client::Ceremony)
      ->add_flag("--erase-earlier-shares", options->erase_earlier_shares,
                 "Begin a new attempt although the shares of an earlier one are erased by it");
  add_stage("approve", "Read the manifest, and sign it", &Client::Approve)
      ->add_flag("--yes", options->yes, "Sign without asking");
  CLI::App* close = add_stage("close", "Replay the closed log, and sign it", &Client::SignClosing);
  add_faults(close);
  add_closing(close);
  add_stage("mix", "Mix the contests that await it", &Client::Mix);
  add_stage("decrypt", "Decrypt the contests that are mixed", &Client::Decrypt);
  add_stage("tally", "Compute the outcomes, compare, and sign", &Client::Tally);
  CLI::App* run = add("run", "Do whatever comes next, until the outcome is in the log", Run);
  add_faults(run);
  add_closing(run);
  run->add_flag("--once", options->once, "Do what can be done now, and return");
}

}  // namespace urna::cli
