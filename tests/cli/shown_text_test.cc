#include "cli/client/shown_text.h"

#include "cli/client/errors.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "ledger/errors.h"
#include "pch.h"

namespace urna::client {
namespace {

TEST(Shown, CommandsNoTerminal) {
  EXPECT_EQ(Shown("\x1b[2Jl'\xc3\xa9t\xc3\xa9\r\n"), "\\x1b[2Jl'\xc3\xa9t\xc3\xa9\\x0d\\x0a");
  EXPECT_EQ(Shown("\xff"), "\\xff");
  // Turns what follows around.
  EXPECT_EQ(Shown("a\xe2\x80\xae\x62"), "a\\xe2\\x80\\xaeb");
}

TEST(Shown, LeavesRunningTextAlone) {
  for (const char* text : {"", "'", "there is no contest \"a\\b\", 'c'", "'\"\\"}) {
    EXPECT_EQ(Shown(text), text);
  }
  EXPECT_EQ(Shown(Shown("\x1b'")), Shown("\x1b'"));
}

// Whatever is done with a refusal of a server, it is printed in the end.
TEST(FromGrpc, LetsNothingThroughThatCommandsTheTerminal) {
  google::rpc::ErrorInfo info;
  info.set_reason("REASON\x1b");
  (*info.mutable_metadata())["fact\x1b"] = "value\x1b";
  google::rpc::BadRequest bad;
  bad.add_field_violations()->set_field("field\x1b");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  details.add_details()->PackFrom(bad);
  const absl::Status status = FromGrpc(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT,
                                                    "message\x1b[2J", details.SerializeAsString()));
  EXPECT_EQ(Explain(status), "message\\x1b[2J [REASON\\x1b]");
  EXPECT_EQ(status.ToString().find('\x1b'), std::string::npos);
  EXPECT_EQ(ledger::FactOf(status, "fact\\x1b"), "value\\x1b");
}

}  // namespace
}  // namespace urna::client
