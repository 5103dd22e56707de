// The one row that says whose the store is, and how far its writer has come.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/postgres/connection.h"

namespace urna::storage {

struct WriterRow {
  // The layout of the tables.
  std::int64_t format = 0;
  // The name of the server whose store it is.
  std::string server;
  // Rows of family i have the number i; the names in that order.
  std::vector<std::string> families;
  // Who has opened the store last: 32 random hexadecimal digits, new at each opening. Empty after it
  // was closed.
  std::string holder;
  // Grows whenever the store is taken, by another or again by the same after a doubt.
  std::int64_t epoch = 0;
  // Transactions that have written, since the store was made.
  std::int64_t sequence = 0;
  // What `sequence` was when the store was taken last.
  std::int64_t taken_at = 0;
};

// NOT_FOUND where there is no row, or no table; otherwise as StatusOf.
absl::StatusOr<WriterRow> ReadWriterRow(Connection& connection, Deadline deadline);

// Begins a transaction that holds the row until CommitWriterRow, or until the connection ends; waits
// for another transaction that has it. Errors as ReadWriterRow.
absl::StatusOr<WriterRow> LockWriterRow(Connection& connection, Deadline deadline);

// Whether an answer to sql::kStandbySettings says that commits wait for a standby's disk.
bool SaysThatCommitsWait(const Answer& settings);

// Writes the families, the holder and the epoch of `row`, and taken_at; and commits. OK only where the commit was
// confirmed without a warning and, with `standby`, is on the disk of a standby: then so is all that
// was committed before. UNAVAILABLE when that is not known; otherwise as StatusOf, and nothing was
// written.
absl::Status CommitWriterRow(Connection& connection, const WriterRow& row, bool standby,
                             Deadline deadline);

// Commits without changing anything, under the same conditions.
absl::Status CommitUnchanged(Connection& connection, bool standby, Deadline deadline);

}  // namespace urna::storage
