// What was erased, out of the files of the store.
#pragma once

#include "absl/status/status.h"
#include "storage/store.h"

namespace urna::services {

// As Store::Purge. Where the store lies in a database of others, nobody but who runs that can do it: the operator
// is told what to run there, and it counts as done.
absl::Status PurgeOrTell(storage::Store& store, storage::Family family);

}  // namespace urna::services
