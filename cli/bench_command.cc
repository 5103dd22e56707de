#include "cli/bench_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <latch>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>
#include <thread>

#include "cli/abandoned_folders.h"
#include "cli/bench_doors.h"
#include "cli/bench_election.h"
#include "cli/bench_flood.h"
#include "cli/client_options.h"
#include "cli/http_caster.h"
#include "cli/local_server.h"
#include "cli/progress_bar.h"
#include "cli/rehearsal.h"
#include "concurrency/first_error.h"
#include "ledger/errors.h"

namespace urna::cli {
namespace {

constexpr char kFooter[] =
    "A process is made on a server of one's own, or with --server (and an administrator's token "
    "in\n"
    "URNA_TOKEN) on that one; ballots are encrypted first, then cast over all connections at "
    "once,\n"
    "then every receipt is checked and the log is read again and verified.\n"
    "  urna bench cast --ballots 20000 --connections 64\n"
    "With --refused-percent some of the ballots have a proof that is wrong and costs the server "
    "its\n"
    "check: what an attacker costs the others.\n"
    "With --http the ballots go by turns over gRPC and over HTTP to a server of one's own, and it "
    "is\n"
    "told what a call costs that server over each.";
using Clock = std::chrono::steady_clock;

struct BenchOptions {
  std::size_t ballots = 2000;
  int connections = 16;
  int refused_percent = 0;
  std::string server;
  bool http = false;
  bool json = false;
};

// Whether ballot `i` is one of the `percent` of a hundred, evenly spread.
bool IsBroken(std::size_t i, int percent) {
  const auto share = static_cast<std::size_t>(percent);
  return (i + 1) * share / 100 != i * share / 100;
}

double Microseconds(const DoorCost& door) {
  return door.server_seconds * 1e6 / static_cast<double>(door.ballots);
}

class Bench {
 public:
  explicit Bench(const BenchOptions& options) : options_(options) {}
  absl::Status Run();
  void Print() const;

