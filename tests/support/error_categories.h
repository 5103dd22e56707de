#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace urna {

// For a test that leaves itself no descriptors: UndefinedBehaviorSanitizer looks through a pipe whether
// an object is what it should be, once for each type. These are what words for errors come from, and what
// they are put together with; what else the test comes by, it does once with descriptors to spare.
inline void LookAtErrorCategories() {
  for (const auto* category : {&std::generic_category(), &std::system_category()}) {
    const std::string message = std::error_code(EMFILE, *category).message();
    ASSERT_FALSE(fmt::format("{}: {}", message, message).empty());
  }
}

}  // namespace urna
