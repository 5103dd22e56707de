// The server itself: listening, health, TLS, ending.
#include "services/server/server.h"

#include <filesystem>

#include "services/test_server.h"
#include "support/rocks_behind.h"
#include "support/whole_file.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::HasSubstr;

constexpr std::chrono::seconds kPatience{10};

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    config_.name = "test.example";
    config_.data_dir = folder_.Sub("data");
    config_.listen = {"127.0.0.1:0"};
    ASSERT_TRUE(InitialiseServerStore(config_, clock_).ok());
  }
  absl::StatusOr<std::unique_ptr<Server>> Start() {
    absl::StatusOr<std::unique_ptr<storage::Store>> store = OpenServerStore(config_);
    if (!store.ok()) return store.status();
    return Server::Start(config_, *std::move(store), clock_);
  }
  grpc::Status List(const std::shared_ptr<grpc::Channel>& channel) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    v1::ListProcessesResponse response;
    return v1::Processes::NewStub(channel)->ListProcesses(&context, {}, &response);
  }
  // A copy that only its owner can read, as a key must be.
  std::string SecretFile(std::string_view name) {
    const std::string copy = folder_.Sub("secret");
    std::filesystem::copy_file(TestFile(name), copy,
                               std::filesystem::copy_options::overwrite_existing);
    std::filesystem::permissions(copy, std::filesystem::perms::owner_read);
    return copy;
  }
  static std::string TestFile(std::string_view name) {
    return std::string(URNA_TEST_DATA) + "/" + std::string(name);
  }

  TemporaryFolder folder_;
  ManualClock clock_;
  ServerConfig config_;
};

TEST_F(ServerTest, SaysThatItServes) {
  auto server = Start();
  ASSERT_TRUE(server.ok()) << server.status();
  auto channel = grpc::CreateChannel((*server)->addresses()[0], grpc::InsecureChannelCredentials());
  std::string response;
  ASSERT_TRUE(CallByName(channel, "/grpc.health.v1.Health/Check", "", response).ok());
  EXPECT_EQ(response, std::string("\x08\x01"));  // status: SERVING
}

TEST_F(ServerTest, KeepsItsDataToItself) {
  const auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
  EXPECT_EQ(std::filesystem::status(config_.data_dir).permissions() & others,
            std::filesystem::perms::none);
}

TEST_F(ServerTest, ListensWhereItIsTold) {
  config_.listen = {"127.0.0.1:0", "localhost:0", "[::1]:0"};
  auto server = Start();
  ASSERT_TRUE(server.ok()) << server.status();
  ASSERT_EQ((*server)->addresses().size(), 3u);
  for (const std::string& address : (*server)->addresses()) {
    EXPECT_TRUE(List(grpc::CreateChannel(address, grpc::InsecureChannelCredentials())).ok());
  }
}

TEST_F(ServerTest, RefusesAnAddressThatIsTaken) {
  auto first = Start();
  ASSERT_TRUE(first.ok()) << first.status();
  config_.listen = (*first)->addresses();
  config_.data_dir = folder_.Sub("other");
  ASSERT_TRUE(InitialiseServerStore(config_, clock_).ok());
  EXPECT_TRUE(absl::IsUnavailable(Start().status()));
}

TEST_F(ServerTest, RefusesAStoreThatIsInUseOrMissing) {
  auto first = Start();
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_TRUE(absl::IsUnavailable(Start().status())) << Start().status();
  config_.data_dir = folder_.Sub("none");
  EXPECT_TRUE(absl::IsNotFound(Start().status()));
}

// Nothing of version 1 of the protocol is read, and nobody is left to guess why.
TEST_F(ServerTest, RefusesAStoreOfFormatVersionOneWithASentence) {
  ChangeBehindOurBack(config_.data_dir + "/store",
                      [](rocksdb::DB& db) { EXPECT_TRUE(db.Put({}, "format", "1").ok()); });
  const absl::Status refused = Start().status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("format version 1"));
  EXPECT_THAT(std::string(refused.message()), HasSubstr("begin anew in another folder"));
  // Nor is another made over it.
  EXPECT_FALSE(InitialiseServerStore(config_, clock_).ok());
}

TEST_F(ServerTest, RefusesCallsAfterItsEnd) {
  auto server = Start();
  ASSERT_TRUE(server.ok()) << server.status();
  auto channel = grpc::CreateChannel((*server)->addresses()[0], grpc::InsecureChannelCredentials());
  ASSERT_TRUE(List(channel).ok());
  (*server)->Shutdown(absl::Seconds(5));
  EXPECT_EQ(List(channel).error_code(), StatusCode::UNAVAILABLE);
  server->reset();
  EXPECT_TRUE(Start().ok());
}

TEST_F(ServerTest, SpeaksTlsOnlyWhereItHasACertificate) {
  config_.tls_certificate = TestFile("tls/localhost.crt");
  config_.tls_key = SecretFile("tls/localhost.key");
  auto server = Start();
  ASSERT_TRUE(server.ok()) << server.status();
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = WholeFile(config_.tls_certificate);
  const std::string& address = (*server)->addresses()[0];
  EXPECT_TRUE(List(grpc::CreateChannel(address, grpc::SslCredentials(options))).ok());
  EXPECT_EQ(List(grpc::CreateChannel(address, grpc::InsecureChannelCredentials())).error_code(),
            StatusCode::UNAVAILABLE);
}

TEST_F(ServerTest, RefusesACertificateThatCannotBeUsed) {
  config_.tls_certificate = TestFile("tls/none.crt");
  config_.tls_key = SecretFile("tls/localhost.key");
  EXPECT_TRUE(absl::IsInvalidArgument(Start().status()));
  config_.tls_certificate = TestFile("tls/localhost.key");
  EXPECT_TRUE(absl::IsInvalidArgument(Start().status()));
  config_.tls_certificate = TestFile("tls/localhost.crt");
  std::filesystem::permissions(config_.tls_key, std::filesystem::perms(0604));
  EXPECT_THAT(std::string(Start().status().message()), HasSubstr("chmod"));
}

TEST_F(ServerTest, RefusesPagesAndAMapThatAreNone) {
  config_.pages = folder_.Sub("nothing");
  // Without HTTP nobody is given any.
  EXPECT_TRUE(Start().ok());
  config_.http_listen = {"127.0.0.1:0"};
  EXPECT_TRUE(absl::IsInvalidArgument(Start().status()));
  EXPECT_THAT(std::string(Start().status().message()), HasSubstr("pages: " + config_.pages));
  config_.pages = "none";
  config_.map_dir = folder_.Sub("nothing");
  EXPECT_TRUE(absl::IsInvalidArgument(Start().status()));
  EXPECT_THAT(std::string(Start().status().message()), HasSubstr("map_dir: " + config_.map_dir));
  config_.map_dir = "";
  EXPECT_TRUE(Start().ok());
}

TEST_F(ServerTest, AnswersNothingThatItDoesNotKnow) {
  auto server = Start();
  ASSERT_TRUE(server.ok()) << server.status();
  auto channel = grpc::CreateChannel((*server)->addresses()[0], grpc::InsecureChannelCredentials());
  std::string response;
  EXPECT_EQ(CallByName(channel, "/urna.v1.Processes/Nothing", "", response).error_code(),
            StatusCode::UNIMPLEMENTED);
  // Bytes that are no message at all.
  EXPECT_FALSE(CallByName(channel, "/urna.v1.Processes/GetProcess", "\xff\xff\xff", response).ok());
  EXPECT_TRUE(List(channel).ok());
}

}  // namespace
}  // namespace urna::services
