// What an operator's collector reads off a server that works.
#include <atomic>
#include <map>
#include <regex>
#include <set>
#include <thread>

#include "pch.h"
#include "services/base/limits.h"
#include "services/metrics/scrape.h"
#include "services/raw_call.h"
#include "services/test_server.h"
#include "support/faulty_store.h"
#include "support/stored_election.h"
#include "support/whole_file.h"

namespace urna::services {
namespace {

std::string FileOfProject(const std::string& path) {
  return WholeFile(std::string(URNA_TEST_DATA) + "/../../" + path);
}

class Metrics : public testing::Test {
 protected:
  Metrics() {
    config_.name = "test.example";
    config_.data_dir = folder_.Sub("data");
    config_.listen = {"127.0.0.1:0"};
    config_.http_listen = {"127.0.0.1:0"};
    config_.metrics_listen = "127.0.0.1:0";
    config_.message_bytes = 64 << 20;
    config_.trusted_proxies = {"127.0.0.1"};
    // Mail is measured where it is configured; nobody takes any there.
    config_.public_url = "http://127.0.0.1";
    config_.mail_from = "budget@example.org";
    config_.smtp_server = config_.imap_server = "127.0.0.1:1";
    config_.smtp_security = config_.imap_security = "none";
    token_ = InitialiseServerStore(config_, clock_).value();
    auto store = OpenServerStore(config_).value();
    PutOpenElection(*store, election_);
    auto faulty = std::make_unique<storage::FaultyStore>(std::move(store), [this](std::uint64_t) {
      return storage::Fault{fails_ ? storage::Fault::Kind::kNotApplied
                                   : storage::Fault::Kind::kNone};
    });
    server_ = Server::Start(config_, std::move(faulty), clock_).value();
    clock_.OnChange([this] { server_->CatchUp(); });
    channel_ = grpc::CreateChannel(server_->addresses()[0], grpc::InsecureChannelCredentials());
  }
  ~Metrics() override { clock_.OnChange(nullptr); }

  std::vector<ExposedSample> Now() const { return Scrape(server_->metrics_address()); }
  double Now(const std::string& series) const { return ValueOf(Now(), series); }

  grpc::Status Cast(std::uint32_t voter) {
    const crypto::Bytes ballot = election_.Ballot(voter, {1});
    v1::CastBallotRequest request;
    request.set_process(election_.manifest()->config().process());
    request.set_ballot(ballot.data(), ballot.size());
    v1::CastBallotResponse response;
    grpc::ClientContext context;
    return v1::Ballots::NewStub(channel_)->CastBallot(&context, request, &response);
  }
  grpc::Status ReadTrackers(const std::string& process) {
    v1::GetCheckpointRequest request;
    request.set_process(process);
    v1::GetCheckpointResponse response;
    grpc::ClientContext context;
    return v1::Ledger::NewStub(channel_)->GetCheckpoint(&context, request, &response);
  }

