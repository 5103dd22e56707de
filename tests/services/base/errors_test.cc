#include "services/base/errors.h"

#include "google/rpc/status.pb.h"
#include "ledger/errors.h"
#include "services/grpc/grpc_status.h"
#include "services/test_server.h"

namespace urna::services {
namespace {

TEST(Errors, CarryReasonDomainAndMetadata) {
  const Refusal refusal = Read(ToGrpcStatus(
      Error(absl::StatusCode::kOutOfRange, "NO_SUCH_RECORD", "too far", {{"size", "7"}})));
  EXPECT_EQ(refusal.code, grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(refusal.reason, "NO_SUCH_RECORD");
  EXPECT_EQ(refusal.metadata.at("size"), "7");
}

TEST(Errors, NameEveryFieldThatIsWrong) {
  FieldViolations violations;
  violations.Add("project.cost", "expected 0 or more");
  violations.Add("project.title", "expected a text");
  const Refusal refusal = Read(ToGrpcStatus(violations.ToStatus()));
  EXPECT_EQ(refusal.code, grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(refusal.fields.size(), 2u);
  EXPECT_EQ(refusal.fields.at("project.cost"), "expected 0 or more");
}

TEST(Errors, StaySmallHoweverMuchIsWrong) {
  FieldViolations violations;
  for (int i = 0; i < 100000; ++i) violations.Add("projects", "wrong");
  const grpc::Status status = ToGrpcStatus(violations.ToStatus());
  EXPECT_LT(status.error_details().size(), 4096u);
  EXPECT_THAT(status.error_message(), testing::HasSubstr("99999 more"));
}

RC_GTEST_PROP(Errors, ReachTheClientWhateverTheyQuote, (const std::string& quoted)) {
  FieldViolations violations;
  violations.Add(quoted, quoted);
  for (const absl::Status& status :
       {violations.ToStatus(), Error(absl::StatusCode::kAborted, "R", quoted, {{"k", quoted}}),
        ledger::InvalidField("f", quoted)}) {
    google::rpc::Status details;
    RC_ASSERT(details.ParseFromString(ToGrpcStatus(status).error_details()));
    RC_ASSERT(Read(ToGrpcStatus(status)).reason.size() > 0u);
  }
}

TEST(Errors, KeepWhatIsUtf8) {
  const std::string text = "Écluse — 𝄞 日本";
  EXPECT_EQ(ToGrpcStatus(Error(absl::StatusCode::kAborted, "R", text)).error_message(), text);
  for (const char* broken :
       {"\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80", "\xe2\x82"}) {
    EXPECT_EQ(
        ToGrpcStatus(Error(absl::StatusCode::kAborted, "R", broken)).error_message().substr(0, 3),
        "\xef\xbf\xbd");
  }
}

TEST(Errors, TakeOverWhatTheLedgerAttaches) {
  const Refusal refusal = Read(ToGrpcStatus(ledger::WithFact(
      ledger::Refusal(absl::StatusCode::kOutOfRange, "NO_SUCH_RECORD", "too far"), "size", "3")));
  EXPECT_EQ(refusal.reason, "NO_SUCH_RECORD");
  EXPECT_EQ(refusal.metadata.at("size"), "3");
  const Refusal field = Read(ToGrpcStatus(ledger::InvalidField("ballot", "is too short")));
  EXPECT_THAT(field.fields,
              testing::ElementsAre(testing::Pair("ballot", testing::HasSubstr("is too short"))));
}

TEST(Errors, WithoutAReasonAreNamedByTheirCode) {
  EXPECT_EQ(Read(ToGrpcStatus(absl::UnavailableError("later"))).reason, "UNAVAILABLE");
}

TEST(Errors, OfTheServersOwnTellNothingButAnIncident) {
  for (const absl::Status& status :
       {absl::InternalError("secret detail"), absl::DataLossError("secret detail"),
        absl::UnknownError("secret detail")}) {
    const grpc::Status shown = ToGrpcStatus(status);
    EXPECT_THAT(shown.error_message(), testing::Not(testing::HasSubstr("secret")));
    const Refusal refusal = Read(shown);
    EXPECT_EQ(refusal.reason, "SERVER_FAULT");
    EXPECT_THAT(shown.error_message(), testing::HasSubstr(refusal.metadata.at("incident")));
  }
}

// Clients take 8 KiB of trailers: percent signs, base64 and all.
TEST(Errors, AreSmallWhateverTheyQuote) {
  constexpr std::size_t kMost = 5000;
  const std::string flood(100'000, 'x');
  const std::string accents = [] {
    std::string text;
    for (int i = 0; i < 10'000; ++i) text += "é";
    return text;
  }();
  for (const std::string& text : {flood, accents}) {
    EXPECT_LT(ToRpcStatus(Error(absl::StatusCode::kNotFound, "NO", text)).ByteSizeLong(), kMost);
    EXPECT_LT(ToRpcStatus(absl::InvalidArgumentError(text)).ByteSizeLong(), kMost);
    EXPECT_LT(ToRpcStatus(ledger::InvalidField(text, text)).ByteSizeLong(), kMost);
    FieldViolations violations;
    for (int i = 0; i < 100; ++i) violations.Add(text, text);
    const google::rpc::Status sent = ToRpcStatus(violations.ToStatus());
    EXPECT_LT(sent.ByteSizeLong(), kMost);
    EXPECT_THAT(sent.message(), testing::HasSubstr("more"));
  }
}

}  // namespace
}  // namespace urna::services
