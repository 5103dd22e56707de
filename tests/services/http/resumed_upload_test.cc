// Uploads over HTTP whose connection breaks, and that go on where they were.
#include <fmt/format.h>

#include <atomic>
#include <optional>
#include <thread>

#include "pch.h"
#include "services/base/errors.h"
#include "services/http/http_door.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {
namespace {

using nlohmann::json;

constexpr const char* kImport = "/urna.v1.Eligibility/ImportPart";
constexpr const char* kTarget = "/urna.v1.Eligibility/ImportPart?header=%7B%7D";
constexpr const char* kKey = "00112233445566778899aabbccddeeff";
const std::string kFile = "0123456789";

// Says back what it got.
class EchoingUpload final : public Upload {
 public:
  EchoingUpload(std::atomic<int>& held, std::atomic<std::size_t>& taken)
      : held_(held), taken_(taken) {
    ++held_;
  }
  ~EchoingUpload() override { --held_; }
  absl::Status Add(std::string_view bytes) override {
    bytes_.append(bytes);
    taken_ += bytes.size();
    return absl::OkStatus();
  }
  absl::Status Finish(Message& response) override {
    static_cast<v1::Electorate&>(response).set_name(bytes_);
    return absl::OkStatus();
  }

 private:
  std::atomic<int>& held_;
  std::atomic<std::size_t>& taken_;
  std::string bytes_;
};

class ResumedUpload : public testing::Test {
 protected:
  ResumedUpload() {
    door_.Serve(kImport, Lane::kSlow, false, BeginUpload([this](const Call&, const Message&) {
                  return std::make_unique<EchoingUpload>(held_, taken_);
                }));
    door_.Start();
  }
  // Sends a part of the file, and no more; the server has taken it.
  std::unique_ptr<HttpClient> SendPart(std::size_t size, const std::string& key = kKey) {
    auto client = door_.Connect();
    EXPECT_TRUE(client->Send(
        fmt::format("POST {} HTTP/1.1\r\nHost: h\r\nContent-Type: application/octet-stream\r\n"
                    "Upload-Key: {}\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
                    kTarget, key, kFile.size())));
    EXPECT_EQ(client->Read()->status, 100);
    const std::size_t before = taken_;
    EXPECT_TRUE(client->Send(kFile.substr(0, size)));
    while (taken_ < before + size) std::this_thread::yield();
    return client;
  }
  HttpReply Ask(const std::string& key = kKey, const std::string& target = kTarget,
                const std::string& authorization = "") {
    HttpRequest request{.method = "HEAD", .target = target, .fields = {{"Upload-Key", key}}};
    if (!authorization.empty()) request.fields.emplace_back("Authorization", authorization);
    return door_.Connect()->Call(request);
  }
  // Once the server knows that the connection broke.
  HttpReply AskOnceParked(const std::string& key = kKey) {
    HttpReply reply = Ask(key);
    while (reply.status == 503) reply = Ask(key);
    return reply;
  }
  HttpReply SendFrom(std::size_t offset, const std::string& key = kKey) {
    return door_.Connect()->Call({.target = kTarget,
                                  .fields = {{"Content-Type", "application/octet-stream"},
                                             {"Upload-Key", key},
                                             {"Upload-Offset", fmt::to_string(offset)}},
                                  .body = kFile.substr(std::min(offset, kFile.size()))});
  }
  static std::string ReasonOf(const HttpReply& reply) {
    return json::parse(reply.body)["details"][0]["debug"]["reason"];
  }

