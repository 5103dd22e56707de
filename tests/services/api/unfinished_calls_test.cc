// Calls whose message never comes: whoever holds many is cut off, and nobody else notices.
#include <grpcpp/generic/generic_stub.h>

#include "pch.h"
#include "services/base/limits.h"
#include "services/test_server.h"

namespace urna::services {
namespace {

class UnfinishedCall {
 public:
  UnfinishedCall(const TestServer& server, const std::string& method) : stub_(server.channel()) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
    stream_ = stub_.PrepareCall(&context_, method, &queue_);
    stream_->StartCall(nullptr);
    Await();
  }
  // How it ends; time passes at the server until then.
  grpc::Status End(ManualClock& clock) {
    grpc::ByteBuffer message;
    stream_->Read(&message, nullptr);
    void* tag = nullptr;
    bool ok = false;
    constexpr std::chrono::milliseconds kLook(10);
    while (queue_.AsyncNext(&tag, &ok, std::chrono::system_clock::now() + kLook) ==
           grpc::CompletionQueue::TIMEOUT) {
      clock.Advance(absl::ToInt64Seconds(kHeaderTimeout));
    }
    EXPECT_FALSE(ok);
    grpc::Status status;
    stream_->Finish(&status, nullptr);
    Await();
    return status;
  }

 private:
  bool Await() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::GenericStub stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
};

class Unfinished : public testing::TestWithParam<const char*> {
 protected:
  TestServer server_;
};

INSTANTIATE_TEST_SUITE_P(Calls, Unfinished,
                         testing::Values("/urna.v1.Ballots/CastBallot",
                                         "/urna.v1.Eligibility/ReadRoll",
                                         "/urna.v1.Trustees/SubmitArtefact",
                                         "/grpc.health.v1.Health/Check"),
                         [](const auto& test) {
                           const std::string path = test.param;
                           return path.substr(path.rfind('/') + 1);
                         });

TEST_P(Unfinished, GiveWayToOthersAndEndInTime) {
  const auto& config = server_.config();
  const std::int64_t places = config.message_bytes / 2 / config.max_request_bytes;
  std::vector<std::unique_ptr<UnfinishedCall>> calls;
  for (std::int64_t i = 0; i < places + 16; ++i) {
    calls.push_back(std::make_unique<UnfinishedCall>(server_, GetParam()));
    if (i % 8 == 0) {
      EXPECT_THAT(server_.Anybody(&v1::Processes::Stub::ListProcesses, {}).status, IsDone());
    }
  }
  for (const auto& call : calls) EXPECT_FALSE(call->End(server_.clock()).ok());
  EXPECT_THAT(server_.Anybody(&v1::Processes::Stub::ListProcesses, {}).status, IsDone());
}

// A few KiB of zeros, packed, are GiB: gRPC would unpack them.
TEST_P(Unfinished, ArePackedByNobody) {
  grpc::GenericStub stub(server_.channel());
  for (const grpc_compression_algorithm packed : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    grpc::ClientContext context;
    context.set_compression_algorithm(packed);
    grpc::CompletionQueue queue;
    const auto stream = stub.PrepareCall(&context, GetParam(), &queue);
    const auto await = [&queue] {
      void* tag = nullptr;
      bool ok = false;
      return queue.Next(&tag, &ok) && ok;
    };
    stream->StartCall(nullptr);
    await();
    const grpc::Slice zeros(std::string(1 << 20, '\0'));
    stream->WriteLast(grpc::ByteBuffer(&zeros, 1), {}, nullptr);
    await();
    grpc::Status status;
    stream->Finish(&status, nullptr);
    await();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << status.error_message();
  }
}

// Nothing but its end.
TEST_P(Unfinished, AreMalformedWhereTheyEnd) {
  grpc::GenericStub stub(server_.channel());
  grpc::ClientContext context;
  grpc::CompletionQueue queue;
  const auto stream = stub.PrepareCall(&context, GetParam(), &queue);
  const auto await = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  stream->StartCall(nullptr);
  await();
  stream->WritesDone(nullptr);
  await();
  grpc::Status status;
  stream->Finish(&status, nullptr);
  await();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << status.error_message();
}

}  // namespace
}  // namespace urna::services
