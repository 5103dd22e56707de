#include "cli/recount.h"

#include "cli/demo_rule.h"
#include "pch.h"

namespace urna::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// a has 2 votes, b and c one each; 100 pays for a and one of the others.
tallying::PabulibFile File(const std::string& meta, const std::string& a, const std::string& b,
                           const std::string& c) {
  const std::string text = "META\nkey;value\nbudget;100\nvote_type;approval\n" + meta +
                           "PROJECTS\nproject_id;cost;selected\na;60;" + a + "\nb;40;" + b +
                           "\nc;30;" + c + "\nVOTES\nvoter_id;vote\n1;a,b\n2;a,c\n";
  return tallying::ParsePabulib(text, "test.pb").value();
}

TEST(Recount, ComparesWithTheProjectsAnnounced) {
  const Recount same = CountAgain(File("rule;greedy\n", "1", "1", "0"), "test.pb");
  EXPECT_EQ(same.result, Recounted::kReproduced);
  EXPECT_EQ(same.meta_rule, "greedy");
  EXPECT_THAT(same.words, SizeIs(1));
  EXPECT_FALSE(same.ties_as_announced);

  const Recount other = CountAgain(File("rule;greedy\n", "0", "1", "1"), "test.pb");
  EXPECT_EQ(other.result, Recounted::kDifferent);
  EXPECT_THAT(other.only_counted, ElementsAre("a"));
  EXPECT_THAT(other.only_announced, ElementsAre("c"));
}

TEST(Recount, LetsATieFallAsAnnounced) {
  const Recount recount = CountAgain(File("rule;greedy\n", "1", "0", "1"), "test.pb");
  EXPECT_EQ(recount.result, Recounted::kReproduced);
  EXPECT_TRUE(recount.ties_as_announced);
  EXPECT_THAT(recount.only_counted, IsEmpty());
}

TEST(Recount, LeavesOutWhatOtherMoneyPaysFor) {
  EXPECT_EQ(CountAgain(File("rule;greedy\n", "1", "1", "2"), "test.pb").result,
            Recounted::kReproduced);
  EXPECT_EQ(CountAgain(File("rule;greedy\n", "1", "2", "0"), "test.pb").result,
            Recounted::kDifferent);
}

TEST(Recount, SaysWhatItCannotFollow) {
  const Recount recount = CountAgain(File("rule;unknown\n", "1", "1", "0"), "test.pb");
  EXPECT_EQ(recount.result, Recounted::kNotUnderstood);
  EXPECT_THAT(recount.fault, HasSubstr("test.pb:5: rule: 'unknown'"));
  EXPECT_EQ(RecountedName(recount.result), "not_understood");

  auto silent = File("rule;greedy\n", "1", "1", "0");
  silent.selected.clear();
  EXPECT_EQ(CountAgain(silent, "test.pb").result, Recounted::kNotAnnounced);
  EXPECT_EQ(CountAgain(File("rule;greedy\n", "", "", ""), "test.pb").result,
            Recounted::kNotAnnounced);
}

TEST(DemoRule, IsTheFilesOwnOrSpendsTheMoney) {
  std::vector<std::string> words;
  const auto rule = [&](const std::string& meta, const CountingRule& asked, bool given) {
    words.clear();
    return ChooseDemoRule(asked, given, File(meta, "1", "1", "0"), "test.pb", words);
  };
  EXPECT_EQ(rule("rule;greedy-no-skip\n", {}, false)->rule, "approval");
  EXPECT_THAT(rule("rule;greedy-no-skip\n", {}, false)->parameters,
              testing::Contains("on_unaffordable=stop"));
  EXPECT_EQ(rule("rule;unknown\n", {}, false)->rule, "equal-shares");
  EXPECT_THAT(words, ElementsAre(HasSubstr("'unknown'")));
  EXPECT_THAT(rule("", {}, false)->parameters, ElementsAre("completion=add1", "then=greedy"));
  EXPECT_THAT(rule("rule;greedy\n", {.parameters = {"completion=none"}}, false)->parameters,
              ElementsAre("completion=add1", "then=greedy", "completion=none"));
  EXPECT_EQ(rule("rule;greedy\n", {.rule = "phragmen"}, true)->rule, "phragmen");
  EXPECT_FALSE(rule("rule;unknown\n", {.rule = "file"}, true).ok());
}

}  // namespace
}  // namespace urna::cli
