#include "services/server.h"

#include <fmt/format.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "services/access.h"
#include "services/append/log_registry.h"
#include "services/append/process_log.h"
#include "services/ballots_service.h"
#include "services/call.h"
#include "services/ceremonies.h"
#include "services/changes.h"
#include "services/counting.h"
#include "services/drafts.h"
#include "services/eligibility_service.h"
#include "services/families.h"
#include "services/ledger_service.h"
#include "services/log.h"
#include "services/phase_clock.h"
#include "services/phases.h"
#include "services/process_records.h"
#include "services/processes_service.h"
#include "services/projects_service.h"
#include "services/roll_import.h"
#include "services/schedule.h"
#include "services/sealing.h"
#include "services/slot_finder.h"
#include "services/tallies_service.h"
#include "services/text_file.h"
#include "services/trustees_service.h"
#include "services/worker_pool.h"
#include "storage/rocks_store.h"

namespace urna::services {
namespace {

constexpr unsigned kLeastWorkers = 4;
// For rolls, mixes and outcomes, which take seconds: so that the counting of one process never
// holds up the voters of another. Each verification uses all processors by itself.
constexpr std::size_t kSlowWorkers = 2;
// How long a client has to answer whether it is still there.
constexpr int kKeepaliveTimeoutMs = 20'000;
// Clients that ask more often are told to calm down.
constexpr int kLeastPingIntervalMs = 10'000;
constexpr int kMaxStreamsPerConnection = 1000;
constexpr int kMaxMetadataBytes = 16 << 10;

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeCredentials(
    const ServerConfig& config) {
  if (!config.uses_tls()) return grpc::InsecureServerCredentials();
  absl::StatusOr<std::string> certificate = ReadTextFile(config.tls_certificate);
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<std::string> key = ReadTextFile(config.tls_key);
  if (!key.ok()) return key.status();
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({*std::move(key), *std::move(certificate)});
  return grpc::SslServerCredentials(options);
}

std::size_t WorkerThreads(const ServerConfig& config) {
  if (config.worker_threads > 0) return static_cast<std::size_t>(config.worker_threads);
  return std::max(kLeastWorkers, std::thread::hardware_concurrency());
}

void Configure(const ServerConfig& config, grpc::ServerBuilder& builder) {
  const int keepalive_ms = static_cast<int>(config.keepalive_seconds) * 1000;
  builder.SetMaxReceiveMessageSize(static_cast<int>(config.max_request_bytes));
  // Outcomes with their ballots are larger than what clients send.
  builder.SetMaxSendMessageSize(-1);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, keepalive_ms);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kLeastPingIntervalMs);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsPerConnection);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMaxMetadataBytes);
  // Two servers on one port would each see half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

class RunningServer final : public Server {
 public:
  RunningServer(const ServerConfig& config, std::unique_ptr<storage::Store> store,
                const Clock& clock)
      : store_(std::move(store)),
        workers_(WorkerThreads(config), static_cast<std::size_t>(config.worker_queue)),
        slow_workers_(kSlowWorkers, static_cast<std::size_t>(config.worker_queue)),
        calls_(*store_, workers_),
        slow_calls_(*store_, slow_workers_),
        changes_(*store_),
        sealing_(*store_, changes_, documents_, logs_, clock),
        schedule_(*store_, changes_, logs_, clock),
        drafts_(*store_, changes_, clock, config.name,
                [this](v1::Process& process) { Complete(process); }),
        imports_(*store_, changes_, clock),
        slots_(*store_),
        ceremonies_(*store_, changes_, documents_, logs_),
        counting_(*store_, changes_, logs_, clock),
        processes_(calls_, drafts_, sealing_, schedule_),
        projects_(calls_, drafts_),
        eligibility_(calls_, drafts_, imports_, schedule_, slots_, slow_calls_),
        trustees_(calls_, drafts_, ceremonies_, counting_, slow_calls_),
        tallies_(slow_calls_, counting_),
        ballots_(calls_, logs_),
        ledger_(calls_, logs_, *store_) {}

  ~RunningServer() override { Shutdown(absl::ZeroDuration()); }

  absl::Status OpenLogs() { return sealing_.OpenLogs(); }

  absl::Status Listen(const ServerConfig& config) {
    static const bool reflection = [] {
      grpc::reflection::InitProtoReflectionServerBuilderPlugin();
      grpc::EnableDefaultHealthCheckService(true);
      return true;
    }();
    static_cast<void>(reflection);
    absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> credentials = MakeCredentials(config);
    if (!credentials.ok()) return credentials.status();
    grpc::ServerBuilder builder;
    Configure(config, builder);
    std::vector<int> ports(config.listen.size(), 0);
    for (std::size_t i = 0; i < ports.size(); ++i) {
      builder.AddListeningPort(config.listen[i], *credentials, &ports[i]);
    }
    builder.RegisterService(&processes_);
    builder.RegisterService(&projects_);
    builder.RegisterService(&eligibility_);
    builder.RegisterService(&trustees_);
    builder.RegisterService(&tallies_);
    builder.RegisterService(&ballots_);
    builder.RegisterService(&ledger_);
    server_ = builder.BuildAndStart();
    for (std::size_t i = 0; i < ports.size(); ++i) {
      const std::string& address = config.listen[i];
      if (server_ == nullptr || ports[i] == 0) {
        return absl::UnavailableError(
            fmt::format("cannot listen on {}: the address is taken or is not of this machine, or "
                        "the certificate and key do not fit",
                        address));
      }
      addresses_.push_back(fmt::format("{}:{}", address.substr(0, address.rfind(':')), ports[i]));
    }
    server_->GetHealthCheckService()->SetServingStatus(true);
    phase_clock_ = std::make_unique<PhaseClock>([this] { Tick(); });
    return absl::OkStatus();
  }

