// What comes on a connection, in whatever order and however slowly, and how it ends.
#include "services/http/connection.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>

#include "pch.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/http/http_door.h"
#include "urna/v1/processes_service.pb.h"

namespace urna::services {
namespace {

using nlohmann::json;

constexpr const char* kGet = "/urna.v1.Processes/GetProcess";

std::string Named(const std::string& name) { return json{{"name", name}}.dump(); }

HttpRequest Asking(const std::string& name) {
  return {.target = kGet, .fields = {{"Content-Type", "application/json"}}, .body = Named(name)};
}

// A method that says back which name it was asked for.
class ConnectionTest : public testing::Test {
 protected:
  ConnectionTest() {
    door_.Serve(kGet, Lane::kRead, true,
                AnswerUnary([this](const Call&, const Message& request, Message& response,
                                   const WhenDone& done) {
                  ++calls_;
                  static_cast<v1::Process&>(response).set_name(
                      static_cast<const v1::GetProcessRequest&>(request).name());
                  done(absl::OkStatus());
                }));
    door_.Start();
  }

  std::string NameIn(const std::optional<HttpReply>& reply) {
    if (!reply) return "closed";
    return json::parse(reply->body).value("name", fmt::to_string(reply->status));
  }
  static constexpr std::string_view kBody = R"({"name":"under way"})";
  // A call whose body, kBody, is asked for: it is under way.
  void BeginCall(HttpClient& client) {
    EXPECT_TRUE(client.Send(fmt::format(
        "POST {} HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: "
        "{}\r\nExpect: 100-continue\r\n\r\n",
        kGet, kBody.size())));
    EXPECT_EQ(client.Read()->status, 100);
  }
  // After the clock has gone on for `seconds`, again and again.
  std::optional<HttpReply> ReadAfter(HttpClient& client, std::int64_t seconds) {
    return client.ReadWhile([this, seconds] { door_.clock().Advance(seconds); });
  }

