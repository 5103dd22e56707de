#include "cli/client/written_proposal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace urna::client {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kToml[] = R"(
title = "Un banc"
summary = "À l'ombre."
area = "nord"
category = "green"
cost = "1200.50"
lat = "43.6045"
lon = 1.444
author = "Ada"
contact = "ada@example.org"
[answers]
phone = "0600000000"
upkeep = "ville"
)";
constexpr char kJson[] = R"({"title": "Un banc", "summary": "À l'ombre.", "area": "nord",
  "category": "green", "cost": "1200.50", "lat": "43.6045", "lon": 1.444, "author": "Ada",
  "contact": "ada@example.org", "answers": {"phone": "0600000000", "upkeep": "ville"}})";

ProposalRules Rules() {
  ProposalRules rules;
  rules.areas = {"nord", "sud"};
  rules.currency = "EUR";
  rules.language = "fr";
  rules.form.add_categories()->set_id("green");
  v1::FormField& upkeep = *rules.form.add_fields();
  upkeep.set_id("upkeep");
  upkeep.set_type(v1::FIELD_TYPE_CHOICE);
  upkeep.add_choices("ville");
  upkeep.add_choices("association");
  upkeep.set_required(true);
  v1::FormField& phone = *rules.form.add_fields();
  phone.set_id("phone");
  phone.set_type(v1::FIELD_TYPE_LINE);
  phone.set_internal(true);
  rules.form.set_cost_required(true);
  return rules;
}

std::vector<std::string> FaultsOf(const WrittenProposal& written) {
  return CheckProposal(written, Rules(), true).faults;
}

TEST(WrittenProposal, IsTheSameInTomlAndInJson) {
  const auto toml = CheckProposal(ParseProposalToml(kToml, "a.toml").value(), Rules(), true);
  const auto json = CheckProposal(ParseProposalJson(kJson, "a.json").value(), Rules(), true);
  EXPECT_THAT(toml.faults, IsEmpty());
  EXPECT_EQ(toml.content.SerializeAsString(), json.content.SerializeAsString());
  const v1::ProposalText& text = toml.content.text();
  EXPECT_EQ(text.language(), "fr");
  EXPECT_EQ(text.estimated_cost(), 120'050);
  EXPECT_EQ(text.place(), R"({"type":"Point","coordinates":[1.444,43.6045]})");
  // Each where the form has it, in its order.
  ASSERT_EQ(text.answers_size(), 1);
  EXPECT_EQ(text.answers(0).field(), "upkeep");
  ASSERT_EQ(toml.content.internal_answers_size(), 1);
  EXPECT_EQ(toml.content.internal_answers(0).field(), "phone");
}

TEST(WrittenProposal, OfAnotherShapeIsRefusedWithItsPlace) {
  EXPECT_THAT(ParseProposalToml("titel = \"x\"", "a.toml").status().message(),
              HasSubstr("a.toml:1"));
  EXPECT_THAT(ParseProposalToml("title = ", "a.toml").status().message(), HasSubstr("a.toml:1"));
  EXPECT_THAT(ParseProposalToml("title = []", "a.toml").status().message(), HasSubstr("title"));
  EXPECT_THAT(ParseProposalJson("[]", "a.json").status().message(), HasSubstr("a.json"));
  EXPECT_THAT(ParseProposalJson(R"({"titel": "x"})", "a.json").status().message(),
              HasSubstr("there is no titel"));
  EXPECT_THAT(ParseProposalJson(R"({"title": ["x"]})", "a.json").status().message(),
              HasSubstr("title"));
}

TEST(WrittenProposal, IsToldAllThatIsWrongWithIt) {
  WrittenProposal written = ParseProposalToml(kToml, "a.toml").value();
  written.title = std::string(201, 'x');
  written.area = "ouest";
  written.category = "sport";
  written.cost = "12.345,6.7";
  written.latitude = "91";
  written.answers = {{"upkeep", "personne"}, {"nothing", "x"}};
  const std::vector<std::string> faults = FaultsOf(written);
  EXPECT_THAT(faults,
              testing::IsSupersetOf(
                  {HasSubstr("title: has 201 bytes"), HasSubstr("area: there is no ouest"),
                   HasSubstr("category: there is no sport"), HasSubstr("cost: "),
                   HasSubstr("lat, lon: "), HasSubstr("field.upkeep: expected one of ville"),
                   HasSubstr("field.nothing: the form has no such field")}));
}

TEST(WrittenProposal, NeedNotBeCompleteBeforeItIsHandedIn) {
  const WrittenProposal empty;
  EXPECT_THAT(CheckProposal(empty, Rules(), false).faults, IsEmpty());
  EXPECT_THAT(FaultsOf(empty),
              ElementsAre("field.upkeep: is asked for", "title: is asked for",
                          "summary: is asked for", "cost: is asked for", "category: is asked for"));
}

TEST(ProposalTable, HasColumnsByNameAndAnswersByField) {
  const auto lines = ParseProposalTable(
      "title;summary;cost;field.upkeep\r\nUn banc;\"À l'ombre;\nenfin\";1200;ville\r\n");
  ASSERT_TRUE(lines.ok()) << lines.status();
  ASSERT_EQ(lines->size(), 1U);
  EXPECT_EQ(lines->front().line, 2U);
  EXPECT_EQ(lines->front().proposal.summary, "À l'ombre;\nenfin");
  EXPECT_EQ(lines->front().proposal.answers.front().second, "ville");
  EXPECT_THAT(ParseProposalTable("titre\nx\n").status().message(), HasSubstr("title"));
  EXPECT_THAT(ParseProposalTable("title,colour\nx,red\n").status().message(),
              HasSubstr("the column 'colour' has no meaning"));
}

TEST(ProposalTable, OfAPastEditionHasItsProjects) {
  constexpr char kPabulib[] =
      "META\nkey;value\ndescription;x\ncountry;France\nunit;Nîmes\ninstance;2024\n"
      "num_projects;2\nnum_votes;1\nbudget;5000\nvote_type;approval\nrule;greedy\n"
      "PROJECTS\nproject_id;cost;name;category\n1;1200.50;Un banc;green\n2;800;Un arbre;\n"
      "VOTES\nvoter_id;vote\n1;1,2\n";
  const auto lines = ParseProposalPabulib(kPabulib, "past.pb");
  ASSERT_TRUE(lines.ok()) << lines.status();
  ASSERT_EQ(lines->size(), 2U);
  EXPECT_EQ((*lines)[0].proposal.title, "Un banc");
  EXPECT_EQ((*lines)[0].proposal.cost, "1200.5");
  EXPECT_EQ((*lines)[0].proposal.category, "green");
  EXPECT_EQ((*lines)[1].proposal.summary, "Un arbre");
}

}  // namespace
}  // namespace urna::client
