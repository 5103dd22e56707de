#include "storage/engines/engines.h"

#include <fmt/ranges.h>

#include <ranges>

#include "storage/rocks/rocks_store.h"

namespace urna::storage {
namespace {

struct Engine {
  std::string_view name;
  absl::StatusOr<std::unique_ptr<OpenedStore>> (*open)(const StoreOptions& options);
};

absl::StatusOr<std::unique_ptr<OpenedStore>> OpenRocks(const StoreOptions& options) {
  return OpenRocksStore(
      {.path = options.folder, .create = options.create, .families = options.families});
}

constexpr Engine kEngines[] = {
    {"rocks", OpenRocks},
};

const Engine* Find(std::string_view name) {
  for (const Engine& engine : kEngines) {
    if (engine.name == name) return &engine;
  }
  return nullptr;
}

}  // namespace

absl::Status CheckEngine(std::string_view engine) {
  if (Find(engine) != nullptr) return absl::OkStatus();
  return absl::InvalidArgumentError(
      fmt::format("there is no engine \"{}\"; expected one of: \"{}\"", engine,
                  fmt::join(std::views::transform(kEngines, &Engine::name), "\", \"")));
}

absl::StatusOr<std::unique_ptr<OpenedStore>> OpenStore(const StoreOptions& options) {
  const Engine* const engine = Find(options.engine);
  if (engine == nullptr) return CheckEngine(options.engine);
  return engine->open(options);
}

}  // namespace urna::storage
