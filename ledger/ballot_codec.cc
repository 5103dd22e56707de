#include "ledger/ballot_codec.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

using crypto::Bytes;
using crypto::ByteView;
using tallying::BallotFormat;
using tallying::Money;

constexpr std::size_t kPayloadLimit = kMaxWidth * crypto::kChunkSize;
constexpr std::uint32_t kMaxPointsByte = 255;
constexpr std::uint8_t kRankingEnd = 0xff;
constexpr std::size_t kSparseEntry = 3;

std::optional<std::int64_t> Limit(std::uint32_t value) {
  if (value == 0) return std::nullopt;
  return value;
}

std::optional<Money> Amount(std::int64_t value) {
  if (value == 0) return std::nullopt;
  return Money::Minor(value);
}

absl::Status CheckRange(std::string_view field, std::uint32_t low, std::uint32_t high) {
  if (high != 0 && low > high) {
    return InvalidField(field, fmt::format("minimum {} is above the maximum {}", low, high));
  }
  return absl::OkStatus();
}

absl::Status CheckPoints(std::string_view field, std::uint32_t points) {
  if (points < 1 || points > kMaxPointsByte) {
    return InvalidField(field, fmt::format("must be 1 to 255, is {}", points));
  }
  return absl::OkStatus();
}

absl::Status ReadApproval(const v1::ApprovalFormat& f, tallying::Contest& contest) {
  if (auto s = CheckRange("ballot_format.approval.min_length", f.min_length(), f.max_length());
      !s.ok()) {
    return s;
  }
  if (f.min_sum_cost() < 0 || f.max_sum_cost() < 0 || f.min_sum_cost() > kMaxAmount ||
      f.max_sum_cost() > kMaxAmount) {
    return InvalidField("ballot_format.approval.max_sum_cost", "amounts must not be negative");
  }
  if (f.max_sum_cost() != 0 && f.min_sum_cost() > f.max_sum_cost()) {
    return InvalidField("ballot_format.approval.min_sum_cost", "is above max_sum_cost");
  }
  contest.format = BallotFormat::kApproval;
  contest.limits.min_length = Limit(f.min_length());
  contest.limits.max_length = Limit(f.max_length());
  contest.limits.min_sum_cost = Amount(f.min_sum_cost());
  contest.limits.max_sum_cost = Amount(f.max_sum_cost());
  return absl::OkStatus();
}

absl::Status ReadCumulative(const v1::CumulativeFormat& f, tallying::Contest& contest) {
  for (const auto& s :
       {CheckRange("ballot_format.cumulative.min_length", f.min_length(), f.max_length()),
        CheckRange("ballot_format.cumulative.min_sum_points", f.min_sum_points(),
                   f.max_sum_points()),
        CheckPoints("ballot_format.cumulative.max_points", f.max_points())}) {
    if (!s.ok()) return s;
  }
  contest.format = BallotFormat::kCumulative;
  contest.limits.min_length = Limit(f.min_length());
  contest.limits.max_length = Limit(f.max_length());
  contest.limits.max_points = f.max_points();
  contest.limits.min_sum_points = Limit(f.min_sum_points());
  contest.limits.max_sum_points = Limit(f.max_sum_points());
  return absl::OkStatus();
}

absl::Status ReadScoring(const v1::ScoringFormat& f, tallying::Contest& contest) {
  for (const auto& s :
       {CheckRange("ballot_format.scoring.min_length", f.min_length(), f.max_length()),
        CheckPoints("ballot_format.scoring.max_points", f.max_points())}) {
    if (!s.ok()) return s;
  }
  contest.format = BallotFormat::kScoring;
  contest.limits.min_length = Limit(f.min_length());
  contest.limits.max_length = Limit(f.max_length());
  contest.limits.max_points = f.max_points();
  return absl::OkStatus();
}

absl::Status ReadOrdinal(const v1::OrdinalFormat& f, tallying::Contest& contest) {
  if (auto s = CheckRange("ballot_format.ordinal.min_length", f.min_length(), f.max_length());
      !s.ok()) {
    return s;
  }
  contest.format = BallotFormat::kOrdinal;
  contest.limits.min_length = Limit(f.min_length());
  contest.limits.max_length = Limit(f.max_length());
  return absl::OkStatus();
}

absl::Status ReadFormat(const v1::BallotFormat& format, tallying::Contest& contest) {
  switch (format.format_case()) {
    case v1::BallotFormat::kApproval:
      return ReadApproval(format.approval(), contest);
    case v1::BallotFormat::kCumulative:
      return ReadCumulative(format.cumulative(), contest);
    case v1::BallotFormat::kScoring:
      return ReadScoring(format.scoring(), contest);
    case v1::BallotFormat::kOrdinal:
      return ReadOrdinal(format.ordinal(), contest);
    case v1::BallotFormat::kChooseOne:
      contest.format = BallotFormat::kChoose1;
      contest.limits.max_length = 1;
      return absl::OkStatus();
    case v1::BallotFormat::FORMAT_NOT_SET:
      break;
  }
  return InvalidField("ballot_format", "one of the formats must be set");
}

