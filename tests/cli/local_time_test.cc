#include "cli/client/local_time.h"

#include "ledger/text.h"
#include "pch.h"

namespace urna::client {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const absl::TimeZone& Paris() {
  static const absl::TimeZone& zone = *new absl::TimeZone(FindTimeZone("Europe/Paris").value());
  return zone;
}
std::string InUtc(std::string_view text, const absl::TimeZone& zone = Paris()) {
  const auto seconds = ParseLocalTime(text, zone);
  return seconds.ok() ? LocalTimeText(*seconds, absl::UTCTimeZone())
                      : ledger::MessageOf(seconds.status());
}

TEST(LocalTime, IsThatOfTheZone) {
  EXPECT_EQ(InUtc("2027-03-01T09:00"), "2027-03-01T08:00:00+00:00");
  EXPECT_EQ(InUtc("2027-07-01T09:00:30"), "2027-07-01T07:00:30+00:00");
  EXPECT_EQ(InUtc("2027-07-01 09:00"), "2027-07-01T07:00:00+00:00");
  EXPECT_EQ(InUtc("2027-07-01T09:00Z"), "2027-07-01T09:00:00+00:00");
  EXPECT_EQ(InUtc("2027-07-01T09:00-05:30"), "2027-07-01T14:30:00+00:00");
  EXPECT_EQ(InUtc("2028-02-29T00:00"), "2028-02-28T23:00:00+00:00");
}

// In spring the clock goes from 02:00 to 03:00.
TEST(LocalTime, ThatClocksSkipIsRefused) {
  EXPECT_EQ(InUtc("2027-03-28T01:59:59"), "2027-03-28T00:59:59+00:00");
  for (const char* skipped : {"2027-03-28T02:00", "2027-03-28T02:30", "2027-03-28T02:59:59"}) {
    EXPECT_THAT(InUtc(skipped), AllOf(HasSubstr("does not exist in Europe/Paris"),
                                      HasSubstr("2027-03-28T03:00:00+02:00")));
  }
  EXPECT_EQ(InUtc("2027-03-28T03:00"), "2027-03-28T01:00:00+00:00");
  EXPECT_EQ(InUtc("2027-03-28T02:30+01:00"), "2027-03-28T01:30:00+00:00");
}

// In autumn the hour from 02:00 to 03:00 comes twice.
TEST(LocalTime, ThatComesTwiceIsRefusedUnlessItSaysWhich) {
  EXPECT_EQ(InUtc("2027-10-31T01:59:59"), "2027-10-30T23:59:59+00:00");
  EXPECT_THAT(InUtc("2027-10-31T02:30"), AllOf(HasSubstr("happens twice in Europe/Paris"),
                                               HasSubstr("2027-10-31T02:30:00+02:00"),
                                               HasSubstr("2027-10-31T02:30:00+01:00")));
  EXPECT_EQ(InUtc("2027-10-31T02:30+02:00"), "2027-10-31T00:30:00+00:00");
  EXPECT_EQ(InUtc("2027-10-31T02:30+01:00"), "2027-10-31T01:30:00+00:00");
  EXPECT_EQ(InUtc("2027-10-31T03:00"), "2027-10-31T02:00:00+00:00");
}

TEST(LocalTime, IsNothingElse) {
  for (const std::string_view wrong :
       {std::string_view(""), std::string_view("2027"), std::string_view("2027-03-01"),
        std::string_view("2027-02-29T09:00"), std::string_view("2027-13-01T09:00"),
        std::string_view("2027-03-01T24:00"), std::string_view("2027-03-01T09:60"),
        std::string_view("2027-03-01T09:00:60"), std::string_view("2027-03-01T9:00"),
        std::string_view("2027-03-01T09:00+24:00"), std::string_view("2027-03-01T09:00+01"),
        std::string_view("2027-03-01T09:00 Europe/Paris"), std::string_view("27-03-01T09:00"),
        std::string_view("2027-03-01T09:00\0", 17), std::string_view("+2027-03-01T09:00"),
        std::string_view("2027-03-01T09:00\n"), std::string_view("２０２７-03-01T09:00")}) {
    EXPECT_THAT(InUtc(wrong), HasSubstr("is no time such as")) << wrong;
  }
  EXPECT_THAT(InUtc("1969-12-31T23:59Z"), HasSubstr("1970"));
}

TEST(LocalTime, NeedsAZoneThatThereIs) {
  for (const char* wrong : {"", "Paris", "Europe/Atlantis", "../passwd"}) {
    EXPECT_EQ(FindTimeZone(wrong).status().code(), absl::StatusCode::kInvalidArgument) << wrong;
  }
  EXPECT_EQ(LocalTimeText(0, Paris()), "1970-01-01T01:00:00+01:00");
}

// What is shown can be written: with its offset always, and in words for whatever is written.
RC_GTEST_PROP(LocalTimeProperty, OfWhatIsShownIsTheSame, ()) {
  const auto zone = FindTimeZone(*rc::gen::elementOf(std::vector<std::string>{
      "Europe/Paris", "UTC", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"}));
  const auto seconds = *rc::gen::inRange<std::uint64_t>(0, 4'000'000'000);
  const std::string shown = LocalTimeText(seconds, *zone);
  RC_ASSERT(ParseLocalTime(shown, absl::UTCTimeZone()).value() == seconds);
  // Without it, the same or a refusal, never another time.
  const auto local = ParseLocalTime(std::string_view(shown).substr(0, 19), *zone);
  if (local.ok()) RC_ASSERT(*local == seconds);
}

RC_GTEST_PROP(LocalTimeProperty, OfAnythingIsATimeOrAnError, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::elementOf(std::string("0123456789-T:+Z \0\xff", 18)));
  ParseLocalTime(text, Paris()).status().IgnoreError();
}

}  // namespace
}  // namespace urna::client
