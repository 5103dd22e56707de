#include "cli/bench_flood.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "cli/abandoned_folders.h"
#include "cli/bench_attacks.h"
#include "cli/bench_election.h"
#include "cli/client_options.h"
#include "cli/honest_voters.h"
#include "cli/local_server.h"
#include "cli/progress_bar.h"
#include "cli/rehearsal.h"
#include "services/server/file_limit.h"

namespace urna::cli {
namespace {

constexpr char kFooter[] =
    "The server is one's own, or with --server (and an administrator's token in URNA_TOKEN) that "
    "one,\n"
    "which must be yours: this is an attack. First an election is held to its end, to have "
    "results\n"
    "to read; then voters cast in a second one, at first alone, then beside the flood.\n"
    "  urna bench flood --seconds 60";
constexpr std::size_t kFinishedBallots = 300;
constexpr std::size_t kBadBallots = 200;
constexpr std::chrono::seconds kPatience(60);
constexpr std::chrono::milliseconds kSampling(100);

struct FloodOptions {
  int seconds = 60;
  int voters_per_second = 50;
  AttackSizes sizes = {.idle_connections = 3000,
                       .half_open_connections = 1000,
                       .unread_streams = 1000,
                       .unfinished_calls = 500,
                       .header_uploads = 100,
                       .bad_ballots_per_second = 50,
                       .expensive_reads = 8,
                       .oversized_calls_per_second = 20};
  int max_connections = 2000;
  std::string server;
  bool json = false;
};

// The memory of a process, looked at ten times a second.
class MemoryWatch {
 public:
  explicit MemoryWatch(pid_t process) : process_(process), thread_([this] { Run(); }) {}
  ~MemoryWatch() {
    ending_ = true;
    thread_.join();
  }
  // MiB that were resident, the most since the last call; 0 where that cannot be seen.
  double TakeMost() { return static_cast<double>(most_kib_.exchange(0)) / 1024; }

 private:
  void Run() {
    while (!ending_) {
      std::ifstream status(fmt::format("/proc/{}/status", process_));
      for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) {
          most_kib_ = std::max<std::int64_t>(most_kib_, std::strtoll(&line[6], nullptr, 10));
        }
      }
      std::this_thread::sleep_for(kSampling);
    }
  }

  const pid_t process_;
  std::atomic<std::int64_t> most_kib_ = 0;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

struct Phase {
  VotersReport voters;
  double memory_mib = 0;
};

class Flood {
 public:
  explicit Flood(const FloodOptions& options) : options_(options) {}
  absl::Status Run();
  void Print() const;

 private:
  absl::Status HoldFinishedElection();
  absl::Status PrepareOpenElection();
  absl::Status Attacked();
  Phase Vote(std::span<BenchBallot> ballots, MemoryWatch* memory);
  std::size_t BaselineBallots() const {
    return static_cast<std::size_t>(options_.voters_per_second) *
           static_cast<std::size_t>(std::max(5, options_.seconds / 4));
  }
  BenchProgress Progress() {
    return [this](std::string_view what, double done) { bar_.Show(what, done); };
  }
  nlohmann::ordered_json Report() const;

