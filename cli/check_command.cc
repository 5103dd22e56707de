#include "cli/check_command.h"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/audit_command.h"
#include "cli/client/files.h"
#include "cli/client/receipt.h"
#include "cli/client/shown_text.h"
#include "cli/client_options.h"
#include "cli/receipt_fetch.h"
#include "cli/session.h"
#include "crypto/hash.h"
#include "ledger/bundle.h"
#include "ledger/limits.h"
#include "ledger/roll.h"

namespace urna::cli {
namespace {

constexpr std::uint64_t kMaxFile = std::uint64_t{1} << 20;

absl::Status CheckReceiptFiles(const std::vector<std::string>& paths, const std::string& vkey) {
  if (auto status = client::CheckVkey(vkey); !status.ok()) return status;
  std::vector<client::Receipt> receipts;
  for (const std::string& path : paths) {
    auto text = client::ReadText(path, kMaxFile);
    if (!text.ok()) return text.status();
    auto receipt = client::Receipt::FromJson(*text);
    if (!receipt.ok()) return client::While(path, receipt.status());
    auto index = client::CheckReceipt(*receipt, vkey);
    if (!index.ok()) {
      return absl::DataLossError(
          fmt::format("{}: the receipt does not hold: {}", path, client::Explain(index.status())));
    }
    std::cout << fmt::format("the ballot {} is record {} of the log {}\n", receipt->tracker, *index,
                             client::Shown(receipt->log_vkey));
    receipts.push_back(*std::move(receipt));
  }
  if (auto status = client::CheckReceiptsTogether(receipts); !status.ok()) {
    return absl::DataLossError(client::Explain(status));
  }
  if (receipts.size() > 1) {
    std::cout << "the receipts do not contradict one another; that they are of one log only its "
                 "records show: `urna verify`\n";
  }
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

// What an opening is checked against: of a server or of a bundle.
class Source {
 public:
  virtual ~Source() = default;
  virtual absl::StatusOr<std::shared_ptr<const ledger::Manifest>> ReadManifest() = 0;
  // Of the size and digest that the manifest says.
  virtual absl::StatusOr<crypto::Bytes> ReadRoll(const v1::ElectorateConfig& electorate) = 0;
};

class ServerSource final : public Source {
 public:
  explicit ServerSource(const ProcessOptions& options) : options_(options) {}
  absl::StatusOr<std::shared_ptr<const ledger::Manifest>> ReadManifest() override {
    auto session = Begin(options_);
    if (!session.ok()) return session.status();
    reader_ = session->reader;
    return session->sealed.manifest;
  }
  absl::StatusOr<crypto::Bytes> ReadRoll(const v1::ElectorateConfig& electorate) override {
    return reader_->ReadRoll(electorate);
  }

 private:
  const ProcessOptions& options_;
  std::shared_ptr<const client::ProcessReader> reader_;
};

class BundleSource final : public Source {
 public:
  BundleSource(ledger::Bundle bundle, const ProcessOptions& options)
      : bundle_(std::move(bundle)), options_(options) {}
  absl::StatusOr<std::shared_ptr<const ledger::Manifest>> ReadManifest() override {
    auto config = bundle_.Read(ledger::kConfigFile, ledger::kMaxConfigSize);
    if (!config.ok()) return config.status();
    auto record = bundle_.Read(ledger::kKeyRecordFile, ledger::kMaxKeyRecordSize);
    if (!record.ok()) return record.status();
    auto pins = PinsOf(options_);
    if (!pins.ok()) return pins.status();
    auto manifest = ledger::Manifest::Parse(*config, *record);
    if (!manifest.ok()) return manifest.status();
    // Here it is no server that is not honest.
    if (auto status = client::CheckPins(**manifest, *pins); !status.ok()) {
      return absl::DataLossError(client::While("the bundle", status).message());
    }
    return manifest;
  }
  absl::StatusOr<crypto::Bytes> ReadRoll(const v1::ElectorateConfig& electorate) override {
    auto bytes = bundle_.Read(ledger::RollPath(electorate.id()),
                              ledger::kMaxSlots * ledger::kRollRecordSize);
    if (!bytes.ok()) return bytes.status();
    if (crypto::AsText(crypto::Sha256(*bytes)) != electorate.roll_sha256()) {
      return absl::DataLossError("a roll of the bundle is not the manifest's");
    }
    return bytes;
  }

 private:
  ledger::Bundle bundle_;
  const ProcessOptions& options_;
};

absl::StatusOr<std::unique_ptr<Source>> OpenSource(const OpeningOptions& options) {
  if (options.bundle.empty()) return std::make_unique<ServerSource>(options.process);
  auto bundle = OpenBundle(options.bundle);
  if (!bundle.ok()) return bundle.status();
  return std::make_unique<BundleSource>(*std::move(bundle), options.process);
}

// The slot of a voting key, by the rolls: whose ballot it is must not be the word of the device
// that made it. Two voters who are shown one tracker see two slots.
absl::StatusOr<ledger::SlotTag> FindTag(Source& source, const v1::Config& config,
                                        const ledger::VotingKey& key) {
  for (const auto& electorate : config.electorates()) {
    auto roll = source.ReadRoll(electorate);
    if (!roll.ok()) return roll.status();
    crypto::ByteReader reader(*roll);
    while (reader.remaining() >= ledger::kRollRecordSize) {
      const ledger::SlotTag tag{reader.Array<32>()};
      if (reader.Array<32>() == key.bytes) return tag;
    }
  }
  return absl::DataLossError("the opened ballot is of a key that is on no roll");
}

void TellChoices(const v1::ContestConfig& contest, const ledger::Choices& choices) {
  if (choices.empty()) std::cout << "  nothing: it is blank\n";
  for (const ledger::Choice& choice : choices) {
    const auto& project = contest.projects(static_cast<int>(choice.project));
    std::cout << fmt::format("  {}  {}{}\n", client::Shown(project.id()),
                             project.title().empty() ? "" : client::Shown(project.title(0).text()),
                             choice.points == 1 ? "" : fmt::format("  {} points", choice.points));
  }
}

absl::Status CheckOpeningFile(const OpeningOptions& options) {
  // What was typed wrongly is not evidence against the device.
  if (!options.tracker.empty()) {
    const auto typed = ledger::ParseTracker(options.tracker);
    if (!typed.ok()) return client::While("--tracker is malformed", typed.status());
  }
  auto text = client::ReadText(options.file, kMaxFile);
  if (!text.ok()) return text.status();
  auto file = client::OpeningFile::FromJson(*text);
  if (!file.ok()) return client::While(options.file, file.status());
  auto source = OpenSource(options);
  if (!source.ok()) return source.status();
  auto manifest = (*source)->ReadManifest();
  if (!manifest.ok()) return manifest.status();
  const std::string tracker = options.tracker.empty() ? file->tracker : options.tracker;
  auto choices = ledger::CheckOpening(**manifest, file->opening, tracker);
  if (!choices.ok()) return absl::DataLossError(client::Explain(choices.status()));
  auto ballot = ledger::OpenedBallot(**manifest, file->opening);
  if (!ballot.ok()) return ballot.status();
  auto tag = FindTag(**source, (*manifest)->config(), ballot->voting_key);
  if (!tag.ok()) return tag.status();
  const auto& contest = (*manifest)->contest(ballot->contest);
  const std::string full = ledger::FullTracker(file->opening.head);
  std::cout << fmt::format("tracker {}\nfull tracker {}{}\nslot {}, as on the voter's letter\n",
                           ledger::ShortTracker(full), ledger::kTrackerPrefix, full,
                           tag->Printed());
  std::cout << fmt::format("ballot {} of the slot for contest {} holds:\n", ballot->sequence,
                           contest.id());
  TellChoices(contest, *choices);
  if (options.tracker.empty()) {
    std::cout
        << "compare the tracker with what the first device showed before it was asked to open "
           "the ballot, or give that with --tracker\n";
  }
  return absl::OkStatus();
}

void AddReceiptCommand(CLI::App& app, int& exit_code) {
  CLI::App* receipt =
      app.add_subcommand("receipt", "Check receipts, offline, or get a lost one again");
  receipt->require_subcommand(1);
  CLI::App* check = receipt->add_subcommand(
      "check",
      "Check that receipts prove their ballots to be in the log, and do not contradict one "
      "another");
  auto files = std::make_shared<std::vector<std::string>>();
  auto vkey = std::make_shared<std::string>();
  check->add_option("files", *files, "Receipts, as `urna vote` saved them")->required();
  check->add_option("--vkey", *vkey, "Verifier key of the log, as published");
  check->callback([files, vkey, &exit_code] {
    const absl::Status status = CheckReceiptFiles(*files, *vkey);
    exit_code = status.ok() ? 0 : Report("receipt check", status);
  });
  AddReceiptFetch(*receipt, exit_code);
}

void AddOpeningCommand(CLI::App& app, int& exit_code) {
  CLI::App* opening = app.add_subcommand("opening", "Check a challenged ballot");
  opening->require_subcommand(1);
  CLI::App* check = opening->add_subcommand(
      "check", "Show what an opened ballot holds, recomputed from nothing but the manifest");
  auto options = std::make_shared<OpeningOptions>();
  check->add_option("file", options->file, "Opened ballot, as `urna vote --challenge` saved it")
      ->required();
  check->add_option(
      "--tracker", options->tracker,
      "The tracker that the first device showed, its 20 characters or all 52 of the QR "
      "code; the file's own when left out");
  CLI::Option* bundle = check->add_option("--bundle", options->bundle,
                                          "Take the manifest from this bundle, and ask no server");
  AddProcessOptions(*check, options->process);
  check->get_option("--process")->required(false)->excludes(bundle);
  // Not excluded: the environment may name one for all commands.
  check->get_option("--server")->required(false);
  check->callback([options, &exit_code] {
    const absl::Status status =
        options->bundle.empty() && options->process.process.empty()
            ? absl::InvalidArgumentError("expected --server and --process, or --bundle")
            : CheckOpeningFile(*options);
    exit_code = status.ok() ? 0 : Report("opening check", status);
  });
}

}  // namespace

void AddCheckCommands(CLI::App& app, int& exit_code) {
  AddReceiptCommand(app, exit_code);
  AddOpeningCommand(app, exit_code);
}

}  // namespace urna::cli
