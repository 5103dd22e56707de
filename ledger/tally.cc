#include "ledger/tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/decryption.h"
#include "crypto/parallel.h"
#include "ledger/ballot_codec.h"
#include "ledger/text.h"
#include "tallying/allocation_rule.h"
#include "tallying/counting_statement.h"
#include "tallying/outcome_json.h"
#include "tallying/pabulib_writer.h"

namespace urna::ledger {
namespace {

constexpr std::string_view kBallotsMagic = "URNABAL1";

// The beginning of every outcome file, open at its end.
nlohmann::ordered_json OutcomeHeader(const Manifest& manifest, ContestId contest,
                                     std::string_view status, std::uint64_t ballots) {
  nlohmann::ordered_json header;
  header["process"] = manifest.config().process();
  header["contest"] = manifest.contest(contest).id();
  header["number"] = Number(contest);
  header["status"] = std::string(status);
  header["ballots"] = ballots;
  return header;
}

// What the points of all ballots encode. Ballots recur: every different point is looked at once.
class Payloads {
 public:
  Payloads(const std::vector<std::vector<crypto::Point>>& columns, int threads) {
    for (const auto& column : columns) points_.insert(points_.end(), column.begin(), column.end());
    std::sort(points_.begin(), points_.end());
    points_.erase(std::unique(points_.begin(), points_.end()), points_.end());
    chunks_.resize(points_.size());
    crypto::ParallelFor(points_.size(), threads,
                        [this](std::size_t begin, std::size_t end, std::size_t) {
                          for (std::size_t i = begin; i < end; ++i) {
                            chunks_[i] = crypto::Unembed(points_[i]);
                          }
                        });
  }
  const absl::StatusOr<crypto::Chunk>& Of(const crypto::Point& point) const {
    const auto found = std::lower_bound(points_.begin(), points_.end(), point);
    return chunks_[static_cast<std::size_t>(found - points_.begin())];
  }

