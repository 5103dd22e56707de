// That attacks over HTTP are what they say: a server that takes them in good order has been measured wrongly.
#include "cli/hostile_requests.h"

#include <variant>

#include "pch.h"
#include "services/base/compression.h"
#include "services/http/body_decoder.h"
#include "services/http/head.h"

namespace urna::cli {
namespace {

constexpr std::size_t kLargestHead = 16 << 10;
constexpr std::size_t kLargestMessage = 4 << 20;

std::size_t HeadSize(const std::string& request) { return request.find("\r\n\r\n") + 4; }

// What a server that reads strictly makes of the request: its body, or nothing where it is refused.
std::optional<std::string> BodyOf(const std::string& request) {
  const std::size_t size = HeadSize(request);
  const auto head = services::ReadHead(std::string_view(request).substr(0, size));
  if (!std::holds_alternative<services::RequestHead>(head)) return std::nullopt;
  services::BodyDecoder decoder(std::get<services::RequestHead>(head));
  std::string body;
  std::string_view rest = std::string_view(request).substr(size);
  while (!decoder.is_complete()) {
    const auto taken = decoder.Take(rest, body);
    if (!taken.ok() || *taken == 0) return std::nullopt;
    rest.remove_prefix(*taken);
  }
  return body;
}

TEST(HostileRequests, HideASecondOneBehindWhatIsNoCleanEnd) {
  const std::vector<LoneRequest> requests = SmuggledRequests();
  ASSERT_GE(requests.size(), 20u);
  for (const LoneRequest& request : requests) {
    EXPECT_TRUE(request.bytes.ends_with(GetRequest("/healthz"))) << request.bytes;
    EXPECT_EQ(BodyOf(request.bytes), std::nullopt) << request.bytes;
  }
}

TEST(HostileRequests, GiveALengthBesideACodingInBothOrders) {
  int pairs[2] = {0, 0};
  for (const LoneRequest& request : SmuggledRequests()) {
    const std::size_t length = request.bytes.find("content-length: ");
    const std::size_t coding = request.bytes.find("transfer-encoding: chunked\r\n");
    if (length == std::string::npos || coding == std::string::npos) continue;
    ++pairs[length < coding ? 0 : 1];
  }
  EXPECT_EQ(pairs[0], 1);
  EXPECT_EQ(pairs[1], 1);
}

TEST(HostileRequests, HaveHeadsThatAreTooLarge) {
  for (const LoneRequest& request : OversizedHeads()) {
    EXPECT_GT(HeadSize(request.bytes), kLargestHead);
  }
}

TEST(HostileRequests, SendBodiesThatHaveNoEnd) {
  for (const LoneRequest& request : OversizedBodies()) {
    EXPECT_FALSE(request.endless.empty());
    EXPECT_EQ(BodyOf(request.bytes + request.endless), std::nullopt);
  }
}

TEST(HostileRequests, PackMuchIntoLittle) {
  for (const LoneRequest& request : Bombs()) {
    const std::optional<std::string> packed = BodyOf(request.bytes);
    ASSERT_TRUE(packed);
    EXPECT_LT(packed->size(), 1u << 20);
    EXPECT_EQ(services::Unpack(*packed, kLargestMessage).status().code(),
              absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(services::Unpack(*packed, std::size_t{64} << 20)->size(), std::size_t{64} << 20);
  }
}

TEST(HostileRequests, AreInOrderWhereNothingElseIsAsked) {
  EXPECT_EQ(BodyOf(PostRequest("/a", "application/json", "{}")), "{}");
  EXPECT_EQ(BodyOf(GetRequest("/a")), "");
  const std::string last = LastRequest(GetRequest("/a"));
  const auto head = services::ReadHead(last);
  ASSERT_TRUE(std::holds_alternative<services::RequestHead>(head));
  EXPECT_FALSE(std::get<services::RequestHead>(head).keeps_alive);
  EXPECT_EQ(InEnvelope("abc"), std::string("\0\0\0\0\3abc", 8));
}

}  // namespace
}  // namespace urna::cli