 private:
  absl::Status Prepare();
  absl::Status Cast(std::span<BenchBallot> ballots);
  absl::Status CastOverBoth(const LocalServer& server);
  Rehearsal::Progress Progress() {
    return [this](std::string_view what, double done) { bar_.Show(what, done); };
  }
  std::size_t CountCast() const {
    return static_cast<std::size_t>(std::count_if(ballots_.begin(), ballots_.end(),
                                                  [](const BenchBallot& b) { return !b.broken; }));
  }
  const BenchOptions& options_;
  ProgressBar bar_;
  std::unique_ptr<Rehearsal> election_;
  std::vector<BenchBallot> ballots_;
  std::vector<client::VoterClient> clients_;
  FirstError error_;
  double prepare_seconds_ = 0;
  double cast_seconds_ = 0;
  std::vector<DoorCost> doors_;
  std::vector<double> sorted_;
};

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

absl::Status Bench::Cast(std::span<BenchBallot> ballots) {
  std::atomic<std::size_t> next = 0;
  // Shared, for the last answer's thread may leave it after this one has gone on.
  const auto connections =
      std::make_shared<std::latch>(static_cast<std::ptrdiff_t>(clients_.size()));
  // Whether the answer to ballot i is the one it must have.
  const auto take = [&](std::size_t i, absl::StatusOr<v1::CastBallotResponse> answer) {
    if (ballots[i].broken) {
      if (ledger::ReasonOf(answer.status()) == "WRONG_PROOF") return true;
      error_.Set(absl::DataLossError(
          fmt::format("ballot {}: a wrong proof was not refused as one", i + 1)));
      return false;
    }
    if (!answer.ok()) {
      error_.Set(client::While(fmt::format("ballot {}", i + 1), answer.status()));
      return false;
    }
    ballots[i].answer = *std::move(answer);
    return true;
  };
  // One ballot after the other over each connection.
  std::function<void(std::size_t)> send = [&](std::size_t connection) {
    const std::size_t i = next++;
    if (i >= ballots.size()) return connections->count_down();
    const auto begin = Clock::now();
    clients_[connection].SendOnce(
        ballots[i].leaf, [&, connections, connection, i, begin](auto answer) {
          ballots[i].seconds = std::chrono::duration<double>(Clock::now() - begin).count();
          if (!take(i, std::move(answer))) return connections->count_down();
          if (connection == 0) {
            bar_.Show("casting", static_cast<double>(i) / static_cast<double>(ballots.size()));
          }
          send(connection);
        });
  };
  const auto begin = Clock::now();
  for (std::size_t c = 0; c < clients_.size(); ++c) send(c);
  connections->wait();
  cast_seconds_ += std::chrono::duration<double>(Clock::now() - begin).count();
  return error_.Get();
}

absl::Status Bench::CastOverBoth(const LocalServer& server) {
  auto http = HttpCaster::Connect(server.http_address(), election_->manifest().config().process(),
                                  options_.connections);
  if (!http.ok()) return http.status();
  const auto begin = Clock::now();
  const auto costs = CompareDoors(
      {BenchDoor{"gRPC", [this](std::span<BenchBallot> part) { return Cast(part); }},
       BenchDoor{"HTTP", [&http](std::span<BenchBallot> part) { return http->Cast(part); }}},
      ballots_, server.process());
  if (!costs.ok()) return costs.status();
  cast_seconds_ = std::chrono::duration<double>(Clock::now() - begin).count();
  doors_.assign(costs->begin(), costs->end());
  return absl::OkStatus();
}

absl::Status Bench::Run() {
  std::unique_ptr<LocalServer> server;
  auto folder = TemporaryFolder::Create();
  if (!folder.ok()) return folder.status();
  auto watch = AbandonedFolders::Watch({folder->path()});
  if (!watch.ok()) return watch.status();
  std::string address = options_.server;
  std::string token;
  if (address.empty()) {
    auto started = LocalServer::Start(folder->path(),
                                      options_.http ? "http_listen = [\"127.0.0.1:0\"]\n" : "");
    if (!started.ok()) return started.status();
    server = *std::move(started);
    address = server->address();
    token = server->token();
  } else if (const char* given = std::getenv("URNA_TOKEN")) {
    token = given;
  }
  auto election = Rehearsal::Create(address, token, BenchProcess(), Progress());
  if (!election.ok()) return election.status();
  election_ = *std::move(election);
  if (auto status = election_->SetUp(options_.ballots); !status.ok()) return status;
  if (auto status = election_->Seal(); !status.ok()) return status;
  if (auto status = election_->Open(); !status.ok()) return status;
  for (int c = 0; c < options_.connections; ++c) {
    auto voter = election_->Voter();
    if (!voter.ok()) return voter.status();
    clients_.push_back(*std::move(voter));
  }
  if (auto status = Prepare(); !status.ok()) return status;
  if (auto status = options_.http ? CastOverBoth(*server) : Cast(ballots_); !status.ok()) {
    return status;
  }
  if (auto status = CheckReceipts(clients_[0], ballots_, Progress()); !status.ok()) return status;
  if (auto status = CheckLog(*election_, ballots_); !status.ok()) return status;
  for (const BenchBallot& ballot : ballots_) {
    if (!ballot.broken) sorted_.push_back(ballot.seconds);
  }
  std::sort(sorted_.begin(), sorted_.end());
  return absl::OkStatus();
}

void Bench::Print() const {
  const std::size_t cast = CountCast();
  const std::size_t refused = ballots_.size() - cast;
  const double count = static_cast<double>(cast);
  if (options_.json) {
    nlohmann::ordered_json out = {{"ballots", cast},
                                  {"refused", refused},
                                  {"connections", options_.connections},
                                  {"encrypt_seconds", prepare_seconds_},
                                  {"cast_seconds", cast_seconds_},
                                  {"ballots_per_second", count / cast_seconds_},
                                  {"latency_ms",
                                   {{"p50", Percentile(sorted_, 0.5) * 1000},
                                    {"p90", Percentile(sorted_, 0.9) * 1000},
                                    {"p99", Percentile(sorted_, 0.99) * 1000},
                                    {"p999", Percentile(sorted_, 0.999) * 1000},
                                    {"max", sorted_.back() * 1000}}},
                                  {"receipts_checked", cast},
                                  {"errors", 0}};
    for (const DoorCost& door : doors_) {
      out["doors"][std::string(door.name)] = {{"ballots", door.ballots},
                                              {"seconds", door.seconds},
                                              {"server_cpu_us_per_call", Microseconds(door)}};
    }
    std::cout << out.dump() << "\n";
    return;
  }
  std::cout << fmt::format(
      "{} ballots over {} connections in {:.2f} s: {:.0f} ballots/s\n"
      "latency: median {:.1f} ms, 90% {:.1f}, 99% {:.1f}, 99.9% {:.1f}, longest {:.1f}\n"
      "encrypted before in {:.2f} s; every receipt holds, every ballot is in the log and counts\n",
      cast, options_.connections, cast_seconds_, count / cast_seconds_,
      Percentile(sorted_, 0.5) * 1000, Percentile(sorted_, 0.9) * 1000,
      Percentile(sorted_, 0.99) * 1000, Percentile(sorted_, 0.999) * 1000, sorted_.back() * 1000,
      prepare_seconds_);
  for (const DoorCost& door : doors_) {
    std::cout << fmt::format(
        "over {}: {:.0f} ballots/s, {:.0f} us of the server's processors a call\n", door.name,
        static_cast<double>(door.ballots) / door.seconds, Microseconds(door));
  }
  if (refused > 0) {
    std::cout << fmt::format("{} more had a wrong proof and were refused in the same time\n",
                             refused);
  }
}

}  // namespace

void AddBenchCommand(CLI::App& app, int& exit_code) {
  CLI::App* bench = app.add_subcommand("bench", "Measure a server");
  bench->require_subcommand(1);
  CLI::App* cast = bench->add_subcommand("cast", "Cast ballots as fast as the server takes them");
  cast->footer(kFooter);
  auto options = std::make_shared<BenchOptions>();
  cast->add_option("--ballots", options->ballots, "Ballots to cast, each by a voter of its own")
      ->check(CLI::Range(1, 1 << 24))
      ->capture_default_str();
  cast->add_option("--connections", options->connections,
                   "Connections, each with one ballot on its way at a time")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  CLI::Option* refused = cast->add_option("--refused-percent", options->refused_percent,
                                          "So many of a hundred ballots have a proof that is wrong")
                             ->check(CLI::Range(0, 99))
                             ->capture_default_str();
  CLI::Option* server = cast->add_option("--server", options->server,
                                         "Address of a server; one of one's own without it")
                            ->envname("URNA_SERVER");
  cast->add_flag("--http", options->http, "Over gRPC and over HTTP by turns")
      ->excludes(refused)
      ->excludes(server);
  cast->add_flag("--json", options->json, "Print one JSON object instead");
  cast->callback([options, &exit_code] {
    Bench run(*options);
    const absl::Status status = run.Run();
    if (status.ok()) run.Print();
    exit_code = status.ok() ? 0 : Report("bench cast", status);
  });
  AddBenchFlood(*bench, exit_code);
}

}  // namespace urna::cli
