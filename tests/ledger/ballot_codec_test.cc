#include "ledger/ballot_codec.h"

#include <algorithm>

#include "ledger/errors.h"

namespace urna::ledger {
namespace {

v1::ContestConfig Contest(int projects, const v1::BallotFormat& format) {
  v1::ContestConfig contest;
  contest.set_budget(100000);
  for (int i = 0; i < projects; ++i) {
    auto* project = contest.add_projects();
    project->set_id("p" + std::to_string(i));
    project->set_cost(100 * (i + 1));
    project->add_title()->set_text("Project");
  }
  *contest.mutable_ballot_format() = format;
  return contest;
}

v1::BallotFormat Approval(std::uint32_t min_length = 0, std::uint32_t max_length = 0) {
  v1::BallotFormat format;
  format.mutable_approval()->set_min_length(min_length);
  format.mutable_approval()->set_max_length(max_length);
  return format;
}
v1::BallotFormat Cumulative(std::uint32_t max_points, std::uint32_t max_sum) {
  v1::BallotFormat format;
  format.mutable_cumulative()->set_max_points(max_points);
  format.mutable_cumulative()->set_max_sum_points(max_sum);
  return format;
}
v1::BallotFormat Scoring(std::uint32_t max_points) {
  v1::BallotFormat format;
  format.mutable_scoring()->set_max_points(max_points);
  return format;
}
v1::BallotFormat Ordinal(std::uint32_t max_length = 0) {
  v1::BallotFormat format;
  format.mutable_ordinal()->set_max_length(max_length);
  return format;
}
v1::BallotFormat ChooseOne() {
  v1::BallotFormat format;
  format.mutable_choose_one();
  return format;
}

BallotCodec Codec(int projects, const v1::BallotFormat& format) {
  return BallotCodec::Create(Contest(projects, format), 2).value();
}

// Any ballot that the format allows.
Choices AnyChoices(int projects, const v1::BallotFormat& format) {
  std::vector<std::uint32_t> order;
  for (int i = 0; i < projects; ++i) order.push_back(static_cast<std::uint32_t>(i));
  for (std::size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
  }
  std::size_t most = order.size();
  if (format.has_choose_one()) most = 1;
  if (format.approval().max_length() != 0) {
    most = std::min<std::size_t>(most, format.approval().max_length());
  }
  if (format.ordinal().max_length() != 0) {
    most = std::min<std::size_t>(most, format.ordinal().max_length());
  }
  order.resize(*rc::gen::inRange<std::size_t>(0, most + 1));
  Choices choices;
  std::uint32_t left = format.cumulative().max_sum_points();
  for (std::uint32_t project : order) {
    std::uint32_t points = 1;
    if (format.has_scoring()) {
      points = *rc::gen::inRange<std::uint32_t>(1, format.scoring().max_points() + 1);
    }
    if (format.has_cumulative()) {
      const std::uint32_t high = std::min(left, format.cumulative().max_points());
      if (high == 0) break;
      points = *rc::gen::inRange<std::uint32_t>(1, high + 1);
      left -= points;
    }
    choices.push_back({project, points});
  }
  if (!format.has_ordinal()) {
    std::sort(choices.begin(), choices.end(),
              [](const Choice& a, const Choice& b) { return a.project < b.project; });
  }
  return choices;
}

v1::BallotFormat AnyFormat() {
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      return Approval();
    case 1:
      return Approval(0, *rc::gen::inRange<std::uint32_t>(1, 6));
    case 2:
      return Cumulative(*rc::gen::inRange<std::uint32_t>(1, 12),
                        *rc::gen::inRange<std::uint32_t>(1, 30));
    case 3:
      return Scoring(*rc::gen::inRange<std::uint32_t>(1, 256));
    case 4:
      return Ordinal(*rc::gen::inRange<std::uint32_t>(0, 20));
    default:
      return ChooseOne();
  }
}

RC_GTEST_PROP(BallotCodec, ReadsBackWhatItWrites, ()) {
  const int projects = *rc::gen::inRange(1, 300);
  const v1::BallotFormat format = AnyFormat();
  const auto codec = BallotCodec::Create(Contest(projects, format), 2);
  RC_PRE(codec.ok());
  const Choices choices = AnyChoices(projects, format);
  const std::uint32_t width =
      codec->MinimumWidth() + *rc::gen::inRange<std::uint32_t>(0, 17 - codec->MinimumWidth());
  const auto payload = codec->Encode(choices, width);
  RC_ASSERT(payload.ok());
  RC_ASSERT(payload->size() == width * crypto::kChunkSize);
  RC_ASSERT(codec->Decode(*payload).value() == choices);
  RC_ASSERT(JoinPayload(SplitPayload(*payload)) == *payload);
}

// Two spellings of one ballot would let a coercer mark it.
RC_GTEST_PROP(BallotCodec, AcceptsOneSpellingOnly, ()) {
  const int projects = *rc::gen::inRange(1, 60);
  const v1::BallotFormat format = AnyFormat();
  const auto codec = Codec(projects, format);
  auto payload = codec.Encode(AnyChoices(projects, format), codec.MinimumWidth()).value();
  const auto bit = *rc::gen::inRange<std::size_t>(0, payload.size() * 8);
  payload[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  const auto choices = codec.Decode(payload);
  if (choices.ok()) {
    RC_ASSERT(codec.Encode(*choices, codec.MinimumWidth()).value() == payload);
  }
}

RC_GTEST_PROP(BallotCodec, ReadsAnyBytesWithoutHarm, ()) {
  const auto codec = Codec(*rc::gen::inRange(1, 60), AnyFormat());
  const auto bytes = *rc::gen::container<crypto::Bytes>(*rc::gen::inRange<std::size_t>(0, 600),
                                                        rc::gen::arbitrary<std::uint8_t>());
  const auto choices = codec.Decode(bytes);
  if (choices.ok()) {
    const auto width = static_cast<std::uint32_t>(bytes.size() / crypto::kChunkSize);
    RC_ASSERT(codec.Encode(*choices, width).value() == bytes);
  }
}

TEST(BallotCodec, HoldsTheProtocolsCapacityOfApprovalBallots) {
  EXPECT_EQ(Codec(232, Approval()).MinimumWidth(), 1u);
  EXPECT_EQ(Codec(233, Approval()).MinimumWidth(), 2u);
  EXPECT_EQ(Codec(472, Approval()).MinimumWidth(), 2u);
  EXPECT_EQ(Codec(712, Approval()).MinimumWidth(), 3u);
  EXPECT_EQ(Codec(713, Approval()).MinimumWidth(), 4u);
}

TEST(BallotCodec, LaysApprovalOutAsBitsFromTheLowestUp) {
  const auto codec = Codec(12, Approval());
  const auto payload = codec.Encode({{0}, {3}, {9}}, 1).value();
  EXPECT_EQ(payload[0], 1);
  EXPECT_EQ(payload[1], 0b00001001);
  EXPECT_EQ(payload[2], 0b00000010);
}

TEST(BallotCodec, EndsARankingWithAMark) {
  const auto codec = Codec(12, Ordinal());
  const auto payload = codec.Encode({{7}, {2}}, 1).value();
  EXPECT_EQ(crypto::Bytes(payload.begin(), payload.begin() + 5), (crypto::Bytes{3, 7, 2, 0xff, 0}));
}

TEST(BallotCodec, ListsFewChoicesAmongManyProjects) {
  const auto codec = Codec(500, Approval(0, 3));
  EXPECT_EQ(codec.payload_format(), PayloadFormat::kSparse);
  EXPECT_EQ(codec.MinimumWidth(), 1u);
  const auto payload = codec.Encode({{2}, {300}}, 1).value();
  EXPECT_EQ(crypto::Bytes(payload.begin(), payload.begin() + 8),
            (crypto::Bytes{4, 2, 0, 1, 44, 1, 1, 0}));
}

TEST(BallotCodec, RanksAmongMoreProjectsThanAByteCounts) {
  const auto codec = Codec(400, Ordinal(5));
  const Choices choices = {{399}, {2}, {255}};
  EXPECT_EQ(codec.Decode(codec.Encode(choices, 1).value()).value(), choices);
}

TEST(BallotCodec, TakesABlankBallotWhateverTheMinimum) {
  const auto codec = Codec(5, Approval(2, 3));
  EXPECT_EQ(codec.Decode(codec.Encode({}, 1).value()).value(), Choices{});
}

TEST(BallotCodec, RefusesABallotBeyondTheLimits) {
  const auto codec = Codec(5, Approval(2, 3));
  for (const Choices& choices : {Choices{{0}}, Choices{{0}, {1}, {2}, {3}}, Choices{{0}, {5}},
                                 Choices{{1}, {1}}, Choices{{2}, {1}}, Choices{{0, 2}, {1, 1}}}) {
    const auto payload = codec.Encode(choices, 1);
    EXPECT_EQ(payload.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(FieldOf(payload.status()), "choices");
  }
}

TEST(BallotCodec, RefusesKnapsackBallotsAboveTheSum) {
  v1::BallotFormat format;
  format.mutable_approval()->set_max_sum_cost(500);
  const auto codec = Codec(5, format);
  EXPECT_TRUE(codec.Encode({{1}, {2}}, 1).ok());
  EXPECT_FALSE(codec.Encode({{1}, {3}}, 1).ok());
}

TEST(BallotCodec, RefusesMorePointsThanTheVoterHas) {
  const auto codec = Codec(5, Cumulative(4, 6));
  EXPECT_TRUE(codec.Encode({{0, 4}, {1, 2}}, 1).ok());
  EXPECT_FALSE(codec.Encode({{0, 5}}, 1).ok());
  EXPECT_FALSE(codec.Encode({{0, 4}, {1, 3}}, 1).ok());
}

TEST(BallotCodec, RefusesAFormatThatCannotBeEncoded) {
  EXPECT_EQ(FieldOf(BallotCodec::Create(Contest(3, Scoring(256)), 2).status()),
            "ballot_format.scoring.max_points");
  EXPECT_EQ(FieldOf(BallotCodec::Create(Contest(3, Approval(3, 2)), 2).status()),
            "ballot_format.approval.min_length");
  EXPECT_EQ(FieldOf(BallotCodec::Create(Contest(0, Approval()), 2).status()), "projects");
  EXPECT_EQ(FieldOf(BallotCodec::Create(Contest(3, {}), 2).status()), "ballot_format");
  EXPECT_FALSE(BallotCodec::Create(Contest(4000, Approval()), 2).ok());
}

}  // namespace
}  // namespace urna::ledger
