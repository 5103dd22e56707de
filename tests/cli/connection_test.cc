#include "cli/client/connection.h"

#include "pch.h"

namespace urna::client {
namespace {

TEST(IsLoopback, IsTrueOfThisMachineAlone) {
  for (const char* address : {"127.0.0.1:80", "127.9.9.9:1", "[::1]:9440", "localhost:9440"}) {
    EXPECT_TRUE(IsLoopback(address)) << address;
  }
  for (const char* address : {"10.0.0.1:80", "vote.example.org:443", "127.0.0.1.example.org:80",
                              "localhost.example.org:80", "[::2]:80", "127.evil:1"}) {
    EXPECT_FALSE(IsLoopback(address)) << address;
  }
}

TEST(Connection, RefusesAnAddressThatIsNone) {
  for (const char* address : {"", "host", "host:", ":80", "host:http"}) {
    EXPECT_EQ(Connection::Open({address, {}, {}}).status().code(),
              absl::StatusCode::kInvalidArgument)
        << address;
  }
}

TEST(Connection, RefusesRootsThatCannotBeRead) {
  EXPECT_EQ(Connection::Open({"vote.example.org:443", "/nowhere/roots.pem", {}}).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace urna::client
