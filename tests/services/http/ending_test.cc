// How a server with an HTTP door ends, whatever its clients do.
#include <poll.h>
#include <sys/socket.h>

#include <thread>

#include "absl/synchronization/notification.h"
#include "pch.h"
#include "services/http/http_client.h"
#include "services/server/server.h"
#include "services/test_server.h"

namespace urna::services {
namespace {

class Ending : public testing::Test {
 protected:
  Ending() {
    config_.name = "test.example";
    config_.data_dir = folder_.Sub("data");
    config_.listen = {"127.0.0.1:0"};
    config_.http_listen = {"127.0.0.1:0"};
    EXPECT_TRUE(InitialiseServerStore(config_, clock_).ok());
    server_ = Server::Start(config_, OpenServerStore(config_).value(), clock_).value();
  }

  // Asks again and again and reads nothing, until the server waits for that.
  static void AskOnWithoutReading(HttpClient& client) {
    const std::string request = Written({.target = "/urna.v1.Processes/GetProcess",
                                         .fields = {{"Content-Type", "application/json"}},
                                         .body = R"({"name": "no such name"})"});
    while (true) {
      pollfd state{.fd = client.descriptor(), .events = POLLOUT, .revents = 0};
      if (poll(&state, 1, 200) == 0) return;
      send(client.descriptor(), request.data(), request.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    }
  }

  TemporaryFolder folder_;
  ManualClock clock_;
  ServerConfig config_;
  std::unique_ptr<Server> server_;
};

TEST_F(Ending, IsNotHeldUpByWhoeverReadsNothing) {
  HttpClient client(server_->http_addresses()[0]);
  AskOnWithoutReading(client);
  constexpr absl::Duration kGrace = absl::Minutes(1);
  const absl::Time begin = absl::Now();
  absl::Notification ended;
  std::thread ending([&] {
    server_->Shutdown(kGrace);
    ended.Notify();
  });
  while (!ended.WaitForNotificationWithTimeout(absl::Milliseconds(50))) clock_.Advance(1);
  ending.join();
  EXPECT_LT(absl::Now() - begin, kGrace / 4);
}

}  // namespace
}  // namespace urna::services
