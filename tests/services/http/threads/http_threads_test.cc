// The HTTP door with many callers at once, those who vanish among them, and its end while they call. There
// is no gRPC in this program, so that ThreadSanitizer sees all of it.
#include <fmt/format.h>

#include <atomic>
#include <functional>
#include <thread>

#include "absl/synchronization/notification.h"
#include "pch.h"
#include "services/http/envelope.h"
#include "services/http/http_door.h"
#include "urna/v1/eligibility_service.pb.h"
#include "urna/v1/processes_service.pb.h"

namespace urna::services {
namespace {

constexpr const char* kGet = "/urna.v1.Processes/GetProcess";
constexpr const char* kImport = "/urna.v1.Eligibility/ImportPart";
constexpr const char* kRead = "/urna.v1.Eligibility/ReadRoll";
constexpr const char* kFile = "/log/any/checkpoint";
constexpr std::size_t kPieces = 20;
const std::string kPiece(std::size_t{64} << 10, 'x');

// What is handed in is counted.
class Counting final : public Upload {
 public:
  absl::Status Add(std::string_view bytes) override {
    bytes_ += bytes.size();
    return absl::OkStatus();
  }
  absl::Status Finish(Message& response) override {
    static_cast<v1::Electorate&>(response).set_name(fmt::to_string(bytes_));
    return absl::OkStatus();
  }

 private:
  std::size_t bytes_ = 0;
};

class HttpThreads : public testing::Test {
 protected:
  HttpThreads() {
    door_.Serve(kGet, Lane::kRead, false, AnswerUnary(&Echo));
    door_.Serve(kImport, Lane::kSlow, false, BeginUpload([](const Call&, const Message&) {
                  return std::make_unique<Counting>();
                }));
    door_.Serve(kRead, Lane::kSlow, false,
                BeginDownload([](const Call&, const Message&) -> absl::StatusOr<NextBytes> {
                  return [left = kPieces]() mutable -> absl::StatusOr<std::string> {
                    return left == 0 ? "" : (--left, kPiece);
                  };
                }));
    door_.files().files[kFile] = {.bytes = kPiece, .etag = "one"};
    door_.Start();
    door_.TakeAll();
    ticking_ = std::thread([this] {
      while (!is_ticked_enough_.WaitForNotificationWithTimeout(absl::Milliseconds(5))) {
        door_.clock().Advance(0);
      }
    });
  }
  ~HttpThreads() override {
    is_ticked_enough_.Notify();
    ticking_.join();
  }

  // Each on a thread of its own.
  static void DoAtOnce(const std::vector<std::function<void()>>& things) {
    std::vector<std::thread> threads;
    for (const auto& thing : things) threads.emplace_back(thing);
    for (std::thread& thread : threads) thread.join();
  }

  // Each says whether it was answered as it should be.
  static bool Ask(HttpClient& client) {
    const std::string body = R"({"name":"asked"})";
    return IsAnswered(
        client, {.target = kGet, .fields = {{"Content-Type", "application/json"}}, .body = body},
        body);
  }
  static bool HandIn(HttpClient& client) {
    const std::string file(3 * kPiece.size() + 1, 'x');
    return IsAnswered(client,
                      {.target = std::string(kImport) + "?header=%7B%7D",
                       .fields = {{"Content-Type", "application/octet-stream"}},
                       .body = file},
                      fmt::format(R"({{"name":"{}"}})", file.size()));
  }
  static HttpRequest ReadingRoll() {
    return {.target = kRead,
            .fields = {{"Content-Type", "application/connect+proto"}},
            .body = Enveloped(0, "")};
  }
  static bool FetchRoll(HttpClient& client) {
    if (!client.Send(Written(ReadingRoll()))) return false;
    const std::optional<HttpReply> reply = client.Read();
    return reply && reply->body.size() > kPieces * kPiece.size() && reply->body.ends_with("{}");
  }
  static bool FetchFile(HttpClient& client) {
    return IsAnswered(client, {.method = "GET", .target = kFile}, kPiece);
  }

  HttpDoor door_;

 private:
  static void Echo(const Call&, const Message& request, Message& response, const WhenDone& done) {
    static_cast<v1::Process&>(response).set_name(
        static_cast<const v1::GetProcessRequest&>(request).name());
    done(absl::OkStatus());
  }
  static bool IsAnswered(HttpClient& client, const HttpRequest& request, const std::string& body) {
    if (!client.Send(Written(request))) return false;
    const std::optional<HttpReply> reply = client.Read();
    return reply && reply->status == 200 && reply->body == body;
  }

  absl::Notification is_ticked_enough_;
  std::thread ticking_;
};

TEST_F(HttpThreads, DoNotGetInEachOthersWay) {
  constexpr int kRounds = 30;
  const auto rounds = [this](bool (*call)(HttpClient&)) {
    return [this, call] {
      HttpClient client(door_.address());
      for (int i = 0; i < kRounds; ++i) EXPECT_TRUE(call(client));
    };
  };
  // Who is gone before, while and after his answer is written.
  const auto vanish = [this] {
    for (int i = 0; i < kRounds; ++i) {
      HttpClient client(door_.address());
      const std::string request = Written(ReadingRoll());
      // What is not all there is answered with nothing.
      const auto lacking = static_cast<std::size_t>(i) % 3;
      client.Send(request.substr(0, request.size() - lacking));
      if (lacking == 0 && i % 2 == 0) client.ReadSome();
      client.Reset();
    }
  };
  DoAtOnce({rounds(Ask), rounds(Ask), rounds(HandIn), rounds(HandIn), rounds(FetchRoll),
            rounds(FetchFile), vanish, vanish});
}

// However much is under way, the door ends, and every caller learns it.
TEST_F(HttpThreads, EndWithTheServer) {
  std::atomic<int> answers = 0;
  absl::Notification many;
  const auto until_the_end = [&, this](bool (*call)(HttpClient&)) {
    return [client = std::make_shared<HttpClient>(door_.address()), &answers, &many, call] {
      while (call(*client)) {
        if (++answers == 20) many.Notify();
      }
    };
  };
  DoAtOnce({until_the_end(Ask), until_the_end(Ask), until_the_end(HandIn), until_the_end(FetchRoll),
            until_the_end(FetchFile), [&] {
              many.WaitForNotification();
              door_.TakeNobody();
              door_.server().Shutdown(absl::ZeroDuration());
            }});
  EXPECT_GE(answers, 20);
}

}  // namespace
}  // namespace urna::services
