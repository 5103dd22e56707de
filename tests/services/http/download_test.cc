// Files that are sent over HTTP in messages.
#include <fmt/format.h>
#include <poll.h>

#include <atomic>

#include "pch.h"
#include "services/base/compression.h"
#include "services/base/errors.h"
#include "services/election_driver.h"
#include "services/http/envelope.h"
#include "services/http/http_calls.h"
#include "services/http/http_door.h"

namespace urna::services {
namespace {

constexpr const char* kRead = "/urna.v1.Eligibility/ReadRoll";

class HttpDownload : public ElectionTest {};

TEST_F(HttpDownload, GivesTheSameFileInEachProtocol) {
  Freeze();
  const crypto::Bytes roll = election_.RollBytes();
  const auto& method = MethodAt(kRead);
  v1::ReadRollRequest request;
  request.set_electorate(election_.electorate());
  HttpClient client(server_.http_address());
  for (const char* protocol : kProtocols) {
    SCOPED_TRACE(protocol);
    const std::string type = ContentTypeFor(protocol, method);
    const CallOutcome outcome =
        OutcomeOf(type, method, client.Call(RequestOf(type, method, {&request}, "")));
    EXPECT_EQ(outcome.status.code(), 0);
    std::string file;
    for (const std::string& message : outcome.messages) {
      v1::ReadRollResponse response;
      ASSERT_TRUE(response.ParseFromString(message));
      file += response.data();
    }
    EXPECT_EQ(file, std::string(roll.begin(), roll.end()));
  }
}

// A file of `pieces` pieces, which says how often it was read and whether it is still held.
class LargeDownload : public testing::Test {
 protected:
  static constexpr std::size_t kPiece = std::size_t{256} << 10;

  LargeDownload() {
    door_.Serve(
        kRead, Lane::kRead, true, BeginDownload([this](const Call&, const Message&) {
          ++held_;
          std::shared_ptr<void> held(nullptr, [this](void*) { --held_; });
          return NextBytes([this, held, left = pieces_]() mutable -> absl::StatusOr<std::string> {
            if (left == fails_at_) return Error(absl::StatusCode::kAborted, "GONE", "gone");
            if (left == 0) return "";
            --left;
            ++read_;
            return std::string(kPiece, 'x');
          });
        }));
    door_.Start();
  }
  HttpRequest Request(const std::string& type = "application/connect+json") {
    return RequestOf(type, MethodAt(kRead), {&request_}, "");
  }

  v1::ReadRollRequest request_;
  int pieces_ = 3;
  int fails_at_ = -1;
  std::atomic<int> read_ = 0;
  std::atomic<int> held_ = 0;
  HttpDoor door_;
};

TEST_F(LargeDownload, TellsOfWhatFailsOnTheWay) {
  fails_at_ = 1;
  for (const char* protocol : kProtocols) {
    const std::string type = ContentTypeFor(protocol, MethodAt(kRead));
    const CallOutcome outcome =
        OutcomeOf(type, MethodAt(kRead), door_.Connect()->Call(Request(type)));
    EXPECT_EQ(outcome.messages.size(), 2u) << protocol;
    EXPECT_EQ(outcome.status.code(), 10) << protocol;
    EXPECT_EQ(outcome.status.message(), "gone") << protocol;
  }
}

TEST_F(LargeDownload, IsPackedWhereItIsAskedFor) {
  HttpRequest request = Request("application/connect+proto");
  request.fields.emplace_back("Connect-Accept-Encoding", "gzip");
  const HttpReply reply = door_.Connect()->Call(request);
  EXPECT_EQ(reply.Field("connect-content-encoding"), "gzip");
  EXPECT_EQ(reply.body[0], kPackedFlag);
  EXPECT_LT(reply.body.size(), 3 * kPiece / 10);
}

TEST_F(LargeDownload, IsSentToOldProxiesUntilTheConnectionCloses) {
  const auto client = door_.Connect();
  HttpRequest request = Request("application/grpc-web+proto");
  std::string written = Written(request);
  written.replace(written.find("HTTP/1.1"), 8, "HTTP/1.0");
  ASSERT_TRUE(client->Send(written));
  const std::optional<HttpReply> reply = client->Read();
  EXPECT_EQ(reply->Field("transfer-encoding"), "");
  EXPECT_EQ(OutcomeOf("application/grpc-web+proto", MethodAt(kRead), *reply).messages.size(), 3u);
}

// It is read as fast as it is taken, and let go when it is not.
TEST_F(LargeDownload, IsHeldBackBehindASlowReaderAndCutOff) {
  pieces_ = 10'000;
  const auto client = door_.Connect();
  ASSERT_TRUE(client->Send(Written(Request())));
  ASSERT_FALSE(client->ReadSome().empty());
  // What the kernel takes for a reader who takes nothing is all that was read.
  EXPECT_LT(read_, 200);
  while (held_ > 0) door_.clock().Advance(31);
  EXPECT_LT(read_, 200);
}

TEST_F(LargeDownload, EndsWithItsReader) {
  pieces_ = 10'000;
  auto client = door_.Connect();
  ASSERT_TRUE(client->Send(Written(Request())));
  ASSERT_FALSE(client->ReadSome().empty());
  client->Reset();
  door_.server().Shutdown(absl::InfiniteDuration());
  EXPECT_EQ(held_, 0);
  EXPECT_LT(read_, 200);
}

TEST_F(LargeDownload, HasOneOfAsManyPlacesAsASourceHas) {
  pieces_ = 10'000;
  std::vector<std::unique_ptr<HttpClient>> all;
  for (std::size_t i = 0; i < kDownloadsPerSource; ++i) {
    all.push_back(door_.Connect());
    ASSERT_TRUE(all.back()->Send(Written(Request())));
    ASSERT_FALSE(all.back()->ReadSome().empty());
  }
  const std::string type = "application/grpc-web+proto";
  const CallOutcome refused =
      OutcomeOf(type, MethodAt(kRead), door_.Connect()->Call(Request(type)));
  EXPECT_EQ(refused.status.code(), 14);
}

}  // namespace
}  // namespace urna::services
