#include "cli/choices.h"

#include "pch.h"
#include "support/election_fixture.h"

namespace urna::cli {
namespace {

using testing::ElementsAre;

ledger::ElectionFixture WithProjects(bool points) {
  ledger::ElectionShape shape;
  shape.adjust = [points](v1::Config& config) {
    v1::ContestConfig& contest = *config.mutable_contests(0);
    if (points) contest.mutable_ballot_format()->mutable_scoring()->set_max_points(5);
    contest.mutable_projects(0)->set_id("a");
    contest.mutable_projects(1)->set_id("a=1");
    contest.mutable_projects(2)->set_id("=");
  };
  return ledger::ElectionFixture::Make(shape);
}

class ChoicesTest : public testing::Test {
 protected:
  // Project and points of each; empty where they are refused.
  static std::vector<std::pair<std::uint32_t, std::uint32_t>> Read(
      const ledger::ElectionFixture& election, const std::vector<std::string>& given) {
    const auto choices = ParseChoices(*election.manifest(), ledger::ContestId{0}, given);
    std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
    if (!choices.ok()) return out;
    for (const auto& choice : *choices) {
      out.emplace_back(choice.project, static_cast<std::uint32_t>(choice.points));
    }
    return out;
  }
};

TEST_F(ChoicesTest, NameProjectsWithAnyEqualsSign) {
  const auto election = WithProjects(false);
  EXPECT_THAT(Read(election, {"a=1", "a", "="}),
              ElementsAre(std::pair(0U, 1U), std::pair(1U, 1U), std::pair(2U, 1U)));
  EXPECT_TRUE(Read(election, {"a=2"}).empty());
}

TEST_F(ChoicesTest, CarryPointsAfterTheLastOne) {
  const auto election = WithProjects(true);
  EXPECT_THAT(Read(election, {"a=1=3", "a=2", "==5"}),
              ElementsAre(std::pair(0U, 2U), std::pair(1U, 3U), std::pair(2U, 5U)));
  // The project `a`, and not the other.
  EXPECT_THAT(Read(election, {"a=1"}), ElementsAre(std::pair(0U, 1U)));
  for (const char* refused : {"a", "b=1", "a=", "a=x"}) {
    EXPECT_TRUE(Read(election, {refused}).empty()) << refused;
  }
}

}  // namespace
}  // namespace urna::cli
