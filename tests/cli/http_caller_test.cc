#include "cli/http_caller.h"

#include <fmt/format.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <thread>

#include "ledger/errors.h"
#include "pch.h"

namespace urna::cli {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// Answers the requests of its connections as it is told to: of each connection the answers, one after the other,
// then its end.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::vector<std::vector<std::string>> connections)
      : acceptor_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
        thread_([this, connections = std::move(connections)] {
          for (const std::vector<std::string>& answers : connections) Serve(answers);
        }) {}
  ~ScriptedServer() { thread_.join(); }
  std::string address() const {
    return fmt::format("127.0.0.1:{}", acceptor_.local_endpoint().port());
  }
  // Heads and bodies; once the server has answered all.
  std::vector<std::string> requests() const { return requests_; }

 private:
  void Serve(const std::vector<std::string>& answers) {
    tcp::socket socket = acceptor_.accept();
    for (const std::string& answer : answers) {
      std::string request;
      asio::read_until(socket, asio::dynamic_buffer(request), "message");
      requests_.push_back(request);
      asio::write(socket, asio::buffer(answer));
    }
  }

  asio::io_context io_;
  tcp::acceptor acceptor_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

std::string Reply(std::string_view status, std::string_view body) {
  return fmt::format("HTTP/1.1 {}\r\ncontent-length: {}\r\n\r\n{}", status, body.size(), body);
}

absl::StatusOr<std::string> CallAndWait(HttpCaller& caller) {
  std::promise<absl::StatusOr<std::string>> answer;
  caller.Call("/a.B/C", "message", [&](auto given) { answer.set_value(std::move(given)); });
  return answer.get_future().get();
}

TEST(HttpCaller, KeepsItsConnectionFromCallToCall) {
  HttpThread thread;
  ScriptedServer server({{Reply("200 OK", "one"), Reply("200 OK", "two")}});
  const auto caller = thread.Connect(server.address()).value();
  EXPECT_EQ(CallAndWait(*caller).value(), "one");
  EXPECT_EQ(CallAndWait(*caller).value(), "two");
  ASSERT_EQ(server.requests().size(), 2u);
  for (const std::string& request : server.requests()) {
    EXPECT_TRUE(request.starts_with("POST /a.B/C HTTP/1.1\r\n")) << request;
    EXPECT_THAT(request, testing::HasSubstr("Content-Type: application/proto\r\n"));
    EXPECT_TRUE(request.ends_with("\r\n\r\nmessage")) << request;
  }
}

TEST(HttpCaller, ConnectsAgainWhenTheConnectionIsLost) {
  HttpThread thread;
  ScriptedServer server(
      {{"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"}, {Reply("200 OK", "again")}});
  const auto caller = thread.Connect(server.address()).value();
  EXPECT_EQ(CallAndWait(*caller).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(CallAndWait(*caller).value(), "again");
}

TEST(HttpCaller, ConnectsAgainWhenTheServerEndsTheConnection) {
  HttpThread thread;
  ScriptedServer server({{"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 3\r\n\r\none"},
                         {Reply("200 OK", "two")}});
  const auto caller = thread.Connect(server.address()).value();
  EXPECT_EQ(CallAndWait(*caller).value(), "one");
  EXPECT_EQ(CallAndWait(*caller).value(), "two");
}

TEST(HttpCaller, TellsARefusalWithItsReason) {
  // google.rpc.ErrorInfo{reason: "WRONG_PROOF"}.
  const absl::Status refusal =
      StatusOfRefusal(401, R"({"code":"unauthenticated","message":"no","details":[
           {"type":"google.rpc.ErrorInfo","value":"CgtXUk9OR19QUk9PRg"}]})");
  EXPECT_EQ(refusal.code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(refusal.message(), "no");
  EXPECT_EQ(ledger::ReasonOf(refusal), "WRONG_PROOF");
}

TEST(HttpCaller, KnowsEachCodeByConnectsName) {
  const auto code = [](std::string_view name) {
    return StatusOfRefusal(500, fmt::format(R"({{"code":"{}"}})", name)).code();
  };
  EXPECT_EQ(code("canceled"), absl::StatusCode::kCancelled);
  EXPECT_EQ(code("resource_exhausted"), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(code("data_loss"), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code("other"), absl::StatusCode::kUnknown);
}

TEST(HttpCaller, TakesWhatIsNoRefusalOfConnectsForAnUnknownError) {
  for (const std::string_view body :
       {"", "<html>", "[]", "{}", R"({"code":7})", R"({"code":"aborted","details":7})",
        R"({"code":"aborted","message":[]})", R"({"code":"aborted","details":[7]})",
        R"({"code":"aborted","details":[{"type":7}]})"}) {
    EXPECT_FALSE(StatusOfRefusal(502, body).ok()) << body;
  }
}

TEST(HttpCaller, RefusesWhatIsNoAddress) {
  HttpThread thread;
  for (const std::string_view address :
       {"", "127.0.0.1", "localhost:1", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1"}) {
    EXPECT_EQ(thread.Connect(std::string(address)).status().code(),
              absl::StatusCode::kInvalidArgument)
        << address;
  }
}

}  // namespace
}  // namespace urna::cli
