// The crash test starts this program again as the process that it kills.
#include <gtest/gtest.h>

#include <string_view>

#include "storage/rocks/crash_writer.h"

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == urna::storage::kCrashWriterArgument) {
    return urna::storage::RunCrashWriter(argv[2]);
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
