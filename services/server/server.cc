#include "services/server/server.h"

#include <fmt/format.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <set>

#include "concurrency/processors.h"
#include "crypto/bytes.h"
#include "services/api/application.h"
#include "services/base/events.h"
#include "services/base/families.h"
#include "services/base/limits.h"
#include "services/grpc/grpc_service.h"
#include "services/grpc/health_service.h"
#include "services/http/http_server.h"
#include "services/metrics/metrics_listener.h"
#include "services/pages/map_files.h"
#include "services/pages/page_source.h"
#include "services/server/acceptor.h"
#include "services/server/certificate.h"
#include "services/server/file_limit.h"
#include "services/server/grpc_log.h"
#include "services/server/known_checkpoints.h"
#include "services/server/listener.h"
#include "services/server/mail_setup.h"
#include "services/server/phase_clock.h"
#include "services/server/store_failure.h"
#include "services/server/store_options.h"
#include "services/server/watched_store.h"
#include "storage/engines/engines.h"

namespace urna::services {
namespace {

constexpr int kLeastWorkers = 4;
// In the data folder, beside the store.
constexpr char kMemoryFile[] = "signed";

std::size_t WorkerThreads(const ServerConfig& config) {
  if (config.worker_threads > 0) return static_cast<std::size_t>(config.worker_threads);
  return static_cast<std::size_t>(std::max(kLeastWorkers, Processors()));
}

int Milliseconds(std::int64_t seconds) { return static_cast<int>(seconds * 1000); }
int Milliseconds(absl::Duration time) { return static_cast<int>(absl::ToInt64Milliseconds(time)); }

void Configure(const ServerConfig& config, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(config.max_request_bytes));
  // Outcomes with their ballots are larger than what clients send.
  builder.SetMaxSendMessageSize(-1);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
                             Milliseconds(config.handshake_seconds));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, Milliseconds(config.idle_seconds));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, Milliseconds(config.keepalive_seconds));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Milliseconds(kKeepaliveTimeout));
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             Milliseconds(kLeastPingInterval));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kStreamsPerConnection);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytes);
  // gRPC looks at the size of a message before it unpacks it, and not after.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  // Nobody sends more before he is asked, however fast the line.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kUnaskedBytes);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  grpc::ResourceQuota quota("urna");
  quota.SetMaxThreads(kReflectionThreads);
  builder.SetResourceQuota(quota);
}

std::set<std::string> NamesOfServices(const std::vector<Method>& methods) {
  std::set<std::string> names;
  for (const Method& method : methods) names.insert(method.descriptor->service()->full_name());
  return names;
}

// What is served over HTTP beside the API.
struct ServedFiles {
  std::shared_ptr<const Pages> pages;
  std::unique_ptr<MapFiles> map;
};

std::string DigestOf(const Pages* pages) {
  return pages == nullptr ? "" : std::string(crypto::AsText(pages->digest()));
}

absl::StatusOr<ServedFiles> LoadFiles(const ServerConfig& config) {
  if (config.http_listen.empty()) return ServedFiles{};
  absl::StatusOr<std::shared_ptr<const Pages>> pages = LoadPages(config.pages);
  if (!pages.ok()) return pages.status();
  absl::StatusOr<std::unique_ptr<MapFiles>> map = MapFiles::Open(config.map_dir);
  if (!map.ok()) return map.status();
  return ServedFiles{*std::move(pages), *std::move(map)};
}

absl::StatusOr<PeopleOptions> LoadPeople(const ServerConfig& config, bool mails) {
  const bool mails_links = config.sign_in_links == "citizens";
  if (mails_links && !mails) {
    return absl::FailedPreconditionError(
        "sign_in_links is \"citizens\", but this server sends no mail: set smtp_server");
  }
  absl::StatusOr<std::vector<ProviderConfig>> providers = LoadProviders(config.logins);
  if (!providers.ok()) return providers.status();
  return PeopleOptions{.public_url = config.public_url,
                       .times = {.idle = absl::Minutes(config.session_idle_minutes),
                                 .whole = absl::Hours(config.session_hours)},
                       .providers = *std::move(providers),
                       .mails_links = mails_links};
}

Attaching::Options AttachmentOptions(const ServerConfig& config) {
  Attaching::Options options{static_cast<std::uint64_t>(config.attachment_bytes),
                             ImageProcess::FindProgram(config.image_program)};
  if (options.most_bytes > 0 && options.image_program.empty()) {
    TellOperator(Severity::kWarning, "no images are taken: there is no urna-image to run");
  }
  return options;
}

