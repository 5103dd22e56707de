// What a request is told that the door itself answers.
#include "pch.h"
#include "services/base/compression.h"
#include "services/election_driver.h"
#include "services/http/http_calls.h"

namespace urna::services {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr const char* kList = "/urna.v1.Processes/ListProcesses";
constexpr const char* kGet = "/urna.v1.Processes/GetProcess";

std::string ReasonOf(const HttpReply& reply) {
  return json::parse(reply.body)["details"][0]["debug"]["reason"];
}

class Requests : public ElectionTest {
 protected:
  HttpReply Json(const std::string& path, const std::string& body,
                 std::vector<std::pair<std::string, std::string>> fields = {}) {
    fields.emplace_back("Content-Type", "application/json");
    return client_.Call({.target = path, .fields = std::move(fields), .body = body});
  }

  HttpClient client_{server_.http_address()};
};

TEST_F(Requests, AreWhatAnyScriptCanWrite) {
  const HttpReply reply = Json(kList, "{}");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "{}");
  EXPECT_EQ(reply.Field("content-type"), "application/json");
  EXPECT_EQ(reply.Field("x-content-type-options"), "nosniff");
}

TEST_F(Requests, SayWhoCalls) {
  election_.WriteDraft();
  const std::string body = R"({"name": "processes/paris"})";
  EXPECT_EQ(Json(kGet, body).status, 404);
  EXPECT_EQ(Json(kGet, body, {{"Authorization", "Bearer nonsense"}}).status, 401);
  const HttpReply seen = Json(kGet, body, {{"Authorization", "Bearer " + server_.token()}});
  EXPECT_EQ(seen.status, 200);
  EXPECT_EQ(json::parse(seen.body)["name"], "processes/paris");
}

// A proxy in between keeps nothing that was asked for with a token.
TEST_F(Requests, AreAnsweredToThemselvesAlone) {
  EXPECT_EQ(Json(kList, "{}").Field("cache-control"), "no-store");
  EXPECT_EQ(
      client_
          .Call({.method = "GET", .target = kList + std::string("?encoding=json&message=%7B%7D")})
          .Field("cache-control"),
      "no-store");
  EXPECT_EQ(Json(kGet, "{").Field("cache-control"), "no-store");
}

// To read a message is work: who may not ask for it is told so first.
TEST_F(Requests, OfNobodyAreNotReadWhereOnlyTheStaffMayCall) {
  EXPECT_EQ(ReasonOf(Json("/urna.v1.Processes/CreateProcess", "{")), "TOKEN_MISSING");
  EXPECT_EQ(ReasonOf(Json("/urna.v1.Processes/CreateProcess", "{",
                          {{"Authorization", "Bearer " + server_.token()}})),
            "MALFORMED_REQUEST");
}

TEST_F(Requests, AreFetchedByUrlWhereTheyOnlyRead) {
  SealAndOpen();
  const std::string query =
      "?connect=v1&encoding=json&message=%7B%22name%22%3A%22processes%2Fparis%22%7D";
  const HttpReply reply = client_.Call({.method = "GET", .target = kGet + query});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(json::parse(reply.body)["name"], "processes/paris");
  const HttpReply proto =
      client_.Call({.method = "GET",
                    .target = kGet + std::string("?encoding=proto&base64=1&message=") +
                              "Cg9wcm9jZXNzZXMvcGFyaXM"});
  EXPECT_EQ(proto.Field("content-type"), "application/proto");
  v1::Process process;
  ASSERT_TRUE(process.ParseFromString(proto.body));
  EXPECT_EQ(process.name(), "processes/paris");
  EXPECT_EQ(client_.Call({.method = "GET", .target = kGet}).status, 400);
}

TEST_F(Requests, AreNeverFetchedByUrlWhereTheyChangeAnything) {
  const HttpReply reply = client_.Call(
      {.method = "GET", .target = "/urna.v1.Processes/CreateProcess?encoding=json&message=%7B%7D"});
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.Field("allow"), "POST, OPTIONS");
  EXPECT_EQ(client_.Call({.method = "PUT", .target = kGet}).Field("allow"), "GET, POST, OPTIONS");
}

TEST_F(Requests, AreToldWhereNothingIs) {
  for (const char* path : {"/", "/nothing", "/urna.v1.Processes/Nothing", "/urna.v1.Processes",
                           "/urna.v1.Processes/GetProcess/", "//urna.v1.Processes/GetProcess"}) {
    HttpClient client(server_.http_address());
    const HttpReply reply = client.Call({.target = path, .body = "{}"});
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_EQ(json::parse(reply.body)["code"], "unimplemented");
  }
}

TEST_F(Requests, AreToldWhatTypesAMethodTakes) {
  const auto with = [this](const char* path, const char* type) {
    HttpClient client(server_.http_address());
    return client.Call({.target = path, .fields = {{"Content-Type", type}}, .body = "{}"});
  };
  for (const char* type : {"text/plain", "application/grpc", "application/connect+json",
                           "application/octet-stream", "application/json; charset=latin1"}) {
    const HttpReply reply = with(kGet, type);
    EXPECT_EQ(reply.status, 415) << type;
    EXPECT_THAT(reply.Field("accept-post"), HasSubstr("application/json"));
  }
  EXPECT_EQ(with("/urna.v1.Eligibility/ReadRoll", "application/json").status, 415);
  EXPECT_EQ(with("/urna.v1.Eligibility/ReadRoll", "application/octet-stream").status, 415);
  EXPECT_THAT(with("/urna.v1.Eligibility/ImportPart", "application/json").Field("accept-post"),
              HasSubstr("application/octet-stream"));
}

