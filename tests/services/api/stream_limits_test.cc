#include "services/api/stream_limits.h"

#include <gtest/gtest.h>

#include <vector>

namespace urna::services {
namespace {

TEST(StreamLimits, LeaveOthersTheirPlaces) {
  StreamLimits limits(5, 2);
  std::vector<std::unique_ptr<StreamLimits::Place>> places;
  for (int i = 0; i < 2; ++i) places.push_back(limits.Enter("vandal"));
  EXPECT_EQ(limits.Enter("vandal"), nullptr);
  EXPECT_NE(limits.Enter("observer"), nullptr);
}

TEST(StreamLimits, HoldInAllAndGiveBack) {
  StreamLimits limits(2, 2);
  auto first = limits.Enter("a");
  auto second = limits.Enter("b");
  EXPECT_EQ(limits.Enter("c"), nullptr);
  first.reset();
  EXPECT_NE(limits.Enter("c"), nullptr);
}

}  // namespace
}  // namespace urna::services
