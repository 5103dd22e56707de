#include "services/http/cors.h"

#include "pch.h"

namespace urna::services {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;

const RequestHead kFromPage = {.method = "POST", .fields = {{"origin", "https://vote.example"}}};
const RequestHead kPreflight = {
    .method = "OPTIONS",
    .fields = {{"origin", "https://vote.example"}, {"access-control-request-method", "POST"}}};

TEST(CrossOrigin, SaysNothingUnlessTheOperatorHasNamedOrigins) {
  const CrossOrigin none({});
  EXPECT_THAT(none.Fields(kFromPage), IsEmpty());
  EXPECT_THAT(none.Preflight(kPreflight, "POST").fields, IsEmpty());
}

TEST(CrossOrigin, LetsTheNamedOriginsReadAndNoOther) {
  const CrossOrigin named({"https://other.example", "https://vote.example"});
  EXPECT_THAT(named.Fields(kFromPage),
              Contains(Pair("access-control-allow-origin", "https://vote.example")));
  EXPECT_THAT(named.Fields(kFromPage), Contains(Pair("vary", "Origin")));
  for (const char* origin : {"https://vote.example.evil", "http://vote.example", "null", ""}) {
    const HttpFields fields = named.Fields({.method = "POST", .fields = {{"origin", origin}}});
    EXPECT_THAT(fields, Not(Contains(Key("access-control-allow-origin")))) << origin;
    // A cache must not keep this answer for pages that may.
    EXPECT_THAT(fields, Contains(Pair("vary", "Origin")));
  }
}

TEST(CrossOrigin, TellsBeforehandWhatPagesMaySend) {
  const CrossOrigin any({"*"});
  EXPECT_TRUE(CrossOrigin::IsPreflight(kPreflight));
  EXPECT_FALSE(CrossOrigin::IsPreflight(kFromPage));
  const HttpAnswer answer = any.Preflight(kPreflight, "GET, POST");
  EXPECT_EQ(answer.status, 204);
  EXPECT_THAT(answer.fields, Contains(Pair("access-control-allow-methods", "GET, POST")));
  EXPECT_THAT(answer.fields, Contains(Pair("access-control-max-age", "7200")));
  for (const char* field : {"Connect-Protocol-Version", "Connect-Timeout-Ms", "X-Grpc-Web",
                            "Grpc-Timeout", "Authorization", "X-User-Agent"}) {
    EXPECT_THAT(answer.fields, Contains(Pair("access-control-allow-headers", HasSubstr(field))));
  }
  EXPECT_THAT(any.Fields(kPreflight), Contains(Pair("access-control-allow-origin", "*")));
}

}  // namespace
}  // namespace urna::services