  HttpDoor door_;
  std::atomic<int> calls_ = 0;
};

TEST_F(ConnectionTest, AnswersRequestsInOrderWithoutWaitingForThem) {
  const auto client = door_.Connect();
  std::string all;
  for (int i = 0; i < 100; ++i) all += Written(Asking(fmt::format("n{}", i)));
  ASSERT_TRUE(client->Send(all));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(NameIn(client->Read()), fmt::format("n{}", i));
}

// Nobody reads on for whoever does not wait: what is sent stays with the sender.
TEST_F(ConnectionTest, ReadsNoFurtherThanItAnswers) {
  const auto client = door_.Connect();
  const BusyReadLane busy(door_.dispatcher());
  const std::string request = Written(Asking(std::string(10'000, 'x')));
  std::size_t sent = 0;
  while (true) {
    pollfd state{.fd = client->descriptor(), .events = POLLOUT, .revents = 0};
    if (poll(&state, 1, 200) == 0) break;
    const ssize_t now = send(client->descriptor(), request.data(), request.size(), MSG_DONTWAIT);
    if (now > 0) sent += static_cast<std::size_t>(now);
    ASSERT_LT(sent, std::size_t{64} << 20) << "everything is taken";
  }
  EXPECT_EQ(calls_, 0);
}

TEST_F(ConnectionTest, TakesARequestByteByByte) {
  const auto client = door_.Connect();
  for (const char c : Written(Asking("slow"))) ASSERT_TRUE(client->Send(std::string(1, c)));
  EXPECT_EQ(NameIn(client->Read()), "slow");
  ASSERT_TRUE(client->Send("\r\n\r\n" + Written(Asking("after empty lines"))));
  EXPECT_EQ(NameIn(client->Read()), "after empty lines");
}

TEST_F(ConnectionTest, TakesABodyInChunks) {
  const auto client = door_.Connect();
  const std::string body = Named("chunks");
  ASSERT_TRUE(client->Send(fmt::format(
      "POST {} HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nTransfer-Encoding: "
      "chunked\r\n\r\n5\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n{}",
      kGet, body.substr(0, 5), body.size() - 5, body.substr(5), Written(Asking("next")))));
  EXPECT_EQ(NameIn(client->Read()), "chunks");
  EXPECT_EQ(NameIn(client->Read()), "next");
}

TEST_F(ConnectionTest, ClosesWhereTheClientWantsIt) {
  const auto client = door_.Connect();
  HttpRequest request = Asking("last");
  request.fields.emplace_back("Connection", "close");
  const HttpReply reply = client->Call(request);
  EXPECT_EQ(reply.Field("connection"), "close");
  EXPECT_TRUE(client->IsClosed());
}

TEST_F(ConnectionTest, SpeaksHttp10AsOldProxiesDo) {
  const auto client = door_.Connect();
  const std::string body = Named("old");
  ASSERT_TRUE(
      client->Send(fmt::format("POST {} HTTP/1.0\r\nContent-Type: "
                               "application/json\r\nContent-Length: {}\r\n\r\n{}",
                               kGet, body.size(), body)));
  EXPECT_EQ(NameIn(client->Read()), "old");
  EXPECT_TRUE(client->IsClosed());
}

// What is behind a head that can be read in two ways is never taken for a request.
TEST_F(ConnectionTest, RefusesWhatCouldSmuggleARequest) {
  const std::string inner = Written(Asking("smuggled"));
  const std::string head =
      fmt::format("POST {} HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n", kGet);
  for (const std::string& fields :
       {fmt::format("Content-Length: {}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    inner.size() + 5),
        std::string("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
        std::string("Content-Length: 0\r\nContent-Length: 5\r\n\r\n"),
        std::string("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
        std::string("X: y\nContent-Length: 0\r\n\r\n"),
        std::string("Content-Length: 0\r\n folded: x\r\n\r\n\n\n"),
        std::string("Transfer-Encoding: chunked\r\n\r\n0\n\n"),
        std::string("Transfer-Encoding: chunked\r\n\r\nx\r\n")}) {
    SCOPED_TRACE(fields);
    const auto client = door_.Connect();
    ASSERT_TRUE(client->Send(head + fields + inner));
    const std::optional<HttpReply> reply = client->Read();
    ASSERT_TRUE(reply.has_value());
    EXPECT_EQ(reply->status, 400);
    EXPECT_EQ(reply->Field("connection"), "close");
    EXPECT_TRUE(client->IsClosed());
  }
  EXPECT_EQ(calls_, 0);
}

TEST_F(ConnectionTest, TakesAHeadOfSixteenKibibytesAndNoMore) {
  const auto with = [this](std::size_t size) {
    const auto client = door_.Connect();
    HttpRequest request = Asking("large");
    request.fields.emplace_back("X", std::string(size, 'x'));
    EXPECT_TRUE(client->Send(Written(request)));
    const std::optional<HttpReply> reply = client->Read();
    return reply ? reply->status : 0;
  };
  EXPECT_EQ(with(15 << 10), 200);
  EXPECT_EQ(with(17 << 10), 431);
  EXPECT_EQ(with(1 << 20), 431);
}

TEST_F(ConnectionTest, WaitsTenSecondsForAHead) {
  const auto client = door_.Connect();
  ASSERT_TRUE(client->Send("POST / HTTP/1.1\r\nHost: h\r\nX-Slow: "));
  const std::optional<HttpReply> reply = ReadAfter(*client, 11);
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 408);
  EXPECT_TRUE(client->IsClosed());
}

TEST_F(ConnectionTest, WaitsThirtySecondsForABody) {
  const auto client = door_.Connect();
  ASSERT_TRUE(
      client->Send(fmt::format("POST {} HTTP/1.1\r\nHost: h\r\nContent-Type: "
                               "application/json\r\nContent-Length: 10\r\n\r\n{{",
                               kGet)));
  const std::optional<HttpReply> reply = ReadAfter(*client, 31);
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->status, 503);
  EXPECT_EQ(json::parse(reply->body)["details"][0]["debug"]["reason"], "MESSAGE_LATE");
  EXPECT_TRUE(client->IsClosed());
}

// The answer comes before all of a body that is too large has been sent: who sends on all the same, as
// most clients do, reads it afterwards.
TEST_F(ConnectionTest, TellsWhoeverSendsTooMuchAndTakesTheRest) {
  const auto client = door_.Connect();
  HttpRequest request = Asking("large");
  request.body.append(std::size_t{12} << 20, ' ');
  ASSERT_TRUE(client->Send(Written(request)));
  EXPECT_EQ(client->Read()->status, 429);
  client->CloseSending();
  EXPECT_TRUE(client->IsClosed());
}

TEST_F(ConnectionTest, TakesTheRestForFiveSecondsAndSixteenMebibytes) {
  const std::string head = fmt::format(
      "POST {} HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: "
      "99999999999\r\n\r\n",
      kGet);
  const auto slow = door_.Connect();
  ASSERT_TRUE(slow->Send(head));
  EXPECT_EQ(slow->Read()->status, 429);
  while (slow->Send("x")) door_.clock().Advance(6);

  const auto endless = door_.Connect();
  ASSERT_TRUE(endless->Send(head));
  const std::string piece(std::size_t{1} << 20, 'x');
  std::size_t sent = 0;
  while (endless->Send(piece)) sent += piece.size();
  EXPECT_GE(sent, std::size_t{15} << 20);
}

TEST_F(ConnectionTest, IsClosedWhenNothingIsAskedForLong) {
  const auto silent = door_.Connect();
  EXPECT_EQ(ReadAfter(*silent, 601), std::nullopt);
  const auto once = door_.Connect();
  EXPECT_EQ(NameIn(once->Call(Asking("once"))), "once");
  EXPECT_EQ(ReadAfter(*once, 601), std::nullopt);
}

// Where a caller has left before his call was begun, nothing is done.
TEST_F(ConnectionTest, BeginsNothingForWhoeverHasLeft) {
  for (const bool resets : {false, true}) {
    {
      const BusyReadLane busy(door_.dispatcher());
      const auto client = door_.Connect();
      BeginCall(*client);
      ASSERT_TRUE(client->Send(kBody));
      resets ? client->Reset() : client->CloseSending();
    }
    EXPECT_EQ(NameIn(door_.Connect()->Call(Asking("somebody"))), "somebody");
  }
  door_.server().Shutdown(absl::InfiniteDuration());
  EXPECT_EQ(calls_, 2);
}

TEST_F(ConnectionTest, EndsAfterItsAnswerWhenTheServerEnds) {
  const auto idle = door_.Connect();
  EXPECT_EQ(NameIn(idle->Call(Asking("before"))), "before");
  const auto asking = door_.Connect();
  BeginCall(*asking);
  door_.server().Drain();
  EXPECT_TRUE(idle->IsClosed());
  ASSERT_TRUE(asking->Send(kBody));
  const std::optional<HttpReply> reply = asking->Read();
  EXPECT_EQ(NameIn(reply), "under way");
  EXPECT_EQ(reply->Field("connection"), "close");
  EXPECT_TRUE(asking->IsClosed());
  door_.server().Shutdown(absl::InfiniteDuration());
}

// The half comes with a whole one before it, so that it is there once that is answered.
TEST_F(ConnectionTest, IsNotWaitedForBeforeItsHeadIsThere) {
  const auto client = door_.Connect();
  ASSERT_TRUE(client->Send("GET /healthz HTTP/1.1\r\nHost: h\r\n\r\nGET /healthz HTTP/1.1\r\nHo"));
  EXPECT_EQ(client->Read()->status, 200);
  door_.server().Shutdown(absl::InfiniteDuration());
  EXPECT_TRUE(client->IsClosed());
}

TEST_F(ConnectionTest, IsCutWhenTheServerWaitsNoLonger) {
  const auto client = door_.Connect();
  ASSERT_TRUE(client->Send("POST / HTTP/1.1\r\n"));
  door_.server().Shutdown(absl::ZeroDuration());
  client->Read();
  EXPECT_TRUE(client->IsClosed());
}

// Messages on their way have places; whoever sends most gives way.
TEST_F(ConnectionTest, GivesUpTheOldestBodyOfWhoSendsMost) {
  std::vector<std::unique_ptr<HttpClient>> slow;
  // As many as there are places: each is told to go on once it has one.
  for (std::size_t i = 0; i < 32; ++i) {
    slow.push_back(door_.Connect());
    BeginCall(*slow.back());
  }
  door_.clock().Advance(1);
  EXPECT_EQ(NameIn(door_.Connect()->Call(Asking("newcomer"))), "newcomer");
  EXPECT_EQ(slow[0]->Read()->status, 503);
  EXPECT_TRUE(slow[0]->IsClosed());
  ASSERT_TRUE(slow[1]->Send(kBody));
  EXPECT_EQ(NameIn(slow[1]->Read()), "under way");
}

}  // namespace
}  // namespace urna::services
