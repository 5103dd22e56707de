#include "cli/bench_flood.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "cli/abandoned_folders.h"
#include "cli/bench_attacks.h"
#include "cli/bench_election.h"
#include "cli/bench_server.h"
#include "cli/client_options.h"
#include "cli/honest_voters.h"
#include "cli/http_attacks.h"
#include "cli/local_server.h"
#include "cli/process_usage.h"
#include "cli/progress_bar.h"
#include "cli/rehearsal.h"
#include "services/server/file_limit.h"

namespace urna::cli {
namespace {

constexpr char kBenchFloodFooter[] =
    "The server is one's own, or with --server (and an administrator's token in URNA_TOKEN) that "
    "one,\n"
    "which must be yours: this is an attack. First an election is held to its end, to have "
    "results\n"
    "to read; then voters cast in a second one, at first alone, then beside the flood. Half of "
    "them\n"
    "vote over HTTP, which is attacked as well; of another server only with --http-server.\n"
    "  urna bench flood --seconds 60";
constexpr std::size_t kFinishedBallots = 300;
constexpr std::size_t kBadBallots = 200;
constexpr std::chrono::seconds kPatience(60);

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
  HttpAttackSizes http_sizes = {.slow_heads = 1000,
                                .unfinished_bodies = 500,
                                .half_open_connections = 1000,
                                .unread_downloads = 200,
                                .header_uploads = 100,
                                .pipelines = 20,
                                .expensive_reads = 4,
                                .smuggled_requests_per_second = 50,
                                .oversized_heads_per_second = 20,
                                .oversized_bodies_per_second = 10,
                                .bombs_per_second = 20};
  int max_connections = 2000;
  bool grpc_only = false;
  std::string server;
  std::string http_server;
  bool json = false;
};

struct Phase {
  std::map<Door, VotersReport> voters;
  double memory_mib = 0;
};

class Flood {
 public:
  explicit Flood(const FloodOptions& options) : options_(options) {}
  absl::Status Run();
  void Print() const;

