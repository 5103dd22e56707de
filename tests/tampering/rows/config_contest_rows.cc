// The same of contests: projects, money, ballot formats and rules.
#include <fmt/format.h>

#include "tampering/rows/config_change.h"

namespace urna::ledger {
namespace {

// So many projects at these costs, of which a ballot names at most two.
void Enlarge(v1::ContestConfig& contest, int projects,
             const std::function<std::int64_t(int)>& cost) {
  contest.mutable_ballot_format()->mutable_approval()->set_max_length(2);
  const v1::ProjectConfig first = contest.projects(0);
  contest.clear_projects();
  for (int i = 0; i < projects; ++i) {
    v1::ProjectConfig& project = *contest.add_projects();
    project = first;
    project.set_id(fmt::format("p{}", i));
    project.set_cost(cost(i));
  }
}

v1::CategoryConfig& AddCategory(v1::Config& config, const std::string& id) {
  v1::CategoryConfig& category = *config.add_categories();
  category.set_id(id);
  *category.mutable_title() = config.title();
  return category;
}

}  // namespace

Rows ConfigContestRows() {
  return {
      SealedConfig("config_contest_out_of_place",
                   [](v1::Config& c) { FirstContest(c).set_number(1); }),
      SealedConfig("config_contest_of_no_area",
                   [](v1::Config& c) { FirstContest(c).set_area("north"); }),
      SealedConfig("config_budget_below_zero",
                   [](v1::Config& c) { FirstContest(c).set_budget(-1); }),
      SealedConfig("config_budget_beyond_2_to_53",
                   [](v1::Config& c) { FirstContest(c).set_budget((std::int64_t{1} << 53) + 1); }),
      SealedConfig("config_no_projects", [](v1::Config& c) { FirstContest(c).clear_projects(); }),
      SealedConfig(
          "config_project_twice",
          [](v1::Config& c) { FirstContest(c).mutable_projects(1)->set_id(FirstProject(c).id()); }),
      SealedConfig("config_project_id_with_a_comma",
                   [](v1::Config& c) { FirstProject(c).set_id("p,0"); }),
      SealedConfig("config_project_id_with_space_at_its_end",
                   [](v1::Config& c) { FirstProject(c).set_id("p0 "); }),
      SealedConfig("config_project_id_too_long",
                   [](v1::Config& c) { FirstProject(c).set_id(std::string(65, 'p')); }),
      SealedConfig("config_negative_cost", [](v1::Config& c) { FirstProject(c).set_cost(-5); }),
      SealedConfig("config_category_with_a_comma",
                   [](v1::Config& c) { FirstProject(c).add_categories("parks, roads"); }),
      SealedConfig("config_seventeen_categories",
                   [](v1::Config& c) {
                     for (int i = 0; i < 17; ++i)
                       FirstProject(c).add_categories(fmt::format("c{}", i));
                   }),
      SealedConfig("config_titled_category_twice",
                   [](v1::Config& c) {
                     AddCategory(c, "parks");
                     AddCategory(c, "parks");
                   }),
      SealedConfig("config_titled_category_of_no_id",
                   [](v1::Config& c) { AddCategory(c, "Parks and gardens"); }),
      SealedConfig("config_category_without_a_title",
                   [](v1::Config& c) { AddCategory(c, "parks").clear_title(); }),
      SealedConfig(
          "config_category_in_a_language_of_others",
          [](v1::Config& c) { AddCategory(c, "parks").mutable_title(0)->set_language("xx"); }),
      SealedConfig("config_101_titled_categories",
                   [](v1::Config& c) {
                     for (int i = 0; i < 101; ++i) AddCategory(c, fmt::format("c{}", i));
                   }),
      SealedConfig("config_no_ballot_format",
                   [](v1::Config& c) { FirstContest(c).clear_ballot_format(); }),
      SealedConfig("config_minimum_above_maximum",
                   [](v1::Config& c) {
                     auto& approval = *FirstContest(c).mutable_ballot_format()->mutable_approval();
                     approval.set_min_length(3);
                     approval.set_max_length(2);
                   }),
      SealedConfig("config_minimum_sum_above_maximum",
                   [](v1::Config& c) {
                     auto& approval = *FirstContest(c).mutable_ballot_format()->mutable_approval();
                     approval.set_min_sum_cost(300);
                     approval.set_max_sum_cost(200);
                   }),
      SealedConfig("config_negative_limit_of_money",
                   [](v1::Config& c) {
                     FirstContest(c).mutable_ballot_format()->mutable_approval()->set_min_sum_cost(
                         -1);
                   }),
      SealedConfig("config_limit_of_money_beyond_2_to_53",
                   [](v1::Config& c) {
                     FirstContest(c).mutable_ballot_format()->mutable_approval()->set_max_sum_cost(
                         (std::int64_t{1} << 53) + 1);
                   }),
      SealedConfig("config_costs_beyond_2_to_61_together",
                   [](v1::Config& c) {
                     Enlarge(FirstContest(c), 257, [](int) { return std::int64_t{1} << 53; });
                   }),
      SealedConfig("config_too_large_for_its_rule",
                   [](v1::Config& c) {
                     FirstContest(c).mutable_rule()->set_rule("max-welfare");
                     FirstContest(c).set_budget(std::int64_t{1} << 52);
                     Enlarge(FirstContest(c), 60,
                             [](int i) { return (std::int64_t{1} << 50) + 2 * i + 1; });
                   }),
      SealedConfig("config_points_beyond_255",
                   [](v1::Config& c) {
                     FirstContest(c).mutable_ballot_format()->mutable_scoring()->set_max_points(
                         256);
                   }),
      SealedConfig(
          "config_no_points",
          [](v1::Config& c) { FirstContest(c).mutable_ballot_format()->mutable_cumulative(); }),
      SealedConfig("config_too_narrow",
                   [](v1::Config& c) {
                     auto& format = *FirstContest(c).mutable_ballot_format()->mutable_scoring();
                     format.set_max_points(9);
                     for (int i = 4; i < 40; ++i) {
                       *FirstContest(c).add_projects() = FirstProject(c);
                       FirstContest(c).mutable_projects(i)->set_id(fmt::format("p{}", i));
                     }
                   }),
      SealedConfig("config_ballots_beyond_16_points",
                   [](v1::Config& c) {
                     c.set_width(16);
                     Enlarge(FirstContest(c), 500, [](int) { return 10; });
                     FirstContest(c).mutable_ballot_format()->mutable_scoring()->set_max_points(9);
                   }),
      SealedConfig("config_width_0", [](v1::Config& c) { c.set_width(0); }),
      SealedConfig("config_width_17", [](v1::Config& c) { c.set_width(17); }),
      SealedConfig("config_no_such_rule",
                   [](v1::Config& c) { FirstContest(c).mutable_rule()->set_rule("sortition"); }),
      SealedConfig("config_no_such_parameter",
                   [](v1::Config& c) {
                     auto& parameter = *FirstContest(c).mutable_rule()->add_parameters();
                     parameter.set_name("mercy");
                     parameter.set_value("yes");
                   }),
      SealedConfig("config_parameter_out_of_range",
                   [](v1::Config& c) {
                     auto& parameter = *FirstContest(c).mutable_rule()->add_parameters();
                     parameter.set_name("min_votes_percent");
                     parameter.set_value("101");
                   }),
      SealedConfig("config_parameters_that_do_not_ascend",
                   [](v1::Config& c) {
                     for (const char* const name : {"then", "comparison"}) {
                       auto& parameter = *FirstContest(c).mutable_rule()->add_parameters();
                       parameter.set_name(name);
                       parameter.set_value("none");
                     }
                   }),
      SealedConfig("config_no_tie_break",
                   [](v1::Config& c) {
                     FirstContest(c).mutable_rule()->set_tie_break(v1::TIE_BREAK_UNSPECIFIED);
                   }),
      SealedConfig("config_unknown_tie_break", [](v1::Config& c) {
        FirstContest(c).mutable_rule()->set_tie_break(static_cast<v1::TieBreak>(6));
      })};
}

}  // namespace urna::ledger