  // Uploads that there are.
  std::atomic<int> held_ = 0;
  // Bytes that all of them have taken.
  std::atomic<std::size_t> taken_ = 0;
  HttpDoor door_;
};

TEST_F(ResumedUpload, GoesOnWhereItWas) {
  SendPart(3)->CloseSending();
  const HttpReply offset = AskOnceParked();
  EXPECT_EQ(offset.status, 204);
  EXPECT_EQ(offset.Field("upload-offset"), "3");
  EXPECT_EQ(offset.Field("upload-complete"), "?0");
  const HttpReply reply = SendFrom(3);
  EXPECT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(json::parse(reply.body)["name"], kFile);
  EXPECT_EQ(Ask().status, 404);
}

// All had come, and nobody was there to be told.
TEST_F(ResumedUpload, MayLackNothingButItsEnd) {
  SendPart(3)->CloseSending();
  ASSERT_EQ(AskOnceParked().Field("upload-offset"), "3");
  {
    const auto client = door_.Connect();
    ASSERT_TRUE(client->Send(
        fmt::format("POST {} HTTP/1.1\r\nHost: h\r\nContent-Type: application/octet-stream\r\n"
                    "Upload-Key: {}\r\nUpload-Offset: 3\r\nTransfer-Encoding: "
                    "chunked\r\n\r\n7\r\n{}\r\n",
                    kTarget, kKey, kFile.substr(3))));
    while (taken_ < kFile.size()) std::this_thread::yield();
  }
  const HttpReply offset = AskOnceParked();
  EXPECT_EQ(offset.Field("upload-offset"), "10");
  EXPECT_EQ(json::parse(SendFrom(10).body)["name"], kFile);
}

// The server has not heard that its client moved to another network.
TEST_F(ResumedUpload, IsCutOffByWhoeverAsksForIt) {
  const auto before = SendPart(3);
  EXPECT_EQ(Ask().status, 503);
  EXPECT_EQ(AskOnceParked().status, 204);
  EXPECT_EQ(before->Read()->status, 503);
  EXPECT_TRUE(before->IsClosed());
}

TEST_F(ResumedUpload, IsToldTheRightOffset) {
  SendPart(3)->CloseSending();
  ASSERT_EQ(AskOnceParked().status, 204);
  for (const std::size_t offset : {0, 2, 4, 11}) {
    const HttpReply reply = SendFrom(offset);
    EXPECT_EQ(reply.status, 409);
    EXPECT_EQ(reply.Field("upload-offset"), "3");
    EXPECT_EQ(ReasonOf(reply), "OFFSET_MISMATCH");
  }
  EXPECT_EQ(SendFrom(3).status, 200);
}

TEST_F(ResumedUpload, IsFoundByItsCallerAlone) {
  SendPart(3)->CloseSending();
  ASSERT_EQ(AskOnceParked().status, 204);
  EXPECT_EQ(Ask(kKey, kTarget, "Bearer other").status, 404);
  EXPECT_EQ(Ask(kKey, std::string(kImport) + "?header=%7B%20%7D").status, 404);
  EXPECT_EQ(Ask(std::string(32, '0')).status, 404);
  EXPECT_EQ(ReasonOf(SendFrom(3, std::string(32, '0'))), "UPLOAD_NOT_FOUND");
  EXPECT_EQ(SendFrom(3).status, 200);
}

// What stands in the URL is seen by others, and there may be no token.
TEST_F(ResumedUpload, IsNotFoundByItsUrl) {
  const auto under_way = SendPart(3);
  const HttpReply asked = door_.Connect()->Call({.method = "HEAD", .target = kTarget});
  EXPECT_EQ(asked.status, 400);
  const HttpReply sent = door_.Connect()->Call(
      {.target = kTarget,
       .fields = {{"Content-Type", "application/octet-stream"}, {"Upload-Offset", "3"}},
       .body = kFile.substr(3)});
  EXPECT_EQ(ReasonOf(sent), "INVALID_HEADER");
  // Nor is it cut off.
  ASSERT_TRUE(under_way->Send(kFile.substr(3)));
  EXPECT_EQ(json::parse(under_way->Read()->body)["name"], kFile);
}

TEST_F(ResumedUpload, HasAKeyOfThirtyTwoDigits) {
  for (const std::string& key : {std::string("0"), std::string(31, '0'), std::string(32, 'g')}) {
    EXPECT_EQ(Ask(key).status, 400) << key;
    EXPECT_EQ(ReasonOf(SendFrom(0, key)), "INVALID_HEADER") << key;
  }
}

TEST_F(ResumedUpload, IsKeptForAMinute) {
  SendPart(3)->CloseSending();
  ASSERT_EQ(AskOnceParked().status, 204);
  door_.clock().Advance(59);
  EXPECT_EQ(Ask().status, 204);
  EXPECT_EQ(held_, 1);
  EXPECT_EQ(door_.door().uploads.taken(), 1u);
  door_.clock().Advance(2);
  EXPECT_EQ(Ask().status, 404);
  EXPECT_EQ(held_, 0);
  EXPECT_EQ(door_.door().uploads.taken(), 0u);
}

TEST_F(ResumedUpload, GoesWhereItIsBegunAnew) {
  SendPart(3)->CloseSending();
  ASSERT_EQ(AskOnceParked().status, 204);
  SendPart(5)->CloseSending();
  EXPECT_EQ(AskOnceParked().Field("upload-offset"), "5");
  EXPECT_EQ(held_, 1);
}

// The oldest of the same source goes first.
TEST_F(ResumedUpload, GivesWayToOthers) {
  const auto key = [](std::size_t i) { return fmt::format("{:032x}", i); };
  for (std::size_t i = 0; i < HttpDoor::kUploadsPerSource; ++i) {
    SendPart(i, key(i))->CloseSending();
    ASSERT_EQ(AskOnceParked(key(i)).status, 204);
    door_.clock().Advance(1);
  }
  const auto other = SendPart(3);
  EXPECT_EQ(Ask(key(0)).status, 404);
  EXPECT_EQ(Ask(key(1)).status, 204);
  EXPECT_EQ(door_.door().uploads.taken(), HttpDoor::kUploadsPerSource);
}

}  // namespace
}  // namespace urna::services
