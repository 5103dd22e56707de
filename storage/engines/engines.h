// The engines that keep a store, by the names that a configuration gives them. The one place where
// all of them are known.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/backup.h"

namespace urna::storage {

// The embedded engine, which needs nothing but a folder.
inline constexpr std::string_view kDefaultEngine = "rocks";

struct StoreOptions {
  std::string engine{kDefaultEngine};
  // Of the embedded engine.
  std::string folder;
  // Makes the store where there is none.
  bool create = false;
  // Family{i} is families[i]. A store that has others is refused.
  std::vector<std::string> families;
};

// INVALID_ARGUMENT, naming the engines that there are, unless `engine` is one of them.
absl::Status CheckEngine(std::string_view engine);

// As CheckEngine; NOT_FOUND when there is no store and `create` is off, UNAVAILABLE when another
// process holds it, FAILED_PRECONDITION for a format version or a family that this program does not
// know, DATA_LOSS when it is damaged.
absl::StatusOr<std::unique_ptr<OpenedStore>> OpenStore(const StoreOptions& options);

}  // namespace urna::storage
