#include "tallying/pabulib_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "tallying/absl_view.h"
#include "tallying/pabulib_rows.h"
#include "tallying/plain_text.h"
#include "tallying/project_index.h"

namespace urna::tallying {
namespace {

constexpr size_t kNoColumn = static_cast<size_t>(-1);

std::string Shown(std::string_view text) {
  std::string shown(text.substr(0, 60));
  for (char& c : shown) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) c = ' ';
  }
  return fmt::format("'{}{}", shown, text.size() > 60 ? "...'" : "'");
}

// Calls `use(token)` for each piece between commas.
template <typename Use>
void ForEachListed(std::string_view list, Use use) {
  const char* at = list.data();
  const char* const end = at + list.size();
  for (;;) {
    const char* const comma = std::find(at, end, ',');
    use(TrimField({at, static_cast<size_t>(comma - at)}));
    if (comma == end) return;
    at = comma + 1;
  }
}

std::vector<std::string> Labels(std::string_view list) {
  std::vector<std::string> labels;
  ForEachListed(list, [&](std::string_view label) {
    if (!label.empty()) labels.emplace_back(label);
  });
  return labels;
}

class Reader {
 public:
  Reader(std::string_view text, std::string_view name, const PabulibOptions& options)
      : text_(text), rows_(text), name_(name), options_(options) {}

  absl::StatusOr<PabulibFile> Read();

 private:
  absl::Status Refuse(std::string_view message) const { return RefuseAt(rows_.line(), message); }
  absl::Status RefuseAt(int64_t line, std::string_view message) const {
    return absl::InvalidArgumentError(fmt::format("{}:{}: {}", name_, line, message));
  }
  void Warn(std::string_view message) { WarnAt(rows_.line(), message); }
  void WarnAt(int64_t line, std::string_view message) {
    if (warnings_.size() < kMaxPabulibWarnings) {
      warnings_.push_back({line, std::string(message)});
    }
    ++warning_count_;
  }

  // The next row, which must be there: at the end of the file, says that `expected` is missing.
  absl::Status NextRow(std::string_view expected);
  bool IsSection(std::string_view title) const;
  absl::StatusOr<std::vector<std::string>> ReadHeader(std::string_view section);
  static size_t Column(const std::vector<std::string>& header, std::string_view name);
  std::string_view Field(size_t column) const {
    return column < rows_.fields().size() ? rows_.fields()[column] : std::string_view();
  }

  absl::Status ReadMeta();
  absl::Status ReadProjects();
  absl::Status ReadVotesHeader();
  absl::Status ReadVotes();
  absl::Status StartProfile();
  absl::Status ReadVoteType();
  absl::Status ReadAmounts();
  absl::Status ReadCostLimits();
  absl::Status SetMoney();
  std::optional<Money> CostLimit(const std::optional<Decimal>& amount) const;
  void SetBallotLimits();
  absl::Status ReadDefaultScore();
  absl::Status CheckDistinctIds() const;
  bool AddPlainVote(std::string_view vote);
  absl::Status AddVote(std::string_view vote, std::string_view points);
  void CheckVote(std::string_view voter);
  void CheckCounts(size_t votes);
  void CheckDeclaredTotals(const Profile& profile);

  const PabulibMeta* Meta(std::string_view key) const {
    const auto it = meta_places_.find(key);
    return it == meta_places_.end() ? nullptr : &meta_[it->second];
  }
  std::optional<int64_t> MetaWhole(std::string_view key);
  int DeclaredDigits();
  // Takes note of the decimal mark that an amount shows to be its file's.
  void NoteMark(std::string_view amount);
  absl::Status AmountAt(int64_t line, std::string_view what, std::string_view text,
                        Decimal* amount);

  const std::string_view text_;
  PabulibRows rows_;
  const std::string_view name_;
  const PabulibOptions options_;
  std::vector<PabulibWarning> warnings_;
  size_t warning_count_ = 0;

