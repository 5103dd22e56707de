// Files that are handed in over HTTP: as they are, or in messages.
#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <atomic>
#include <optional>

#include "crypto/hash.h"
#include "pch.h"
#include "services/base/errors.h"
#include "services/election_driver.h"
#include "services/http/http_calls.h"
#include "services/http/http_door.h"

namespace urna::services {
namespace {

using nlohmann::json;

constexpr const char* kImport = "/urna.v1.Eligibility/ImportPart";

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) out += fmt::format("%{:02x}", static_cast<unsigned char>(c));
  return out;
}

std::string AsJson(const google::protobuf::Message& message) {
  std::string text;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &text).ok());
  return text;
}

std::string Text(const crypto::Bytes& bytes) { return {bytes.begin(), bytes.end()}; }

class HttpUpload : public ElectionTest {
 protected:
  HttpUpload() {
    election_.WriteDraft();
    file_ = election_.PartBytes(1);
  }
  std::string Target(const v1::PartHeader& header) {
    return fmt::format("{}?header={}", kImport, Escaped(AsJson(header)));
  }
  // Until its body.
  std::string Head(const std::string& target, std::string_view fields) {
    return fmt::format(
        "POST {} HTTP/1.1\r\nHost: h\r\nContent-Type: application/octet-stream\r\n{}\r\n", target,
        fields);
  }
  // Whether the electorate has the part.
  bool IsThere() {
    v1::GetElectorateRequest request;
    request.set_name(election_.electorate());
    const v1::Electorate electorate =
        server_.Admin(&v1::Eligibility::Stub::GetElectorate, request).value;
    const crypto::Hash256 digest = crypto::Sha256(file_);
    return electorate.part_sha256_size() > 0 &&
           electorate.part_sha256(0) == std::string(digest.begin(), digest.end());
  }

  crypto::Bytes file_;
  HttpClient client_{server_.http_address()};
};

TEST_F(HttpUpload, IsTheBodyOfARequest) {
  const HttpReply reply = client_.Call({.target = Target(election_.PartHeader(1, file_)),
                                        .fields = {{"Content-Type", "application/octet-stream"}},
                                        .body = Text(file_)});
  EXPECT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(json::parse(reply.body)["name"], election_.electorate());
  EXPECT_TRUE(IsThere());
}

TEST_F(HttpUpload, IsAskedForOnceItsHeaderWasAdmitted) {
  const std::string expect =
      fmt::format("Expect: 100-continue\r\nContent-Length: {}\r\n", file_.size());
  ASSERT_TRUE(client_.Send(Head(Target(election_.PartHeader(1, file_)), expect)));
  EXPECT_EQ(client_.Read()->status, 100);
  ASSERT_TRUE(client_.Send(Text(file_)));
  EXPECT_EQ(client_.Read()->status, 200);

  v1::PartHeader forged = election_.PartHeader(1, file_);
  forged.set_signature(std::string(64, 'x'));
  ASSERT_TRUE(client_.Send(Head(Target(forged), expect)));
  const std::optional<HttpReply> refused = client_.Read();
  ASSERT_TRUE(refused.has_value());
  EXPECT_NE(refused->status, 100);
  EXPECT_NE(refused->status, 200);
  EXPECT_TRUE(client_.IsClosed());
}

TEST_F(HttpUpload, MayComeInChunksOfAnySize) {
  ASSERT_TRUE(
      client_.Send(Head(Target(election_.PartHeader(1, file_)), "Transfer-Encoding: chunked\r\n")));
  for (std::size_t at = 0; at < file_.size(); at += 7) {
    const std::string piece = Text(file_).substr(at, 7);
    ASSERT_TRUE(client_.Send(fmt::format("{:x}\r\n{}\r\n", piece.size(), piece)));
  }
  ASSERT_TRUE(client_.Send("0\r\n\r\n"));
  EXPECT_EQ(client_.Read()->status, 200);
  EXPECT_TRUE(IsThere());
}

TEST_F(HttpUpload, MayComeInMessagesOfEachProtocol) {
  const auto& method = MethodAt(kImport);
  v1::ImportPartRequest first, second;
  *first.mutable_header() = election_.PartHeader(1, file_);
  first.set_data(Text(file_).substr(0, 10));
  second.set_data(Text(file_).substr(10));
  for (const char* protocol : kProtocols) {
    SCOPED_TRACE(protocol);
    const std::string type = ContentTypeFor(protocol, method);
    const CallOutcome outcome =
        OutcomeOf(type, method, client_.Call(RequestOf(type, method, {&first, &second}, "")));
    EXPECT_EQ(outcome.status.code(), 0) << outcome.status.message();
    EXPECT_EQ(outcome.messages.size(), 1u);
    // A header is expected once.
    const CallOutcome twice =
        OutcomeOf(type, method, client_.Call(RequestOf(type, method, {&first, &first}, "")));
    EXPECT_EQ(twice.status.code(), 3);
  }
  EXPECT_TRUE(IsThere());
}

