#include "cli/client/state_folder.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace urna::client {
namespace {

namespace fs = std::filesystem;

// An absolute path; the specification has others ignored.
fs::path Variable(const char* name) {
  const char* value = std::getenv(name);
  const fs::path path = value == nullptr ? fs::path() : fs::path(value);
  return path.is_absolute() ? path : fs::path();
}

}  // namespace

absl::StatusOr<std::string> StateFolder() {
  fs::path base = Variable("XDG_STATE_HOME");
  if (base.empty()) {
    const fs::path home = Variable("HOME");
    if (home.empty()) {
      return absl::NotFoundError("neither XDG_STATE_HOME nor HOME says where to remember anything");
    }
    base = home / ".local" / "state";
  }
  const fs::path folder = base / "urna";
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) {
    return absl::UnavailableError(
        fmt::format("cannot make {}: {}", folder.string(), error.message()));
  }
  return folder.string();
}

}  // namespace urna::client