// The layout whose longest ballot is shortest, the lower number among equals.
std::pair<PayloadFormat, std::size_t> ChooseLayout(const tallying::Contest& contest) {
  const std::size_t projects = contest.projects.size();
  std::size_t longest = projects;
  if (contest.limits.max_length.has_value()) {
    longest = std::min<std::size_t>(longest, static_cast<std::size_t>(*contest.limits.max_length));
  }
  if (contest.format == BallotFormat::kCumulative && contest.limits.max_sum_points.has_value()) {
    longest =
        std::min<std::size_t>(longest, static_cast<std::size_t>(*contest.limits.max_sum_points));
  }
  const std::pair sparse(PayloadFormat::kSparse, 1 + kSparseEntry * longest);
  std::pair dense = sparse;
  if (contest.format == BallotFormat::kOrdinal) {
    // An index of 0xff would be taken for the end.
    if (projects < kRankingEnd + std::size_t{1}) dense = {PayloadFormat::kRanking, longest + 2};
  } else if (tallying::HasPoints(contest.format)) {
    dense = {PayloadFormat::kPoints, 1 + projects};
  } else {
    dense = {PayloadFormat::kBitmap, 1 + (projects + 7) / 8};
  }
  return dense.second <= sparse.second ? dense : sparse;
}

absl::Status Malformed(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("payload: {}", what));
}

}  // namespace

absl::StatusOr<BallotCodec> BallotCodec::Create(const v1::ContestConfig& contest,
                                                std::uint32_t minor_digits) {
  BallotCodec codec;
  tallying::Contest& c = codec.contest_;
  if (contest.projects().empty()) return InvalidField("projects", "at least one is needed");
  c.budget = Money::Minor(contest.budget());
  c.minor_digits = static_cast<int>(minor_digits);
  for (const auto& project : contest.projects()) {
    tallying::Project p;
    p.id = tallying::ProjectId(project.id());
    p.cost = Money::Minor(project.cost());
    if (!project.title().empty()) p.name = project.title(0).text();
    p.categories.assign(project.categories().begin(), project.categories().end());
    p.area = contest.area();
    c.projects.push_back(std::move(p));
  }
  if (auto s = ReadFormat(contest.ballot_format(), c); !s.ok()) return s;
  std::tie(codec.format_, codec.size_) = ChooseLayout(c);
  if (codec.size_ > kPayloadLimit) {
    return InvalidField(
        "ballot_format",
        fmt::format(
            "a ballot would take {} bytes, more than {}; lower max_length or split the contest",
            codec.size_, kPayloadLimit));
  }
  return codec;
}

std::uint32_t BallotCodec::MinimumWidth() const {
  return static_cast<std::uint32_t>((size_ + crypto::kChunkSize - 1) / crypto::kChunkSize);
}

absl::Status BallotCodec::Check(const Choices& choices) const {
  if (choices.empty()) return absl::OkStatus();
  std::vector<tallying::ProjectIndex> projects;
  std::vector<std::int64_t> points;
  for (const Choice& choice : choices) {
    if (choice.project >= contest_.projects.size()) {
      return InvalidField("choices", fmt::format("there is no project number {}", choice.project));
    }
    projects.push_back(choice.project);
    if (tallying::HasPoints(contest_.format)) {
      if (choice.points < 1 || choice.points > kMaxPointsByte) {
        return InvalidField("choices", "points must be 1 to 255");
      }
      points.push_back(choice.points);
    } else if (choice.points != 1) {
      return InvalidField("choices", "this contest's ballots carry no points");
    }
  }
  std::vector<tallying::ProjectIndex> sorted = projects;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    return InvalidField("choices", "a project stands twice");
  }
  if (contest_.format != BallotFormat::kOrdinal && sorted != projects) {
    return InvalidField("choices", "must be in ascending order of the project");
  }
  if (auto s = tallying::CheckLimits({projects, points}, contest_.limits, contest_.projects);
      !s.ok()) {
    return InvalidField("choices", MessageOf(s));
  }
  return absl::OkStatus();
}

