#include "services/base/text_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace urna::services {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20;

}  // namespace

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
  std::string text(kMostBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return unreadable("reading it fails");
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kMostBytes) return unreadable("it has more than 1 MiB");
  return text;
}

}  // namespace urna::services
