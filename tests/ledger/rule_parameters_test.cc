// What a sealed configuration leaves open is for ever what it was when it was sealed.
#include "ledger/tally.h"
#include "tallying/allocation_rule.h"

namespace urna::ledger {
namespace {

TEST(RuleParameters, AreThoseOfTheManifest) {
  v1::RuleConfig rule;
  rule.set_rule("bounded-overspending");
  for (const auto& [name, value] :
       {std::pair{"borda", "len"}, {"utility", "cost"}, {"values", "short"}}) {
    v1::RuleParameter& parameter = *rule.add_parameters();
    parameter.set_name(name);
    parameter.set_value(value);
  }
  EXPECT_EQ(RuleParameters(rule), (tallying::ParameterValues{
                                      {"borda", "len"}, {"utility", "cost"}, {"values", "short"}}));
}

TEST(RuleParameters, ManifestsFromBeforeValuesCouldBeShortKeepEveryDigit) {
  v1::RuleConfig rule;
  rule.set_rule("bounded-overspending");
  EXPECT_EQ(RuleParameters(rule).at("values"), "exact");
  EXPECT_TRUE(tallying::MakeRule(rule.rule(), RuleParameters(rule)).ok());
  rule.set_rule("phragmen");
  EXPECT_TRUE(RuleParameters(rule).empty());
}

}  // namespace
}  // namespace urna::ledger
