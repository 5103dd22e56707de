#include "services/api/door.h"

#include <gtest/gtest.h>

namespace urna::services {
namespace {

TEST(MessageBudget, CountsThoseForWhichThereIsNoRoom) {
  MessageBudget budget(100, 60);
  EXPECT_TRUE(budget.Take("a", 50));
  // More than one source's share, then more than is left.
  EXPECT_FALSE(budget.Take("a", 20));
  EXPECT_FALSE(budget.Take("b", 51));
  EXPECT_EQ(budget.refused(), 2u);
  EXPECT_TRUE(budget.Take("b", 50));
  budget.GiveBack("a", 50);
  EXPECT_TRUE(budget.Take("a", 50));
  EXPECT_EQ(budget.refused(), 2u);
  EXPECT_EQ(budget.held(), 100u);
}

}  // namespace
}  // namespace urna::services
