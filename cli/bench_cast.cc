#include "cli/bench_cast.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "cli/abandoned_folders.h"
#include "cli/bench_election.h"
#include "cli/bench_server.h"
#include "cli/cast_over.h"
#include "cli/cast_round.h"
#include "cli/client_options.h"
#include "cli/local_server.h"
#include "cli/process_usage.h"
#include "cli/progress_bar.h"
#include "cli/rehearsal.h"
#include "cli/store_choice.h"

namespace urna::cli {
namespace {

constexpr char kBenchCastFooter[] =
    "A process is made on a server of one's own, or with --server (and an administrator's token "
    "in\n"
    "URNA_TOKEN) on that one; ballots are encrypted first, then cast over all connections at "
    "once,\n"
    "then every receipt is checked and the log is read again and verified.\n"
    "  urna bench cast --ballots 20000 --connections 64\n"
    "With --http half of them are cast over HTTP (Connect, in bytes), by turns in short rounds, "
    "and\n"
    "the server's processor time per ballot is told of both; a server of another needs "
    "--http-server.\n"
    "With --refused-percent some of the ballots have a proof that is wrong and costs the server "
    "its\n"
    "check: what an attacker costs the others.";
// Of each door: many, for a machine that others use changes within a run.
constexpr std::size_t kRounds = 10;
constexpr std::size_t kLeastBothWays = kRounds * kDoors.size();
using Clock = std::chrono::steady_clock;

struct CastOptions {
  std::size_t ballots = 2000;
  int connections = 16;
  int refused_percent = 0;
  bool http = false;
  std::string server;
  std::string http_server;
  bool json = false;
  StoreChoice store;
};

// Whether ballot `i` is one of the `percent` of a hundred, evenly spread.
bool IsBroken(std::size_t i, int percent) {
  const auto share = static_cast<std::size_t>(percent);
  return (i + 1) * share / 100 != i * share / 100;
}

// Rounds of the doors in the order A B B A: what grows in a run weighs on both alike.
Door DoorOf(std::size_t round) {
  return round % 4 == 1 || round % 4 == 2 ? Door::kHttp : Door::kGrpc;
}

// What was measured at one door.
struct Measured {
  std::size_t cast = 0;
  std::size_t refused = 0;
  std::chrono::duration<double> time{};
  std::optional<std::chrono::duration<double>> server_processor;
  // Of those that were cast.
  std::vector<double> sorted_seconds;

  double rate() const { return static_cast<double>(cast) / time.count(); }
  double latency_ms(double part) const {
    return sorted_seconds.empty() ? 0 : Percentile(sorted_seconds, part) * 1000;
  }
  // Of the server, in microseconds a ballot; nothing of one that is not this program's.
  std::optional<double> processor_us() const {
    if (!server_processor) return std::nullopt;
    return server_processor->count() * 1e6 / static_cast<double>(cast + refused);
  }
};

class Bench {
 public:
  explicit Bench(const CastOptions& options) : options_(options) {}
  absl::Status Run();
  void Print() const;

 private:
  absl::Status FindServer(const std::string& folder);
  absl::Status Connect();
  absl::Status Prepare();
  absl::Status Cast();
  absl::Status CastRound(std::span<BenchBallot> ballots, Door door);
  void Sort();
  nlohmann::ordered_json Report() const;
  BenchProgress Progress() {
    return [this](std::string_view what, double done) { bar_.Show(what, done); };
  }
  std::size_t CountCast() const {
    std::size_t cast = 0;
    for (const auto& [_, measured] : measured_) cast += measured.cast;
    return cast;
  }