  const FloodOptions& options_;
  ProgressBar bar_;
  std::string address_;
  std::string token_;
  std::unique_ptr<LocalServer> server_;
  std::unique_ptr<Rehearsal> finished_;
  std::unique_ptr<Rehearsal> open_;
  Target target_;
  std::vector<BenchBallot> ballots_;
  Phase alone_;
  Phase flooded_;
  struct Attacks {
    std::string name;
    std::uint64_t attempts;
    std::uint64_t rebuffed;
  };
  std::vector<Attacks> attacks_;
};

absl::Status Flood::HoldFinishedElection() {
  const client::ProcessDescription process = BenchProcess();
  auto election = Rehearsal::Create(address_, token_, process, Progress());
  if (!election.ok()) return election.status();
  finished_ = *std::move(election);
  std::vector<ledger::Choices> choices(kFinishedBallots);
  std::generate(choices.begin(), choices.end(), RandomChoices);
  if (auto status = finished_->SetUp(choices.size()); !status.ok()) return status;
  if (auto status = finished_->Seal(); !status.ok()) return status;
  if (auto status = finished_->Open(); !status.ok()) return status;
  if (auto status = finished_->Cast(choices, AllThreads()); !status.ok()) return status;
  if (auto status = finished_->Close(); !status.ok()) return status;
  if (auto status = finished_->SignClosing(); !status.ok()) return status;
  if (auto status = finished_->Mix(); !status.ok()) return status;
  if (auto status = finished_->Decrypt(); !status.ok()) return status;
  if (auto status = finished_->Tally(); !status.ok()) return status;
  auto log = finished_->Replicate();
  if (!log.ok()) return log.status();
  target_.process = process.name();
  target_.contest = BenchContest(process);
  target_.electorate = BenchElectorate(process);
  for (std::size_t i = 0; i < log->leaves().size(); ++i) {
    const auto leaf = ledger::ParseLeaf(log->leaves()[i]);
    const auto* artefact = leaf.ok() ? std::get_if<ledger::ArtefactLeaf>(&leaf->body) : nullptr;
    if (artefact == nullptr) continue;
    target_.artefacts.push_back(i);
    if (artefact->kind != ledger::ArtefactKind::kMix) continue;
    v1::ArtefactHeader& header = target_.header;
    header.set_process(process.name());
    header.set_contest(static_cast<std::uint32_t>(artefact->contest));
    header.set_index(artefact->index);
    header.set_trustee(artefact->trustee);
    header.set_size(artefact->size);
    header.set_sha256(std::string(crypto::AsText(artefact->sha256)));
    header.set_signature(std::string(crypto::AsText(artefact->signature)));
    header.set_kind(v1::ARTEFACT_KIND_MIX);
  }
  return absl::OkStatus();
}

absl::Status Flood::PrepareOpenElection() {
  const std::size_t honest =
      BaselineBallots() + static_cast<std::size_t>(options_.voters_per_second) *
                              static_cast<std::size_t>(options_.seconds);
  ballots_.resize(honest + kBadBallots);
  for (std::size_t i = honest; i < ballots_.size(); ++i) ballots_[i].broken = true;
  auto election = Rehearsal::Create(address_, token_, BenchProcess(), Progress());
  if (!election.ok()) return election.status();
  open_ = *std::move(election);
  if (auto status = open_->SetUp(ballots_.size()); !status.ok()) return status;
  if (auto status = open_->Seal(); !status.ok()) return status;
  if (auto status = open_->Open(); !status.ok()) return status;
  if (auto status = EncryptBallots(*open_, ballots_, Progress()); !status.ok()) return status;
  for (std::size_t i = honest; i < ballots_.size(); ++i) {
    target_.bad_ballots.push_back(ballots_[i].leaf);
  }
  ballots_.resize(honest);
  auto voter = open_->Voter();
  if (!voter.ok()) return voter.status();
  target_.voter = std::make_shared<const client::VoterClient>(*std::move(voter));
  target_.address = address_;
  return absl::OkStatus();
}

Phase Flood::Vote(std::span<BenchBallot> ballots, MemoryWatch* memory) {
  if (memory != nullptr) memory->TakeMost();
  Phase phase;
  phase.voters = LetVote(
      ballots, options_.voters_per_second, kPatience, [this] { return open_->Voter(); },
      Progress());
  if (memory != nullptr) phase.memory_mib = memory->TakeMost();
  return phase;
}

absl::Status Flood::Attacked() {
  std::optional<MemoryWatch> memory;
  if (server_ != nullptr) memory.emplace(server_->process());
  const std::span<BenchBallot> all(ballots_);
  alone_ = Vote(all.first(BaselineBallots()), memory ? &*memory : nullptr);
  std::vector<std::unique_ptr<Attack>> attacks = StartAttacks(target_, options_.sizes);
  flooded_ = Vote(all.subspan(BaselineBallots()), memory ? &*memory : nullptr);
  for (const auto& attack : attacks) {
    attacks_.push_back({attack->name(), attack->attempts(), attack->rebuffed()});
  }
  return absl::OkStatus();
}

absl::Status Flood::Run() {
  // For as many connections as vandals have.
  services::RaiseFileLimit();
  auto folder = TemporaryFolder::Create();
  if (!folder.ok()) return folder.status();
  auto watch = AbandonedFolders::Watch({folder->path()});
  if (!watch.ok()) return watch.status();
  if (options_.server.empty()) {
    auto started = LocalServer::Start(
        folder->path(), fmt::format("max_connections = {}\n", options_.max_connections));
    if (!started.ok()) return started.status();
    server_ = *std::move(started);
    address_ = server_->address();
    token_ = server_->token();
  } else {
    address_ = options_.server;
    if (const char* given = std::getenv("URNA_TOKEN")) token_ = given;
  }
  if (auto status = HoldFinishedElection(); !status.ok()) return status;
  if (auto status = PrepareOpenElection(); !status.ok()) return status;
  if (auto status = Attacked(); !status.ok()) return status;
  auto reader = open_->Voter();
  if (!reader.ok()) return reader.status();
  if (auto status = CheckReceipts(*reader, ballots_, Progress()); !status.ok()) return status;
  const absl::Status checked = CheckLog(*open_, ballots_);
  // Before the folder that it writes to.
  server_.reset();
  return checked;
}

nlohmann::ordered_json Flood::Report() const {
  const auto phase = [](const Phase& phase) {
    return nlohmann::ordered_json{{"cast", phase.voters.cast},
                                  {"acknowledged", phase.voters.acknowledged},
                                  {"failed", phase.voters.failed()},
                                  {"repeated_attempts", phase.voters.repeated},
                                  {"wait_ms",
                                   {{"p50", phase.voters.median_ms},
                                    {"p99", phase.voters.p99_ms},
                                    {"max", phase.voters.longest_ms}}},
                                  {"server_memory_mib", phase.memory_mib}};
  };
  nlohmann::ordered_json attacks = nlohmann::ordered_json::array();
  for (const Attacks& attack : attacks_) {
    attacks.push_back(
        {{"attack", attack.name}, {"attempts", attack.attempts}, {"rebuffed", attack.rebuffed}});
  }
  return {{"seconds", options_.seconds}, {"voters_per_second", options_.voters_per_second},
          {"alone", phase(alone_)},      {"flooded", phase(flooded_)},
          {"attacks", attacks},          {"acknowledged_ballots_missing", 0}};
}

void Flood::Print() const {
  if (options_.json) {
    std::cout << Report().dump() << "\n";
    return;
  }
  const auto print = [](std::string_view when, const Phase& phase) {
    std::cout << fmt::format(
        "{:8} {} voters: {} acknowledged, {} failed, {} attempts repeated; wait median {:.0f} ms, "
        "99% {:.0f}, longest {:.0f}; server {:.0f} MiB\n",
        when, phase.voters.cast, phase.voters.acknowledged, phase.voters.failed(),
        phase.voters.repeated, phase.voters.median_ms, phase.voters.p99_ms, phase.voters.longest_ms,
        phase.memory_mib);
  };
  print("alone:", alone_);
  print("flooded:", flooded_);
  for (const Attacks& attack : attacks_) {
    std::cout << fmt::format("  {}: {} attempts, {} rebuffed\n", attack.name, attack.attempts,
                             attack.rebuffed);
  }
  std::cout << "every receipt holds, and every ballot that was acknowledged is in the log\n";
}

}  // namespace

