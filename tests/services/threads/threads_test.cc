// Everything at once, as many threads call it: whoever votes, reads, writes drafts or administers, and
// the clock. There is no gRPC in this program, so that ThreadSanitizer sees all of it.
#include <atomic>
#include <future>
#include <thread>

#include "pch.h"
#include "services/api/application.h"
#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/base/resource_name.h"
#include "services/identity/tokens.h"
#include "storage/rocks/rocks_store.h"
#include "support/stored_election.h"
#include "support/temporary_folder.h"
#include "urna/v1/ballots_service.pb.h"
#include "urna/v1/ledger_service.pb.h"
#include "urna/v1/processes_service.pb.h"
#include "urna/v1/projects_service.pb.h"

namespace urna::services {
namespace {

constexpr std::uint32_t kVoters = 12;
constexpr int kRounds = 15;

class ThreadsTest : public testing::Test {
 protected:
  ThreadsTest()
      : election_(ledger::ElectionFixture::Make(
            {.voters = kVoters, .opening_time = 1'000'000'000, .closing_time = 4'000'000'000})) {
    store_ = storage::OpenRocksStore(
                 {.path = folder_.Sub("store"), .create = true, .families = FamilyNames()})
                 .value();
    PutOpenElection(*store_, election_);
    Tokens tokens(*store_, clock_);
    secret_ = tokens.Create("test", {{Role::kAdministrator, ""}}, std::nullopt)->secret;
    application_ = std::make_unique<Application>(
        ApplicationOptions{
            .name = "test.example", .upload_bytes = 1 << 20, .threads = 4, .queue = 4096},
        *store_, clock_);
    EXPECT_TRUE(application_->Open().ok());
  }

  // Calls and waits for the answer. Counts what fails.
  template <typename Response, typename Request>
  Response Call(const std::string& name, const Request& request, bool staff = false) {
    const Method* method = nullptr;
    for (const Method& one : application_->methods()) {
      if (one.rule.name == name) method = &one;
    }
    Response answer;
    std::promise<void> promise;
    Caller caller{.source =
                      std::to_string(std::hash<std::thread::id>{}(std::this_thread::get_id()))};
    if (staff) caller.authorization = "Bearer " + secret_;
    application_->dispatcher().Answer(
        *method, caller,
        [&request](Message& message) {
          message.CopyFrom(request);
          return absl::OkStatus();
        },
        [&answer](const Message& response) {
          answer = static_cast<const Response&>(response);
          return absl::OkStatus();
        },
        [&](const absl::Status& status) {
          if (!status.ok()) ++failed_;
          EXPECT_TRUE(status.ok()) << name << ": " << status;
          promise.set_value();
        });
    promise.get_future().wait();
    return answer;
  }

  void Vote(std::uint32_t voter) {
    const crypto::Bytes ballot = election_.Ballot(voter, {voter % 4});
    v1::CastBallotRequest request;
    request.set_process(process());
    request.set_ballot(ballot.data(), ballot.size());
    const auto answer = Call<v1::CastBallotResponse>("CastBallot", request);
    v1::GetBallotRequest get;
    get.set_name(answer.name());
    EXPECT_EQ(Call<v1::Ballot>("GetBallot", get).leaf_index(), answer.leaf_index());
  }

