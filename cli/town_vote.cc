#include "cli/town_vote.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "cli/client/csv.h"
#include "cli/client/files.h"
#include "cli/demo_rule.h"
#include "cli/rehearsal.h"
#include "cli/tally_input.h"
#include "cli/town_plan.h"
#include "ledger/text.h"

namespace urna::cli {
namespace {

constexpr std::uint64_t kMaxTable = 4 << 20;
constexpr int kConnections = 4;
constexpr std::uint32_t kCodeRegistrars = 2;
constexpr std::size_t kUnusedVoters = 12;
// A vote that is counted at once began so long ago, and would have ended so soon.
constexpr std::int64_t kCountedBegan = 28 * kDaySeconds;
constexpr std::int64_t kCountedEnds = 3'600;
constexpr std::int64_t kSubmissionSeconds = 30 * kDaySeconds;
constexpr std::int64_t kReviewSeconds = 60 * kDaySeconds;

void AddText(std::string_view language, std::string_view text, Texts& texts) {
  if (text.empty()) return;
  v1::LocalizedText& one = *texts.Add();
  one.set_language(std::string(language));
  one.set_text(std::string(text));
}

// What the town says of a project beside what the file does.
struct ProjectWords {
  std::string title_en, summary_fr, summary_en, latitude, longitude;
};

absl::StatusOr<std::map<std::string, ProjectWords>> ReadWords(const std::string& path) {
  const auto text = client::ReadText(path, kMaxTable);
  if (!text.ok()) return text.status();
  const auto table = client::ParseCsv(*text);
  if (!table.ok()) return client::While(path, table.status());
  std::vector<std::size_t> columns;
  for (const char* name : {"id", "title_en", "summary_fr", "summary_en", "lat", "lon"}) {
    const auto column = table->Column(name);
    if (!column.ok()) return client::While(path, column.status());
    columns.push_back(*column);
  }
  std::map<std::string, ProjectWords> out;
  for (const auto& row : table->rows) {
    out[row[columns[0]]] = {row[columns[1]], row[columns[2]], row[columns[3]], row[columns[4]],
                            row[columns[5]]};
  }
  return out;
}

void Describe(const ProjectWords& words, v1::Project& project) {
  const std::string title = project.title(0).text();
  project.clear_title();
  AddText("fr", title, *project.mutable_title());
  AddText("en", words.title_en, *project.mutable_title());
  AddText("fr", words.summary_fr, *project.mutable_summary());
  AddText("en", words.summary_en, *project.mutable_summary());
  if (words.latitude.empty()) return;
  project.set_place(
      fmt::format(R"({{"type":"Point","coordinates":[{},{}]}})", words.longitude, words.latitude));
}

// The file's process under the town's names.
absl::Status Rename(const TownVote& vote, const tallying::PabulibFile& file,
                    PabulibProcess& process) {
  const auto words = ReadWords(vote.projects);
  if (!words.ok()) return words.status();
  client::ProcessDescription& description = process.description;
  description.id = vote.id;
  *description.process.mutable_title() = vote.title;
  description.areas[0].first = vote.area;
  *description.areas[0].second.mutable_title() = vote.area_title;
  client::ContestDescription& contest = description.contests[0];
  contest.id = vote.area;
  *contest.contest.mutable_title() = vote.area_title;
  contest.contest.set_area(fmt::format("{}/areas/{}", description.name(), vote.area));
  for (std::size_t i = 0; i < contest.projects.size(); ++i) {
    v1::Project& project = contest.projects[i].second;
    const auto found = words->find(process.project_ids[i]);
    Describe(found == words->end() ? ProjectWords() : found->second, project);
    for (const std::string& category : file.profile.projects()[i].categories) {
      project.add_categories(category);
    }
  }
  auto& [electorate_id, electorate] = description.electorates[0];
  electorate_id = vote.area;
  *electorate.mutable_title() = vote.electorate;
  electorate.clear_contests();
  electorate.add_contests(fmt::format("{}/contests/{}", description.name(), vote.area));
  electorate.set_code_registrars(kCodeRegistrars);
  return absl::OkStatus();
}

absl::StatusOr<PabulibProcess> Read(const TownVote& vote, std::size_t most_voters) {
  const auto file = ReadPabulib(vote.file, "utf-8");
  if (!file.ok()) return file.status();
  std::vector<std::string> words;
  const auto rule = ChooseDemoRule(vote.counting, vote.rule_given, *file, vote.file, words);
  if (!rule.ok()) return rule.status();
  std::size_t voters = vote.voters == 0 ? file->profile.voters() : vote.voters;
  if (most_voters > 0) voters = std::min(voters, most_voters);
  auto process = MakeProcess(vote.file, *file, voters, *rule);
  if (!process.ok()) return process.status();
  if (auto status = Rename(vote, *file, *process); !status.ok()) return status;
  return process;
}

TownPlan PlanOf(const TownVote& vote) {
  const std::int64_t now = absl::ToUnixSeconds(absl::Now());
  const std::int64_t open = vote.open_days * kDaySeconds;
  TownPlan plan;
  plan.process = "processes/" + vote.id;
  plan.mandate = vote.mandate;
  plan.form = vote.form;
  plan.voting = open > 0 ? VotingTimes{InTheMorning(now - open), InTheEvening(now + open)}
                         : VotingTimes{InTheMorning(now - kCountedBegan), now + kCountedEnds};
  plan.submission_end = InTheEvening(plan.voting.opening - kReviewSeconds);
  plan.submission_start = InTheMorning(plan.submission_end - kSubmissionSeconds);
  return plan;
}

using Step = std::pair<std::string, std::function<absl::Status()>>;

// A vote in its making.
class Holding {
 public:
  Holding(const TownVote& vote, PabulibProcess process, TownServer& server)
      : vote_(vote), process_(std::move(process)), server_(server), plan_(PlanOf(vote)) {
    if (vote_.open_days > 0) {
      cast_ = process_.ballots;
      cast_.resize((cast_.size() + 1) / 2);
    } else {
      cast_ = process_.ballots;
    }
  }

