#include "storage/engines/engines.h"

#include <fmt/ranges.h>

#include <ranges>

#include "storage/postgres/postgres_store.h"
#include "storage/rocks/folders.h"
#include "storage/rocks/rocks_store.h"

namespace urna::storage {
namespace {

struct Engine {
  std::string_view name;
  bool keeps_folder;
  absl::StatusOr<std::unique_ptr<OpenedStore>> (*open)(const StoreOptions& options);
  absl::StatusOr<StoreState> (*look)(const StoreOptions& options);
};

RocksStoreOptions RocksOptions(const StoreOptions& options) {
  return {.path = options.folder, .create = options.create, .families = options.families};
}

absl::StatusOr<std::unique_ptr<OpenedStore>> OpenRocks(const StoreOptions& options) {
  return OpenRocksStore(RocksOptions(options));
}

// To open it disturbs nobody: whoever has it open holds a lock.
absl::StatusOr<StoreState> LookAtRocks(const StoreOptions& options) {
  RocksStoreOptions existing = RocksOptions(options);
  existing.create = false;
  const absl::Status opened = OpenRocksStore(existing).status();
  if (absl::IsUnavailable(opened)) return StoreState{.is_held = true};
  if (!opened.ok()) return opened;
  return StoreState{};
}

PostgresStoreOptions PostgresOptions(const StoreOptions& options) {
  return {.connection = options.connection,
          .server = options.server,
          .create = options.create,
          .families = options.families,
          .require_standby = options.require_standby,
          .tell = options.tell};
}

absl::StatusOr<std::unique_ptr<OpenedStore>> OpenPostgres(const StoreOptions& options) {
  return OpenPostgresStore(PostgresOptions(options));
}

absl::StatusOr<StoreState> LookAtPostgres(const StoreOptions& options) {
  const auto state = LookAtPostgresStore(PostgresOptions(options));
  if (!state.ok()) return state.status();
  return StoreState{.is_held = state->is_held};
}

// The copy is a store in a place, or in a name, that is nobody's.
StoreOptions AsCopy(StoreOptions options) {
  options.folder += ".copying";
  options.server += " (a copy that was not finished)";
  return options;
}

constexpr Engine kEngines[] = {
    {"rocks", true, OpenRocks, LookAtRocks},
    {"postgres", false, OpenPostgres, LookAtPostgres},
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

bool KeepsFolder(std::string_view engine) {
  const Engine* const found = Find(engine);
  return found != nullptr && found->keeps_folder;
}

absl::Status CheckOptions(const StoreOptions& options) {
  if (absl::Status engine = CheckEngine(options.engine); !engine.ok()) return engine;
  if (KeepsFolder(options.engine)) return absl::OkStatus();
  return CheckPostgresConnection(options.connection);
}

absl::StatusOr<std::unique_ptr<OpenedStore>> OpenStore(const StoreOptions& options) {
  const Engine* const engine = Find(options.engine);
  if (engine == nullptr) return CheckEngine(options.engine);
  return engine->open(options);
}

absl::StatusOr<StoreState> LookAtStore(const StoreOptions& options) {
  const Engine* const engine = Find(options.engine);
  if (engine == nullptr) return CheckEngine(options.engine);
  return engine->look(options);
}

absl::StatusOr<std::unique_ptr<OpenedStore>> BeginCopy(const StoreOptions& options) {
  StoreOptions copy = AsCopy(options);
  const absl::Status there = LookAtStore(copy).status();
  if (there.ok()) {
    return absl::AlreadyExistsError(
        KeepsFolder(options.engine)
            ? fmt::format("an earlier copy was not finished: remove {}", copy.folder)
            : "an earlier copy was not finished: drop the tables urna_rows and urna_writer");
  }
  if (!absl::IsNotFound(there)) return there;
  copy.create = true;
  return OpenStore(copy);
}

absl::StatusOr<std::unique_ptr<OpenedStore>> OpenCopy(const StoreOptions& options) {
  return OpenStore(AsCopy(options));
}

absl::Status FinishCopy(const StoreOptions& options) {
  const StoreOptions copy = AsCopy(options);
  if (!KeepsFolder(options.engine)) {
    return RenamePostgresStore(PostgresOptions(copy), options.server);
  }
  return RenameFolder(copy.folder, options.folder);
}

}  // namespace urna::storage
