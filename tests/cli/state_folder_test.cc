#include "cli/client/state_folder.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

#include "pch.h"
#include "support/temporary_folder.h"

namespace urna::client {
namespace {

class StateFolderTest : public testing::Test {
 protected:
  StateFolderTest() {
    setenv("HOME", folder_.path().c_str(), 1);
    unsetenv("XDG_STATE_HOME");
  }
  ~StateFolderTest() override {
    setenv("HOME", home_.c_str(), 1);
    unsetenv("XDG_STATE_HOME");
  }
  static unsigned ModeOf(const std::string& path) {
    struct stat state{};
    return stat(path.c_str(), &state) == 0 ? state.st_mode & 07777U : 0;
  }
  const std::string home_ = std::getenv("HOME") == nullptr ? "/" : std::getenv("HOME");
  TemporaryFolder folder_;
};

TEST_F(StateFolderTest, IsItsOwnersAlone) {
  EXPECT_EQ(StateFolder().value(), folder_.Sub(".local/state/urna"));
  EXPECT_EQ(ModeOf(folder_.Sub(".local/state/urna")), 0700U);
  // Also where it was another's to look into.
  ASSERT_EQ(chmod(folder_.Sub(".local/state/urna").c_str(), 0755), 0);
  ASSERT_TRUE(StateFolder().ok());
  EXPECT_EQ(ModeOf(folder_.Sub(".local/state/urna")), 0700U);
}

TEST_F(StateFolderTest, IsWhereTheVariableSays) {
  setenv("XDG_STATE_HOME", folder_.Sub("state").c_str(), 1);
  EXPECT_EQ(StateFolder().value(), folder_.Sub("state/urna"));
  for (const char* ignored : {"", "state"}) {
    setenv("XDG_STATE_HOME", ignored, 1);
    EXPECT_EQ(StateFolder().value(), folder_.Sub(".local/state/urna"));
  }
}

TEST_F(StateFolderTest, MustBeSomewhere) {
  unsetenv("HOME");
  EXPECT_TRUE(absl::IsNotFound(StateFolder().status()));
  setenv("XDG_STATE_HOME", "/dev/null", 1);
  EXPECT_TRUE(absl::IsUnavailable(StateFolder().status()));
}

}  // namespace
}  // namespace urna::client
