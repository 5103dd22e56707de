#pragma once

#include <gtest/gtest.h>

#include <cerrno>
#include <system_error>

namespace urna {

// For a test that leaves itself no descriptors: UndefinedBehaviorSanitizer looks through a pipe whether
// an object is what it should be, once for each type. These are what words for errors come from.
inline void LookAtErrorCategories() {
  for (const auto* category : {&std::generic_category(), &std::system_category()}) {
    ASSERT_FALSE(std::error_code(EMFILE, *category).message().empty());
  }
}

}  // namespace urna