  std::vector<PabulibMeta> meta_;
  std::map<std::string, size_t, std::less<>> meta_places_;  // in meta_, by key
  Contest contest_;
  int64_t default_score_ = 0;
  Decimal budget_;
  std::vector<Decimal> costs_;
  std::optional<Decimal> least_cost_, most_cost_;  // of a ballot
  // Costs whose mark may be that of decimals or of thousands: what the rest of the file shows
  // decides. By their place in costs_.
  std::vector<std::pair<size_t, std::string>> unclear_costs_;
  bool dot_shown_ = false, comma_shown_ = false;
  DecimalMark mark_ = DecimalMark::kUnstated;
  std::vector<int64_t> project_line_;
  std::vector<std::optional<int64_t>> declared_votes_, declared_scores_, selected_;
  std::vector<std::optional<PabulibPlace>> places_;
  std::vector<std::string> votes_header_;
  std::optional<ProjectIndexTable> index_;
  std::optional<Profile::Builder> builder_;

  // Of the vote being read.
  std::vector<ProjectIndex> listed_;
  std::vector<int64_t> given_;
  std::vector<std::string_view> point_fields_;
  std::vector<size_t> listed_on_;  // row number that last listed the project
  size_t votes_ = 0;
  absl::flat_hash_set<std::string> voters_;
};

absl::Status Reader::NextRow(std::string_view expected) {
  if (rows_.Next()) return absl::OkStatus();
  if (rows_.unclosed_quote()) {
    return Refuse("a quoted field starts here and never ends; expected a closing '\"'");
  }
  return Refuse(fmt::format("the file ends here; expected {}", expected));
}

bool Reader::IsSection(std::string_view title) const {
  const auto fields = rows_.fields();
  if (!absl::EqualsIgnoreCase(AbslView(fields[0]), AbslView(title))) return false;
  return std::all_of(fields.begin() + 1, fields.end(),
                     [](std::string_view f) { return f.empty(); });
}

absl::StatusOr<std::vector<std::string>> Reader::ReadHeader(std::string_view section) {
  absl::Status status = NextRow(fmt::format("the names of the columns of {}", section));
  if (!status.ok()) return status;
  std::vector<std::string> header;
  for (const std::string_view field : rows_.fields())
    header.push_back(absl::AsciiStrToLower(AbslView(field)));
  return header;
}

size_t Reader::Column(const std::vector<std::string>& header, std::string_view name) {
  const auto it = std::find(header.begin(), header.end(), name);
  return it == header.end() ? kNoColumn : static_cast<size_t>(it - header.begin());
}

absl::Status Reader::AmountAt(int64_t line, std::string_view what, std::string_view text,
                              Decimal* amount) {
  absl::StatusOr<Decimal> decimal = ParseDecimal(text);
  if (IsAmbiguous(text) && mark_ != DecimalMark::kUnstated) {
    decimal = ParseDecimal(text, mark_);
    WarnAt(line,
           fmt::format("{} is {}; its mark is read as in the other amounts", what, Shown(text)));
  }
  if (!decimal.ok()) {
    return RefuseAt(line, fmt::format("{}: {}; expected a number such as 1200 or 1200.50", what,
                                      StdView(decimal.status().message())));
  }
  if (decimal->comma) {
    WarnAt(line,
           fmt::format("{} has a decimal comma: {}; read as a decimal point", what, Shown(text)));
  }
  *amount = *decimal;
  return absl::OkStatus();
}

void Reader::NoteMark(std::string_view amount) {
  const DecimalMark mark = MarkShownBy(amount);
  dot_shown_ = dot_shown_ || mark == DecimalMark::kDot;
  comma_shown_ = comma_shown_ || mark == DecimalMark::kComma;
}

std::optional<int64_t> Reader::MetaWhole(std::string_view key) {
  const PabulibMeta* entry = Meta(key);
  if (entry == nullptr || entry->value.empty()) return std::nullopt;
  const std::optional<int64_t> value = WholeNumber(entry->value);
  if (!value || *value < 0) {
    WarnAt(entry->line,
           fmt::format("{} is {}; expected a whole number; ignored", key, Shown(entry->value)));
    return std::nullopt;
  }
  return value;
}

