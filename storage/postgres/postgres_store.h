// The engine that keeps the store in a PostgreSQL database, or in one that speaks its language.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/backup.h"
#include "storage/postgres/group_writer.h"

namespace urna::storage {

// The layout of the tables that this program writes, and the oldest that it reads.
inline constexpr std::int64_t kTableFormat = 1;

struct PostgresStoreOptions {
  // As libpq reads it. It may hold a password, and is told to nobody.
  std::string connection;
  // Whose the store is. A store of another name is refused.
  std::string server;
  // Makes the tables where there are none.
  bool create = false;
  // As of every engine (storage/engines/engines.h).
  std::vector<std::string> families;
  // Nothing is durable before it is on the disk of a standby.
  bool require_standby = false;
  // Sessions of readers at a time, and as many more of snapshots.
  std::size_t sessions = 8;
  Patience patience = {};
  // Is told, in a sentence, what an operator should know of the database. May be null.
  std::function<void(std::string_view)> tell = nullptr;
};

// Opens the store and takes it: whoever had it open writes no more, and is told that it is fenced.
//
// Of the contract (storage/store.h) this engine leaves two things to whoever runs the database.
// Purge is UNIMPLEMENTED: deleted values stay in pages of the table until it is rewritten, and in
// the write-ahead log. Backup is FAILED_PRECONDITION: the database has its own.
//
// INVALID_ARGUMENT for a connection string that is none, NOT_FOUND when there is no store and
// `create` is off, UNAVAILABLE when the database cannot be reached now, RESOURCE_EXHAUSTED when its
// disk is full, FAILED_PRECONDITION for what somebody must change first: the user, the database, its
// settings (durability.h), another server's store, a format or a family that this program does not
// know. One sentence each, without the password.
absl::StatusOr<std::unique_ptr<OpenedStore>> OpenPostgresStore(const PostgresStoreOptions& options);

// INVALID_ARGUMENT for a connection string that libpq cannot read; the message holds nothing of it.
absl::Status CheckPostgresConnection(const std::string& connection);

// What is known of a store without taking it.
struct PostgresStoreState {
  // Whether a server has it open, or ended without closing it.
  bool is_held = false;
};
// As OpenPostgresStore; takes nothing and makes nothing.
absl::StatusOr<PostgresStoreState> LookAtPostgresStore(const PostgresStoreOptions& options);

// Gives a store, which nobody has open, to another server. As OpenPostgresStore, with the name that it
// has now.
absl::Status RenamePostgresStore(const PostgresStoreOptions& options, const std::string& server);

}  // namespace urna::storage
