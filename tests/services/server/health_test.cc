// What a server says of itself when its disk fails.
#include <fmt/format.h>
#include <grpc/support/log.h>

#include <atomic>
#include <optional>

#include "grpc/health/v1/health.pb.h"
#include "pch.h"
#include "services/base/limits.h"
#include "services/raw_call.h"
#include "services/server/grpc_log.h"
#include "services/test_server.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::HasSubstr;
using testing::Not;

// What a check of one service gives: 1 SERVING, 2 NOT_SERVING, 0 for an error.
int Health(const TestServer& server, const std::string& service) {
  std::string response;
  const std::string request =
      service.empty() ? "" : "\x0a" + std::string(1, static_cast<char>(service.size())) + service;
  const grpc::Status status =
      CallByName(server.channel(), "/grpc.health.v1.Health/Check", request, response);
  return status.ok() && response.size() == 2 ? response[1] : 0;
}

constexpr const char* kServices[] = {"",
                                     "urna.v1.Processes",
                                     "urna.v1.Projects",
                                     "urna.v1.Eligibility",
                                     "urna.v1.Trustees",
                                     "urna.v1.Tallies",
                                     "urna.v1.Ballots",
                                     "urna.v1.Ledger",
                                     "urna.v1.Administration"};

TEST(HealthTest, AnswersForEachService) {
  const TestServer server;
  for (const char* service : kServices) EXPECT_EQ(Health(server, service), 1) << service;
  EXPECT_EQ(Health(server, "urna.v1.Nothing"), 0);
}

v1::CreateProcessRequest Creation(const std::string& id) {
  v1::CreateProcessRequest request;
  request.set_process_id(id);
  request.mutable_process()->set_currency("EUR");
  request.mutable_process()->set_currency_digits(2);
  auto& title = *request.mutable_process()->add_title();
  title.set_language("en");
  title.set_text("Budget");
  return request;
}

// What fails, and how, is for the test to say.
class FailingDisk {
 public:
  explicit FailingDisk(TestServer& server) : server_(server) {
    server.Restart([this](std::uint64_t) { return storage::Fault{.kind = kind_}; });
  }
  // The server has seen what befell it.
  void Fail(storage::Fault::Kind kind) { kind_ = kind; }
  void Look() { server_.clock().Advance(1); }

 private:
  TestServer& server_;
  std::atomic<storage::Fault::Kind> kind_ = storage::Fault::Kind::kNone;
};

grpc::Status Create(TestServer& server, const std::string& id) {
  return server.Admin(&v1::Processes::Stub::CreateProcess, Creation(id)).status;
}

// An administrator's change, not a ballot: no log stops.
TEST(HealthTest, EndsWithTheFirstWriteThatIsUncertain) {
  TestServer server;
  FailingDisk disk(server);
  ASSERT_THAT(Create(server, "one"), IsDone());
  testing::internal::CaptureStderr();
  disk.Fail(storage::Fault::Kind::kUncertainButThere);
  EXPECT_THAT(Create(server, "two"), IsRefused(StatusCode::UNAVAILABLE, "WRITE_UNCERTAIN"));
  disk.Fail(storage::Fault::Kind::kNone);
  EXPECT_THAT(Create(server, "three"), IsRefused(StatusCode::UNAVAILABLE, "NOT_WRITTEN"));
  for (int i = 0; i < 3; ++i) disk.Look();
  for (const char* service : kServices) EXPECT_EQ(Health(server, service), 2) << service;
  const std::string told = testing::internal::GetCapturedStderr();
  const std::size_t at = told.find("store stopped");
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(told.find("store stopped", at + 1), std::string::npos) << "said once";
  // What there is can be read all the same.
  EXPECT_THAT(server.Anybody(&v1::Processes::Stub::ListProcesses, {}).status, IsDone());
  server.Restart();
  EXPECT_EQ(Health(server, ""), 1);
  EXPECT_THAT(Create(server, "three"), IsDone());
}

TEST(HealthTest, EndsWhileTheDiskIsFullAndComesBack) {
  TestServer server;
  FailingDisk disk(server);
  ASSERT_THAT(Create(server, "one"), IsDone());
  disk.Fail(storage::Fault::Kind::kNotApplied);
  const grpc::Status refused = Create(server, "two");
  EXPECT_THAT(refused, IsRefused(StatusCode::UNAVAILABLE, "NOT_WRITTEN"));
  disk.Look();
  for (const char* service : kServices) EXPECT_EQ(Health(server, service), 2) << service;
  disk.Fail(storage::Fault::Kind::kNone);
  disk.Look();
  disk.Look();
  for (const char* service : kServices) EXPECT_EQ(Health(server, service), 1) << service;
  EXPECT_THAT(Create(server, "two"), IsDone());
}

