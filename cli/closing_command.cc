#include "cli/closing_command.h"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <string>

#include "cli/client/closings.h"
#include "cli/client/files.h"
#include "cli/closing_summary.h"
#include "cli/session.h"
#include "crypto/checkpoint.h"
#include "ledger/closing.h"

namespace urna::cli {
namespace {

constexpr char kClosingFooter[] =
    "  urna closing ..                              # what trustees and authorities compare aloud\n"
    "Where the manifest demands witnesses, they cosign the checkpoint of exactly the closed log, "
    "and\n"
    "anybody hands it in; trustees and authorities sign nothing before:\n"
    "  urna closing submit-checkpoint checkpoint ..";
constexpr std::uint64_t kMaxNote = std::uint64_t{64} << 10;

struct ClosingOptions {
  ProcessOptions process;
  std::string note;
};

absl::Status Show(const ClosingOptions& options) {
  auto log = DownloadLog(options.process);
  if (!log.ok()) return log.status();
  auto closing = log->ReadClosing();
  if (!closing.ok()) return closing.status();
  std::cerr << SummarizeClosing(*log);
  std::cout << ledger::ClosingGroups(ledger::ClosingHash(log->manifest().hash(), *closing)) << "\n";
  return absl::OkStatus();
}

absl::Status Submit(const ClosingOptions& options) {
  auto note = client::ReadText(options.note, kMaxNote);
  if (!note.ok()) return note.status();
  if (const auto parsed = crypto::Note::Parse(*note); !parsed.ok()) {
    return client::While(fmt::format("{} is no checkpoint", options.note), parsed.status());
  }
  auto log = DownloadLog(options.process);
  if (!log.ok()) return log.status();
  auto status = client::SubmitCloseCheckpoint(*log, *note);
  if (status.ok()) std::cout << "the witnesses' signatures under the closed log are handed in\n";
  return status;
}

}  // namespace

void AddClosingCommand(CLI::App& app, int& exit_code) {
  CLI::App* closing = app.add_subcommand(
      "closing", "Verify a closed log, and show what trustees and authorities compare aloud");
  closing->footer(kClosingFooter);
  auto options = std::make_shared<ClosingOptions>();
  AddProcessOptions(*closing, options->process);
  CLI::App* submit = closing->add_subcommand(
      "submit-checkpoint", "Hand in the checkpoint of the closed log that witnesses have cosigned");
  // The options of the process are those of the command above.
  submit->fallthrough();
  submit->add_option("file", options->note, "The note, with the witnesses' lines")->required();
  closing->callback([options, submit, &exit_code] {
    const bool submits = submit->parsed();
    const absl::Status status = submits ? Submit(*options) : Show(*options);
    exit_code = status.ok() ? 0 : Report(submits ? "closing submit-checkpoint" : "closing", status);
  });
}

}  // namespace urna::cli