std::string SearchFolder(const ServerConfig& config) {
  return (std::filesystem::path(config.data_dir) / "search").string();
}

class RunningServer final : public Server {
  using Sockets = std::vector<ledger::FileDescriptor>;

 public:
  RunningServer(const ServerConfig& config, ServedFiles files, PeopleOptions people,
                std::optional<MailOptions> mail, std::unique_ptr<storage::Store> store,
                const Clock& clock, std::unique_ptr<LinkSender> link_sender)
      : files_(std::move(files)),
        store_(std::make_unique<WatchedStore>(
            std::move(store), (std::filesystem::path(config.data_dir) / kMemoryFile).string())),
        clock_(clock),
        application_({.name = config.name,
                      .upload_bytes = static_cast<std::uint64_t>(config.upload_bytes),
                      .threads = WorkerThreads(config),
                      .queue = static_cast<std::size_t>(config.worker_queue),
                      .pages_sha256 = DigestOf(files_.pages.get()),
                      .people = std::move(people),
                      .attachments = AttachmentOptions(config),
                      .mail = std::move(mail),
                      .search_folder = SearchFolder(config)},
                     *store_, clock, std::move(link_sender)),
        door_(application_.dispatcher(), watchdog_, clock, config.trusted_proxies,
              static_cast<std::uint64_t>(config.message_bytes),
              static_cast<std::uint64_t>(config.max_request_bytes)),
        services_(MakeGrpcServices(door_, application_.methods())),
        health_(door_, NamesOfServices(application_.methods())),
        sends_mail_(!config.smtp_server.empty()) {}

  ~RunningServer() override { Shutdown(absl::ZeroDuration()); }

  // Before any log is opened, and signed: whether it is one to go on with.
  absl::Status Open(const std::vector<std::string>& known_checkpoints) {
    if (absl::Status sound = store_->memory().Check(*store_); !sound.ok()) return sound;
    if (!known_checkpoints.empty()) {
      absl::Status known = CheckKnownCheckpoints(*store_, known_checkpoints);
      if (!known.ok()) return known;
    }
    return application_.Open();
  }

