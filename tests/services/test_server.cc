#include "services/test_server.h"

#include <fmt/format.h>
#include <grpcpp/generic/generic_stub.h>
#include <sodium.h>

#include "absl/synchronization/notification.h"
#include "crypto/bytes.h"
#include "crypto/self_test.h"
#include "google/rpc/status.pb.h"
#include "services/api/application.h"

namespace urna::services {
namespace {

constexpr std::chrono::seconds kPatience{10};

}  // namespace

Refusal Read(const grpc::Status& status) {
  Refusal refusal;
  refusal.code = status.error_code();
  if (status.ok()) return refusal;
  google::rpc::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.code(), static_cast<int>(status.error_code()));
  EXPECT_EQ(details.message(), status.error_message());
  int infos = 0;
  for (const google::protobuf::Any& detail : details.details()) {
    if (google::rpc::ErrorInfo info; detail.UnpackTo(&info)) {
      ++infos;
      EXPECT_EQ(info.domain(), "urna.v1");
      refusal.reason = info.reason();
      refusal.metadata = {info.metadata().begin(), info.metadata().end()};
    }
    if (google::rpc::BadRequest bad; detail.UnpackTo(&bad)) {
      for (const auto& violation : bad.field_violations()) {
        refusal.fields[violation.field()] = violation.description();
      }
    }
  }
  EXPECT_EQ(infos, 1) << status.error_message();
  return refusal;
}

grpc::Status CallByName(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                        const std::string& request, std::string& response) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  const grpc::Slice slice(request);
  grpc::ByteBuffer sent(&slice, 1);
  grpc::ByteBuffer received;
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(&context, method, {}, &sent, &received, [&](grpc::Status s) {
    status = std::move(s);
    done.Notify();
  });
  done.WaitForNotification();
  std::vector<grpc::Slice> slices;
  if (status.ok() && received.Dump(&slices).ok()) {
    for (const grpc::Slice& part : slices) response.append(part.begin(), part.end());
  }
  return status;
}

TestServer::TestServer() {
  EXPECT_TRUE(crypto::RunSelfTest().ok());
  config_.name = "test.example";
  config_.data_dir = folder_.Sub("data");
  config_.listen = {"127.0.0.1:0"};
  // So that a test calls from many addresses.
  config_.trusted_proxies = {"127.0.0.1"};
  config_.http_listen = {"127.0.0.1:0"};
  config_.http_origins = {"https://vote.example"};
  config_.public_url = "http://127.0.0.1";
  // Programs of tests lie in a folder below the one of what is built.
  config_.image_program =
      std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path() / "urna-image";
  // What is frozen here does not change with the front end.
  config_.pages = "none";
  absl::StatusOr<std::string> token = InitialiseServerStore(config_, clock_);
  EXPECT_TRUE(token.ok()) << token.status();
  token_ = *token;
  Start(nullptr);
}

TestServer::~TestServer() { clock_.OnChange(nullptr); }

void TestServer::Restart(storage::FaultScript script) {
  End();
  Start(std::move(script));
}

void TestServer::ServePages(const std::string& source) {
  config_.pages = source;
  Restart();
}

void TestServer::Configure(const std::function<void(ServerConfig&)>& change) {
  change(config_);
  Restart();
}

void TestServer::SendMailBy(const std::string& smtp_server) {
  config_.smtp_server = smtp_server;
  config_.smtp_security = "none";
  config_.mail_from = "Budget citoyen <budget@example.org>";
  config_.mail_per_minute = 100'000;
  config_.public_url = "https://vote.example.org";
  Restart();
}

void TestServer::WithoutDoors(const std::function<void(Application&)>& use) {
  End();
  {
    const absl::StatusOr<std::unique_ptr<storage::Store>> store = OpenServerStore(config_);
    ASSERT_TRUE(store.ok()) << store.status();
    Application application({.name = config_.name,
                             .upload_bytes = static_cast<std::uint64_t>(config_.upload_bytes),
                             .threads = 1,
                             .queue = 1},
                            **store, clock_);
    ASSERT_TRUE(application.Open().ok());
    use(application);
  }
  Start(nullptr);
}

void TestServer::End() {
  clock_.OnChange(nullptr);
  // As an operator ends it: what is under way may end by itself.
  server_->Shutdown(absl::Seconds(5));
  server_.reset();
}

int TestServer::Health() const {
  std::string response;
  const grpc::Status status = CallByName(channel_, "/grpc.health.v1.Health/Check", "", response);
  return status.ok() && response.size() == 2 ? response[1] : 0;
}

void TestServer::Start(storage::FaultScript script) {
  absl::StatusOr<std::unique_ptr<storage::Store>> store = OpenServerStore(config_);
  EXPECT_TRUE(store.ok()) << store.status();
  auto faulty = std::make_unique<storage::FaultyStore>(*std::move(store), std::move(script));
  store_ = faulty.get();
  absl::StatusOr<std::unique_ptr<Server>> server =
      Server::Start(config_, std::move(faulty), clock_);
  EXPECT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  // What the clock brings has happened once it is set.
  clock_.OnChange([this] { server_->CatchUp(); });
  channel_ = grpc::CreateChannel(server_->addresses()[0], grpc::InsecureChannelCredentials());
  administration_ = v1::Administration::NewStub(channel_);
  processes_ = v1::Processes::NewStub(channel_);
  projects_ = v1::Projects::NewStub(channel_);
  eligibility_ = v1::Eligibility::NewStub(channel_);
  trustees_ = v1::Trustees::NewStub(channel_);
  ballots_ = v1::Ballots::NewStub(channel_);
  tallies_ = v1::Tallies::NewStub(channel_);
  ledger_ = v1::Ledger::NewStub(channel_);
  planning_ = v1::Planning::NewStub(channel_);
  journal_ = v1::Journal::NewStub(channel_);
  messages_ = v1::Messages::NewStub(channel_);
  attachments_ = v1::Attachments::NewStub(channel_);
}

std::shared_ptr<grpc::Channel> TestServer::Connect() const {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(server_->addresses()[0], grpc::InsecureChannelCredentials(),
                                   arguments);
}

std::unique_ptr<grpc::ClientContext> TestServer::Anonymous() const {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
  return context;
}

std::unique_ptr<grpc::ClientContext> TestServer::Administrator() const { return With(token_); }

std::unique_ptr<grpc::ClientContext> TestServer::With(const std::string& token) const {
  auto context = Anonymous();
  context->AddMetadata("authorization", fmt::format("Bearer {}", token));
  return context;
}

}  // namespace urna::services
