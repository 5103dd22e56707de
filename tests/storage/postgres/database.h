// The database that tests of the PostgreSQL engine share, a schema for each store.
#pragma once

#include <memory>
#include <string>

#include "storage/postgres/postgres_store.h"
#include "support/postgres_server.h"

namespace urna::storage {

// Started when it is first asked for; lives as long as the program.
PostgresServer& SharedDatabase();

// Of a store that holds two families, as TwoFamilies (storage/store_contents.h), in a schema of its
// own, which is made. `key` is any text, such as a path: a schema belongs to it alone.
PostgresStoreOptions TwoFamiliesIn(PostgresServer& database, const std::string& key);

// Throws when it does not open.
std::unique_ptr<OpenedStore> MustOpen(const PostgresStoreOptions& options);

}  // namespace urna::storage
