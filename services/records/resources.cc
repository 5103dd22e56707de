#include "services/records/resources.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/base/errors.h"
#include "services/base/families.h"
#include "storage/scan.h"
#include "urna/internal/v1/store.pb.h"

namespace urna::services {
namespace {

// One above "/", so that it ends the range of all names that begin with "name/".
constexpr char kAfterSlash = '/' + 1;
// Where a scan ends soon, at the first child of a child: an engine that reads a page at once reads
// little in vain.
constexpr std::size_t kRowsBetweenNests = 16;

absl::StatusOr<StoredChild> Decode(std::string_view name, std::string_view value) {
  internal::v1::StoredResource stored;
  if (!stored.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
    return ResourceDamaged(name);
  }
  return StoredChild{std::string(name), stored.creation_order(),
                     std::move(*stored.mutable_resource())};
}

}  // namespace

absl::StatusOr<bool> ResourceExists(const storage::Reader& store, std::string_view name) {
  absl::StatusOr<std::optional<std::string>> value = store.Get(kResourcesFamily, name);
  if (!value.ok()) return value.status();
  return value->has_value();
}

absl::StatusOr<std::optional<StoredChild>> FindResource(const storage::Reader& store,
                                                        std::string_view name) {
  absl::StatusOr<std::optional<std::string>> value = store.Get(kResourcesFamily, name);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return std::nullopt;
  absl::StatusOr<StoredChild> child = Decode(name, **value);
  if (!child.ok()) return child.status();
  return *std::move(child);
}

absl::StatusOr<std::vector<StoredChild>> ListChildren(const storage::Reader& store, Kind kind,
                                                      std::string_view parent) {
  const std::string prefix = parent.empty() ? fmt::format("{}/", Plural(kind))
                                            : fmt::format("{}/{}/", parent, Plural(kind));
  const std::string limit = prefix.substr(0, prefix.size() - 1) + kAfterSlash;
  std::vector<StoredChild> children;
  absl::Status damage;
  std::string first = prefix;
  // A child's own children lie behind it: each scan ends at the first of them, the next begins
  // after the last. Nothing lies in a project, and its id may hold slashes.
  const bool nests = kind != Kind::kProject;
  while (!first.empty()) {
    std::string next;
    absl::Status scanned = storage::ScanAll(
        store, kResourcesFamily, first, limit,
        [&](std::string_view key, std::string_view value) {
          const std::size_t slash = key.find('/', prefix.size());
          if (nests && slash != std::string_view::npos) {
            next = std::string(key.substr(0, slash)) + kAfterSlash;
            return false;
          }
          absl::StatusOr<StoredChild> child = Decode(key, value);
          if (!child.ok()) {
            damage = child.status();
            return false;
          }
          children.push_back(*std::move(child));
          return true;
        },
        nests ? kRowsBetweenNests : storage::kPageRows);
    if (!scanned.ok()) return scanned;
    if (!damage.ok()) return damage;
    first = next;
  }
  std::sort(children.begin(), children.end(), [](const StoredChild& a, const StoredChild& b) {
    return a.creation_order < b.creation_order;
  });
  return children;
}

absl::StatusOr<std::vector<StoredChild>> ListProcessesAfter(const storage::Reader& store,
                                                            std::string_view after,
                                                            std::size_t most) {
  const std::string prefix = fmt::format("{}/", Plural(Kind::kProcess));
  const std::string limit = prefix.substr(0, prefix.size() - 1) + kAfterSlash;
  std::vector<StoredChild> processes;
  // What lies in "paris" comes after "paris-2026", for "-" sorts before "/": each scan reads the next
  // row, and skips what lies in a process.
  std::string first = after.empty() ? prefix : std::string(after) + '\0';
  while (processes.size() < most) {
    std::string name;
    absl::StatusOr<StoredChild> found = absl::NotFoundError("");
    const auto scanned = store.Scan(kResourcesFamily, first, limit, 1,
                                    [&](std::string_view key, std::string_view value) {
                                      name = key;
                                      if (key.find('/', prefix.size()) == key.npos) {
                                        found = Decode(key, value);
                                      }
                                      return false;
                                    });
    if (!scanned.ok()) return scanned.status();
    if (name.empty()) break;
    const std::size_t slash = name.find('/', prefix.size());
    if (slash != name.npos) {
      first = name.substr(0, slash) + kAfterSlash;
      continue;
    }
    if (!found.ok()) return found.status();
    first = name + '\0';
    processes.push_back(*std::move(found));
  }
  return processes;
}

absl::StatusOr<std::vector<std::string>> ListSubtree(const storage::Reader& store,
                                                     std::string_view name) {
  std::vector<std::string> keys = {std::string(name)};
  const std::string first = fmt::format("{}/", name);
  const std::string limit = std::string(name) + kAfterSlash;
  absl::Status scanned = storage::ScanAll(store, kResourcesFamily, first, limit,
                                          [&](std::string_view key, std::string_view) {
                                            keys.emplace_back(key);
                                            return true;
                                          });
  if (!scanned.ok()) return scanned;
  return keys;
}

void PutResource(storage::WriteBatch& batch, std::string_view name, std::uint64_t creation_order,
                 std::string_view bytes) {
  internal::v1::StoredResource stored;
  stored.set_creation_order(creation_order);
  stored.set_resource(std::string(bytes));
  batch.Put(kResourcesFamily, name, stored.SerializeAsString());
}

absl::Status ResourceNotFound(std::string_view name) {
  return Error(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND",
               fmt::format("there is no {}, or it is not for whoever calls to see", name));
}

absl::Status ResourceDamaged(std::string_view name) {
  return absl::DataLossError(fmt::format("the stored {} cannot be read", name));
}

}  // namespace urna::services
