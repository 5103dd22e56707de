// All bytes of a public file, in reads of a size.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "services/publishing/public_file.h"

namespace urna::services {

// Each read gives something, and no more than was asked for.
inline std::string ReadAll(PublicFile& file, std::size_t most) {
  std::string bytes;
  while (bytes.size() < file.size) {
    const absl::StatusOr<std::string> read = file.read(bytes.size(), most);
    EXPECT_TRUE(read.ok()) << read.status();
    if (!read.ok()) return bytes;
    EXPECT_LE(read->size(), most);
    EXPECT_FALSE(read->empty()) << "at " << bytes.size() << " of " << file.size;
    if (read->empty()) return bytes;
    bytes += *read;
  }
  EXPECT_EQ(bytes.size(), file.size);
  EXPECT_EQ(file.read(file.size, most).value(), "");
  return bytes;
}

}  // namespace urna::services