absl::Status Reader::ReadMeta() {
  absl::Status status = NextRow("META");
  if (!status.ok()) return status;
  if (!IsSection("META")) {
    return Refuse(fmt::format("found {}; expected META", Shown(rows_.fields()[0])));
  }
  bool first = true;
  for (;; first = false) {
    status = NextRow("PROJECTS");
    if (!status.ok()) return status;
    if (IsSection("PROJECTS")) return absl::OkStatus();
    if (IsSection("VOTES")) return Refuse("found VOTES; expected PROJECTS before it");
    std::string key = absl::AsciiStrToLower(AbslView(Field(0)));
    if (first && key == "key") continue;
    if (first) Warn("META has no header line; expected key;value");
    std::string value(Field(1));
    for (size_t i = 2; i < rows_.fields().size(); ++i) {
      // An unquoted semicolon inside a comment: what follows belongs to it.
      if (!rows_.fields()[i].empty()) value += fmt::format(";{}", rows_.fields()[i]);
    }
    if (key.empty()) {
      Warn("a line of META has no key; ignored");
      continue;
    }
    const auto [it, added] = meta_places_.try_emplace(key, meta_.size());
    if (added) {
      meta_.push_back({std::move(key), std::move(value), rows_.line()});
    } else {
      Warn(fmt::format("{} stands twice in META; the last value counts", key));
      meta_[it->second] = {std::move(key), std::move(value), rows_.line()};
    }
  }
}

absl::Status Reader::ReadProjects() {
  absl::StatusOr<std::vector<std::string>> header = ReadHeader("PROJECTS");
  if (!header.ok()) return header.status();
  const size_t id = Column(*header, "project_id"), cost = Column(*header, "cost");
  if (id == kNoColumn)
    return Refuse("PROJECTS has no column project_id; expected project_id;cost;...");
  if (cost == kNoColumn) return Refuse("PROJECTS has no column cost; expected project_id;cost;...");
  const size_t name = Column(*header, "name"), category = Column(*header, "category"),
               target = Column(*header, "target"), selected = Column(*header, "selected"),
               votes = Column(*header, "votes"), score = Column(*header, "score"),
               latitude = Column(*header, "latitude"), longitude = Column(*header, "longitude");
  size_t area = Column(*header, "district");
  if (area == kNoColumn) area = Column(*header, "neighborhood");
  for (;;) {
    absl::Status status = NextRow("VOTES");
    if (!status.ok()) return status;
    if (IsSection("VOTES")) return absl::OkStatus();
    Project project;
    project.id = ProjectId(std::string(Field(id)));
    if (project.id.text().empty()) return Refuse("a project has no project_id; expected one");
    if (Field(cost).empty()) {
      return Refuse(fmt::format("project {} has no cost; expected one", Shown(project.id.text())));
    }
    Decimal amount;
    NoteMark(Field(cost));
    if (IsAmbiguous(Field(cost))) {
      unclear_costs_.emplace_back(costs_.size(), Field(cost));
    } else if (status = AmountAt(rows_.line(), "cost", Field(cost), &amount); !status.ok()) {
      return status;
    }
    if (rows_.fields().size() > header->size()) {
      Warn(fmt::format("project {} has {} fields; expected {}", Shown(project.id.text()),
                       rows_.fields().size(), header->size()));
    }
    if (project.id.text().find(',') != std::string::npos) {
      return Refuse(fmt::format("project_id {} holds a comma, which separates ids in votes",
                                Shown(project.id.text())));
    }
    project.name = std::string(Field(name));
    project.categories = Labels(Field(category));
    project.targets = Labels(Field(target));
    project.area = std::string(Field(area));
    declared_votes_.push_back(votes == kNoColumn ? std::nullopt : WholeNumber(Field(votes)));
    if (score != kNoColumn) declared_scores_.push_back(WholeNumber(Field(score)));
    if (selected != kNoColumn) selected_.push_back(WholeNumber(Field(selected)));
    if (latitude != kNoColumn && longitude != kNoColumn) {
      places_.push_back(ReadPlace(Field(latitude), Field(longitude)));
    }
    contest_.projects.push_back(std::move(project));
    costs_.push_back(amount);
    project_line_.push_back(rows_.line());
    if (contest_.projects.size() > kMaxProjects) {
      return Refuse(fmt::format("more than {} projects", kMaxProjects));
    }
  }
}

