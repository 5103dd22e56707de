#include "services/base/text_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

namespace urna::services {

absl::StatusOr<std::string> ReadTextFile(const std::string& path) {
  const auto unreadable = [&](std::string_view why) {
    return absl::InvalidArgumentError(fmt::format("{}: cannot be read: {}", path, why));
  };
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return unreadable("it is a folder, and a file is expected");
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) return unreadable(std::generic_category().message(errno));
  std::ostringstream text;
  // Of an empty file there is nothing to insert, which is no fault.
  if (in.peek() != std::ifstream::traits_type::eof()) text << in.rdbuf();
  if (in.bad() || !text) return unreadable("reading it fails");
  return text.str();
}

}  // namespace urna::services
