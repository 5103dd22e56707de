#include "cli/authority_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "absl/time/clock.h"
#include "cli/client/authority_client.h"
#include "cli/client_options.h"
#include "cli/manifest_summary.h"
#include "cli/role_key_file.h"
#include "ledger/code.h"

namespace urna::cli {
namespace {

constexpr char kFooter[] =
    "  urna authority keygen --key authority.key\n"
    "  urna authority approve ..                        # signs the manifest\n"
    "  urna authority open .. --at 2027-03-01T08:00:00Z # the server opens at that time\n"
    "  urna authority close ..                          # now\n"
    "Where several authorities are needed, all sign the same time.";

struct AuthorityOptions {
  ProcessOptions process;
  KeyOptions key;
  std::string at;
  std::string slot;
  int reason = 4;
  bool yes = false;
};

// A key, a process and its checked manifest: what every step begins with.
struct Session {
  client::AuthorityClient client;
  client::SealedManifest sealed;
};

absl::StatusOr<Session> Begin(const AuthorityOptions& options) {
  auto reader = OpenReader(options.process);
  if (!reader.ok()) return reader.status();
  auto pins = PinsOf(options.process);
  if (!pins.ok()) return pins.status();
  auto sealed = (*reader)->ReadManifest(*pins);
  if (!sealed.ok()) return sealed.status();
  std::cerr << Summarize(*sealed->manifest);
  auto key = ReadRoleKey(client::Role::kAuthority, options.key);
  if (!key.ok()) return key.status();
  return Session{client::AuthorityClient(*std::move(reader), *std::move(key)), *std::move(sealed)};
}

absl::StatusOr<absl::Time> TimeOf(const AuthorityOptions& options) {
  if (options.at.empty()) return absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, options.at, &time, &error)) {
    return absl::InvalidArgumentError(
        fmt::format("--at is '{}'; expected a time such as 2027-03-01T08:00:00Z", options.at));
  }
  return time;
}

absl::Status Keygen(const AuthorityOptions& options) {
  return MakeRoleKey(client::Role::kAuthority, options.key);
}

absl::Status Approve(const AuthorityOptions& options) {
  auto session = Begin(options);
  if (!session.ok()) return session.status();
  if (options.process.manifest_hash.empty() && !options.yes && !AskYesNo("Sign this manifest?")) {
    return absl::CancelledError("nothing was signed; --yes or --manifest HASH signs unasked");
  }
  auto missing = session->client.Approve(session->sealed);
  if (!missing.ok()) return missing.status();
  std::cout << fmt::format("signed; {} signatures are missing\n", *missing);
  return absl::OkStatus();
}

absl::Status SignTime(const AuthorityOptions& options, bool opens) {
  auto time = TimeOf(options);
  if (!time.ok()) return time.status();
  auto session = Begin(options);
  if (!session.ok()) return session.status();
  const ledger::Manifest& manifest = *session->sealed.manifest;
  auto process =
      opens ? session->client.Open(manifest, *time) : session->client.Close(manifest, *time);
  if (!process.ok()) return process.status();
  std::cout << fmt::format("signed that voting {} at {}; the process is in {}\n",
                           opens ? "opens" : "closes",
                           absl::FormatTime(absl::RFC3339_sec, *time, absl::UTCTimeZone()),
                           v1::Phase_Name(process->phase()));
  return absl::OkStatus();
}

absl::Status Revoke(const AuthorityOptions& options) {
  auto bytes = crypto::FromHex(options.slot);
  ledger::SlotTag slot;
  if (!bytes.ok() || bytes->size() != slot.bytes.size()) {
    return absl::InvalidArgumentError("--slot: expected the 64 hexadecimal digits of a slot tag");
  }
  std::copy(bytes->begin(), bytes->end(), slot.bytes.begin());
  auto session = Begin(options);
  if (!session.ok()) return session.status();
  auto done = session->client.Revoke(*session->sealed.manifest, slot,
                                     static_cast<std::uint8_t>(options.reason));
  if (!done.ok()) return done.status();
  std::cout << (done->missing() == 0
                    ? fmt::format("revoked by record {}\n", done->leaf_index())
                    : fmt::format("signed; {} signatures are missing\n", done->missing()));
  return absl::OkStatus();
}

}  // namespace

void AddAuthorityCommand(CLI::App& app, int& exit_code) {
  CLI::App* authority =
      app.add_subcommand("authority", "Sign the opening, the closing, revocations");
  authority->require_subcommand(1);
  authority->footer(kFooter);
  auto options = std::make_shared<AuthorityOptions>();
  const auto add = [&](const std::string& name, const std::string& help,
                       std::function<absl::Status(const AuthorityOptions&)> run) {
    CLI::App* command = authority->add_subcommand(name, help);
    AddKeyOptions(*command, options->key);
    if (name != "keygen") AddProcessOptions(*command, options->process);
    command->callback([options, name, run, &exit_code] {
      const absl::Status status = run(*options);
      exit_code = status.ok() ? 0 : Report("authority " + name, status);
    });
    return command;
  };
  add("keygen", "Make an authority's key; the public half is printed", Keygen);
  add("approve", "Sign the manifest", Approve)
      ->add_flag("--yes", options->yes, "Sign without asking");
  const std::string when = "When, such as 2027-03-01T08:00:00Z; now when left out";
  add("open", "Sign that voting opens", [](const auto& o) {
    return SignTime(o, true);
  })->add_option("--at", options->at, when);
  add("close", "Sign that voting closes", [](const auto& o) {
    return SignTime(o, false);
  })->add_option("--at", options->at, when);
  CLI::App* revoke = add("revoke", "Sign that a person's code no longer votes", Revoke);
  revoke->add_option("--slot", options->slot, "Slot tag, 64 hexadecimal digits")->required();
  revoke
      ->add_option("--reason", options->reason,
                   "1 lost letter, 2 death or removal from the roll, 3 issued in error, 4 other; "
                   "public")
      ->check(CLI::Range(1, 4))
      ->capture_default_str();
}

}  // namespace urna::cli