int Reader::DeclaredDigits() {
  const std::optional<int64_t> declared = MetaWhole("currency_digits");
  if (declared && *declared <= kMaxMinorDigits) return static_cast<int>(*declared);
  if (declared) {
    WarnAt(Meta("currency_digits")->line,
           fmt::format("currency_digits is {}; expected at most {}; ignored", *declared,
                       kMaxMinorDigits));
  }
  const PabulibMeta* const currency = Meta("currency");
  return MinorDigitsOfCurrency(currency == nullptr ? "" : currency->value);
}

absl::Status Reader::ReadVoteType() {
  const PabulibMeta* format = Meta("vote_type");
  if (format == nullptr) {
    return RefuseAt(
        1, "META has no vote_type; expected approval, ordinal, cumulative, scoring or choose-1");
  }
  const std::optional<BallotFormat> known =
      BallotFormatFromName(absl::AsciiStrToLower(format->value));
  if (!known) {
    return RefuseAt(
        format->line,
        fmt::format("vote_type is {}; expected approval, ordinal, cumulative, scoring or choose-1",
                    Shown(format->value)));
  }
  contest_.format = *known;
  contest_.ranked_points =
      *known == BallotFormat::kOrdinal && Column(votes_header_, "points") != kNoColumn;
  return absl::OkStatus();
}

// The budget, and the costs that had to wait for the decimal mark of the file.
absl::Status Reader::ReadAmounts() {
  const PabulibMeta* budget = Meta("budget");
  if (budget == nullptr) return RefuseAt(1, "META has no budget; expected an amount of money");
  for (const char* key : {"budget", "min_sum_cost", "max_sum_cost"}) {
    if (const PabulibMeta* entry = Meta(key)) NoteMark(entry->value);
  }
  if (dot_shown_ != comma_shown_) mark_ = dot_shown_ ? DecimalMark::kDot : DecimalMark::kComma;
  absl::Status status = AmountAt(budget->line, "budget", budget->value, &budget_);
  if (!status.ok()) return status;
  for (const auto& [p, text] : unclear_costs_) {
    if (status = AmountAt(project_line_[p], "cost", text, &costs_[p]); !status.ok()) return status;
  }
  contest_.minor_digits = std::max(DeclaredDigits(), budget_.digits);
  for (const Decimal& cost : costs_) {
    contest_.minor_digits = std::max(contest_.minor_digits, cost.digits);
  }
  return absl::OkStatus();
}

absl::Status Reader::ReadCostLimits() {
  for (const auto& [key, limit] :
       {std::pair{"min_sum_cost", &least_cost_}, {"max_sum_cost", &most_cost_}}) {
    const PabulibMeta* entry = Meta(key);
    if (entry == nullptr || entry->value.empty()) continue;
    const absl::Status readable = ParseDecimal(entry->value).status();
    if (!readable.ok() && !IsAmbiguous(entry->value)) {
      WarnAt(entry->line, fmt::format("{}: {}; ignored", key, StdView(readable.message())));
      continue;
    }
    Decimal amount;
    absl::Status status = AmountAt(entry->line, key, entry->value, &amount);
    if (!status.ok()) return status;
    *limit = amount;
    contest_.minor_digits = std::max(contest_.minor_digits, amount.digits);
  }
  return absl::OkStatus();
}

absl::Status Reader::SetMoney() {
  absl::StatusOr<Money> total = ToMoney(budget_, contest_.minor_digits);
  if (!total.ok()) {
    return RefuseAt(Meta("budget")->line,
                    fmt::format("budget: {}", StdView(total.status().message())));
  }
  contest_.budget = *total;
  int64_t sum = total->minor();
  for (size_t p = 0; p < costs_.size(); ++p) {
    absl::StatusOr<Money> cost = ToMoney(costs_[p], contest_.minor_digits);
    if (!cost.ok())
      return RefuseAt(project_line_[p], fmt::format("cost: {}", StdView(cost.status().message())));
    if (cost->minor() > kMaxTotalMinor - sum) {
      return RefuseAt(project_line_[p], "the costs are together larger than can be counted");
    }
    sum += cost->minor();
    contest_.projects[p].cost = *cost;
  }
  return absl::OkStatus();
}