  absl::Status Listen(const ServerConfig& config) {
    static const bool reflection = [] {
      grpc::reflection::InitProtoReflectionServerBuilderPlugin();
      return true;
    }();
    static_cast<void>(reflection);
    const FileLimit files = RaiseFileLimit();
    const absl::StatusOr<std::int64_t> connections =
        ConnectionsWithin(files, config.max_connections, config.http_listen.empty() ? 1 : 2);
    if (!connections.ok()) return connections.status();
    const AcceptorLimits limits{
        .max_connections = static_cast<std::size_t>(*connections),
        .max_descriptor = static_cast<int>(files.files - files.reserve / 2)};
    absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> credentials = Credentials(config);
    if (!credentials.ok()) return credentials.status();
    absl::StatusOr<Sockets> sockets = ListenOnAll(config.listen, addresses_);
    if (!sockets.ok()) return sockets.status();
    absl::StatusOr<Sockets> http_sockets = ListenOnAll(config.http_listen, http_addresses_);
    if (!http_sockets.ok()) return http_sockets.status();
    ServeHttp(config, *std::move(http_sockets), limits);
    if (absl::Status metrics = ListenForMetrics(config.metrics_listen); !metrics.ok()) {
      return metrics;
    }
    grpc::ServerBuilder builder;
    Configure(config, builder);
    connections_ = builder.experimental().AddExternalConnectionAcceptor(
        grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, *credentials);
    for (const std::unique_ptr<grpc::Service>& service : services_) {
      builder.RegisterService(service.get());
    }
    builder.RegisterService(&health_);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) return absl::InternalError("gRPC does not start");
    acceptor_ = std::make_unique<Acceptor>(
        *std::move(sockets), limits,
        [this](int connection, int listener) {
          grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters parameters;
          parameters.listener_fd = listener;
          parameters.fd = connection;
          connections_->HandleNewConnection(&parameters);
        },
        connection_meter_);
    phase_clock_ = std::make_unique<PhaseClock>([this] { CatchUp(); });
    if (sends_mail_) {
      mail_clock_ = std::make_unique<PhaseClock>([this] { application_.postbox().Work(); });
      bounce_clock_ =
          std::make_unique<PhaseClock>([this] { application_.postbox().LookForBounces(); });
    }
    return absl::OkStatus();
  }

  const std::vector<std::string>& addresses() const override { return addresses_; }
  const std::vector<std::string>& http_addresses() const override { return http_addresses_; }
  std::string metrics_address() const override {
    return metrics_ == nullptr ? "" : metrics_->address();
  }

  void CatchUp() override {
    const MutexLock lock(catching_up_);
    // First what frees others: the rest may wait for the disk.
    watchdog_.Tick(clock_.Now());
    LookAtStore();
    application_.CatchUp();
    if (certificate_ != nullptr) certificate_->Refresh(clock_.Now());
    store_->memory().Write(clock_.Now());
  }

  void Shutdown(absl::Duration grace) override {
    phase_clock_.reset();
    application_.postbox().Stop();
    mail_clock_.reset();
    bounce_clock_.reset();
    acceptor_.reset();
    http_acceptor_.reset();
    // Whoever takes or sends nothing has no claim to the whole grace.
    watchdog_.Hurry(kEndingTime);
    const PhaseClock watching([this] { watchdog_.Tick(clock_.Now()); });
    const auto limit = std::chrono::system_clock::now() + absl::ToChronoMicroseconds(grace);
    if (http_ != nullptr) http_->Drain();
    if (server_ != nullptr) {
      health_.Shutdown();
      server_->Shutdown(limit);
      server_->Wait();
      server_.reset();
    }
    if (http_ != nullptr) {
      http_->Shutdown(absl::FromChrono(limit - std::chrono::system_clock::now()));
    }
    // A lane may still hold what came with a call that is over, and that refers to the door: the door goes before
    // the lanes do.
    application_.dispatcher().End();
    application_.sign_ins().End();
    store_->memory().WriteNow();
    // Last: how calls under way end can be watched.
    metrics_.reset();
  }

 private:
  absl::Status ListenForMetrics(const std::string& address) {
    if (address.empty()) return absl::OkStatus();
    absl::StatusOr<std::unique_ptr<MetricsListener>> metrics =
        MetricsListener::Start(address, [this](Measurements& out) {
          application_.Measure(out);
          door_.Measure(out);
          if (http_ != nullptr) http_->Measure(out);
          connection_meter_.Measure(out);
          store_->Measure(out);
        });
    if (!metrics.ok()) return metrics.status();
    metrics_ = *std::move(metrics);
    return absl::OkStatus();
  }

  void LookAtStore() ABSL_EXCLUSIVE_LOCKS_REQUIRED(catching_up_) {
    const bool healthy = store_->CheckHealth();
    application_.TellWhetherStoreWrites(healthy);
    if (healthy == is_healthy_) return;
    is_healthy_ = healthy;
    health_.Set(healthy);
    if (http_ != nullptr) http_->SetServing(healthy);
  }

  static absl::StatusOr<Sockets> ListenOnAll(const std::vector<std::string>& addresses,
                                             std::vector<std::string>& taken) {
    Sockets sockets;
    for (const std::string& address : addresses) {
      absl::StatusOr<Listener> listener = services::Listen(address);
      if (!listener.ok()) return listener.status();
      taken.push_back(listener->address);
      std::move(listener->sockets.begin(), listener->sockets.end(), std::back_inserter(sockets));
    }
    return sockets;
  }

  void ServeHttp(const ServerConfig& config, Sockets sockets, const AcceptorLimits& limits) {
    if (sockets.empty()) return;
    TlsContext tls;
    if (certificate_ != nullptr) tls = [this] { return certificate_->TlsContext(); };
    http_ = std::make_unique<HttpServer>(
        door_, application_.methods(), &application_.public_files(),
        HttpOptions{.origins = config.http_origins,
                    .largest_message = static_cast<std::size_t>(config.max_request_bytes),
                    .handshake = absl::Seconds(config.handshake_seconds),
                    .idle = absl::Seconds(config.idle_seconds),
                    .pages = files_.pages,
                    .map = files_.map.get(),
                    .sign_ins = &application_.sign_ins(),
                    .sign_in_links = &application_.sign_in_links()},
        std::move(tls));
    http_acceptor_ = std::make_unique<Acceptor>(
        std::move(sockets), limits, [this](int connection, int) { http_->Take(connection); },
        connection_meter_);
  }

  absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> Credentials(const ServerConfig& config) {
    if (!config.uses_tls()) return grpc::InsecureServerCredentials();
    absl::StatusOr<std::unique_ptr<Certificate>> certificate =
        Certificate::Load(config.tls_certificate, config.tls_key);
    if (!certificate.ok()) return certificate.status();
    certificate_ = *std::move(certificate);
    return certificate_->Credentials();
  }

  // In the order in which they need each other: destroyed from the last to the first.
  const ServedFiles files_;
  const std::unique_ptr<WatchedStore> store_;
  const Clock& clock_;
  Watchdog watchdog_;
  Application application_;
  Door door_;
  const std::vector<std::unique_ptr<grpc::Service>> services_;
  HealthService health_;
  std::unique_ptr<Certificate> certificate_;  // null without TLS
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> connections_;
  std::unique_ptr<grpc::Server> server_;
  ConnectionMeter connection_meter_;
  std::unique_ptr<Acceptor> acceptor_;
  std::unique_ptr<HttpServer> http_;  // null where HTTP is not listened for
  std::unique_ptr<Acceptor> http_acceptor_;
  std::unique_ptr<MetricsListener> metrics_;  // null where nobody wants them
  Mutex catching_up_;
  bool is_healthy_ ABSL_GUARDED_BY(catching_up_) = true;
  std::unique_ptr<PhaseClock> phase_clock_;
  const bool sends_mail_;
  // Have threads of their own: a mail server may take its time. Null where no mail is sent.
  std::unique_ptr<PhaseClock> mail_clock_;
  std::unique_ptr<PhaseClock> bounce_clock_;
  std::vector<std::string> addresses_;
  std::vector<std::string> http_addresses_;
};