// A load balancer's stream.
class HealthWatch {
 public:
  HealthWatch(const std::shared_ptr<grpc::Channel>& channel, const std::string& service,
              const std::string& forwarded_for = "")
      : call_(channel, "/grpc.health.v1.Health/Watch", GRPC_COMPRESS_NONE, forwarded_for) {
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(service);
    call_.Send(request.SerializeAsString());
  }
  // The next status; nothing once the stream is over.
  std::optional<int> Next() {
    const std::optional<std::string> message = call_.Read();
    if (!message) return std::nullopt;
    grpc::health::v1::HealthCheckResponse response;
    EXPECT_TRUE(response.ParseFromString(*message));
    return response.status();
  }
  StatusCode End() { return call_.Finish().error_code(); }
  void Leave() { call_.Cancel(); }

 private:
  RawCall call_;
};

TEST(HealthTest, TellsWhoeverWatches) {
  TestServer server;
  FailingDisk disk(server);
  HealthWatch whole(server.channel(), ""), one(server.channel(), "urna.v1.Ballots"),
      none(server.channel(), "urna.v1.Nothing");
  EXPECT_EQ(whole.Next(), 1);
  EXPECT_EQ(one.Next(), 1);
  EXPECT_EQ(none.Next(), 3);
  disk.Fail(storage::Fault::Kind::kNotApplied);
  EXPECT_THAT(Create(server, "two"), IsRefused(StatusCode::UNAVAILABLE, "NOT_WRITTEN"));
  disk.Look();
  EXPECT_EQ(whole.Next(), 2);
  EXPECT_EQ(one.Next(), 2);
  one.Leave();
  EXPECT_EQ(one.Next(), std::nullopt);
  disk.Fail(storage::Fault::Kind::kNone);
  disk.Look();
  disk.Look();
  EXPECT_EQ(whole.Next(), 1);
  none.Leave();
  server.Restart();
  EXPECT_EQ(whole.Next(), 2);
  EXPECT_EQ(whole.Next(), std::nullopt);
  EXPECT_EQ(whole.End(), StatusCode::UNAVAILABLE);
}

TEST(HealthTest, IsNotWatchedByMoreThanThereAreTold) {
  TestServer server;
  std::vector<std::unique_ptr<HealthWatch>> watches;
  for (std::size_t i = 0; i < kHealthWatchesPerSource; ++i) {
    watches.push_back(std::make_unique<HealthWatch>(server.channel(), ""));
    EXPECT_EQ(watches.back()->Next(), 1);
  }
  HealthWatch more(server.channel(), "");
  EXPECT_EQ(more.Next(), std::nullopt);
  EXPECT_EQ(more.End(), StatusCode::UNAVAILABLE);
  for (const auto& watch : watches) watch->Leave();
}

TEST(HealthTest, IsWatchedByNewcomersWhateverAFewHold) {
  TestServer server;
  std::vector<std::unique_ptr<HealthWatch>> watches;
  std::shared_ptr<grpc::Channel> channel;
  for (std::size_t i = 0; i < kHealthWatches; ++i) {
    if (i % kHealthWatchesPerSource == 0) channel = server.Connect();
    const std::string from = fmt::format("192.0.2.{}", i / kHealthWatchesPerSource);
    watches.push_back(std::make_unique<HealthWatch>(channel, "", from));
    ASSERT_EQ(watches.back()->Next(), 1);
    if (i == 0) server.clock().Advance(1);
  }
  HealthWatch newcomer(server.channel(), "", "198.51.100.7");
  EXPECT_EQ(newcomer.Next(), 1);
  // The one that began first.
  EXPECT_EQ(watches[0]->Next(), std::nullopt);
  EXPECT_EQ(watches[0]->End(), StatusCode::CANCELLED);
  newcomer.Leave();
  for (const auto& watch : watches) watch->Leave();
}

// --- gRPC's lines ---

TEST(GrpcLog, LeavesAddressesOut) {
  EXPECT_EQ(WithoutAddresses("ipv4:1.2.3.4:567: Broken pipe"), "ipv(address) Broken pipe");
  EXPECT_EQ(WithoutAddresses("peer ipv6:%5B2001:db8::1%5D:80 gone"), "peer ipv(address) gone");
  EXPECT_EQ(WithoutAddresses("at [::1]:9440, 10.0.0.1"), "at (address), (address)");
  EXPECT_EQ(WithoutAddresses("{\"created\":\"@1732.5\",\"fd\":12}"),
            "{\"created\":\"@1732.5\",\"fd\":12}");
  EXPECT_EQ(WithoutAddresses("Handshake failed: SSL_ERROR_SSL: error:1408F10B"),
            "Handshake failed: SSL_ERROR_SSL: error:1408F10B");
}

TEST(GrpcLog, GoesThroughTheLogAndDoesNotFillIt) {
  RedirectGrpcLog();
  testing::internal::CaptureStderr();
  for (int i = 0; i < 1000; ++i) gpr_log(GPR_ERROR, "connection %d of ipv4:10.1.2.3:44 failed", i);
  const std::string logged = testing::internal::GetCapturedStderr();
  EXPECT_THAT(logged, testing::StartsWith("{\"time\":"));
  EXPECT_THAT(logged, HasSubstr("\"event\":\"grpc\""));
  EXPECT_THAT(logged, Not(HasSubstr("10.1.2.3")));
  EXPECT_EQ(std::count(logged.begin(), logged.end(), '\n'), 1);
}

}  // namespace
}  // namespace urna::services