// None where it is more money than can be counted.
std::optional<Money> Reader::CostLimit(const std::optional<Decimal>& amount) const {
  if (!amount) return std::nullopt;
  const absl::StatusOr<Money> money = ToMoney(*amount, contest_.minor_digits);
  return money.ok() ? std::optional(*money) : std::nullopt;
}

void Reader::SetBallotLimits() {
  BallotLimits& limits = contest_.limits;
  limits.min_sum_cost = CostLimit(least_cost_);
  limits.max_sum_cost = CostLimit(most_cost_);
  limits.min_length = MetaWhole("min_length");
  limits.max_length = MetaWhole("max_length");
  if (contest_.format == BallotFormat::kChoose1 && !limits.max_length) limits.max_length = 1;
  limits.min_points = MetaWhole("min_points");
  limits.max_points = MetaWhole("max_points");
  limits.min_sum_points = MetaWhole("min_sum_points");
  limits.max_sum_points = MetaWhole("max_sum_points");
}

absl::Status Reader::ReadDefaultScore() {
  if (contest_.format != BallotFormat::kScoring) return absl::OkStatus();
  default_score_ = MetaWhole("default_score").value_or(0);
  if (default_score_ > kMaxPoints)
    return RefuseAt(1, "default_score is larger than can be counted");
  if (default_score_ > 0) {
    WarnAt(Meta("default_score")->line,
           fmt::format("projects that a ballot leaves out get {} points", default_score_));
  }
  return absl::OkStatus();
}

absl::Status Reader::CheckDistinctIds() const {
  absl::flat_hash_map<std::string_view, int64_t> lines;
  for (size_t p = 0; p < contest_.projects.size(); ++p) {
    const auto [it, added] = lines.try_emplace(contest_.projects[p].id.text(), project_line_[p]);
    if (!added) {
      return RefuseAt(project_line_[p],
                      fmt::format("project {} stands already on line {}; expected distinct ids",
                                  Shown(contest_.projects[p].id.text()), it->second));
    }
  }
  return absl::OkStatus();
}

absl::Status Reader::StartProfile() {
  absl::Status status = ReadVoteType();
  if (status.ok()) status = ReadAmounts();
  if (status.ok()) status = ReadCostLimits();
  if (status.ok()) status = SetMoney();
  if (!status.ok()) return status;
  SetBallotLimits();
  status = ReadDefaultScore();
  if (status.ok()) status = CheckDistinctIds();
  if (!status.ok()) return status;
  absl::StatusOr<Profile::Builder> builder = Profile::Builder::Create(std::move(contest_));
  if (!builder.ok()) return RefuseAt(1, StdView(builder.status().message()));
  builder_.emplace(*std::move(builder));
  const Contest& contest = builder_->contest();
  index_.emplace(contest.projects);
  listed_on_.resize(contest.projects.size());
  return absl::OkStatus();
}

// Adds a vote that lists known projects by short ids, each once and nothing else, as nearly all do.
// False, and nothing done, for any other.
bool Reader::AddPlainVote(std::string_view vote) {
  listed_.clear();
  if (vote.empty()) return false;
  const char* at = vote.data();
  const char* const end = at + vote.size();
  const char* const readable_end = rows_.readable_end(vote);
  while (readable_end - at >= 8) {
    const size_t size = std::min(SizeBefore8(at, ','), static_cast<size_t>(end - at));
    const std::optional<ProjectIndex> found = index_->FindShort({at, size});
    if (!found) return false;
    listed_.push_back(*found);
    at += size;
    if (at == end) {
      if (!builder_->AddBallot(listed_).ok()) return false;
      ++votes_;
      return true;
    }
    if (*at++ != ',') return false;
  }
  return false;
}

