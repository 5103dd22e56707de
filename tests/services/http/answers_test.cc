// What large answers hold until their readers have taken them, and what is noted of them.
#include <fmt/format.h>

#include <random>
#include <thread>
#include <utility>

#include "absl/synchronization/notification.h"
#include "pch.h"
#include "services/base/compression.h"
#include "services/http/http_door.h"
#include "urna/v1/processes_service.pb.h"

namespace urna::services {
namespace {

constexpr const char* kGet = "/urna.v1.Processes/GetProcess";
constexpr std::size_t kSize = std::size_t{16} << 20;

// Cannot be packed well.
std::string Noise(std::size_t size) {
  std::mt19937 random(1);
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random() % 128);
  return bytes;
}

// A method whose answer is there when the test says so.
class LargeAnswer : public testing::Test {
 protected:
  LargeAnswer() {
    door_.Serve(kGet, Lane::kRead, true,
                AnswerUnary([this](const Call&, const Message&, Message& response, WhenDone done) {
                  static_cast<v1::Process&>(response).set_name(text_);
                  size_ = response.ByteSizeLong();
                  done_ = std::move(done);
                  is_asked_.Notify();
                }));
    door_.Start();
  }

  // The call of a client who has sent it, and reads nothing yet.
  std::unique_ptr<HttpClient> Ask(const std::string& type, const std::string& body = "",
                                  const std::string& accepted = "identity") {
    auto client = door_.Connect();
    EXPECT_TRUE(client->Send(
        Written({.target = kGet,
                 .fields = {{"Content-Type", "application/" + type}, {"Accept-Encoding", accepted}},
                 .body = body})));
    is_asked_.WaitForNotification();
    return client;
  }
  // The answer is there. Whoever keeps `done_` keeps the connection's threads.
  void Finish() { std::exchange(done_, nullptr)(absl::OkStatus()); }
  std::uint64_t held() { return door_.door().answers.held(); }
  void AwaitHeld(std::uint64_t bytes) {
    while (held() != bytes) std::this_thread::yield();
  }
  double Noted(const std::string& code) {
    Measurements measured;
    door_.dispatcher().Measure(measured);
    for (const auto& family : measured.counters) {
      for (const auto& sample : family.samples) {
        if (sample.labels.back().second == code) return sample.value;
      }
    }
    return -1;
  }

  const std::string text_ = Noise(kSize);
  std::size_t size_ = 0;
  WhenDone done_;
  absl::Notification is_asked_;
  HttpDoor door_;
};

TEST_F(LargeAnswer, IsHeldOnce) {
  const auto client = Ask("proto");
  Finish();
  EXPECT_EQ(held(), size_);
  EXPECT_EQ(client->Read()->body.size(), size_);
  AwaitHeld(0);
}

TEST_F(LargeAnswer, IsHeldBesideWhatItIsPackedInto) {
  const auto client = Ask("proto", "", "gzip");
  {
    const BusyReadLane busy(door_.dispatcher());
    Finish();
    EXPECT_EQ(held(), size_ + MostPacked(size_));
  }
  // Nobody has read: what was packed is all that is left.
  while (held() >= size_) std::this_thread::yield();
  const std::uint64_t packed = held();
  EXPECT_GT(packed, size_ / 2);
  EXPECT_EQ(client->Read()->body.size(), packed);
  AwaitHeld(0);
}

TEST_F(LargeAnswer, IsHeldBesideTheTextThatItIsPutInto) {
  const auto client = Ask("grpc-web-text+proto", "AAAAAAA=");
  Finish();
  while (held() >= 2 * size_) std::this_thread::yield();
  const std::uint64_t text = held();
  EXPECT_GE(text, size_ / 3 * 4);
  EXPECT_EQ(client->Read()->body.size(), text);
  AwaitHeld(0);
}

// To an operator who looks at what was answered, a server without room is not well.
TEST_F(LargeAnswer, IsNotedAsItWasTold) {
  const auto client = Ask("proto");
  ASSERT_TRUE(door_.door().answers.Take("others", kLargeAnswers - kSize));
  Finish();
  EXPECT_EQ(client->Read()->status, 503);
  EXPECT_EQ(Noted("UNAVAILABLE"), 1);
  EXPECT_EQ(Noted("OK"), 0);
  EXPECT_EQ(door_.door().answers.refused(), 1u);
}

}  // namespace
}  // namespace urna::services