  void Read() {
    v1::ListEntriesRequest entries;
    entries.set_process(process());
    Call<v1::ListEntriesResponse>("ListEntries", entries);
    v1::GetCheckpointRequest checkpoint;
    checkpoint.set_process(process());
    Call<v1::GetCheckpointResponse>("GetCheckpoint", checkpoint);
    Call<v1::ListProcessesResponse>("ListProcesses", v1::ListProcessesRequest());
    const std::string id(ProcessId(process()));
    for (const std::string& path :
         {"/log/" + id + "/checkpoint", "/log/" + id + "/tile/entries/000.p/2",
          "/bundle/" + id + "/", "/bundle/" + id + "/roll/electorate-0.roll"}) {
      absl::StatusOr<PublicFile> file = application_->public_files().Find(path);
      ASSERT_TRUE(file.ok()) << path << ": " << file.status();
      EXPECT_FALSE(file->read(0, 1'000)->empty()) << path;
    }
    Measurements measured;
    application_->Measure(measured);
    EXPECT_FALSE(measured.counters.empty());
  }

  void WriteDraft(const std::string& id) {
    v1::CreateProcessRequest create;
    create.set_process_id(id);
    create.mutable_process()->set_currency("EUR");
    create.mutable_process()->set_currency_digits(2);
    v1::LocalizedText& title = *create.mutable_process()->add_title();
    title.set_language("en");
    title.set_text("Budget");
    const v1::Process process = Call<v1::Process>("CreateProcess", create, true);
    for (int i = 0; i < kRounds; ++i) {
      v1::CreateAreaRequest area;
      area.set_parent(process.name());
      area.set_area_id("a" + std::to_string(i));
      *area.mutable_area()->add_title() = title;
      Call<v1::Area>("CreateArea", area, true);
    }
    v1::ListAreasRequest list;
    list.set_parent(process.name());
    list.set_page_size(kRounds / 2);
    int listed = 0;
    do {
      const auto page = Call<v1::ListAreasResponse>("ListAreas", list, true);
      listed += page.areas_size();
      list.set_page_token(page.next_page_token());
    } while (!list.page_token().empty());
    EXPECT_EQ(listed, kRounds);
  }

  const std::string& process() const { return election_.manifest()->config().process(); }

  const SystemClock clock_;
  TemporaryFolder folder_;
  const ledger::ElectionFixture election_;
  std::unique_ptr<storage::Store> store_;
  std::string secret_;
  std::unique_ptr<Application> application_;
  std::atomic<int> failed_ = 0;
};

TEST_F(ThreadsTest, DoNotGetInEachOthersWay) {
  std::vector<std::thread> threads;
  for (std::uint32_t t = 0; t < 3; ++t) {
    threads.emplace_back([this, t] {
      for (std::uint32_t v = t; v < kVoters; v += 3) Vote(v);
    });
  }
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([this] {
      for (int i = 0; i < kRounds; ++i) Read();
    });
    threads.emplace_back([this, t] { WriteDraft("draft-" + std::to_string(t)); });
  }
  threads.emplace_back([this] {
    for (int i = 0; i < kRounds; ++i) application_->CatchUp();
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed_, 0);
  v1::GetProcessRequest get;
  get.set_name(process());
  EXPECT_EQ(Call<v1::Process>("GetProcess", get).phase(), v1::PHASE_VOTING);
  v1::ListEntriesRequest entries;
  entries.set_process(process());
  EXPECT_EQ(Call<v1::ListEntriesResponse>("ListEntries", entries).entries_size(), 2 + int{kVoters});
}

// An application may be taken down while answers are still on their way.
TEST_F(ThreadsTest, EndWithTheLastAnswer) {
  std::vector<crypto::Bytes> ballots;
  for (std::uint32_t v = 0; v < kVoters; ++v) ballots.push_back(election_.Ballot(v, {0}));
  std::atomic<int> answered = 0;
  for (const crypto::Bytes& ballot : ballots) {
    for (const Method& method : application_->methods()) {
      if (method.rule.name != "CastBallot") continue;
      application_->dispatcher().Answer(
          method, {},
          [this, &ballot](Message& message) {
            auto& request = static_cast<v1::CastBallotRequest&>(message);
            request.set_process(process());
            request.set_ballot(ballot.data(), ballot.size());
            return absl::OkStatus();
          },
          [](const Message&) { return absl::OkStatus(); },
          [&](const absl::Status& status) {
            EXPECT_TRUE(status.ok()) << status;
            ++answered;
          });
    }
  }
  application_.reset();
  EXPECT_EQ(answered, int{kVoters});
}

}  // namespace
}  // namespace urna::services