absl::Status Reader::AddVote(std::string_view vote, std::string_view points) {
  const Contest& contest = builder_->contest();
  const bool with_points = contest.with_points();
  listed_.clear();
  given_.clear();
  if (with_points) {
    point_fields_.clear();
    ForEachListed(points, [this](std::string_view field) { point_fields_.push_back(field); });
  }
  ++votes_;
  size_t position = 0;
  absl::Status status;
  ForEachListed(vote, [&](std::string_view id) {
    const size_t place = position++;
    if (id.empty()) {
      if (!vote.empty()) Warn("a vote has an empty place between commas; passed over");
      return;
    }
    int64_t value = 0;
    if (with_points) {
      if (place >= point_fields_.size()) {
        status.Update(Refuse(std::string(
            "the vote lists more projects than points; expected as many points as projects")));
        return;
      }
      const std::optional<int64_t> whole = WholeNumber(point_fields_[place]);
      if (!whole || *whole < 0 || *whole > kMaxPoints) {
        status.Update(Refuse(fmt::format("points are {}; expected a whole number from 0 to {}",
                                         Shown(point_fields_[place]), kMaxPoints)));
        return;
      }
      value = *whole;
    }
    const std::optional<ProjectIndex> found = index_->Find(id);
    if (!found) {
      Warn(fmt::format("the vote names {}, which is no project; passed over", Shown(id)));
      return;
    }
    if (std::exchange(listed_on_[*found], votes_) == votes_) {
      Warn(fmt::format("the vote lists {} twice; counted once", Shown(id)));
      if (with_points) {
        const auto at = std::find(listed_.begin(), listed_.end(), *found);
        given_[static_cast<size_t>(at - listed_.begin())] = value;
      }
      return;
    }
    listed_.push_back(*found);
    if (with_points) given_.push_back(value);
  });
  if (!status.ok()) return status;
  if (with_points && point_fields_.size() > position) {
    return Refuse("the vote lists fewer projects than points; expected as many points as projects");
  }
  if (default_score_ > 0) {
    for (ProjectIndex p = 0; p < contest.projects.size(); ++p) {
      if (listed_on_[p] == votes_) continue;
      listed_.push_back(p);
      given_.push_back(default_score_);
    }
  }
  status = builder_->AddBallot(listed_, given_);
  if (!status.ok()) return Refuse(StdView(status.message()));
  return absl::OkStatus();
}

void Reader::CheckVote(std::string_view voter) {
  const Contest& contest = builder_->contest();
  const absl::Status within = CheckLimits({listed_, given_}, contest.limits, contest.projects);
  if (!within.ok())
    Warn(fmt::format("the ballot breaks a limit of META: {}", StdView(within.message())));
  if (!voter.empty() && !voters_.insert(std::string(voter)).second) {
    Warn(fmt::format("voter {} stands here again; both votes count", Shown(voter)));
  }
}

absl::Status Reader::ReadVotesHeader() {
  absl::StatusOr<std::vector<std::string>> header = ReadHeader("VOTES");
  if (!header.ok()) return header.status();
  votes_header_ = *std::move(header);
  return absl::OkStatus();
}

absl::Status Reader::ReadVotes() {
  const size_t vote = Column(votes_header_, "vote"), points = Column(votes_header_, "points");
  const size_t voter = Column(votes_header_, "voter_id");
  if (vote == kNoColumn) return Refuse("VOTES has no column vote; expected voter_id;vote;...");
  const bool with_points = builder_->contest().with_points();
  if (points == kNoColumn && with_points) {
    return Refuse(fmt::format("VOTES has no column points; expected one for vote_type {}",
                              BallotFormatName(builder_->contest().format)));
  }
  bool uneven = false;
  while (rows_.Next()) {
    if (rows_.fields().size() > votes_header_.size() && !std::exchange(uneven, true)) {
      Warn("a vote has more fields than VOTES has columns");
    }
    if (rows_.fields().size() <= vote) {
      Warn("a vote has no field vote; counted as blank");
    }
    if (with_points || !AddPlainVote(Field(vote))) {
      absl::Status status = AddVote(Field(vote), with_points ? Field(points) : "");
      if (!status.ok()) return status;
    }
    if (options_.check_ballots) CheckVote(Field(voter));
  }
  if (rows_.unclosed_quote()) {
    return Refuse("a quoted field starts here and never ends; expected a closing '\"'");
  }
  return absl::OkStatus();
}

