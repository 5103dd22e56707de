// Elections in which nobody does anything wrong: what every other row begins with, and what else a
// verifier must know how to read.
#include <fmt/format.h>

#include "support/plain_count.h"
#include "tampering/rows/all.h"
#include "tampering/rows/elections.h"

namespace urna::ledger {
namespace {

PublishedBundle Held(const ElectionShape& shape, Course::Vote vote) {
  return Publish(Course(shape, std::move(vote)).counted());
}

// Every format with a contest of its own; voter v casts the ballot v of each.
PublishedBundle OfFormats(const std::vector<v1::BallotFormat>& formats,
                          const std::function<void(v1::ContestConfig&)>& adjust,
                          const std::function<std::vector<Choices>(std::size_t)>& ballots) {
  constexpr std::uint32_t kVoters = 6;
  return Held({.voters = kVoters,
               .contests = static_cast<std::uint32_t>(formats.size()),
               .adjust =
                   [&](v1::Config& config) {
                     for (std::size_t f = 0; f < formats.size(); ++f) {
                       auto& contest = *config.mutable_contests(static_cast<int>(f));
                       SetContest(contest, formats[f]);
                       if (adjust) adjust(contest);
                     }
                   }},
              OpenAnd([&](const ElectionFixture& election, ElectionRun& run) {
                for (std::uint32_t f = 0; f < formats.size(); ++f) {
                  const std::vector<Choices> cast = ballots(f);
                  for (std::uint32_t v = 0; v < kVoters; ++v) {
                    run.Append(election.ChoicesBallot(v, cast[v], {}, ContestId{f}));
                  }
                }
              }));
}

PublishedBundle EveryFormatOnce() {
  const std::vector<v1::BallotFormat> formats = EveryFormat();
  return OfFormats(formats, nullptr, [&](std::size_t f) {
    return SomeBallots(formats[f], 6, static_cast<std::uint32_t>(f));
  });
}

// Adds projects of no great cost until there are so many.
void Lengthen(v1::ContestConfig& contest, int projects) {
  while (contest.projects_size() < projects) {
    v1::ProjectConfig& project = *contest.add_projects();
    project.set_id(fmt::format("more-{}", contest.projects_size()));
    v1::LocalizedText& title = *project.add_title();
    title.set_language("en");
    title.set_text(fmt::format("Project {}", contest.projects_size()));
    project.set_cost(10);
  }
}

// Formats whose shortest ballot is a list of the projects that it names.
PublishedBundle SparseFormats() {
  std::vector<v1::BallotFormat> formats(5);
  formats[0].mutable_approval()->set_max_length(2);
  formats[1].mutable_choose_one();
  formats[2].mutable_ordinal()->set_max_length(3);
  formats[3].mutable_cumulative()->set_max_points(5);
  formats[3].mutable_cumulative()->set_max_sum_points(5);
  formats[3].mutable_cumulative()->set_max_length(2);
  formats[4].mutable_scoring()->set_max_points(200);
  formats[4].mutable_scoring()->set_max_length(2);
  return OfFormats(
      formats, [](v1::ContestConfig& contest) { Lengthen(contest, 260); },
      [&](std::size_t f) {
        const bool points = formats[f].has_cumulative() || formats[f].has_scoring();
        std::vector<Choices> out(6);  // the last one stays blank
        for (std::uint32_t v = 0; v < 5; ++v) {
          out[v] = {{.project = v, .points = points ? v % 2 + 1 : 1U}};
          if (!formats[f].has_choose_one()) {
            out[v].push_back({.project = 200 + v, .points = points ? 2U : 1U});
          }
        }
        if (formats[f].has_ordinal()) out[0] = {{.project = 259}, {.project = 3}, {.project = 8}};
        return out;
      });
}

// Two points of a ballot instead of one.
PublishedBundle WidthTwo() {
  v1::BallotFormat format;
  format.mutable_approval();
  return OfFormats(
      {format}, [](v1::ContestConfig& contest) { Lengthen(contest, 300); },
      [](std::size_t) {
        std::vector<Choices> out(6);
        for (std::uint32_t v = 0; v < 6; ++v) out[v] = {{.project = v}, {.project = 299 - v}};
        return out;
      });
}

// What a Pabulib file has to quote, and amounts without decimals.
PublishedBundle OddTexts() {
  return Held(
      {.voters = 3,
       .adjust =
           [](v1::Config& config) {
             config.set_currency("JPY");
             config.set_currency_digits(0);
             config.mutable_title(0)->set_text("A \"budget\";\nof two lines");
             config.add_languages("fr");
             auto& contest = *config.mutable_contests(0);
             contest.mutable_projects(0)->set_id("Große Bäume \U0001f333");
             auto& title = *contest.mutable_projects(0)->add_title();
             title.set_language("fr");
             title.set_text("Les arbres ; \"grands\"");
             contest.mutable_projects(1)->mutable_title(0)->set_text("Tab\there, and a comma");
             contest.mutable_projects(1)->add_categories("parks; \"green\"");
             contest.mutable_projects(1)->add_categories("roads");
             contest.mutable_projects(2)->set_cost(0);
             contest.mutable_rule()->set_tie_break(v1::TIE_BREAK_LEXICOGRAPHIC);
           }},
      EveryoneVotes(3));
}

// Amounts that are not of as many decimals as is usual for their currency.
PublishedBundle OddDigits() {
  return Held({.voters = 3,
               .adjust =
                   [](v1::Config& config) {
                     config.set_currency("KWD");
                     config.set_currency_digits(5);
                     config.mutable_contests(0)->mutable_projects(0)->set_cost(123'450);
                     config.mutable_contests(0)->set_budget(200'001);
                   }},
              EveryoneVotes(3));
}

PublishedBundle StatedPages() {
  return Held({.voters = 3,
               .adjust = [](v1::Config& config) { config.set_pages_sha256(std::string(32, 'p')); }},
              EveryoneVotes(3));
}

// Titles for two categories, one of which no project has; a project has a label of its own.
PublishedBundle TitledCategories() {
  return Held({.voters = 3,
               .adjust =
                   [](v1::Config& config) {
                     config.add_languages("fr");
                     config.mutable_contests(0)->mutable_projects(0)->add_categories("parks");
                     config.mutable_contests(0)->mutable_projects(1)->add_categories("rivers");
                     for (const std::string id : {"roads", "parks"}) {
                       v1::CategoryConfig& category = *config.add_categories();
                       category.set_id(id);
                       for (const std::string& language : config.languages()) {
                         v1::LocalizedText& title = *category.add_title();
                         title.set_language(language);
                         title.set_text(id + ", " + language);
                       }
                     }
                   }},
              EveryoneVotes(3));
}

PublishedBundle SignedByEverybody() {
  const Course course({.voters = 2, .trustees = 4, .authorities = 3}, EveryoneVotes(2));
  ElectionRun run = course.closed();
  std::vector<Party> all;
  for (const Party& party : course.election().manifest()->parties()) {
    if (party.role != PartyRole::kRegistrar) all.push_back(party);
  }
  run.files()["close"] = course.election().SignClosings(all, run.closing());
  run.CountAll();
  return Publish(run);
}

// More decryptions than are needed, and a lot of each trustee.
PublishedBundle AnsweredByEverybody() {
  ElectionRun run = ByLot().closed();
  for (const std::uint32_t m : {4, 2, 1}) run.DrawBy(m);
  run.MixBy(3);
  run.MixBy(1);
  for (const std::uint32_t m : {2, 4, 3}) run.DecryptBy(m);
  run.PublishBy(2);
  run.DrawBy(3);
  return Publish(run);
}

PublishedBundle RevokedBeforeTheOpening() {
  return Held({.voters = 3}, [](const ElectionFixture& election, ElectionRun& run) {
    run.Append(election.RevokeLeaf(2));
    run.Append(election.OpenLeaf());
    run.Append(election.Ballot(0, {0}));
    run.Append(election.Ballot(1, {}));
    run.Append(election.CloseLeaf(election.manifest()->config().opening_time()));
  });
}

PublishedBundle WithIgnoredFiles() {
  PublishedBundle bundle = Publish(Small().counted());
  for (const std::string path :
       {".DS_Store", "mix/Thumbs.db", "mix/0/desktop.ini", "._config", "roll/._electorate-0.roll",
        "._mix", "__MACOSX/._config", "__MACOSX/deep/er"}) {
    bundle.files[path] = {1};
  }
  return bundle;
}

Rows Courses() {
  const auto of = [](const Course& (*course)()) {
    return [course] { return Publish(course().counted()); };
  };
  return {{"honest_small", of(Small)},
          {"honest_two_contests", of(TwoContests)},
          {"honest_alone", of(Alone)},
          {"honest_many", of(Many)},
          {"honest_by_lot", of(ByLot)},
          {"honest_few_and_none", of(FewAndNone)},
          {"honest_witnessed", of(Witnessed)},
          {"honest_first_counts", of(FirstCounts)},
          {"honest_choice_groups", of(ChoiceGroups)},
          {"honest_full_tiles", of(LongLog)}};
}

}  // namespace

Rows HonestRows() {
  Rows rows = Courses();
  const Rows others = {
      {"honest_three_codes",
       [] {
         return Held({.voters = 5,
                      .keyless = 2,
                      .code_registrars = 3,
                      .threshold = 3,
                      .trustees = 5,
                      .authorities = 3},
                     EveryoneVotes(3));
       }},
      {"honest_every_format", EveryFormatOnce},
      {"honest_sparse_formats", SparseFormats},
      {"honest_width_two", WidthTwo},
      {"honest_odd_texts", OddTexts},
      {"honest_odd_digits", OddDigits},
      {"honest_stated_pages", StatedPages},
      {"honest_titled_categories", TitledCategories},
      {"honest_nobody_voted",
       [] { return Held({.voters = 2, .tie_break = v1::TIE_BREAK_LOT}, EveryoneVotes(0)); }},
      {"honest_empty_electorate",
       [] { return Held({.voters = 1, .electorates = 2}, EveryoneVotes(1)); }},
      {"honest_counted_anyway",
       [] {
         return Held(
             {.voters = 2,
              .minimum_ballots = 3,
              .adjust =
                  [](v1::Config& config) { config.mutable_contests(0)->set_count_anyway(true); }},
             EveryoneVotes(2));
       }},
      {"honest_signed_by_everybody", SignedByEverybody},
      {"honest_answered_by_everybody", AnsweredByEverybody},
      {"honest_revoked_before_the_opening", RevokedBeforeTheOpening},
      {"honest_ignored_files", WithIgnoredFiles}};
  rows.insert(rows.end(), others.begin(), others.end());
  return rows;
}

}  // namespace urna::ledger
