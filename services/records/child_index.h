// What lies in what, in order of creation: so that a page of a list costs what it shows, and a new
// child what it is, however many there are already.
//
// Beside the resources themselves, in their key space: for each collection such as
// `processes/paris/contests/north/projects` the key "<collection>#" holds the number of its
// children, and "<collection>#<creation order, 8 bytes, big-endian>" the name of one. "#" sorts
// before "/", and no name has one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/base/resource_name.h"
#include "services/records/resources.h"
#include "storage/store.h"

namespace urna::services {

// How many children of a kind `parent` has. Processes are in no collection.
absl::StatusOr<std::uint64_t> CountChildren(const storage::Reader& store, Kind kind,
                                            std::string_view parent);

// At most `most` children of `parent` that were created after the order `after`, in order.
absl::StatusOr<std::vector<StoredChild>> ListChildrenAfter(const storage::Reader& store, Kind kind,
                                                           std::string_view parent,
                                                           std::uint64_t after, std::size_t most);

// A new child for `batch`, in the collection that has `children` before it. Only one writer of a
// process at a time may do this.
void AddChild(storage::WriteBatch& batch, const ResourceName& name, std::uint64_t creation_order,
              std::string_view bytes, std::uint64_t children);
// Takes `child` away from the collection that has `children` with it.
void RemoveChild(storage::WriteBatch& batch, const ResourceName& name, std::uint64_t creation_order,
                 std::uint64_t children);

// Makes the index of a store that was written before there was one; does nothing for any other.
absl::Status EnsureChildIndex(storage::Store& store);

}  // namespace urna::services