  const CastOptions& options_;
  ProgressBar bar_;
  BenchServer server_;
  std::unique_ptr<Rehearsal> election_;
  std::vector<BenchBallot> ballots_;
  HttpThread http_;
  std::map<Door, std::vector<CastOnce>> connections_;
  double prepare_seconds_ = 0;
  std::map<Door, Measured> measured_;
};

absl::Status Bench::FindServer(const std::string& folder) {
  if (options_.http && !options_.server.empty() && options_.http_server.empty()) {
    return absl::InvalidArgumentError("--http with --server needs --http-server as well");
  }
  auto found = FindBenchServer(options_.server, options_.http_server, folder,
                               (options_.http ? kHttpOnLoopback : "") + options_.store.Lines());
  if (!found.ok()) return found.status();
  server_ = *std::move(found);
  return absl::OkStatus();
}

absl::Status Bench::Connect() {
  for (int c = 0; c < options_.connections; ++c) {
    auto voter = election_->Voter();
    if (!voter.ok()) return voter.status();
    connections_[Door::kGrpc].push_back(CastOver(*std::move(voter)));
    if (!options_.http) continue;
    auto caller = http_.Connect(server_.http_address);
    if (!caller.ok()) return caller.status();
    connections_[Door::kHttp].push_back(
        CastOver(*std::move(caller), election_->manifest().config().process()));
  }
  return absl::OkStatus();
}

absl::Status Bench::Prepare() {
  const auto begin = Clock::now();
  ballots_.resize(options_.ballots);
  for (std::size_t i = 0; i < ballots_.size(); ++i) {
    ballots_[i].broken = IsBroken(i, options_.refused_percent);
  }
  const absl::Status encrypted = EncryptBallots(*election_, ballots_, Progress());
  prepare_seconds_ = std::chrono::duration<double>(Clock::now() - begin).count();
  return encrypted;
}

absl::Status Bench::CastRound(std::span<BenchBallot> ballots, Door door) {
  for (BenchBallot& ballot : ballots) ballot.door = door;
  Measured& measured = measured_[door];
  const auto begin = Clock::now();
  const auto before =
      server_.own ? ProcessorTime(server_.own->process()) : std::chrono::nanoseconds(0);
  const absl::Status cast = CastAll(ballots, connections_[door], Progress());
  measured.time += Clock::now() - begin;
  if (server_.own) {
    const std::chrono::duration<double> used = ProcessorTime(server_.own->process()) - before;
    measured.server_processor =
        measured.server_processor.value_or(std::chrono::duration<double>(0)) + used;
  }
  return cast;
}

absl::Status Bench::Cast() {
  const std::span<BenchBallot> all(ballots_);
  if (!options_.http) return CastRound(all, Door::kGrpc);
  const std::size_t rounds = kRounds * kDoors.size();
  for (std::size_t round = 0; round < rounds; ++round) {
    const std::size_t begin = all.size() * round / rounds;
    const std::size_t end = all.size() * (round + 1) / rounds;
    if (auto cast = CastRound(all.subspan(begin, end - begin), DoorOf(round)); !cast.ok()) {
      return cast;
    }
  }
  return absl::OkStatus();
}

void Bench::Sort() {
  for (const BenchBallot& ballot : ballots_) {
    Measured& measured = measured_[ballot.door];
    ++(ballot.broken ? measured.refused : measured.cast);
    if (!ballot.broken) measured.sorted_seconds.push_back(ballot.seconds);
  }
  for (auto& [_, measured] : measured_) {
    std::sort(measured.sorted_seconds.begin(), measured.sorted_seconds.end());
  }
}

absl::Status Bench::Run() {
  if (options_.http && options_.ballots < kLeastBothWays) {
    return absl::InvalidArgumentError(
        fmt::format("--http needs at least {} ballots", kLeastBothWays));
  }
  auto folder = TemporaryFolder::Create();
  if (!folder.ok()) return folder.status();
  auto watch = AbandonedFolders::Watch({folder->path()});
  if (!watch.ok()) return watch.status();
  if (auto status = FindServer(folder->path()); !status.ok()) return status;
  auto election = Rehearsal::Create(server_.address, server_.token, BenchProcess(), Progress());
  if (!election.ok()) return election.status();
  election_ = *std::move(election);
  if (auto status = election_->SetUp(options_.ballots); !status.ok()) return status;
  if (auto status = election_->Seal(); !status.ok()) return status;
  if (auto status = election_->Open(); !status.ok()) return status;
  if (auto status = Connect(); !status.ok()) return status;
  if (auto status = Prepare(); !status.ok()) return status;
  if (auto status = Cast(); !status.ok()) return status;
  auto reader = election_->Voter();
  if (!reader.ok()) return reader.status();
  if (auto status = CheckReceipts(*reader, ballots_, Progress()); !status.ok()) return status;
  const absl::Status checked = CheckLog(*election_, ballots_);
  Sort();
  // Before the folder that it writes to.
  server_.own.reset();
  return checked;
}

nlohmann::ordered_json Bench::Report() const {
  nlohmann::ordered_json doors;
  for (const auto& [door, measured] : measured_) {
    doors[std::string(NameOf(door))] = {{"ballots", measured.cast},
                                        {"refused", measured.refused},
                                        {"seconds", measured.time.count()},
                                        {"ballots_per_second", measured.rate()},
                                        {"latency_ms",
                                         {{"p50", measured.latency_ms(0.5)},
                                          {"p90", measured.latency_ms(0.9)},
                                          {"p99", measured.latency_ms(0.99)},
                                          {"p999", measured.latency_ms(0.999)},
                                          {"max", measured.latency_ms(1)}}}};
    if (const auto processor = measured.processor_us()) {
      doors[std::string(NameOf(door))]["server_cpu_us_per_call"] = *processor;
    }
  }
  const std::size_t cast = CountCast();
  return {{"ballots", cast},
          {"refused", ballots_.size() - cast},
          {"connections", options_.connections},
          {"encrypt_seconds", prepare_seconds_},
          {"doors", std::move(doors)},
          {"receipts_checked", cast},
          {"errors", 0}};
}

void Bench::Print() const {
  if (options_.json) {
    std::cout << Report().dump() << "\n";
    return;
  }
  for (const auto& [door, measured] : measured_) {
    std::cout << fmt::format(
        "{}: {} ballots over {} connections in {:.2f} s: {:.0f} ballots/s\n"
        "  latency: median {:.1f} ms, 90% {:.1f}, 99% {:.1f}, 99.9% {:.1f}, longest {:.1f}\n",
        NameOf(door), measured.cast, options_.connections, measured.time.count(), measured.rate(),
        measured.latency_ms(0.5), measured.latency_ms(0.9), measured.latency_ms(0.99),
        measured.latency_ms(0.999), measured.latency_ms(1));
    if (const auto processor = measured.processor_us()) {
      std::cout << fmt::format("  {:.0f} µs of the server's processors each\n", *processor);
    }
    if (measured.refused > 0) {
      std::cout << fmt::format("  {} more had a wrong proof and were refused in the same time\n",
                               measured.refused);
    }
  }
  if (options_.http) {
    const Measured& grpc = measured_.at(Door::kGrpc);
    const Measured& http = measured_.at(Door::kHttp);
    std::cout << fmt::format("HTTP to gRPC: {:.2f} of the rate\n", http.rate() / grpc.rate());
    if (grpc.processor_us() && http.processor_us()) {
      std::cout << fmt::format("  {:.2f} of the processor time\n",
                               *http.processor_us() / *grpc.processor_us());
    }
  }
  std::cout << fmt::format(
      "encrypted before in {:.2f} s; every receipt holds, every ballot is in the log and counts\n",
      prepare_seconds_);
}

}  // namespace

void AddBenchCast(CLI::App& bench, int& exit_code) {
  CLI::App* cast = bench.add_subcommand("cast", "Cast ballots as fast as the server takes them");
  cast->footer(kBenchCastFooter);
  auto options = std::make_shared<CastOptions>();
  cast->add_option("--ballots", options->ballots, "Ballots to cast, each by a voter of its own")
      ->check(CLI::Range(1, 1 << 24))
      ->capture_default_str();
  cast->add_option("--connections", options->connections,
                   "Connections, each with one ballot on its way at a time")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  cast->add_option("--refused-percent", options->refused_percent,
                   "So many of a hundred ballots have a proof that is wrong")
      ->check(CLI::Range(0, 99))
      ->capture_default_str();
  cast->add_flag("--http", options->http, "Cast half of them over HTTP, by turns");
  cast->add_option("--server", options->server, "Address of a server; one of one's own without it")
      ->envname("URNA_SERVER");
  cast->add_option("--http-server", options->http_server, "Address of its HTTP door");
  cast->add_flag("--json", options->json, "Print one JSON object instead");
  AddStoreChoice(*cast, options->store);
  cast->callback([options, &exit_code] {
    Bench run(*options);
    const absl::Status status = run.Run();
    if (status.ok()) run.Print();
    exit_code = status.ok() ? 0 : Report("bench cast", status);
  });
}

}  // namespace urna::cli
