// Every message is sent once or told as failed, and never twice in an hour.
#include "services/messages/handover.h"

#include "pch.h"
#include "services/base/times.h"

namespace urna::services {
namespace {

using End = Handover::End;
using internal::v1::StoredMessage;

constexpr End kEnds[] = {End::kTaken,         End::kUnknown, End::kLater,
                         End::kAddressRefused, End::kRefused, End::kNoService};
const absl::Time kBegin = absl::FromUnixSeconds(1'750'000'000);

StoredMessage Sending() {
  StoredMessage message;
  message.set_state(v1::MESSAGE_STATE_SENDING);
  message.set_address("marie@example.org");
  message.set_subject("s");
  message.set_body("b");
  *message.mutable_create_time() = ToProto(kBegin);
  *message.mutable_queue_time() = ToProto(kBegin);
  *message.mutable_due_time() = ToProto(kBegin);
  return message;
}

TEST(Handover, WaitsEverLonger) {
  EXPECT_EQ(WaitAfter(1), absl::Minutes(1));
  for (std::uint32_t attempt = 1; attempt < 20; ++attempt) {
    EXPECT_LE(WaitAfter(attempt), WaitAfter(attempt + 1));
  }
  EXPECT_EQ(WaitAfter(1000), absl::Hours(24));
}

RC_GTEST_PROP(Handover, EndsWhateverTheMailServerSays, (const std::vector<unsigned char>& said)) {
  StoredMessage message = Sending();
  absl::Time now = kBegin;
  absl::Time last_full = absl::InfinitePast();
  std::size_t unknown = 0;
  for (std::size_t i = 0; message.state() != v1::MESSAGE_STATE_SENT &&
                          message.state() != v1::MESSAGE_STATE_FAILED;
       ++i) {
    RC_ASSERT(i < said.size() + 100);
    const End end = i < said.size() ? kEnds[said[i] % std::size(kEnds)] : End::kLater;
    message.set_state(v1::MESSAGE_STATE_SENDING);
    // The receiver may have it after each of these, and gets no other within an hour.
    if (end == End::kTaken || end == End::kUnknown) {
      RC_ASSERT(now - last_full >= absl::Hours(1));
      last_full = now;
    }
    if (end == End::kUnknown) ++unknown;
    const absl::Time before = now;
    Settle(message, {end, 451}, now);
    if (message.has_due_time()) now = std::max(now, FromProto(message.due_time()));
    if (end == End::kNoService) now += absl::Minutes(15);
    if (message.state() == v1::MESSAGE_STATE_FAILED) break;
    if (message.state() == v1::MESSAGE_STATE_SENT) break;
    RC_ASSERT(now > before);
    RC_ASSERT(now <= kBegin + kTriedFor + kUnknownWait);
  }
  RC_ASSERT(unknown <= 2u);
  RC_ASSERT(now <= kBegin + kTriedFor + kUnknownWait + absl::Minutes(15));
  if (message.state() == v1::MESSAGE_STATE_SENT) {
    RC_ASSERT(message.address().empty() && message.body().empty() && message.subject().empty());
  }
}

TEST(Handover, KeepsNoAddressThatIsRefused) {
  StoredMessage message = Sending();
  Settle(message, {End::kAddressRefused, 550}, kBegin);
  EXPECT_EQ(message.fault(), v1::MESSAGE_FAULT_ADDRESS_REFUSED);
  EXPECT_EQ(message.address(), "");
}

TEST(Handover, CountsNoTryWhereThereWasNoService) {
  StoredMessage message = Sending();
  Settle(message, {End::kNoService}, kBegin);
  EXPECT_EQ(message.state(), v1::MESSAGE_STATE_WAITING);
  EXPECT_EQ(message.attempts(), 0u);
  EXPECT_EQ(FromProto(message.due_time()), kBegin);
}

}  // namespace
}  // namespace urna::services
