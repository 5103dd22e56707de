#include "services/http/message_codec.h"

#include "pch.h"
#include "services/base/errors.h"
#include "services/http/error_body.h"
#include "urna/v1/ledger_service.pb.h"
#include "urna/v1/processes_service.pb.h"
#include "urna/v1/projects_service.pb.h"

namespace urna::services {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

absl::Status Read(std::string_view text, Message& message) {
  return ReadMessage(Codec::kJson, text, message);
}

// The fields that the details of an error name.
std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  const json error = json::parse(ErrorJson(status));
  for (const json& detail : error["details"]) {
    if (detail["type"] != "google.rpc.BadRequest") continue;
    for (const json& violation : detail["debug"]["fieldViolations"]) {
      fields.push_back(violation["field"]);
    }
  }
  return fields;
}

TEST(Json, Has64BitIntegersAsTextsAndNamesInCamelCase) {
  v1::ListEntriesRequest request;
  request.set_process("processes/paris");
  request.set_start(std::uint64_t{1} << 60);
  const json written = json::parse(WriteMessage(Codec::kJson, request));
  EXPECT_EQ(written["start"], "1152921504606846976");
  v1::ListEntriesRequest read;
  ASSERT_TRUE(Read(written.dump(), read).ok());
  EXPECT_EQ(read.SerializeAsString(), request.SerializeAsString());
  // Scripts write numbers; so do they where the number is small.
  ASSERT_TRUE(Read(R"({"start": 7})", read).ok());
  v1::ListProcessesRequest pages;
  ASSERT_TRUE(Read(R"({"pageSize": 5})", pages).ok());
  ASSERT_TRUE(Read(R"({"page_size": 5})", pages).ok());
  EXPECT_EQ(pages.page_size(), 5);
}

TEST(Json, IsRefusedWithTheFieldThatIsNotThere) {
  v1::CreateContestRequest request;
  EXPECT_THAT(FieldsOf(Read(R"({"nmae": "x"})", request)), testing::ElementsAre("nmae"));
  EXPECT_THAT(FieldsOf(Read(R"({"contest": {"titel": []}})", request)),
              testing::ElementsAre("contest.titel"));
  EXPECT_THAT(FieldsOf(Read(R"({"parent": 5})", request)), testing::ElementsAre("parent"));
}

TEST(Json, IsRefusedWithoutAWordOfWhatWasSent) {
  v1::CreateContestRequest request;
  for (const char* text :
       {R"({"parent": ["secret"]})", R"(secret)", R"({"parent": secret})", "{", "", "[]", "null",
        R"({"contest": "secret"})", "{} {}", "{\"parent\": \"\xff\xfe secret\"}"}) {
    const absl::Status status = Read(text, request);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_FALSE(ErrorReason(status).empty()) << text;
    EXPECT_THAT(ErrorJson(status), Not(HasSubstr("secret"))) << text;
  }
}

TEST(Json, IsRefusedInFewWordsWhateverItHolds) {
  v1::CreateContestRequest request;
  const std::string name(1 << 20, 'x');
  for (const std::string& text :
       {"{\"" + name + "\": 1}", "{\"contest\": {\"" + name + "\": 1}}", "{\"parent\": \"" + name,
        "{\"contest\": {\"budget\": \"" + name + "\"}}"}) {
    EXPECT_LT(ErrorJson(Read(text, request)).size(), 4096u);
  }
}

TEST(Json, IsRefusedWhereItIsTooDeep) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += R"({"contest":)";
  v1::CreateContestRequest request;
  EXPECT_FALSE(Read(deep, request).ok());
  EXPECT_FALSE(Read(std::string(100'000, '['), request).ok());
}

TEST(ErrorInJson, HasCodeMessageAndDetails) {
  const HttpAnswer answer = ErrorAnswer(FieldError("contest.title", "expected « words »"));
  EXPECT_EQ(answer.status, 400);
  const json error = json::parse(answer.body);
  EXPECT_EQ(error["code"], "invalid_argument");
  EXPECT_EQ(error["message"], "contest.title: expected « words »");
  ASSERT_EQ(error["details"].size(), 2u);
  EXPECT_EQ(error["details"][0]["type"], "google.rpc.ErrorInfo");
  EXPECT_EQ(error["details"][0]["debug"]["reason"], "INVALID_FIELD");
  EXPECT_THAT(error["details"][0]["value"], Not(HasSubstr("=")));
  EXPECT_EQ(error["details"][1]["type"], "google.rpc.BadRequest");
}

TEST(ErrorInJson, SaysNothingOfAFaultOfTheServers) {
  EXPECT_THAT(ErrorJson(absl::InternalError("/var/lib/urna is gone")), Not(HasSubstr("/var")));
}

TEST(ErrorInJson, HasTheStatusOfEachCode) {
  const std::pair<absl::StatusCode, int> kStatuses[] = {
      {absl::StatusCode::kCancelled, 499},          {absl::StatusCode::kUnknown, 500},
      {absl::StatusCode::kInvalidArgument, 400},    {absl::StatusCode::kDeadlineExceeded, 504},
      {absl::StatusCode::kNotFound, 404},           {absl::StatusCode::kAlreadyExists, 409},
      {absl::StatusCode::kPermissionDenied, 403},   {absl::StatusCode::kResourceExhausted, 429},
      {absl::StatusCode::kFailedPrecondition, 400}, {absl::StatusCode::kAborted, 409},
      {absl::StatusCode::kOutOfRange, 400},         {absl::StatusCode::kUnimplemented, 501},
      {absl::StatusCode::kInternal, 500},           {absl::StatusCode::kUnavailable, 503},
      {absl::StatusCode::kDataLoss, 500},           {absl::StatusCode::kUnauthenticated, 401}};
  for (const auto& [code, status] : kStatuses) EXPECT_EQ(HttpStatusOf(code), status);
}

}  // namespace
}  // namespace urna::services