// What it is called where there is none.
std::string PlaceOfStore(const ServerConfig& config) {
  return storage::KeepsFolder(config.store) ? config.data_dir : "the database";
}

absl::Status Explained(const absl::Status& failure, const ServerConfig& config) {
  return storage::KeepsFolder(config.store) ? ExplainStoreFailure(failure, config.data_dir)
                                            : failure;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerConfig& config,
                                                      std::unique_ptr<storage::Store> store,
                                                      const Clock& clock,
                                                      std::unique_ptr<LinkSender> link_sender) {
  RedirectGrpcLog();
  absl::StatusOr<ServedFiles> files = LoadFiles(config);
  if (!files.ok()) return files.status();
  absl::StatusOr<std::optional<MailOptions>> mail = MailOptionsOf(config);
  if (!mail.ok()) return mail.status();
  absl::StatusOr<PeopleOptions> people =
      LoadPeople(config, link_sender != nullptr || mail->has_value());
  if (!people.ok()) return people.status();
  auto server = std::make_unique<RunningServer>(config, *std::move(files), *std::move(people),
                                                *std::move(mail), std::move(store), clock,
                                                std::move(link_sender));
  if (absl::Status opened = server->Open(config.known_checkpoints); !opened.ok()) return opened;
  if (absl::Status listening = server->Listen(config); !listening.ok()) return listening;
  return server;
}

absl::StatusOr<std::unique_ptr<storage::Store>> OpenServerStore(const ServerConfig& config) {
  const absl::StatusOr<storage::StoreOptions> options = StoreOptionsOf(config);
  if (!options.ok()) return options.status();
  if (storage::KeepsFolder(config.store)) {
    if (absl::Status room = CheckRoom(config.data_dir); !room.ok()) return room;
  }
  absl::StatusOr<std::unique_ptr<storage::Store>> store = storage::OpenStore(*options);
  if (absl::IsNotFound(store.status())) {
    return absl::NotFoundError(
        fmt::format("there is no store in {}: make it with urna init", PlaceOfStore(config)));
  }
  if (!store.ok()) return Explained(store.status(), config);
  return store;
}

absl::StatusOr<std::string> InitialiseServerStore(const ServerConfig& config, const Clock& clock) {
  absl::StatusOr<storage::StoreOptions> options = StoreOptionsOf(config);
  if (!options.ok()) return options.status();
  const absl::Status existing = storage::LookAtStore(*options).status();
  if (existing.ok() || (storage::KeepsFolder(config.store) && !absl::IsNotFound(existing))) {
    return absl::AlreadyExistsError(
        fmt::format("there is a store in {} already; it was left as it is", PlaceOfStore(config)));
  }
  if (!absl::IsNotFound(existing)) return existing;
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
  options->create = true;
  absl::StatusOr<std::unique_ptr<storage::Store>> store = storage::OpenStore(*options);
  if (!store.ok()) return Explained(store.status(), config);
  Tokens tokens(**store, clock);
  absl::StatusOr<NewToken> token =
      tokens.Create("first administrator", {{Role::kAdministrator, ""}}, std::nullopt);
  if (!token.ok()) return token.status();
  return token->secret;
}

}  // namespace urna::services