TEST_F(HttpUpload, IsRefusedWithTheReason) {
  const auto reason = [&](const std::string& target, const std::string& body) {
    HttpClient client(server_.http_address());
    const HttpReply reply = client.Call(
        {.target = target, .fields = {{"Content-Type", "application/octet-stream"}}, .body = body});
    return json::parse(reply.body)["details"][0]["debug"]["reason"].get<std::string>();
  };
  const v1::PartHeader header = election_.PartHeader(1, file_);
  EXPECT_EQ(reason(kImport, "x"), "INVALID_QUERY");
  EXPECT_EQ(reason(std::string(kImport) + "?header=%7B%22nothing%22%3A1%7D", "x"), "INVALID_FIELD");
  EXPECT_EQ(reason(Target(header), Text(file_) + "x"), "TOO_LONG");
  EXPECT_EQ(reason(Target(header), Text(file_).substr(1)), "DIGEST_MISMATCH");
}

// Counts what it gets.
struct Counted {
  std::atomic<std::uint64_t> bytes = 0;
  std::atomic<std::size_t> largest = 0;
  std::atomic<int> under_way = 0;
};

class CountingUpload final : public Upload {
 public:
  explicit CountingUpload(Counted& counted) : counted_(counted) { ++counted_.under_way; }
  ~CountingUpload() override { --counted_.under_way; }
  absl::Status Add(std::string_view bytes) override {
    counted_.bytes += bytes.size();
    counted_.largest = std::max(counted_.largest.load(), bytes.size());
    return absl::OkStatus();
  }
  absl::Status Finish(Message& response) override {
    static_cast<v1::Electorate&>(response).set_name(fmt::to_string(counted_.bytes.load()));
    return absl::OkStatus();
  }

 private:
  Counted& counted_;
};

class LargeUpload : public testing::Test {
 protected:
  LargeUpload() {
    door_.Serve(kImport, Lane::kSlow, false, BeginUpload([this](const Call&, const Message&) {
                  return std::make_unique<CountingUpload>(counted_);
                }));
    door_.Start();
  }
  std::string Head(std::uint64_t size, std::string_view fields = "") {
    return fmt::format(
        "POST {}?header=%7B%7D HTTP/1.1\r\nHost: h\r\nContent-Type: "
        "application/octet-stream\r\nContent-Length: {}\r\n{}\r\n",
        kImport, size, fields);
  }
  // One that has begun, and waits for its bytes.
  std::unique_ptr<HttpClient> Begin(std::uint64_t size) {
    auto client = door_.Connect();
    EXPECT_TRUE(client->Send(Head(size, "Expect: 100-continue\r\n")));
    EXPECT_EQ(client->Read()->status, 100);
    return client;
  }

  Counted counted_;
  HttpDoor door_;
};

TEST_F(LargeUpload, IsTakenInSlicesAndNeverHeldAsAWhole) {
  const std::uint64_t size = std::uint64_t{64} << 20;
  const auto client = door_.Connect();
  ASSERT_TRUE(client->Send(Head(size)));
  const std::string slice(1 << 20, 'x');
  for (std::uint64_t sent = 0; sent < size; sent += slice.size()) ASSERT_TRUE(client->Send(slice));
  EXPECT_EQ(json::parse(client->Read()->body)["name"], fmt::to_string(size));
  EXPECT_LE(counted_.largest, std::size_t{16} << 10);
}

TEST_F(LargeUpload, IsDroppedWhenItsSenderFallsSilentOrLeaves) {
  const auto silent = Begin(100);
  const std::optional<HttpReply> reply = silent->ReadWhile([this] { door_.clock().Advance(121); });
  EXPECT_EQ(reply->status, 503);
  Begin(100)->Reset();
  Begin(100)->CloseSending();
  door_.server().Shutdown(absl::InfiniteDuration());
  EXPECT_EQ(counted_.under_way, 0);
}

TEST_F(LargeUpload, HasOneOfAsManyPlacesAsASourceHas) {
  std::vector<std::unique_ptr<HttpClient>> all;
  for (std::size_t i = 0; i < HttpDoor::kUploadsPerSource; ++i) all.push_back(Begin(1));
  const auto other = door_.Connect();
  ASSERT_TRUE(other->Send(Head(1, "Expect: 100-continue\r\n")));
  EXPECT_EQ(other->Read()->status, 503);
  ASSERT_TRUE(all[0]->Send("x"));
  EXPECT_EQ(all[0]->Read()->status, 200);
  Begin(1);
}

}  // namespace
}  // namespace urna::services
