#include "cli/receipt_fetch.h"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/client/errors.h"
#include "cli/client/files.h"
#include "cli/client/voter_client.h"
#include "cli/client_options.h"
#include "cli/session.h"
#include "cli/voter_codes.h"

namespace urna::cli {
namespace {

constexpr char kReceiptFetchFooter[] =
    "With the tracker, that ballot's receipt:\n"
    "  urna receipt fetch --server HOST:PORT --process ID --tracker TRACKER\n"
    "Without it, the codes of the letters are asked for as by `urna vote`, the whole log is read "
    "and\n"
    "verified, and all receipts of the voter's ballots are saved, also of those that another "
    "device cast.\n"
    "Each is verified like the one that casting gave, and is as good, at any time while the server "
    "is there.";

struct FetchOptions {
  ProcessOptions process;
  std::string tracker;
  std::vector<int> code_fds;
  std::string out;
};

absl::Status Save(const FetchOptions& options, const client::Receipt& receipt) {
  const std::string path =
      options.out.empty() ? fmt::format("receipt-{}.json", receipt.tracker) : options.out;
  auto status =
      client::WriteNewFile(path, crypto::AsBytes(receipt.ToJson()), client::Access::kOwnerOnly);
  if (status.ok()) std::cout << fmt::format("{}: saved in {}\n", receipt.tracker, path);
  return status;
}

absl::Status FetchByTracker(const FetchOptions& options) {
  auto session = Begin(options.process);
  if (!session.ok()) return session.status();
  const client::VoterClient client(session->reader->connection(), session->sealed.manifest);
  auto receipt = client.FetchReceipt(options.tracker);
  if (!receipt.ok()) return receipt.status();
  return Save(options, *receipt);
}

absl::Status FetchByCodes(const FetchOptions& options) {
  auto session = Begin(options.process);
  if (!session.ok()) return session.status();
  const client::VoterClient client(session->reader->connection(), session->sealed.manifest);
  auto voter = ReadVoter(options.code_fds, client);
  if (!voter.ok()) return voter.status();
  auto log = DownloadLog(options.process);
  if (!log.ok()) return log.status();
  const auto trackers = client::TrackersOf(log->leaves(), voter->voting_key());
  if (trackers.empty()) return absl::NotFoundError("the log has no ballot of these codes");
  if (trackers.size() > 1 && !options.out.empty()) {
    return absl::InvalidArgumentError(
        fmt::format("these codes have {} ballots in the log, and --out names one file: leave it "
                    "out, or name a ballot with --tracker",
                    trackers.size()));
  }
  for (const ledger::Tracker& tracker : trackers) {
    auto receipt = client.FetchReceipt(tracker);
    if (!receipt.ok()) return receipt.status();
    receipt->slot = voter->slot.tag.Printed();
    const absl::Status status = Save(options, *receipt);
    // One that was never lost must not keep the others from being saved.
    if (absl::IsAlreadyExists(status) && options.out.empty()) {
      std::cout << client::Explain(status) << "\n";
    } else if (!status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace

void AddReceiptFetch(CLI::App& receipt, int& exit_code) {
  CLI::App* fetch = receipt.add_subcommand(
      "fetch", "Get a receipt again, from the ballot's tracker or the voter's codes");
  fetch->footer(kReceiptFetchFooter);
  auto options = std::make_shared<FetchOptions>();
  AddProcessOptions(*fetch, options->process);
  fetch->add_option("--tracker", options->tracker,
                    "The tracker that the device showed, its 20 characters or all 52");
  AddCodeOption(*fetch, options->code_fds);
  fetch->add_option("--out", options->out,
                    "File for the receipt; receipt-TRACKER.json when left out");
  fetch->callback([options, &exit_code] {
    const absl::Status status =
        options->tracker.empty() ? FetchByCodes(*options) : FetchByTracker(*options);
    exit_code = status.ok() ? 0 : Report("receipt fetch", status);
  });
}

}  // namespace urna::cli