 private:
  std::vector<crypto::Point> points_;
  std::vector<absl::StatusOr<crypto::Chunk>> chunks_;
};

std::vector<std::pair<std::string, std::string>> PabulibMeta(const Manifest& manifest,
                                                             const v1::ContestConfig& contest) {
  const v1::Config& config = manifest.config();
  std::vector<std::pair<std::string, std::string>> meta = {
      {"description", config.title(0).text()}, {"unit", contest.area()},
      {"instance", config.process()},          {"currency", config.currency()},
      {"language", config.languages(0)},       {"rule", contest.rule().rule()},
  };
  return meta;
}

}  // namespace

tallying::ParameterValues RuleParameters(const v1::RuleConfig& rule) {
  tallying::ParameterValues values;
  for (const auto& parameter : rule.parameters()) values[parameter.name()] = parameter.value();
  // Manifests that were sealed before there was a choice.
  if (rule.rule() == "bounded-overspending") values.try_emplace("values", "exact");
  return values;
}

absl::StatusOr<tallying::TieBreak> MakeTieBreak(v1::TieBreak tie_break,
                                                absl::Span<const tallying::Project> projects,
                                                const std::optional<crypto::Hash256>& lot_seed) {
  switch (tie_break) {
    case v1::TIE_BREAK_LEXICOGRAPHIC:
      return tallying::TieBreak::Lexicographic();
    case v1::TIE_BREAK_COST_VOTES:
      return tallying::TieBreak::CostVotes();
    case v1::TIE_BREAK_VOTES_ID:
      return tallying::TieBreak::VotesId();
    case v1::TIE_BREAK_ORDER: {
      std::vector<tallying::ProjectId> ids;
      for (const auto& project : projects) ids.push_back(project.id);
      return tallying::TieBreak::Order(std::move(ids));
    }
    case v1::TIE_BREAK_LOT:
      if (!lot_seed.has_value()) return absl::FailedPreconditionError("the lot has not been drawn");
      return DrawLots(*lot_seed, projects);
    default:
      return absl::InvalidArgumentError("the contest names no tie-break");
  }
}

tallying::TieBreak DrawLots(const crypto::Hash256& seed,
                            absl::Span<const tallying::Project> projects) {
  std::vector<std::pair<crypto::Hash256, tallying::ProjectId>> drawn;
  for (const tallying::Project& project : projects) {
    drawn.emplace_back(crypto::LotRank(seed, project.id.text()), project.id);
  }
  std::sort(drawn.begin(), drawn.end());
  std::vector<tallying::ProjectId> order;
  for (auto& [rank, id] : drawn) order.push_back(std::move(id));
  return tallying::TieBreak::Lot(std::move(order));
}

absl::StatusOr<tallying::Profile> ReadBallots(const Manifest& manifest, ContestId contest,
                                              crypto::ByteView file) {
  const BallotCodec& codec = manifest.codec(contest);
  auto builder = tallying::Profile::Builder::Create(codec.contest());
  if (!builder.ok()) return builder.status();
  constexpr std::size_t kHeader = kBallotsMagic.size() + 16;
  const std::size_t payload = crypto::kChunkSize * manifest.width();
  const auto refused = [] { return absl::DataLossError("no file of ballots of the contest"); };
  if (file.size() < kHeader || (file.size() - kHeader) % (payload + 1) != 0) return refused();
  const crypto::ByteView magic = crypto::AsBytes(kBallotsMagic);
  if (!std::equal(magic.begin(), magic.end(), file.begin())) return refused();
  for (std::size_t at = kHeader; at < file.size(); at += payload + 1) {
    if (file[at] != static_cast<std::uint8_t>(BallotStatus::kValid)) continue;
    const auto choices = codec.Decode(file.subspan(at + 1, payload));
    if (!choices.ok()) return refused();
    if (absl::Status added = AddToProfile(*choices, *builder); !added.ok()) return added;
  }
  return std::move(*builder).Build();
}

TallyFiles TooFewBallots(const Manifest& manifest, ContestId contest, std::uint64_t ballots) {
  TallyFiles files;
  files.too_few_ballots = true;
  auto outcome = OutcomeHeader(manifest, contest, "TOO_FEW_BALLOTS", ballots);
  outcome["minimum_ballots"] = manifest.contest(contest).minimum_ballots();
  files.outcome = outcome.dump() + "\n";
  return files;
}

absl::StatusOr<TallyFiles> TallyBallots(const Manifest& manifest, ContestId contest,
                                        const std::vector<std::vector<crypto::Point>>& points,
                                        const std::optional<crypto::Hash256>& lot_seed,
                                        int threads) {
  const BallotCodec& codec = manifest.codec(contest);
  const std::size_t width = manifest.width();
  if (points.size() != width) return absl::InternalError("decrypted columns are not of the width");
  const std::size_t ballots = points[0].size();
  auto builder = tallying::Profile::Builder::Create(codec.contest());
  if (!builder.ok()) return builder.status();

  TallyFiles files;
  crypto::Append(files.ballots, crypto::AsBytes(kBallotsMagic));
  crypto::AppendLe64(files.ballots, ballots);
  crypto::AppendLe64(files.ballots, width);
  const Payloads payloads(points, threads);
  for (std::size_t i = 0; i < ballots; ++i) {
    BallotStatus status = BallotStatus::kValid;
    std::vector<crypto::Chunk> chunks(width);
    for (std::size_t l = 0; l < width && status == BallotStatus::kValid; ++l) {
      const auto& chunk = payloads.Of(points[l][i]);
      if (chunk.ok()) {
        chunks[l] = *chunk;
      } else {
        status = BallotStatus::kNotEmbedded;
        chunks.assign(width, {});
      }
    }
    const crypto::Bytes payload = JoinPayload(chunks);
    if (status == BallotStatus::kValid) {
      auto choices = codec.Decode(payload);
      if (choices.ok()) {
        if (auto s = AddToProfile(*choices, *builder); !s.ok()) return s;
      } else {
        status = BallotStatus::kMalformed;
      }
    }
    files.ballots.push_back(static_cast<std::uint8_t>(status));
    crypto::Append(files.ballots, payload);
    ++(status == BallotStatus::kValid ? files.valid : files.invalid);
  }

  const v1::ContestConfig& config = manifest.contest(contest);
  const tallying::Profile profile = std::move(*builder).Build();
  auto rule = tallying::MakeRule(config.rule().rule(), RuleParameters(config.rule()));
  if (!rule.ok()) return rule.status();
  auto tie_break = MakeTieBreak(config.rule().tie_break(), codec.contest().projects, lot_seed);
  if (!tie_break.ok()) return tie_break.status();
  auto outcome = (*rule)->Allocate(profile, *tie_break, {.trace = true});
  if (!outcome.ok()) return outcome.status();
  const tallying::CountingStatement statement = {
      .rule = config.rule().rule(),
      .parameters = RuleParameters(config.rule()),
      .tie_break = std::string(tie_break->name()),
      .lot_seed = lot_seed.has_value() ? crypto::ToHex(*lot_seed) : ""};
  auto pabulib = tallying::WritePabulib(profile, PabulibMeta(manifest, config), MetaOf(statement));
  if (!pabulib.ok()) return pabulib.status();

  files.pabulib = std::move(*pabulib);
  files.cost = outcome->cost.minor();
  for (tallying::ProjectIndex p : outcome->selected) {
    files.selected.push_back(profile.projects()[p].id.text());
  }
  auto header = OutcomeHeader(manifest, contest, "COUNTED", ballots);
  header["invalid"] = files.invalid;
  if (lot_seed.has_value()) header["lot_seed"] = crypto::ToHex(*lot_seed);
  // The rule's own canonical line stands inside as it is, never written again.
  std::string inner = tallying::OutcomeToJson(profile, *outcome);
  while (!inner.empty() && inner.back() == '\n') inner.pop_back();
  std::string text = header.dump();
  text.pop_back();
  files.outcome = fmt::format("{},\"outcome\":{}}}\n", text, inner);
  return files;
}

}  // namespace urna::ledger