  const std::vector<std::string>& addresses() const override { return addresses_; }

  void Shutdown(absl::Duration grace) override {
    phase_clock_.reset();
    if (server_ == nullptr) return;
    server_->GetHealthCheckService()->Shutdown();
    server_->Shutdown(std::chrono::system_clock::now() + absl::ToChronoMicroseconds(grace));
    server_->Wait();
    server_.reset();
  }

 private:
  // What the store does not say of a process: how far its log has come.
  void Complete(v1::Process& process) {
    schedule_.Advance(process.name());
    if (const std::shared_ptr<ProcessLog> log = logs_.Find(process.name())) {
      process.set_phase(log->WithState(PhaseOf));
    }
  }

  void Tick() {
    schedule_.AdvanceAll();
    if (log_stopped_) return;
    for (const std::shared_ptr<ProcessLog>& log : logs_.All()) {
      if (log->CheckAccepting().ok()) continue;
      // What is on disk is uncertain until the store is opened again.
      log_stopped_ = true;
      LogEvent(LogLevel::kError, "log stopped",
               {{"process", log->manifest().config().process()},
                {"advice", "restart the server: a write to the store has failed"}});
      server_->GetHealthCheckService()->SetServingStatus(false);
    }
  }

  // In the order in which they need each other: destroyed from the last to the first.
  const std::unique_ptr<storage::Store> store_;
  Documents documents_;
  LogRegistry logs_;
  WorkerPool workers_;
  WorkerPool slow_workers_;
  Calls calls_;
  Calls slow_calls_;
  Changes changes_;
  Sealing sealing_;
  Schedule schedule_;
  Drafts drafts_;
  RollImports imports_;
  SlotFinder slots_;
  Ceremonies ceremonies_;
  Counting counting_;
  ProcessesService processes_;
  ProjectsService projects_;
  EligibilityService eligibility_;
  TrusteesService trustees_;
  TalliesService tallies_;
  BallotsService ballots_;
  LedgerService ledger_;
  std::unique_ptr<grpc::Server> server_;
  bool log_stopped_ = false;  // of the clock's thread
  std::unique_ptr<PhaseClock> phase_clock_;
  std::vector<std::string> addresses_;
};

storage::RocksStoreOptions StoreOptions(const ServerConfig& config, bool create) {
  return {.path = (std::filesystem::path(config.data_dir) / "store").string(),
          .create = create,
          .families = FamilyNames()};
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerConfig& config,
                                                      std::unique_ptr<storage::Store> store,
                                                      const Clock& clock) {
  auto server = std::make_unique<RunningServer>(config, std::move(store), clock);
  if (absl::Status opened = server->OpenLogs(); !opened.ok()) return opened;
  if (absl::Status listening = server->Listen(config); !listening.ok()) return listening;
  return server;
}

absl::StatusOr<std::unique_ptr<storage::Store>> OpenServerStore(const ServerConfig& config) {
  absl::StatusOr<std::unique_ptr<storage::Store>> store =
      storage::OpenRocksStore(StoreOptions(config, false));
  if (absl::IsNotFound(store.status())) {
    return absl::NotFoundError(
        fmt::format("there is no store in {}: make it with urna init", config.data_dir));
  }
  return store;
}

absl::StatusOr<std::string> InitialiseServerStore(const ServerConfig& config, const Clock& clock) {
  if (absl::Status existing = storage::OpenRocksStore(StoreOptions(config, false)).status();
      !absl::IsNotFound(existing)) {
    return absl::AlreadyExistsError(
        fmt::format("there is a store in {} already; it was left as it is", config.data_dir));
  }
  // For the server alone: the store holds the keys that sign the logs.
  std::error_code error;
  std::filesystem::create_directories(config.data_dir, error);
  if (!error) {
    std::filesystem::permissions(config.data_dir, std::filesystem::perms::owner_all, error);
  }
  if (error) {
    return absl::UnavailableError(
        fmt::format("{}: cannot be made: {}", config.data_dir, error.message()));
  }
  absl::StatusOr<std::unique_ptr<storage::Store>> store =
      storage::OpenRocksStore(StoreOptions(config, true));
  if (!store.ok()) return store.status();
  return CreateAccessToken(**store, clock, "first administrator");
}

}  // namespace urna::services
