// The HTTP door with many callers at once, those who vanish among them, and its end while they call. There
// is no gRPC in this program, so that ThreadSanitizer sees all of it.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

#include "absl/synchronization/notification.h"
#include "pch.h"
#include "services/api/application.h"
#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/http/envelope.h"
#include "services/http/http_client.h"
#include "services/http/http_server.h"
#include "storage/rocks/rocks_store.h"
#include "support/temporary_folder.h"
#include "urna/v1/eligibility_service.pb.h"
#include "urna/v1/processes_service.pb.h"

namespace urna::services {
namespace {

constexpr const char* kGet = "/urna.v1.Processes/GetProcess";
constexpr const char* kImport = "/urna.v1.Eligibility/ImportPart";
constexpr const char* kRead = "/urna.v1.Eligibility/ReadRoll";
constexpr std::size_t kLargestMessage = std::size_t{1} << 20;
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

// One file, wherever it is looked for.
class OneFile final : public PublicFiles {
 public:
  absl::StatusOr<PublicFile> Find(std::string_view) override {
    PublicFile file;
    file.content_type = "application/octet-stream";
    file.etag = "one";
    file.size = kPiece.size();
    file.read = [](std::uint64_t offset, std::size_t most) -> absl::StatusOr<std::string> {
      return kPiece.substr(std::min<std::size_t>(offset, kPiece.size()), most);
    };
    return file;
  }
};

class HttpThreads : public testing::Test {
 protected:
  HttpThreads() {
    store_ = storage::OpenRocksStore(
                 {.path = folder_.Sub("store"), .create = true, .families = FamilyNames()})
                 .value();
    application_ = std::make_unique<Application>(
        ApplicationOptions{
            .name = "test.example", .upload_bytes = 1 << 20, .threads = 2, .queue = 4096},
        *store_, clock_);
    EXPECT_TRUE(application_->Open().ok());
    door_ = std::make_unique<Door>(application_->dispatcher(), watchdog_, clock_,
                                   std::vector<std::string>{}, std::uint64_t{256} << 20,
                                   kLargestMessage);
    const auto& processes = *v1::GetProcessRequest::descriptor()->file();
    const auto& eligibility = *v1::ImportPartRequest::descriptor()->file();
    Serve(processes, "Processes", "GetProcess", Lane::kRead, AnswerUnary(&Echo));
    Serve(eligibility, "Eligibility", "ImportPart", Lane::kSlow,
          BeginUpload([](const Call&, const Message&) { return std::make_unique<Counting>(); }));
    Serve(eligibility, "Eligibility", "ReadRoll", Lane::kSlow,
          BeginDownload([](const Call&, const Message&) -> absl::StatusOr<NextBytes> {
            return [left = kPieces]() mutable -> absl::StatusOr<std::string> {
              return left == 0 ? "" : (--left, kPiece);
            };
          }));
    server_ = std::make_unique<HttpServer>(*door_, table_, &files_,
                                           HttpOptions{.origins = {},
                                                       .largest_message = kLargestMessage,
                                                       .handshake = absl::Seconds(20),
                                                       .idle = absl::Seconds(600)},
                                           nullptr);
    Listen();
    ticking_ = std::thread([this] {
      while (!is_ticked_enough_.WaitForNotificationWithTimeout(absl::Milliseconds(5))) {
        watchdog_.Tick(clock_.Now());
      }
    });
  }
  ~HttpThreads() override {
    StopListening();
    server_.reset();
    is_ticked_enough_.Notify();
    ticking_.join();
  }

  void StopListening() {
    if (!accepting_.joinable()) return;
    shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    close(listener_);
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
    return IsAnswered(client, {.method = "GET", .target = "/log/any/checkpoint"}, kPiece);
  }

  std::string address_;
  std::unique_ptr<HttpServer> server_;

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
  void Serve(const google::protobuf::FileDescriptor& file, const char* service, const char* name,
             Lane lane, Method::Handler handler) {
    table_.emplace_back(file.FindServiceByName(service)->FindMethodByName(name),
                        MethodRule{name, Access::kReaders, Span::kAlways, lane, false, ""},
                        std::move(handler));
  }
  void Listen() {
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof where;
    auto* const address = reinterpret_cast<sockaddr*>(&where);
    EXPECT_EQ(bind(listener_, address, size), 0);
    EXPECT_EQ(listen(listener_, 64), 0);
    EXPECT_EQ(getsockname(listener_, address, &size), 0);
    address_ = fmt::format("127.0.0.1:{}", ntohs(where.sin_port));
    accepting_ = std::thread([this] {
      while (true) {
        const int one = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (one < 0) return;
        server_->Take(one);
      }
    });
  }

  const SystemClock clock_;
  TemporaryFolder folder_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<Application> application_;
  Watchdog watchdog_;
  std::unique_ptr<Door> door_;
  std::vector<Method> table_;
  OneFile files_;
  const int listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::thread accepting_;
  absl::Notification is_ticked_enough_;
  std::thread ticking_;
};

TEST_F(HttpThreads, DoNotGetInEachOthersWay) {
  constexpr int kRounds = 30;
  const auto rounds = [this](bool (*call)(HttpClient&)) {
    return [this, call] {
      HttpClient client(address_);
      for (int i = 0; i < kRounds; ++i) EXPECT_TRUE(call(client));
    };
  };
  // Who is gone before, while and after his answer is written.
  const auto vanish = [this] {
    for (int i = 0; i < kRounds; ++i) {
      HttpClient client(address_);
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
    return [client = std::make_shared<HttpClient>(address_), &answers, &many, call] {
      while (call(*client)) {
        if (++answers == 20) many.Notify();
      }
    };
  };
  DoAtOnce({until_the_end(Ask), until_the_end(Ask), until_the_end(HandIn), until_the_end(FetchRoll),
            until_the_end(FetchFile), [&] {
              many.WaitForNotification();
              StopListening();
              server_->Shutdown(absl::ZeroDuration());
            }});
  EXPECT_GE(answers, 20);
}

}  // namespace
}  // namespace urna::services
