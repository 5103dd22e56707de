#include "cli/audit_command.h"

#include <fmt/format.h>

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "cli/audit_steps.h"
#include "cli/audit_summary.h"
#include "cli/client/files.h"
#include "cli/client/observer_client.h"
#include "cli/client/shown_text.h"
#include "cli/client/voter_client.h"
#include "cli/client_options.h"
#include "cli/progress_bar.h"
#include "crypto/checkpoint.h"
#include "ledger/bundle.h"
#include "ledger/limits.h"
#include "ledger/manifest.h"
#include "ledger/text.h"

namespace urna::cli {
namespace {

constexpr char kVerifyFooter[] =
    "Needs no server and trusts nobody: everything is recomputed from the bundle. The steps are\n"
    "those of section 14 of docs/protocol.md; it stops at the first that does not hold.\n"
    "  urna verify bundle/ --vkey KEY --manifest HASH --receipt receipt-TRACKER.json\n"
    "Of every receipt it says what became of its ballot. Exit 0 when all steps hold and every\n"
    "receipt's ballot was counted, or replaced by one whose receipt is given too; 1 otherwise;\n"
    "2 when the bundle cannot be read.";
constexpr std::uint64_t kMaxKeptFile = std::uint64_t{1} << 20;

struct VerifyOptions {
  std::string bundle;
  std::string vkey;
  std::string manifest;
  std::vector<std::string> receipts;
  std::vector<std::string> checkpoints;
  bool json = false;
  bool details = false;
  bool reference = false;
  std::string language;
};

// What was typed wrongly is not evidence against anybody.
absl::Status CheckWhatIsKnown(const VerifyOptions& options) {
  return client::MakePins(options.vkey, options.manifest).status();
}

absl::Status ReadKept(const VerifyOptions& options, ledger::AuditOptions& out) {
  for (const std::string& path : options.receipts) {
    auto text = client::ReadText(path, kMaxKeptFile);
    if (!text.ok()) return text.status();
    auto receipt = client::Receipt::FromJson(*text);
    if (!receipt.ok()) return client::While(path, receipt.status());
    out.kept_receipts.push_back({receipt->proof, receipt->leaf});
  }
  for (const std::string& path : options.checkpoints) {
    auto text = client::ReadText(path, kMaxKeptFile);
    if (!text.ok()) return text.status();
    if (const auto note = crypto::Note::Parse(*text); !note.ok()) {
      return client::While(fmt::format("{} is no checkpoint", path), note.status());
    }
    out.kept_checkpoints.push_back(*std::move(text));
  }
  return absl::OkStatus();
}

nlohmann::ordered_json ToJson(const ledger::AuditReport& report) {
  nlohmann::ordered_json out;
  out["ok"] = report.ok();
  out["process"] = report.process;
  out["log_vkey"] = report.log_vkey;
  out["log_size"] = report.log_size;
  out["manifest_hash"] = report.manifest_hash;
  out["pages_sha256"] = report.pages_sha256;
  out["root"] = report.root;
  out["closing_hash"] = report.closing_hash;
  out["result_hash"] = report.result_hash;
  out["steps"] = nlohmann::ordered_json::array();
  for (const auto& step : report.steps) {
    nlohmann::ordered_json line;
    line["number"] = step.number;
    line["name"] = step.name;
    line["ok"] = step.status.ok();
    line["detail"] = step.status.ok() ? step.detail : ledger::MessageOf(step.status);
    out["steps"].push_back(std::move(line));
  }
  out["faults"] = nlohmann::ordered_json::array();
  for (const auto& fault : report.faults) {
    out["faults"].push_back({{"leaf_index", fault.record}, {"reason", fault.reason}});
  }
  out["revocations"] = nlohmann::ordered_json::array();
  for (const auto& revocation : report.revocations) {
    nlohmann::ordered_json line;
    line["leaf_index"] = revocation.record;
    line["slot_tag"] = crypto::ToHex(revocation.slot.bytes);
    line["reason"] = revocation.reason;
    line["authorities"] = revocation.authorities;
    line["after_vote"] = revocation.after_vote;
    out["revocations"].push_back(std::move(line));
  }
  out["revoked_after_vote"] = report.revoked_after_vote();
  out["receipts_ok"] = report.receipts_ok();
  out["receipts"] = nlohmann::ordered_json::array();
  for (const auto& fate : report.fates) {
    nlohmann::ordered_json line;
    line["leaf_index"] = fate.record;
    line["fate"] = ledger::NameOf(fate.fate);
    if (fate.fate == ledger::Fate::kReplaced || fate.fate == ledger::Fate::kCancelled) {
      line["by"] = fate.by;
    }
    if (fate.fate == ledger::Fate::kCancelled) line["authorities"] = fate.authorities;
    line["text"] = fate.text;
    out["receipts"].push_back(std::move(line));
  }
  out["ignored_files"] = report.ignored_files;
  out["stated_limits"] = report.stated_limits;
  out["contests"] = nlohmann::ordered_json::array();
  for (const auto& contest : report.contests) {
    nlohmann::ordered_json line;
    line["contest"] = contest.contest;
    line["id"] = contest.id;
    line["entitled"] = contest.entitled;
    line["ballots"] = contest.ballots;
    line["valid"] = contest.valid;
    line["invalid"] = contest.invalid;
    line["too_few_ballots"] = contest.too_few_ballots;
    line["selected"] = contest.selected;
    line["cost"] = contest.cost;
    line["budget"] = contest.budget;
    out["contests"].push_back(std::move(line));
  }
  return out;
}

// The manifest that the audit had, and no other that was put in its place since.
std::shared_ptr<const ledger::Manifest> ReadAudited(const std::string& folder,
                                                    const std::string& hash) {
  auto bundle = ledger::Bundle::Open(folder);
  if (!bundle.ok()) return nullptr;
  auto config = bundle->Read(ledger::kConfigFile, ledger::kMaxConfigSize);
  auto record = bundle->Read(ledger::kKeyRecordFile, ledger::kMaxKeyRecordSize);
  if (!config.ok() || !record.ok()) return nullptr;
  auto manifest = ledger::Manifest::Parse(*config, *record);
  if (!manifest.ok() || crypto::ToHex((*manifest)->hash()) != hash) return nullptr;
  return *std::move(manifest);
}

// `given`, or the first language of the process as the bundle tells it, before anything of it is
// verified.
absl::StatusOr<Language> ChooseLanguage(const std::string& given, const std::string& folder) {
  if (!given.empty()) return ParseLanguage(given);
  auto bundle = ledger::Bundle::Open(folder);
  if (!bundle.ok()) return Language::kEnglish;
  const auto config = bundle->Read(ledger::kConfigFile, ledger::kMaxConfigSize);
  if (!config.ok()) return Language::kEnglish;
  const auto frozen = ledger::FrozenConfig::Parse(*config);
  const bool french = frozen.ok() && !frozen->config().title().empty() &&
                      frozen->config().title(0).language().starts_with("fr");
  return french ? Language::kFrench : Language::kEnglish;
}

int Verify(const VerifyOptions& options) {
  ledger::AuditOptions audit;
  audit.vkey = options.vkey;
  audit.manifest_hash = absl::AsciiStrToLower(options.manifest);
  audit.threads = AllThreads();
  audit.reference_only = options.reference;
  absl::Status given = CheckWhatIsKnown(options);
  if (given.ok()) given = ReadKept(options, audit);
  const auto language = ChooseLanguage(options.language, options.bundle);
  if (given.ok()) given = language.status();
  if (!given.ok()) {
    Report("verify", given);
    return kBadInput;
  }
  auto report = VerifyBundle(options.bundle, std::move(audit), [&](const ledger::AuditStep& step) {
    // As they come.
    if (!options.json) std::cout << StepLine(step, options.details, *language) << std::flush;
  });
  if (!report.ok()) {
    Report("verify", report.status());
    return kBadInput;
  }
  if (options.json) {
    std::cout << ToJson(*report).dump() << "\n";
  } else {
    const auto manifest = ReadAudited(options.bundle, report->manifest_hash);
    std::cout << SummarizeAudit(*report, manifest.get(), options.receipts, options.details,
                                *language);
  }
  if (!report->ok()) {
    const auto& step = report->steps.back();
    std::cerr << fmt::format("urna verify: step {}, {}, does not hold: {}\n", step.number,
                             step.name, client::Shown(ledger::MessageOf(step.status)));
  }
  return report->ok() && report->receipts_ok() ? 0 : kFailed;
}

struct FetchOptions {
  ProcessOptions process;
  std::string out;
};

absl::Status Fetch(const FetchOptions& options) {
  if (auto free = ledger::BundleWriter::CheckIsFree(options.out); !free.ok()) return free;
  auto reader = OpenReader(options.process);
  if (!reader.ok()) return reader.status();
  auto pins = PinsOf(options.process);
  if (!pins.ok()) return pins.status();
  ProgressBar bar;
  auto status = client::MirrorBundle(*reader, *pins, options.out, AllThreads(),
                                     [&](double done) { bar.Show("mirroring", done); });
  bar.Clear();
  if (status.ok()) {
    std::cout << fmt::format("{}\nverify it with: urna verify {}\n", options.out, options.out);
  }
  return status;
}

}  // namespace

absl::StatusOr<ledger::Bundle> OpenBundle(const std::string& folder) {
  auto bundle = ledger::Bundle::Open(folder);
  if (!bundle.ok()) return bundle;
  // With one of them it may be a bundle that was damaged, and the audit says so.
  for (const std::string_view file :
       {ledger::kConfigFile, ledger::kKeyRecordFile, ledger::kCheckpointFile}) {
    if (bundle->Has(file)) return bundle;
  }
  return absl::NotFoundError(
      fmt::format("{} is no bundle: it has neither {} nor {}; expected the folder that `urna "
                  "bundle fetch` made",
                  folder, ledger::kConfigFile, ledger::kCheckpointFile));
}

absl::StatusOr<ledger::AuditReport> VerifyBundle(const std::string& folder,
                                                 ledger::AuditOptions options,
                                                 const StepListener& tell) {
  auto bundle = OpenBundle(folder);
  if (!bundle.ok()) return bundle.status();
  ProgressBar bar;
  std::string name;
  options.on_begin = [&](int number, std::string_view step) {
    name = fmt::format("{} {}", number, step);
    bar.Show(name, 0);
  };
  options.on_progress = [&](double done) { bar.Show(name, done); };
  options.on_step = [&](const ledger::AuditStep& step) {
    bar.Clear();
    if (tell) tell(step);
  };
  return ledger::Audit(*bundle, options);
}

void AddAuditCommands(CLI::App& app, int& exit_code) {
  CLI::App* verify = app.add_subcommand("verify", "Verify a published count, trusting nobody");
  verify->footer(kVerifyFooter);
  auto options = std::make_shared<VerifyOptions>();
  verify->add_option("bundle", options->bundle, "Folder of the bundle")->required();
  verify->add_option("--vkey", options->vkey,
                     "Verifier key of the log, known from elsewhere than the bundle");
  verify->add_option("--manifest", options->manifest,
                     "The manifest's hash, known from elsewhere than the bundle");
  verify->add_option("--receipt", options->receipts, "A receipt that was kept; repeatable");
  verify->add_option("--checkpoint", options->checkpoints,
                     "A checkpoint of the log that was kept; repeatable");
  verify->add_flag("--json", options->json, "Print the report as one JSON object");
  verify->add_flag("--details", options->details, "Print hashes and keys too");
  verify->add_option("--lang", options->language,
                     "fr or en (default: the process's first language, or English where it is "
                     "another); what does not hold is told in English");
  verify->add_flag("--reference", options->reference, "Use the reference arithmetic only (slower)");
  verify->callback([options, &exit_code] { exit_code = Verify(*options); });

  CLI::App* bundle = app.add_subcommand("bundle", "Take home all that is public of a process");
  bundle->require_subcommand(1);
  CLI::App* fetch = bundle->add_subcommand("fetch", "Download a process as a bundle");
  auto fetch_options = std::make_shared<FetchOptions>();
  AddProcessOptions(*fetch, fetch_options->process);
  fetch->add_option("--out", fetch_options->out, "New folder for the bundle")->required();
  fetch->callback([fetch_options, &exit_code] {
    const absl::Status status = Fetch(*fetch_options);
    exit_code = status.ok() ? 0 : Report("bundle fetch", status);
  });
}

}  // namespace urna::cli
