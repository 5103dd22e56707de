// What was erased, out of the files of the store.
#pragma once

#include <initializer_list>

#include "absl/status/status.h"
#include "storage/store.h"

namespace urna::services {

// As Store::Purge of each. Where the store lies in a database of others, nobody but who runs that can do it: the
// operator is told once what to run there, and it counts as done.
absl::Status PurgeOrTell(storage::Store& store, std::initializer_list<storage::Family> families);

}  // namespace urna::services
