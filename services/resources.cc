#include "services/resources.h"

#include <fmt/format.h>

#include <algorithm>

#include "absl/strings/numbers.h"
#include "services/errors.h"
#include "services/families.h"
#include "urna/internal/v1/store.pb.h"

namespace urna::services {
namespace {

// One above "/", so that it ends the range of all names that begin with "name/".
constexpr char kAfterSlash = '/' + 1;

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
    absl::Status scanned = store.Scan(kResourcesFamily, first, limit,
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
                                      });
    if (!scanned.ok()) return scanned;
    if (!damage.ok()) return damage;
    first = next;
  }
  std::sort(children.begin(), children.end(), [](const StoredChild& a, const StoredChild& b) {
    return a.creation_order < b.creation_order;
  });
  return children;
}

absl::StatusOr<std::vector<std::string>> ListSubtree(const storage::Reader& store,
                                                     std::string_view name) {
  std::vector<std::string> keys = {std::string(name)};
  const std::string first = fmt::format("{}/", name);
  const std::string limit = std::string(name) + kAfterSlash;
  absl::Status scanned =
      store.Scan(kResourcesFamily, first, limit, [&](std::string_view key, std::string_view) {
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

absl::StatusOr<std::uint64_t> ReserveCreationOrders(const storage::Reader& store,
                                                    std::uint64_t count,
                                                    storage::WriteBatch& batch) {
  absl::StatusOr<std::optional<std::string>> value =
      store.Get(kResourcesFamily, kCreationCounterKey);
  if (!value.ok()) return value.status();
  std::uint64_t next = 1;
  if (value->has_value() && !absl::SimpleAtoi(**value, &next)) {
    return ResourceDamaged(kCreationCounterKey);
  }
  batch.Put(kResourcesFamily, kCreationCounterKey, std::to_string(next + count));
  return next;
}

absl::Status ResourceNotFound(std::string_view name) {
  return Error(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND",
               fmt::format("there is no {}, or it is a draft that only administrators see", name));
}

absl::Status ResourceDamaged(std::string_view name) {
  return absl::DataLossError(fmt::format("the stored {} cannot be read", name));
}

}  // namespace urna::services