void Reader::CheckCounts(size_t votes) {
  for (const auto& [key, count] :
       {std::pair{"num_projects", project_line_.size()}, {"num_votes", votes}}) {
    const std::optional<int64_t> declared = MetaWhole(key);
    if (!declared) {
      WarnAt(1, fmt::format("META has no {}; the file holds {}", key, count));
    } else if (*declared != static_cast<int64_t>(count)) {
      WarnAt(Meta(key)->line,
             fmt::format("{} is {}, but the file holds {}", key, *declared, count));
    }
  }
}

void Reader::CheckDeclaredTotals(const Profile& profile) {
  for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
    if (declared_votes_[p] && *declared_votes_[p] != profile.approvals(p)) {
      WarnAt(project_line_[p], fmt::format("votes is {}, but {} ballots list the project",
                                           *declared_votes_[p], profile.approvals(p)));
    }
    if (profile.contest().with_points() && !declared_scores_.empty() && declared_scores_[p] &&
        *declared_scores_[p] != profile.points(p)) {
      WarnAt(project_line_[p], fmt::format("score is {}, but the ballots give {}",
                                           *declared_scores_[p], profile.points(p)));
    }
  }
}

absl::StatusOr<PabulibFile> Reader::Read() {
  if (const std::optional<TextFault> fault = FindTextFault(text_)) {
    return RefuseAt(
        fault->line,
        fmt::format("{}: save the file as UTF-8, or say which encoding it has", fault->what));
  }
  absl::Status status = ReadMeta();
  if (status.ok()) status = ReadProjects();
  if (status.ok()) status = ReadVotesHeader();
  if (status.ok()) status = StartProfile();
  if (status.ok()) status = ReadVotes();
  if (!status.ok()) return status;
  CheckCounts(votes_);
  Profile profile = std::move(*builder_).Build();
  if (options_.check_ballots) CheckDeclaredTotals(profile);
  return PabulibFile{.profile = std::move(profile),
                     .meta = std::move(meta_),
                     .warnings = std::move(warnings_),
                     .warning_count = warning_count_,
                     .selected = std::move(selected_),
                     .scores = std::move(declared_scores_),
                     .places = std::move(places_)};
}

}  // namespace

std::string_view PabulibFile::MetaValue(std::string_view key) const {
  const PabulibMeta* const found = FindMeta(key);
  return found == nullptr ? std::string_view() : found->value;
}

const PabulibMeta* PabulibFile::FindMeta(std::string_view key) const {
  for (const PabulibMeta& entry : meta) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

absl::StatusOr<PabulibFile> ParsePabulib(std::string_view text, std::string_view name,
                                         const PabulibOptions& options) {
  const bool has_lines = text.find('\n') != std::string_view::npos;
  if (has_lines || text.find('\r') == std::string_view::npos) {
    return Reader(text, name, options).Read();
  }
  // As old Macintosh programs end lines, and spreadsheets still can.
  std::string lines(text);
  std::replace(lines.begin(), lines.end(), '\r', '\n');
  return Reader(lines, name, options).Read();
}

absl::StatusOr<PabulibFile> ReadPabulibFile(const std::string& path,
                                            const PabulibOptions& options) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return absl::NotFoundError(fmt::format("{}: cannot be opened", path));
  const std::streamoff size = file.tellg();
  if (size < 0) return absl::UnavailableError(fmt::format("{}: cannot be read", path));
  std::string text(static_cast<size_t>(size), '\0');
  file.seekg(0);
  if (!file.read(text.data(), size)) {
    return absl::UnavailableError(fmt::format("{}: cannot be read", path));
  }
  return ParsePabulib(text, path, options);
}

}  // namespace urna::tallying
