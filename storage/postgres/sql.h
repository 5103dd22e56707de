// Every statement that the engine sends. They keep to what PostgreSQL, YugabyteDB, CockroachDB and
// Citus all run: bigint, bytea and text; INSERT, UPDATE, SELECT, DELETE; transactions and row locks.
// No sequence, trigger, advisory lock, notification, cursor or temporary table.
#pragma once

namespace urna::storage::sql {

// All families' rows. Of bytea the order is that of unsigned bytes.
inline constexpr char kCreateRows[] =
    "CREATE TABLE IF NOT EXISTS urna_rows (family bigint NOT NULL, key bytea NOT NULL, "
    "value bytea NOT NULL, PRIMARY KEY (family, key))";
// One row, `id` 1: see WriterRow.
inline constexpr char kCreateWriter[] =
    "CREATE TABLE IF NOT EXISTS urna_writer (id bigint NOT NULL, format bigint NOT NULL, "
    "server text NOT NULL, families text NOT NULL, holder text NOT NULL, epoch bigint NOT NULL, "
    "sequence bigint NOT NULL, taken_at bigint NOT NULL, PRIMARY KEY (id))";
inline constexpr char kInsertWriter[] =
    "INSERT INTO urna_writer (id, format, server, families, holder, epoch, sequence, taken_at) "
    "VALUES (1, $1, $2, $3, '', 0, 0, 0) ON CONFLICT (id) DO NOTHING";

inline constexpr char kBegin[] = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED";
inline constexpr char kBeginSnapshot[] =
    "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
inline constexpr char kCommit[] = "COMMIT";
inline constexpr char kRollback[] = "ROLLBACK";

inline constexpr char kReadWriter[] =
    "SELECT format, server, families, holder, epoch, sequence, taken_at FROM urna_writer "
    "WHERE id = 1";
// Waits for a transaction that has the row.
inline constexpr char kLockWriter[] =
    "SELECT format, server, families, holder, epoch, sequence, taken_at FROM urna_writer "
    "WHERE id = 1 FOR UPDATE";
inline constexpr char kTakeWriter[] =
    "UPDATE urna_writer SET families = $1, holder = $2, epoch = $3, taken_at = sequence "
    "WHERE id = 1";
inline constexpr char kRenameWriter[] = "UPDATE urna_writer SET server = $1 WHERE id = 1";
// The first of every transaction that writes. Where the row is not as its writer left it, the value
// is none, which the column does not take: the transaction ends, and whatever follows in it.
inline constexpr char kAdvanceWriter[] =
    "UPDATE urna_writer SET sequence = CASE WHEN holder = $1 AND epoch = $2 AND sequence = $3 "
    "THEN sequence + 1 END WHERE id = 1";

inline constexpr char kPutRows[] =
    "INSERT INTO urna_rows (family, key, value) "
    "SELECT family, key, value FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]) "
    "AS put (family, key, value) "
    "ON CONFLICT (family, key) DO UPDATE SET value = excluded.value";
inline constexpr char kDeleteRows[] =
    "DELETE FROM urna_rows WHERE (family, key) IN "
    "(SELECT family, key FROM unnest($1::bigint[], $2::bytea[]) AS gone (family, key))";

inline constexpr char kGetRow[] = "SELECT value FROM urna_rows WHERE family = $1 AND key = $2";
inline constexpr char kScanFrom[] =
    "SELECT key, value FROM urna_rows WHERE family = $1 AND key >= $2 ORDER BY key LIMIT $3";
inline constexpr char kScanRange[] =
    "SELECT key, value FROM urna_rows WHERE family = $1 AND key >= $2 AND key < $3 "
    "ORDER BY key LIMIT $4";
inline constexpr char kFindAnyRow[] = "SELECT family FROM urna_rows LIMIT 1";

// A setting that a database does not have is no row.
inline constexpr char kSettings[] =
    "SELECT name, setting FROM pg_catalog.pg_settings WHERE name IN ('fsync', 'full_page_writes', "
    "'synchronous_commit', 'synchronous_standby_names', 'transaction_read_only')";
// What a commit before it waited for, in the same session.
inline constexpr char kStandbySettings[] =
    "SELECT current_setting('synchronous_commit'), current_setting('synchronous_standby_names')";

}  // namespace urna::storage::sql
