// Whether what the database confirms is on stable storage.
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "storage/postgres/connection.h"

namespace urna::storage {

// Settings of the session, by their names; those that the database does not have are not in it.
using Settings = std::map<std::string, std::string, std::less<>>;

absl::StatusOr<Settings> ReadSettings(Connection& connection, Deadline deadline);

// FAILED_PRECONDITION, in one sentence that says what to set, where a commit could be confirmed and
// lost: fsync or synchronous_commit off, or a database that is read-only; with `require_standby`,
// too, where it is on no disk but the primary's. Nothing is ever set from here: whoever runs the
// database knows why it is as it is.
absl::Status CheckDurability(const Settings& settings, bool require_standby);

// What is right on some disks and wrong on others, as a sentence; empty where there is nothing to
// say. full_page_writes may be off where the file system never tears a page, as ZFS does not, and
// the database cannot tell.
std::string WarningOf(const Settings& settings);

}  // namespace urna::storage