  absl::StatusOr<HeldVote> Run() {
    auto created = Rehearsal::Create(
        server_.address, server_.token, process_.description,
        [this](std::string_view what, double done) { server_.bar.Show(what, done); });
    if (!created.ok()) return created.status();
    election_ = *std::move(created);
    std::vector<Step> steps = {
        {"mandate, projects, letters with codes", [&] { return SetUp(); }},
        {"make the keys, sign and seal", [&] { return election_->Seal(); }},
        {"open the vote", [&] { return election_->Open(); }},
        {fmt::format("cast {}, check the receipts",
                     ledger::Counted(cast_.size(), "ballot", "ballots")),
         [&] { return election_->Cast(cast_, kConnections); }},
    };
    if (vote_.open_days == 0) {
      steps.insert(steps.end(), {
                                    {"close the vote", [&] { return election_->Close(); }},
                                    {"sign the closing", [&] { return election_->SignClosing(); }},
                                    {"mix", [&] { return election_->Mix(); }},
                                    {"decrypt", [&] { return election_->Decrypt(); }},
                                    {"tally", [&] { return election_->Tally(); }},
                                });
    }
    for (const auto& [name, step] : steps) {
      auto done = server_.stages.Run(fmt::format("{}: {}", vote_.id, name), step);
      if (!done.ok()) return done;
    }
    return Held();
  }

 private:
  absl::Status SetUp() {
    absl::Status status = election_->SetUp(process_.ballots.size(), plan_.voting);
    if (!status.ok()) return status;
    auto connection = client::Connection::Open({server_.address, {}, server_.token});
    if (!connection.ok()) return connection.status();
    client::PlanningClient planning(*std::move(connection));
    // All that comes before the freezing lies behind it.
    return Publish(planning, plan_, v1::PHASE_APPEAL);
  }
  HeldVote Held() const {
    HeldVote held;
    held.id = vote_.id;
    held.contest = vote_.area;
    held.manifest_hash = crypto::ToHex(election_->manifest().hash());
    held.log_vkey = election_->manifest().log_key().ToVkey();
    held.closing = plan_.voting.closing;
    held.is_counted = vote_.open_days == 0;
    held.ballots = cast_.size();
    const std::size_t end = std::min(process_.ballots.size(), cast_.size() + kUnusedVoters);
    for (std::size_t voter = cast_.size(); voter < end; ++voter) {
      held.unused.push_back(election_->Codes(voter));
    }
    return held;
  }

  const TownVote& vote_;
  const PabulibProcess process_;
  TownServer& server_;
  const TownPlan plan_;
  std::vector<ledger::Choices> cast_;
  std::unique_ptr<Rehearsal> election_;
};

}  // namespace

absl::StatusOr<HeldVote> HoldVote(const TownVote& vote, std::size_t most_voters,
                                  TownServer& server) {
  auto process = Read(vote, most_voters);
  if (!process.ok()) return process.status();
  return Holding(vote, *std::move(process), server).Run();
}

}  // namespace urna::cli