TEST_F(Requests, MayBePackedAndSoMayAnswers) {
  SealAndOpen();
  const std::string body = R"({"name": "processes/paris"})";
  constexpr const char* kManifest = "/urna.v1.Processes/GetManifest";
  const HttpReply plain = Json(kManifest, body);
  const HttpReply both =
      Json(kManifest, Pack(body), {{"Content-Encoding", "gzip"}, {"Accept-Encoding", "gzip"}});
  EXPECT_EQ(both.status, 200);
  EXPECT_EQ(both.Field("content-encoding"), "gzip");
  EXPECT_EQ(*Unpack(both.body, 1 << 20), plain.body);
  EXPECT_LT(both.body.size(), plain.body.size());
  // Too small to be worth it.
  EXPECT_EQ(Json(kList, "{}", {{"Accept-Encoding", "gzip"}}).Field("content-encoding"), "");
  const HttpReply unknown = Json(kGet, body, {{"Content-Encoding", "br"}});
  EXPECT_EQ(unknown.status, 501);
  EXPECT_EQ(ReasonOf(unknown), "ENCODING_UNKNOWN");
}

TEST_F(Requests, AreNoLargerThanTheyMayBeHoweverTheyArePacked) {
  const auto most = static_cast<std::size_t>(server_.config().max_request_bytes);
  const std::string large = R"({"pageToken": ")" + std::string(most, 'x') + "\"}";
  const HttpReply packed = Json(kList, Pack(large), {{"Content-Encoding", "gzip"}});
  EXPECT_EQ(packed.status, 429);
  EXPECT_EQ(ReasonOf(packed), "MESSAGE_TOO_LARGE");
  // Announced: refused before it is sent.
  EXPECT_TRUE(client_.Send("POST " + std::string(kList) +
                           " HTTP/1.1\r\nHost: h\r\nContent-Type: "
                           "application/json\r\nContent-Length: 99999999999\r\n\r\n"));
  const std::optional<HttpReply> announced = client_.Read();
  ASSERT_TRUE(announced.has_value());
  EXPECT_EQ(announced->status, 429);
  EXPECT_EQ(announced->Field("connection"), "close");
  EXPECT_TRUE(client_.IsClosed());
}

TEST_F(Requests, EndWithTheirDeadline) {
  const HttpReply late = Json(kList, "{}", {{"Connect-Timeout-Ms", "0"}});
  EXPECT_EQ(late.status, 504);
  EXPECT_EQ(ReasonOf(late), "NOT_STARTED");
  EXPECT_EQ(Json(kList, "{}", {{"Connect-Timeout-Ms", "60000"}}).status, 200);
  EXPECT_EQ(Json(kList, "{}", {{"Connect-Timeout-Ms", "soon"}}).status, 400);
}

TEST_F(Requests, OfOtherPagesAreAnsweredAsTheOperatorHasIt) {
  const HttpReply preflight =
      client_.Call({.method = "OPTIONS",
                    .target = kGet,
                    .fields = {{"Origin", "https://vote.example"},
                               {"Access-Control-Request-Method", "POST"},
                               {"Access-Control-Request-Headers", "connect-protocol-version"}}});
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.Field("access-control-allow-origin"), "https://vote.example");
  EXPECT_EQ(preflight.Field("access-control-allow-methods"), "GET, POST, OPTIONS");
  EXPECT_EQ(
      Json(kList, "{}", {{"Origin", "https://vote.example"}}).Field("access-control-allow-origin"),
      "https://vote.example");
  EXPECT_EQ(
      Json(kList, "{}", {{"Origin", "https://evil.example"}}).Field("access-control-allow-origin"),
      "");
}

TEST_F(Requests, AskHowTheServerIs) {
  const HttpReply well = client_.Call({.method = "GET", .target = "/healthz"});
  EXPECT_EQ(well.status, 200);
  EXPECT_EQ(well.body, "ok\n");
  EXPECT_EQ(client_.Call({.method = "HEAD", .target = "/healthz"}).Field("content-length"), "3");
  EXPECT_EQ(client_.Call({.method = "DELETE", .target = "/healthz"}).status, 405);
}

TEST_F(Requests, HearThatTheDiskHasFailed) {
  std::atomic<bool> fails = false;
  server_.Restart([&fails](std::uint64_t) {
    return storage::Fault{.kind = fails ? storage::Fault::Kind::kNotApplied
                                        : storage::Fault::Kind::kNone};
  });
  HttpClient client(server_.http_address());
  EXPECT_EQ(client.Call({.method = "GET", .target = "/healthz"}).status, 200);
  fails = true;
  const HttpReply refused =
      client.Call({.target = "/urna.v1.Processes/CreateProcess",
                   .fields = {{"Content-Type", "application/json"},
                              {"Authorization", "Bearer " + server_.token()}},
                   .body = R"({"processId": "a", "process": {"currency": "EUR", "currencyDigits": 2,
                   "title": [{"language": "en", "text": "Budget"}]}})"});
  EXPECT_EQ(ReasonOf(refused), "NOT_WRITTEN") << refused.body;
  server_.clock().Advance(1);
  EXPECT_EQ(client.Call({.method = "GET", .target = "/healthz"}).status, 503);
}

}  // namespace
}  // namespace urna::services
