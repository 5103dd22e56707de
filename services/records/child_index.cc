#include "services/records/child_index.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "services/base/families.h"
#include "storage/scan.h"
#include "urna/internal/v1/store.pb.h"

namespace urna::services {
namespace {

// Says that the index is whole. It sorts before every resource name.
constexpr std::string_view kIndexedKey = "#indexed";
constexpr char kMark = '#';
constexpr std::size_t kWritesAtOnce = 10000;

std::string CollectionKey(Kind kind, std::string_view parent) {
  return fmt::format("{}/{}{}", parent, Plural(kind), kMark);
}

std::string OrderKey(std::string_view collection_key, std::uint64_t order) {
  std::string key(collection_key);
  for (int shift = 56; shift >= 0; shift -= 8) {
    key.push_back(static_cast<char>((order >> shift) & 0xff));
  }
  return key;
}

// The parts between slashes at even places name collections: `processes`, `contests`, `projects`.
// Returns the key of the collection that a resource lies in; empty for a process, and for a key of
// the index itself. The id of a project may hold anything, and nothing lies in a project.
std::string CollectionKeyOf(std::string_view name) {
  std::size_t end = name.find('/');
  for (const int level : {1, 2}) {
    static_cast<void>(level);
    const std::size_t begin = name.find('/', end + 1);
    if (begin == name.npos) return "";
    end = name.find('/', begin + 1);
    if (name.substr(begin, end - begin).find(kMark) != name.npos || end == name.npos) return "";
    // What follows is the id, and perhaps another level.
    if (name.find('/', end + 1) == name.npos || level == 2) {
      return fmt::format("{}{}", name.substr(0, end), kMark);
    }
  }
  return "";
}

}  // namespace

absl::StatusOr<std::uint64_t> CountChildren(const storage::Reader& store, Kind kind,
                                            std::string_view parent) {
  const std::string key = CollectionKey(kind, parent);
  absl::StatusOr<std::optional<std::string>> value = store.Get(kResourcesFamily, key);
  if (!value.ok()) return value.status();
  std::uint64_t count = 0;
  if (value->has_value() && !absl::SimpleAtoi(**value, &count)) return ResourceDamaged(key);
  return count;
}

absl::StatusOr<std::vector<StoredChild>> ListChildrenAfter(const storage::Reader& store, Kind kind,
                                                           std::string_view parent,
                                                           std::uint64_t after, std::size_t most) {
  const std::string collection = CollectionKey(kind, parent);
  std::string limit = collection;
  limit.back() = kMark + 1;
  std::vector<std::string> names;
  const auto scanned = store.Scan(kResourcesFamily, OrderKey(collection, after + 1), limit, most,
                                  [&](std::string_view, std::string_view name) {
                                    names.emplace_back(name);
                                    return true;
                                  });
  if (!scanned.ok()) return scanned.status();
  std::vector<StoredChild> children;
  for (const std::string& name : names) {
    absl::StatusOr<std::optional<StoredChild>> child = FindResource(store, name);
    if (!child.ok()) return child.status();
    if (!child->has_value()) return ResourceDamaged(name);
    children.push_back(**std::move(child));
  }
  return children;
}

void AddChild(storage::WriteBatch& batch, const ResourceName& name, std::uint64_t creation_order,
              std::string_view bytes, std::uint64_t children) {
  const std::string collection = CollectionKey(name.kind(), name.parent());
  PutResource(batch, name.text(), creation_order, bytes);
  batch.Put(kResourcesFamily, OrderKey(collection, creation_order), name.text());
  batch.Put(kResourcesFamily, collection, std::to_string(children + 1));
}

void RemoveChild(storage::WriteBatch& batch, const ResourceName& name, std::uint64_t creation_order,
                 std::uint64_t children) {
  const std::string collection = CollectionKey(name.kind(), name.parent());
  batch.Delete(kResourcesFamily, name.text());
  batch.Delete(kResourcesFamily, OrderKey(collection, creation_order));
  batch.Put(kResourcesFamily, collection, std::to_string(children - 1));
}

absl::Status EnsureChildIndex(storage::Store& store) {
  absl::StatusOr<std::optional<std::string>> indexed = store.Get(kResourcesFamily, kIndexedKey);
  if (!indexed.ok()) return indexed.status();
  if (indexed->has_value()) return absl::OkStatus();
  std::map<std::string, std::uint64_t> counts;
  std::vector<std::pair<std::string, std::string>> entries;
  absl::Status damage;
  const absl::Status scanned = storage::ScanAll(
      store, kResourcesFamily, "processes/", "processes0",
      [&](std::string_view name, std::string_view value) {
        const std::string collection = CollectionKeyOf(name);
        // A process, or what an interrupted run of this has left.
        if (collection.empty()) return true;
        internal::v1::StoredResource stored;
        if (!stored.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
          damage = ResourceDamaged(name);
          return false;
        }
        ++counts[collection];
        entries.emplace_back(OrderKey(collection, stored.creation_order()), std::string(name));
        return true;
      });
  if (!scanned.ok()) return scanned;
  if (!damage.ok()) return damage;
  storage::WriteBatch batch;
  const auto put = [&](std::string_view key, std::string_view value) -> absl::Status {
    batch.Put(kResourcesFamily, key, value);
    if (batch.changes().size() < kWritesAtOnce) return absl::OkStatus();
    const storage::WriteBatch full = std::exchange(batch, {});
    return store.Write(full);
  };
  for (const auto& [key, name] : entries) {
    if (absl::Status s = put(key, name); !s.ok()) return s;
  }
  for (const auto& [collection, count] : counts) {
    if (absl::Status s = put(collection, std::to_string(count)); !s.ok()) return s;
  }
  batch.Put(kResourcesFamily, kIndexedKey, "1");
  return store.Write(batch);
}

}  // namespace urna::services