void AddBenchFlood(CLI::App& bench, int& exit_code) {
  CLI::App* flood = bench.add_subcommand("flood", "Attack a server while honest voters cast");
  flood->footer(kFooter);
  auto options = std::make_shared<FloodOptions>();
  const auto size = [flood](const char* flag, int& value, int max, const char* help) {
    flood->add_option(flag, value, help)->check(CLI::Range(0, max))->capture_default_str();
  };
  flood->add_option("--seconds", options->seconds, "How long the flood lasts")
      ->check(CLI::Range(1, 86400))
      ->capture_default_str();
  flood->add_option("--voters-per-second", options->voters_per_second, "Honest voters")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  AttackSizes& sizes = options->sizes;
  size("--idle-connections", sizes.idle_connections, 1 << 16, "Connections that say nothing");
  size("--half-open", sizes.half_open_connections, 1 << 16, "Handshakes that never end");
  size("--unread-streams", sizes.unread_streams, 1 << 14, "Streams that are never read");
  size("--unfinished-calls", sizes.unfinished_calls, 1 << 14,
       "Calls of 4 MiB that lack their last byte");
  size("--header-uploads", sizes.header_uploads, 1 << 12, "Uploads of a header and no more");
  size("--bad-ballots", sizes.bad_ballots_per_second, 10000, "Wrong proofs a second");
  size("--expensive-reads", sizes.expensive_reads, 256, "Largest reads, so many at a time");
  size("--oversized-calls", sizes.oversized_calls_per_second, 1000,
       "Calls with 64 KiB of metadata a second");
  flood
      ->add_option("--max-connections", options->max_connections,
                   "What a server of one's own is configured with")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
  flood->add_option("--server", options->server, "Address of a server; one of one's own without it")
      ->envname("URNA_SERVER");
  flood->add_flag("--json", options->json, "Print one JSON object instead");
  flood->callback([options, &exit_code] {
    Flood run(*options);
    const absl::Status status = run.Run();
    if (status.ok()) run.Print();
    exit_code = status.ok() ? 0 : cli::Report("bench flood", status);
  });
}

}  // namespace urna::cli
