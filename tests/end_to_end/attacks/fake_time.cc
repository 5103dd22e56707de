#include "end_to_end/attacks/fake_time.h"

#include <filesystem>
#include <stdexcept>

namespace urna::end_to_end {
namespace {

// Debian keeps it apart from the libraries that a linker finds.
std::string Library() {
  for (const auto& folder : std::filesystem::directory_iterator("/usr/lib")) {
    const auto library = folder.path() / "faketime/libfaketimeMT.so.1";
    if (std::filesystem::exists(library)) return library.string();
  }
  throw std::runtime_error("install the package faketime (deploy/dependencies.sh --tests)");
}

}  // namespace

Environment Later(std::chrono::seconds shift) {
  // gRPC and the server wait by the monotonic clock, which must not jump.
  return {{"LD_PRELOAD", Library()},
          {"FAKETIME", (shift.count() < 0 ? "" : "+") + std::to_string(shift.count()) + "s"},
          {"FAKETIME_DONT_FAKE_MONOTONIC", "1"}};
}

}  // namespace urna::end_to_end
