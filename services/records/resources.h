// The resources of the API as they lie in the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/base/resource_name.h"
#include "storage/store.h"

namespace urna::services {

// A resource as stored, not yet parsed.
struct StoredChild {
  std::string name;
  std::uint64_t creation_order;
  std::string bytes;
};

absl::StatusOr<bool> ResourceExists(const storage::Reader& store, std::string_view name);

// Nothing when there is no such resource.
absl::StatusOr<std::optional<StoredChild>> FindResource(const storage::Reader& store,
                                                        std::string_view name);

// The resources of `kind` in `parent` ("" for processes) in order of creation. Costs one seek for
// each. Long lists are read in pages: only a snapshot gives all of one moment.
absl::StatusOr<std::vector<StoredChild>> ListChildren(const storage::Reader& store, Kind kind,
                                                      std::string_view parent);

// At most `most` processes whose names come after `after`, by name.
absl::StatusOr<std::vector<StoredChild>> ListProcessesAfter(const storage::Reader& store,
                                                            std::string_view after,
                                                            std::size_t most);

// The keys of the resource and of all that is in it.
absl::StatusOr<std::vector<std::string>> ListSubtree(const storage::Reader& store,
                                                     std::string_view name);

// Changes a resource that is there, or writes one that ChildIndex knows.
void PutResource(storage::WriteBatch& batch, std::string_view name, std::uint64_t creation_order,
                 std::string_view bytes);

// NOT_FOUND (RESOURCE_NOT_FOUND), the same for a draft that the caller may not see: existence is
// part of what a draft keeps to itself.
absl::Status ResourceNotFound(std::string_view name);

// DATA_LOSS for a stored message that cannot be parsed.
absl::Status ResourceDamaged(std::string_view name);

// The resource; ResourceNotFound when there is none.
template <typename Resource>
absl::StatusOr<Resource> ReadResource(const storage::Reader& store, std::string_view name) {
  absl::StatusOr<std::optional<StoredChild>> stored = FindResource(store, name);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return ResourceNotFound(name);
  Resource resource;
  if (!resource.ParseFromString((*stored)->bytes)) return ResourceDamaged(name);
  return resource;
}

// All resources of a kind in order of creation.
template <typename Resource>
absl::StatusOr<std::vector<Resource>> ReadResources(const storage::Reader& store,
                                                    std::string_view parent) {
  absl::StatusOr<std::vector<StoredChild>> children =
      ListChildren(store, kKindOf<Resource>, parent);
  if (!children.ok()) return children.status();
  std::vector<Resource> resources(children->size());
  for (std::size_t i = 0; i < children->size(); ++i) {
    if (!resources[i].ParseFromString((*children)[i].bytes)) {
      return ResourceDamaged((*children)[i].name);
    }
  }
  return resources;
}

}  // namespace urna::services
