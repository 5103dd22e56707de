#include "cli/authority_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "absl/time/clock.h"
#include "cli/client/authority_client.h"
#include "cli/client_options.h"
#include "cli/closing_summary.h"
#include "cli/manifest_summary.h"
#include "cli/progress_bar.h"
#include "cli/role_key_file.h"
#include "cli/session.h"
#include "cli/signed_time.h"
#include "ledger/closing.h"
#include "ledger/text.h"

namespace urna::cli {
namespace {

constexpr char kAuthorityFooter[] =
    "  urna authority keygen --key authority.key\n"
    "  urna authority approve ..                        # signs the manifest\n"
    "  urna authority open .. --at 2027-03-01T08:00:00Z # the server opens at that time\n"
    "  urna authority close ..                          # now, where one authority is enough\n"
    "  urna authority sign-closing ..                   # replays the closed log, and signs it\n"
    "Where several authorities are needed, all sign the same time: --at says it. The key file also "
    "remembers\n"
    "which closing it has signed, and signs no other: keep one copy of it, where it is used. "
    "Whoever\n"
    "restores it from a backup could sign a second closing: look into the minutes first.";

struct AuthorityOptions {
  ProcessOptions process;
  KeyOptions key;
  std::string at;
  std::string slot;
  std::string closing;
  int reason = 4;
  bool yes = false;
  bool despite_faults = false;
};

absl::StatusOr<client::AuthorityClient> OpenClient(
    const AuthorityOptions& options, std::shared_ptr<const client::ProcessReader> reader) {
  auto file = OpenKeyFile(options.key);
  if (!file.ok()) return file.status();
  auto memory = client::AuthorityMemory::Parse({file->content().data(), file->content().size()});
  if (!memory.ok()) return client::While(options.key.file, memory.status());
  return client::AuthorityClient(std::move(reader), *std::move(memory),
                                 std::make_unique<client::SealedAuthorityVault>(*std::move(file)));
}

absl::Status Keygen(const AuthorityOptions& options) {
  const client::AuthorityMemory memory{crypto::SigningKey::Generate(), {}};
  auto file = CreateKeyFile(options.key, memory.Serialize());
  if (!file.ok()) return file.status();
  PrintSigningKey(memory.key.public_key());
  return absl::OkStatus();
}

absl::Status Approve(const AuthorityOptions& options) {
  auto session = Begin(options.process);
  if (!session.ok()) return session.status();
  std::cerr << Summarize(*session->sealed.manifest);
  if (options.process.manifest_hash.empty() && !options.yes && !AskYesNo("Sign this manifest?")) {
    return absl::CancelledError("nothing was signed; --yes or --manifest HASH signs unasked");
  }
  auto authority = OpenClient(options, session->reader);
  if (!authority.ok()) return authority.status();
  ProgressBar bar;
  auto missing = authority->Approve(session->sealed, AllThreads(),
                                    [&](double done) { bar.Show("verifying the rolls", done); });
  bar.Clear();
  if (!missing.ok()) return missing.status();
  std::cout << fmt::format("signed; {} missing\n",
                           ledger::Counted(*missing, "signature is", "signatures are"));
  return absl::OkStatus();
}

absl::Status SignTime(const AuthorityOptions& options, bool opens) {
  auto session = Begin(options.process);
  if (!session.ok()) return session.status();
  const ledger::Manifest& manifest = *session->sealed.manifest;
  const v1::Config& config = manifest.config();
  const auto planned =
      static_cast<std::int64_t>(opens ? config.opening_time() : config.closing_time());
  auto time = SignedTime(options.at, config.authority_threshold(), absl::FromUnixSeconds(planned),
                         absl::Now());
  if (!time.ok()) return time.status();
  std::cerr << Headline(manifest);
  auto authority = OpenClient(options, session->reader);
  if (!authority.ok()) return authority.status();
  auto process = opens ? authority->Open(manifest, *time) : authority->Close(manifest, *time);
  if (!process.ok()) return process.status();
  std::cout << fmt::format("signed that voting {} at {}; the process is in {}\n",
                           opens ? "opens" : "closes",
                           absl::FormatTime(absl::RFC3339_sec, *time, absl::UTCTimeZone()),
                           v1::Phase_Name(process->phase()));
  return absl::OkStatus();
}

// Whether people have found the closing to be the same everywhere: OK, or why nothing is signed.
absl::Status CheckCompared(const AuthorityOptions& options, const crypto::Hash256& closing_hash) {
  if (options.closing.empty()) {
    return AskYesNo("Do all who sign read the same twelve groups aloud? Sign?")
               ? absl::OkStatus()
               : absl::CancelledError("nothing was signed; --closing GROUPS --yes signs unasked");
  }
  auto same = ledger::IsClosing(options.closing, closing_hash);
  if (!same.ok()) return same.status();
  if (!*same) {
    return absl::FailedPreconditionError(
        "the log that this server shows is closed otherwise than --closing says; nothing was "
        "signed. Where others have signed that one, the log has forked: keep both, and report it");
  }
  if (options.yes || AskYesNo("Sign this closing?")) return absl::OkStatus();
  return absl::CancelledError("nothing was signed; --yes signs unasked");
}

absl::Status SignClosing(const AuthorityOptions& options) {
  auto log = DownloadLog(options.process);
  if (!log.ok()) return log.status();
  auto closing = log->ReadClosing();
  if (!closing.ok()) return closing.status();
  std::cerr << SummarizeClosing(*log)
            << "an authority signs one closing, ever. If this key file was restored from a backup, "
               "look\ninto the minutes first: they say whether another was signed\n";
  const crypto::Hash256 hash = ledger::ClosingHash(log->manifest().hash(), *closing);
  if (auto compared = CheckCompared(options, hash); !compared.ok()) return compared;
  auto authority = OpenClient(options, log->shared_reader());
  if (!authority.ok()) return authority.status();
  auto missing = authority->SignClosing(*log, options.despite_faults);
  if (!missing.ok()) return missing.status();
  std::cout << fmt::format(
      "signed the closing {}; {} trustees and {} authorities have still to sign\n",
      crypto::ToHex(hash), missing->missing_trustees(), missing->missing_authorities());
  return absl::OkStatus();
}

// All 64 hexadecimal digits of a tag, or what a letter prints of it.
absl::StatusOr<ledger::SlotTag> SlotOf(const AuthorityOptions& options, const Session& session) {
  ledger::SlotTag slot;
  if (options.slot.size() == 2 * slot.bytes.size()) {
    auto bytes = crypto::FromHex(options.slot);
    if (!bytes.ok()) return client::While("--slot", bytes.status());
    std::copy(bytes->begin(), bytes->end(), slot.bytes.begin());
    return slot;
  }
  auto rolls = session.reader->ReadRolls(session.sealed.manifest->config());
  if (!rolls.ok()) return rolls.status();
  auto found = client::FindSlot(**rolls, options.slot);
  if (!found.ok()) return client::While("--slot", found.status());
  return *found;
}

absl::Status Revoke(const AuthorityOptions& options) {
  auto session = Begin(options.process);
  if (!session.ok()) return session.status();
  std::cerr << Headline(*session->sealed.manifest);
  auto slot = SlotOf(options, *session);
  if (!slot.ok()) return slot.status();
  std::cerr << fmt::format("  slot           {}\n", crypto::ToHex(slot->bytes));
  auto authority = OpenClient(options, session->reader);
  if (!authority.ok()) return authority.status();
  auto done = authority->Revoke(*session->sealed.manifest, *slot,
                                static_cast<std::uint8_t>(options.reason));
  if (!done.ok()) return done.status();
  std::cout << (done->missing() == 0 ? fmt::format("revoked by record {}\n", done->leaf_index())
                                     : fmt::format("signed; {} missing\n",
                                                   ledger::Counted(done->missing(), "signature is",
                                                                   "signatures are")));
  return absl::OkStatus();
}

}  // namespace

void AddAuthorityCommand(CLI::App& app, int& exit_code) {
  CLI::App* authority = app.add_subcommand(
      "authority", "Sign the manifest, the opening, the closing, the closed log, revocations");
  authority->require_subcommand(1);
  authority->footer(kAuthorityFooter);
  auto options = std::make_shared<AuthorityOptions>();
  const auto add = [&](const std::string& name, const std::string& help,
                       std::function<absl::Status(const AuthorityOptions&)> run) {
    CLI::App* command = authority->add_subcommand(name, help);
    AddKeyOptions(*command, options->key);
    if (name != "keygen") AddProcessOptions(*command, options->process);
    command->callback([options, name, run, &exit_code] {
      absl::Status status = name == "keygen" ? absl::OkStatus() : CheckKeyFile(options->key);
      if (status.ok()) status = run(*options);
      exit_code = status.ok() ? 0 : Report("authority " + name, status);
    });
    return command;
  };
  add("keygen", "Make an authority's key; the public half is printed", Keygen);
  add("approve", "Sign the manifest", Approve)
      ->add_flag("--yes", options->yes, "Sign without asking");
  const std::string when =
      "When, such as 2027-03-01T08:00:00Z; left out, it is now, which only one authority can sign";
  add("open", "Sign that voting opens", [](const auto& o) {
    return SignTime(o, true);
  })->add_option("--at", options->at, when);
  add("close", "Sign that voting closes", [](const auto& o) {
    return SignTime(o, false);
  })->add_option("--at", options->at, when);
  CLI::App* sign_closing = add(
      "sign-closing", "Replay the closed log, and sign it once all have compared it", SignClosing);
  CLI::Option* closing =
      sign_closing->add_option("--closing", options->closing,
                               "The closing that was compared aloud: twelve groups, or 64 "
                               "hexadecimal digits; it is asked for when left out");
  sign_closing->add_flag("--yes", options->yes, "Sign without asking")->needs(closing);
  sign_closing->add_flag("--despite-faults", options->despite_faults,
                         "Sign a log that holds records which should not have been admitted");
  CLI::App* revoke = add("revoke", "Sign that a person's code no longer votes", Revoke);
  revoke
      ->add_option("--slot", options->slot,
                   "Slot tag: the 16 characters of the letter, or all 64 hexadecimal digits")
      ->required();
  revoke
      ->add_option("--reason", options->reason,
                   "1 lost letter, 2 death or removal from the roll, 3 issued in error, 4 other; "
                   "public")
      ->check(CLI::Range(1, 4))
      ->capture_default_str();
}

}  // namespace urna::cli