  const ledger::ElectionFixture election_ = ledger::ElectionFixture::Make(
      {.process = "saint-glinglin", .opening_time = 1'000'000'000, .closing_time = 4'000'000'000});
  TemporaryFolder folder_;
  ManualClock clock_;
  ServerConfig config_;
  std::string token_;
  // Whether the store takes no writes.
  std::atomic<bool> fails_ = false;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(Metrics, CountCallsByMethodAndCode) {
  EXPECT_EQ(Now(R"(urna_calls_total{method="CastBallot",code="OK"})"), -1);
  ASSERT_THAT(Cast(0), IsDone());
  ASSERT_THAT(Cast(1), IsDone());
  EXPECT_FALSE(ReadTrackers("processes/none").ok());
  const auto samples = Now();
  EXPECT_EQ(ValueOf(samples, R"(urna_calls_total{method="CastBallot",code="OK"})"), 2);
  EXPECT_EQ(ValueOf(samples, R"(urna_calls_total{method="GetCheckpoint",code="NOT_FOUND"})"), 1);
  EXPECT_EQ(ValueOf(samples, R"(urna_calls_total{method="GetCheckpoint",code="OK"})"), 0);
  EXPECT_EQ(ValueOf(samples, R"(urna_call_seconds_count{method="CastBallot"})"), 2);
  EXPECT_GT(ValueOf(samples, R"(urna_call_seconds_sum{method="CastBallot"})"), 0);
}

TEST_F(Metrics, CountWhatIsFetchedOverHttp) {
  const std::string& http = server_->http_addresses()[0];
  EXPECT_EQ(Now(R"(urna_http_requests_total{kind="file",status="200"})"), 0);
  EXPECT_NE(Get(http, "/healthz"), "");
  EXPECT_NE(Get(http, "/log/saint-glinglin/checkpoint"), "");
  EXPECT_NE(Get(http, "/log/saint-glinglin/none"), "");
  const auto samples = Now();
  EXPECT_EQ(ValueOf(samples, R"(urna_http_requests_total{kind="health",status="200"})"), 1);
  EXPECT_EQ(ValueOf(samples, R"(urna_http_requests_total{kind="file",status="200"})"), 1);
  EXPECT_EQ(ValueOf(samples, R"(urna_http_requests_total{kind="file",status="404"})"), 1);
}

TEST_F(Metrics, SayWhatALogAndTheStoreHaveToDo) {
  const auto before = Now();
  ASSERT_THAT(Cast(0), IsDone());
  const auto after = Now();
  EXPECT_EQ(ValueOf(before, "urna_append_batch_records_count"), 0);
  EXPECT_EQ(ValueOf(after, "urna_append_batch_records_count"), 1);
  EXPECT_EQ(ValueOf(after, R"(urna_append_batch_records_bucket{le="1"})"), 1);
  EXPECT_GT(ValueOf(after, "urna_store_write_seconds_count"),
            ValueOf(before, "urna_store_write_seconds_count"));
  EXPECT_GT(ValueOf(after, "urna_store_write_seconds_sum"), 0);
  EXPECT_EQ(ValueOf(after, "urna_store_writes_failed_total"), 0);
  for (const std::string lane : {"quick", "read", "slow", "tally"}) {
    EXPECT_EQ(ValueOf(after, "urna_lane_waiting{lane=\"" + lane + "\"}"), 0) << lane;
  }
}

TEST_F(Metrics, CountWritesThatFail) {
  fails_ = true;
  EXPECT_THAT(Cast(0), IsRefused(grpc::StatusCode::UNAVAILABLE, "NOT_APPENDED"));
  fails_ = false;
  const auto samples = Now();
  EXPECT_EQ(ValueOf(samples, "urna_store_writes_failed_total"), 1);
  EXPECT_EQ(ValueOf(samples, "urna_append_batch_records_count"), 0);
  EXPECT_EQ(ValueOf(samples, R"(urna_calls_total{method="CastBallot",code="UNAVAILABLE"})"), 1);
}

TEST_F(Metrics, CountBytesConnectionsAndStreams) {
  EXPECT_EQ(Now("urna_connections_open"), 0);
  ASSERT_THAT(Cast(0), IsDone());
  const std::string downloads = R"(urna_streams_open{kind="download"})";
  EXPECT_EQ(Now(downloads), 0);
  RawCall download(channel_, "/urna.v1.Eligibility/ReadRoll");
  // It has been sent, and may not have come yet.
  while (Now(downloads) < 1) {
  }
  const auto samples = Now();
  EXPECT_EQ(ValueOf(samples, downloads), 1);
  EXPECT_EQ(ValueOf(samples, R"(urna_streams_open{kind="upload"})"), 0);
  EXPECT_EQ(ValueOf(samples, "urna_connections_open"), 1);
  EXPECT_EQ(ValueOf(samples, "urna_connections_total"), 1);
  EXPECT_GT(ValueOf(samples, R"(urna_message_bytes_total{direction="in"})"), 300);
  EXPECT_GT(ValueOf(samples, R"(urna_message_bytes_total{direction="out"})"), 100);
  download.Cancel();
  while (Now(downloads) > 0) {
  }
}

// Those for which there was no place, too: an operator who does not see them sees a server that is
// well while it refuses everybody.
TEST_F(Metrics, CountCallsThatWereRefusedBeforeTheyBegan) {
  constexpr int kCalls = 4 * static_cast<int>(kLeastArrivals);
  std::vector<std::unique_ptr<RawCall>> calls;
  for (int i = 0; i < kCalls; ++i) {
    calls.push_back(std::make_unique<RawCall>(channel_, "/urna.v1.Processes/ListProcesses",
                                              GRPC_COMPRESS_NONE, "192.0.2." + std::to_string(i)));
  }
  std::map<grpc::StatusCode, int> ends;
  for (const auto& call : calls) {
    call->Read([&] { clock_.Advance(absl::ToInt64Seconds(kMessageTimeout)); });
    ++ends[call->Finish().error_code()];
  }
  EXPECT_GT(ends[grpc::StatusCode::UNAVAILABLE], 0);
  // A call that is cut off ends for its caller before the server has noted it.
  constexpr char kNoted[] = R"(urna_call_seconds_count{method="ListProcesses"})";
  auto samples = Now();
  while (ValueOf(samples, kNoted) < kCalls) {
    std::this_thread::yield();
    samples = Now();
  }
  // Of a call that is refused while it is cut off, its caller hears whichever comes first.
  EXPECT_GE(ValueOf(samples, R"(urna_calls_total{method="ListProcesses",code="UNAVAILABLE"})"),
            ends[grpc::StatusCode::UNAVAILABLE]);
  EXPECT_EQ(ValueOf(samples, kNoted), kCalls);
}

// Nothing that says who did what, or of what.
TEST_F(Metrics, NameNoProcessVoterOrAddress) {
  ASSERT_THAT(Cast(0), IsDone());
  ASSERT_FALSE(ReadTrackers("processes/none").ok());
  const std::string text = Get(server_->metrics_address(), "/metrics");
  EXPECT_EQ(text.find("saint-glinglin"), text.npos);
  EXPECT_EQ(text.find("processes/"), text.npos);
  EXPECT_EQ(text.find("127.0.0.1"), text.npos);
  EXPECT_EQ(text.find(token_), text.npos);
  const std::set<std::string> allowed = {"method", "code", "lane", "kind", "status", "direction",
                                         "outcome",
                                         "le",
                                         // Of the library's own measurements.
                                         "quantile"};
  static const std::regex label("[{,]([a-z]+)=\"");
  for (const ExposedSample& sample : Now()) {
    for (std::sregex_iterator at(sample.series.begin(), sample.series.end(), label), end; at != end;
         ++at) {
      EXPECT_TRUE(allowed.contains((*at)[1])) << sample.series;
    }
  }
}

// An operator finds in it what each of them says.
TEST_F(Metrics, StandInTheConfigurationsDocument) {
  ASSERT_THAT(Cast(0), IsDone());
  const auto names = [](const std::string& text, const std::string& pattern) {
    const std::regex name(pattern);
    std::set<std::string> found;
    for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at) {
      found.insert((*at)[1]);
    }
    return found;
  };
  const std::set<std::string> exposed =
      names(Get(server_->metrics_address(), "/metrics"), "# TYPE ((?:urna|process)_[a-z_]+) ");
  EXPECT_GT(exposed.size(), 10u);
  EXPECT_EQ(names(FileOfProject("docs/configuration.md"), "`((?:urna|process)_[a-z_]+)[`{]"),
            exposed);
  // Nothing alerts of what is never measured.
  const std::set<std::string> alerts =
      names(FileOfProject("deploy/alerts.yaml.example"),
            "\\b((?:urna|process)_[a-z]+_[a-z_]+?)(?:_bucket)?[\\[{ ]");
  EXPECT_THAT(alerts, testing::Contains("urna_call_seconds"));
  EXPECT_THAT(exposed, testing::IsSupersetOf(alerts));
}

TEST_F(Metrics, EndWithTheServer) {
  const std::string address = server_->metrics_address();
  server_->Shutdown(absl::ZeroDuration());
  EXPECT_EQ(Get(address, "/metrics"), "");
}

TEST(MetricsOfAServer, AreNowhereUnlessTheyAreAskedFor) {
  const TestServer server;
  EXPECT_EQ(server.config().metrics_listen, "");
}

TEST(MetricsOfAServer, KeepItFromStartingWhereTheirAddressIsTaken) {
  TemporaryFolder folder;
  ManualClock clock;
  ServerConfig config;
  config.name = "test.example";
  config.listen = {"127.0.0.1:0"};
  config.metrics_listen = "127.0.0.1:0";
  config.data_dir = folder.Sub("first");
  ASSERT_TRUE(InitialiseServerStore(config, clock).ok());
  const auto first = Server::Start(config, OpenServerStore(config).value(), clock);
  ASSERT_TRUE(first.ok()) << first.status();
  config.metrics_listen = (*first)->metrics_address();
  config.data_dir = folder.Sub("second");
  ASSERT_TRUE(InitialiseServerStore(config, clock).ok());
  const auto second = Server::Start(config, OpenServerStore(config).value(), clock);
  EXPECT_TRUE(absl::IsUnavailable(second.status())) << second.status();
}

}  // namespace
}  // namespace urna::services
