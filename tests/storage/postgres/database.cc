#include "storage/postgres/database.h"

#include <functional>
#include <stdexcept>

namespace urna::storage {

PostgresServer& SharedDatabase() {
  static PostgresServer database;
  return database;
}

PostgresStoreOptions TwoFamiliesIn(PostgresServer& database, const std::string& key) {
  const std::string schema = "s" + std::to_string(std::hash<std::string>()(key));
  database.MakeSchema(schema);
  return {.connection = database.Connection(schema),
          .server = "urna.test",
          .create = true,
          .families = {"leaves", "marks"},
          .sessions = 64};
}

std::unique_ptr<OpenedStore> MustOpen(const PostgresStoreOptions& options) {
  absl::StatusOr<std::unique_ptr<OpenedStore>> store = OpenPostgresStore(options);
  if (!store.ok()) throw std::runtime_error(store.status().ToString());
  return *std::move(store);
}

}  // namespace urna::storage