absl::StatusOr<Bytes> BallotCodec::Encode(const Choices& choices, std::uint32_t width) const {
  if (auto s = Check(choices); !s.ok()) return s;
  if (width < MinimumWidth() || width > kMaxWidth) {
    return absl::InvalidArgumentError("the election's ballots are too narrow for this contest");
  }
  Bytes payload(width * crypto::kChunkSize, 0);
  payload[0] = static_cast<std::uint8_t>(format_);
  std::size_t at = 1;
  std::uint8_t rank = 0;
  auto put = [&](std::uint32_t value) { payload[at++] = static_cast<std::uint8_t>(value); };
  std::vector<std::pair<std::uint32_t, std::uint32_t>> sparse;
  for (const Choice& choice : choices) {
    ++rank;
    switch (format_) {
      case PayloadFormat::kBitmap:
        payload[1 + choice.project / 8] |= static_cast<std::uint8_t>(1U << (choice.project % 8));
        break;
      case PayloadFormat::kPoints:
        payload[1 + choice.project] = static_cast<std::uint8_t>(choice.points);
        break;
      case PayloadFormat::kRanking:
        put(choice.project);
        break;
      case PayloadFormat::kSparse:
        sparse.emplace_back(choice.project,
                            contest_.format == BallotFormat::kOrdinal ? rank : choice.points);
        break;
    }
  }
  if (format_ == PayloadFormat::kRanking) put(kRankingEnd);
  std::sort(sparse.begin(), sparse.end());
  for (const auto& [project, points] : sparse) {
    put(project & 0xff);
    put(project >> 8);
    put(points);
  }
  return payload;
}

absl::StatusOr<Choices> BallotCodec::Decode(ByteView payload) const {
  if (payload.empty() || payload.size() % crypto::kChunkSize != 0 ||
      payload.size() > kPayloadLimit) {
    return Malformed("not a whole number of chunks");
  }
  if (payload[0] != static_cast<std::uint8_t>(format_))
    return Malformed("format of another contest");
  const ByteView body = payload.subspan(1);
  const std::size_t projects = contest_.projects.size();
  Choices choices;
  switch (format_) {
    case PayloadFormat::kBitmap:
      for (std::size_t i = 0; i < projects && i / 8 < body.size(); ++i) {
        if ((body[i / 8] >> (i % 8)) & 1) choices.push_back({static_cast<std::uint32_t>(i), 1});
      }
      break;
    case PayloadFormat::kPoints:
      for (std::size_t i = 0; i < projects && i < body.size(); ++i) {
        if (body[i] != 0) choices.push_back({static_cast<std::uint32_t>(i), body[i]});
      }
      break;
    case PayloadFormat::kRanking:
      for (std::size_t i = 0; i < body.size() && body[i] != kRankingEnd; ++i) {
        choices.push_back({body[i], 1});
      }
      break;
    case PayloadFormat::kSparse: {
      for (std::size_t i = 0; i + kSparseEntry <= body.size() && body[i + 2] != 0;
           i += kSparseEntry) {
        choices.push_back({static_cast<std::uint32_t>(body[i] | (body[i + 1] << 8)), body[i + 2]});
      }
      if (contest_.format == BallotFormat::kOrdinal) {
        // Entry n of the ranking is the project whose points are n + 1.
        Choices ranking(choices.size());
        std::vector<bool> seen(choices.size(), false);
        for (const Choice& choice : choices) {
          const std::size_t rank = choice.points - 1;
          if (rank >= choices.size() || seen[rank]) return Malformed("ranks are not 1, 2, ..");
          seen[rank] = true;
          ranking[rank] = {choice.project, 1};
        }
        choices = std::move(ranking);
      }
      break;
    }
  }
  // Encoding again refuses limits that are broken, and any spelling but the canonical one.
  auto canonical = Encode(choices, static_cast<std::uint32_t>(payload.size() / crypto::kChunkSize));
  if (!canonical.ok()) return canonical.status();
  if (!std::equal(canonical->begin(), canonical->end(), payload.begin(), payload.end())) {
    return Malformed("not the canonical encoding");
  }
  return choices;
}

std::vector<crypto::Chunk> SplitPayload(ByteView payload) {
  std::vector<crypto::Chunk> chunks(payload.size() / crypto::kChunkSize);
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    std::copy_n(payload.begin() + static_cast<std::ptrdiff_t>(i * crypto::kChunkSize),
                crypto::kChunkSize, chunks[i].begin());
  }
  return chunks;
}

Bytes JoinPayload(const std::vector<crypto::Chunk>& chunks) {
  Bytes payload;
  for (const auto& chunk : chunks) crypto::Append(payload, chunk);
  return payload;
}

absl::Status AddToProfile(const Choices& choices, tallying::Profile::Builder& builder) {
  std::vector<tallying::ProjectIndex> projects;
  std::vector<std::int64_t> points;
  for (const Choice& choice : choices) {
    projects.push_back(choice.project);
    if (tallying::HasPoints(builder.contest().format)) points.push_back(choice.points);
  }
  return builder.AddBallot(projects, points);
}

}  // namespace urna::ledger
