// The engines that keep a store, by the names that a configuration gives them. The one place where
// all of them are known.
#pragma once

#include <functional>
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
  // Of a database: where it is, in its own words, which may hold a password; whose the store in it
  // is; whether a write must be on two machines.
  std::string connection;
  std::string server;
  bool require_standby = false;
  // Makes the store where there is none.
  bool create = false;
  // Family{i} is families[i]. A store that has others is refused.
  std::vector<std::string> families;
  // Is told, in a sentence, what an operator should know of a store that opens all the same. May be
  // null.
  std::function<void(std::string_view)> tell = nullptr;
};

// INVALID_ARGUMENT, naming the engines that there are, unless `engine` is one of them.
absl::Status CheckEngine(std::string_view engine);
// Whether the engine keeps the store in a folder; otherwise it needs a connection.
bool KeepsFolder(std::string_view engine);
// INVALID_ARGUMENT unless the options have what the engine needs, and in its form; asks nobody.
absl::Status CheckOptions(const StoreOptions& options);

// As CheckEngine; NOT_FOUND when there is no store and `create` is off, UNAVAILABLE when another
// process holds it or the database cannot be reached, FAILED_PRECONDITION for a format version or a
// family that this program does not know, or what must be set in a database first, DATA_LOSS when it
// is damaged. A store in a database is taken from whoever has it open.
absl::StatusOr<std::unique_ptr<OpenedStore>> OpenStore(const StoreOptions& options);

// What is known of a store without opening it: nothing is made, and nobody is disturbed.
struct StoreState {
  // Whether a server has it open; of a database also, whether one ended without closing it.
  bool is_held = false;
};
// NOT_FOUND when there is none; otherwise as OpenStore.
absl::StatusOr<StoreState> LookAtStore(const StoreOptions& options);

// A copy of a store that no server opens before it is finished. ALREADY_EXISTS where there is one that
// was not finished; the message says how to be rid of it. Otherwise as OpenStore.
absl::StatusOr<std::unique_ptr<OpenedStore>> BeginCopy(const StoreOptions& options);
// The same copy again, to be compared.
absl::StatusOr<std::unique_ptr<OpenedStore>> OpenCopy(const StoreOptions& options);
// Makes it the store that OpenStore opens. Nobody has it open.
absl::Status FinishCopy(const StoreOptions& options);

}  // namespace urna::storage
