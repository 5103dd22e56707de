// Calls whose message never comes: whoever holds many is cut off, and nobody else notices.
#include "pch.h"
#include "services/base/limits.h"
#include "services/raw_call.h"
#include "services/test_server.h"

namespace urna::services {
namespace {

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
  std::vector<std::unique_ptr<RawCall>> calls;
  for (std::int64_t i = 0; i < places + 16; ++i) {
    calls.push_back(std::make_unique<RawCall>(server_.channel(), GetParam()));
    if (i % 8 == 0) {
      EXPECT_THAT(server_.Anybody(&v1::Processes::Stub::ListProcesses, {}).status, IsDone());
    }
  }
  for (const auto& call : calls) {
    const auto answer =
        call->Read([&] { server_.clock().Advance(absl::ToInt64Seconds(kMessageTimeout)); });
    EXPECT_EQ(answer, std::nullopt);
    EXPECT_FALSE(call->Finish().ok());
  }
  EXPECT_THAT(server_.Anybody(&v1::Processes::Stub::ListProcesses, {}).status, IsDone());
}

// A few KiB of zeros, packed, are GiB: gRPC would unpack them.
TEST_P(Unfinished, ArePackedByNobody) {
  for (const auto packed : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    RawCall call(server_.channel(), GetParam(), packed);
    call.Send(std::string(1 << 20, '\0'));
    EXPECT_EQ(call.Finish().error_code(), grpc::StatusCode::UNIMPLEMENTED);
  }
}

// Nothing but its end. A stream may be empty, but for its header.
TEST_P(Unfinished, AreRefusedWhereTheyEnd) {
  RawCall call(server_.channel(), GetParam());
  call.Close();
  const grpc::Status refused = call.Finish();
  if (std::string_view(GetParam()) == "/urna.v1.Trustees/SubmitArtefact") {
    EXPECT_THAT(refused, IsWrongAt("header"));
  } else {
    EXPECT_THAT(refused, IsRefused(grpc::StatusCode::UNIMPLEMENTED, "MESSAGE_COUNT"));
  }
}

}  // namespace
}  // namespace urna::services
