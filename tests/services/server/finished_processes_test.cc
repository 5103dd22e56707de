// A server that has held many elections.
#include "services/base/families.h"
#include "services/base/resource_name.h"
#include "services/records/process_records.h"
#include "services/records/resources.h"
#include "services/test_server.h"

namespace urna::services {
namespace {

constexpr int kProcesses = 200;

std::string NameOf(int i) { return "processes/p" + std::to_string(1000 + i); }

// As the store holds them once every outcome is in their logs. What a log would be opened from is left
// out: whoever opened one at the start would fail.
void PutFinished(storage::Store& store) {
  storage::WriteBatch batch;
  for (int i = 0; i < kProcesses; ++i) {
    v1::Process process;
    process.set_name(NameOf(i));
    process.set_phase(v1::PHASE_SEALING);
    PutResource(batch, process.name(), static_cast<std::uint64_t>(i) + 1,
                process.SerializeAsString());
    internal::v1::ProcessRecord record;
    record.set_tallied(true);
    PutProcessRecord(batch, process.name(), record);
    batch.Put(kRecordsFamily, std::string(ProcessId(process.name())) + std::string(9, '\0'),
              "record 0");
  }
  ASSERT_TRUE(store.Write(batch).ok());
}

TEST(FinishedProcesses, AreNotOpenedAtTheStart) {
  TemporaryFolder folder;
  ManualClock clock;
  ServerConfig config;
  config.name = "test.example";
  config.data_dir = folder.Sub("data");
  config.listen = {"127.0.0.1:0"};
  ASSERT_TRUE(InitialiseServerStore(config, clock).ok());
  auto store = OpenServerStore(config);
  ASSERT_TRUE(store.ok()) << store.status();
  PutFinished(**store);
  auto server = Server::Start(config, *std::move(store), clock);
  ASSERT_TRUE(server.ok()) << server.status();
  const auto channel =
      grpc::CreateChannel((*server)->addresses()[0], grpc::InsecureChannelCredentials());
  v1::ListProcessesRequest request;
  request.set_page_size(1000);
  v1::ListProcessesResponse response;
  grpc::ClientContext context;
  ASSERT_THAT(v1::Processes::NewStub(channel)->ListProcesses(&context, request, &response),
              IsDone());
  ASSERT_EQ(response.processes_size(), kProcesses);
  for (const v1::Process& process : response.processes()) {
    EXPECT_EQ(process.phase(), v1::PHASE_TALLIED) << process.name();
  }
  // Asking for the log of one tries to open it, then.
  v1::GetCheckpointRequest ask;
  ask.set_process(NameOf(7));
  v1::GetCheckpointResponse checkpoint;
  grpc::ClientContext asking;
  EXPECT_FALSE(v1::Ledger::NewStub(channel)->GetCheckpoint(&asking, ask, &checkpoint).ok());
}

}  // namespace
}  // namespace urna::services
