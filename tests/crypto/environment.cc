#include <gtest/gtest.h>

#include "crypto/self_test.h"

namespace urna::crypto {
namespace {

class Library : public testing::Environment {
 public:
  void SetUp() override { ASSERT_TRUE(RunSelfTest().ok()) << RunSelfTest().ToString(); }
};

const testing::Environment* const kLibrary = testing::AddGlobalTestEnvironment(new Library);

TEST(SelfTest, PassesAndMayBeRepeated) {
  EXPECT_NE(kLibrary, nullptr);
  EXPECT_TRUE(RunSelfTest().ok());
  EXPECT_TRUE(RunSelfTest().ok());
}

}  // namespace
}  // namespace urna::crypto