 private:
  absl::Status FindServer(const std::string& folder);
  absl::Status HoldFinishedElection();
  absl::Status PrepareOpenElection();
  absl::Status Attacked();
  absl::StatusOr<CastOnce> ConnectVoter(Door door);
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
  BenchServer server_;
  std::unique_ptr<Rehearsal> finished_;
  std::unique_ptr<Rehearsal> open_;
  HttpThread http_;
  Target target_;
  std::vector<BenchBallot> ballots_;
  Phase alone_;
  Phase flooded_;
  struct Attacks {
    std::string name;
    std::uint64_t attempts;
    std::uint64_t rebuffed;
    std::uint64_t succeeded;
  };
  std::vector<Attacks> attacks_;
};

absl::Status Flood::HoldFinishedElection() {
  const client::ProcessDescription process = BenchProcess();
  auto election = Rehearsal::Create(server_.address, server_.token, process, Progress());
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
  auto election = Rehearsal::Create(server_.address, server_.token, BenchProcess(), Progress());
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
  for (std::size_t i = 1; i < honest && !server_.http_address.empty(); i += 2) {
    ballots_[i].door = Door::kHttp;
  }
  auto voter = open_->Voter();
  if (!voter.ok()) return voter.status();
  target_.voter = std::make_shared<const client::VoterClient>(*std::move(voter));
  target_.address = server_.address;
  target_.http_address = server_.http_address;
  return absl::OkStatus();
}

absl::StatusOr<CastOnce> Flood::ConnectVoter(Door door) {
  if (door == Door::kHttp) {
    auto caller = http_.Connect(server_.http_address);
    if (!caller.ok()) return caller.status();
    return CastOver(*std::move(caller), open_->manifest().config().process());
  }
  auto voter = open_->Voter();
  if (!voter.ok()) return voter.status();
  return CastOver(*std::move(voter));
}

Phase Flood::Vote(std::span<BenchBallot> ballots, MemoryWatch* memory) {
  if (memory != nullptr) memory->TakeMost();
  LetVote(
      ballots, options_.voters_per_second, kPatience,
      [this](Door door) { return ConnectVoter(door); }, Progress());
  Phase phase;
  for (const Door door : kDoors) {
    const VotersReport report = ReportOn(ballots, door);
    if (report.cast > 0) phase.voters[door] = report;
  }
  if (memory != nullptr) phase.memory_mib = memory->TakeMost();
  return phase;
}

absl::Status Flood::Attacked() {
  std::optional<MemoryWatch> memory;
  if (server_.own != nullptr) memory.emplace(server_.own->process());
  const std::span<BenchBallot> all(ballots_);
  alone_ = Vote(all.first(BaselineBallots()), memory ? &*memory : nullptr);
  std::vector<std::unique_ptr<Attack>> attacks = StartAttacks(target_, options_.sizes);
  if (!server_.http_address.empty()) {
    for (auto& attack : StartHttpAttacks(target_, options_.http_sizes)) {
      attacks.push_back(std::move(attack));
    }
  }
  flooded_ = Vote(all.subspan(BaselineBallots()), memory ? &*memory : nullptr);
  for (const auto& attack : attacks) {
    const Attack::Counts& counts = attack->counts();
    attacks_.push_back({attack->name(), counts.attempts, counts.rebuffed, counts.succeeded});
  }
  for (const Attacks& attack : attacks_) {
    if (attack.succeeded == 0) continue;
    return absl::DataLossError(fmt::format("{}: {} of {} got what nobody may have", attack.name,
                                           attack.succeeded, attack.attempts));
  }
  return absl::OkStatus();
}

absl::Status Flood::FindServer(const std::string& folder) {
  auto found = FindBenchServer(options_.server, options_.http_server, folder,
                               fmt::format("max_connections = {}\n{}", options_.max_connections,
                                           options_.grpc_only ? "" : kHttpOnLoopback));
  if (!found.ok()) return found.status();
  server_ = *std::move(found);
  return absl::OkStatus();
}

absl::Status Flood::Run() {
  // For as many connections as vandals have.
  services::RaiseFileLimit();
  auto folder = TemporaryFolder::Create();
  if (!folder.ok()) return folder.status();
  auto watch = AbandonedFolders::Watch({folder->path()});
  if (!watch.ok()) return watch.status();
  if (auto status = FindServer(folder->path()); !status.ok()) return status;
  if (auto status = HoldFinishedElection(); !status.ok()) return status;
  if (auto status = PrepareOpenElection(); !status.ok()) return status;
  if (auto status = Attacked(); !status.ok()) return status;
  auto reader = open_->Voter();
  if (!reader.ok()) return reader.status();
  if (auto status = CheckReceipts(*reader, ballots_, Progress()); !status.ok()) return status;
  const absl::Status checked = CheckLog(*open_, ballots_);
  // Before the folder that it writes to.
  server_.own.reset();
  return checked;
}

nlohmann::ordered_json Flood::Report() const {
  const auto phase = [](const Phase& phase) {
    nlohmann::ordered_json doors = nlohmann::ordered_json::array();
    for (const auto& [door, voters] : phase.voters) {
      doors.push_back(
          {{"door", NameOf(door)},
           {"cast", voters.cast},
           {"acknowledged", voters.acknowledged},
           {"failed", voters.failed()},
           {"repeated_attempts", voters.repeated},
           {"wait_ms",
            {{"p50", voters.median_ms}, {"p99", voters.p99_ms}, {"max", voters.longest_ms}}}});
    }
    return nlohmann::ordered_json{{"doors", std::move(doors)},
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
    for (const auto& [door, voters] : phase.voters) {
      std::cout << fmt::format(
          "{:8} {} voters over {}: {} acknowledged, {} failed, {} attempts repeated; wait median "
          "{:.0f} ms, 99% {:.0f}, longest {:.0f}\n",
          when, voters.cast, NameOf(door), voters.acknowledged, voters.failed(), voters.repeated,
          voters.median_ms, voters.p99_ms, voters.longest_ms);
    }
    std::cout << fmt::format("{:8} server {:.0f} MiB\n", when, phase.memory_mib);
  };
  print("alone:", alone_);
  print("flooded:", flooded_);
  for (const Attacks& attack : attacks_) {
    std::cout << fmt::format("  {}: {} attempts, {} rebuffed\n", attack.name, attack.attempts,
                             attack.rebuffed);
  }
  std::cout << "every receipt holds, and every ballot that was acknowledged is in the log\n";
}

using AddSize = std::function<void(const char* flag, int& value, int max, const char* help)>;

void AddHttpSizes(const AddSize& size, HttpAttackSizes& sizes) {
  size("--http-slow-heads", sizes.slow_heads, 1 << 16, "Heads over HTTP, a byte a second");
  size("--http-unfinished-bodies", sizes.unfinished_bodies, 1 << 14,
       "Ballots over HTTP that lack a half, bodies of 4 MiB that lack a byte");
  size("--http-half-open", sizes.half_open_connections, 1 << 16,
       "Connections to the HTTP door that say nothing, or half a handshake");
  size("--http-unread", sizes.unread_downloads, 1 << 14, "Downloads over HTTP that nobody reads");
  size("--http-header-uploads", sizes.header_uploads, 1 << 12,
       "Uploads over HTTP of a header and no more");
  size("--http-pipelines", sizes.pipelines, 1 << 12,
       "Connections on which HTTP reads are asked for without end");
  size("--http-expensive-reads", sizes.expensive_reads, 256,
       "Largest reads over HTTP, so many at a time");
  size("--http-smuggled", sizes.smuggled_requests_per_second, 1000,
       "Requests a second that can be read in two ways");
  size("--http-oversized-heads", sizes.oversized_heads_per_second, 1000,
       "HTTP heads of 64 KiB a second");
  size("--http-oversized-bodies", sizes.oversized_bodies_per_second, 1000,
       "HTTP bodies a second that are announced or begun too large");
  size("--http-bombs", sizes.bombs_per_second, 1000, "HTTP bodies a second that unpack to 64 MiB");
}

}  // namespace

void AddBenchFlood(CLI::App& bench, int& exit_code) {
  CLI::App* flood = bench.add_subcommand("flood", "Attack a server while honest voters cast");
  flood->footer(kBenchFloodFooter);
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
  AddHttpSizes(size, options->http_sizes);
  flood
      ->add_option("--max-connections", options->max_connections,
                   "What a server of one's own is configured with")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
  flood->add_flag("--grpc-only", options->grpc_only,
                  "A server of one's own has no HTTP door: all vote over gRPC");
  flood->add_option("--server", options->server, "Address of a server; one of one's own without it")
      ->envname("URNA_SERVER");
  flood->add_option("--http-server", options->http_server,
                    "Address of its HTTP door; left alone without it");
  flood->add_flag("--json", options->json, "Print one JSON object instead");
  flood->callback([options, &exit_code] {
    Flood run(*options);
    const absl::Status status = run.Run();
    if (status.ok()) run.Print();
    exit_code = status.ok() ? 0 : cli::Report("bench flood", status);
  });
}

}  // namespace urna::cli
