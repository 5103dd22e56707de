#include "storage/rocks/rocks_database.h"

#include <fmt/format.h>
#include <rocksdb/db.h>
#include <rocksdb/wal_filter.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "storage/rocks/folders.h"
#include "storage/rocks/rocks_status.h"

namespace urna::storage {
namespace {

const std::string& OwnFamily() { return rocksdb::kDefaultColumnFamilyName; }

// In our own family; the value is the version in decimal. Written last when a store is made, so it
// also says that the making was finished.
constexpr char kFormatKey[] = "format";

absl::Status CheckNames(const std::vector<std::string>& families) {
  std::set<std::string> seen;
  for (const std::string& name : families) {
    if (name.empty() || name == OwnFamily()) {
      return absl::InvalidArgumentError(fmt::format("'{}' cannot be the name of a family", name));
    }
    if (!seen.insert(name).second) {
      return absl::InvalidArgumentError(fmt::format("family '{}' is named twice", name));
    }
  }
  return absl::OkStatus();
}

// Whether there is a database in the folder. One that lost the file by which it is found is damage:
// RocksDB would make a new one over it and delete its tables.
absl::StatusOr<bool> FindDatabase(const std::string& path) {
  std::error_code error;
  const std::filesystem::path folder(path);
  if (std::filesystem::exists(folder / "CURRENT", error)) return true;
  if (!std::filesystem::exists(folder, error)) return false;
  std::filesystem::directory_iterator entries(folder, error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    const std::string kind = entries->path().extension();
    if (kind == ".sst" || kind == ".log") {
      return absl::DataLossError(fmt::format("{} holds {} of a store but not its file CURRENT",
                                             path, entries->path().filename().string()));
    }
  }
  if (error) {
    return absl::FailedPreconditionError(
        fmt::format("cannot list folder {}: {}", path, error.message()));
  }
  return false;
}

absl::StatusOr<std::vector<std::string>> ExistingFamilies(const std::string& path) {
  std::vector<std::string> names;
  const rocksdb::Status listed =
      rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), path, &names);
  if (!listed.ok()) return FromRocks(listed, fmt::format("cannot read the store in {}", path));
  return names;
}

// Whether the store carries a format mark at all; an error when it is one that we do not know.
absl::StatusOr<bool> CheckFormat(const std::string& path, rocksdb::DB& db) {
  std::string value;
  const rocksdb::Status got =
      db.Get(rocksdb::ReadOptions(), db.DefaultColumnFamily(), kFormatKey, &value);
  if (got.IsNotFound()) return false;
  if (!got.ok()) return FromRocks(got, fmt::format("cannot read the format of {}", path));
  std::uint32_t version = 0;
  if (!absl::SimpleAtoi(value, &version) || version == 0) {
    return absl::DataLossError(fmt::format("{} has no readable format version", path));
  }
  if (version < kOldestFormatVersion) {
    return absl::FailedPreconditionError(fmt::format(
        "{} has format version {}; this program reads {} and later. It was written for a version "
        "of the protocol that nothing was decided on: begin anew in another folder.",
        path, version, kOldestFormatVersion));
  }
  if (version > kFormatVersion) {
    return absl::FailedPreconditionError(fmt::format(
        "{} has format version {}; this program reads up to {}. Open it with a newer program.",
        path, version, kFormatVersion));
  }
  return true;
}

bool HoldsNothing(rocksdb::DB& db, const FamilyHandles& handles) {
  return std::all_of(handles.begin(), handles.end(), [&db](const auto& family) {
    const std::unique_ptr<rocksdb::Iterator> entry(
        db.NewIterator(rocksdb::ReadOptions(), family.second.get()));
    entry->SeekToFirst();
    return !entry->Valid() && entry->status().ok();
  });
}

absl::Status MarkFormat(rocksdb::DB& db) {
  rocksdb::WriteOptions durable;
  durable.sync = true;
  return FromRocks(db.Put(durable, kFormatKey, std::to_string(kFormatVersion)),
                   "cannot write the format of a new store");
}

// The handles in the order of `wanted`. Families that are not there yet are made: a newer program
// may know more of them. Families that `wanted` lacks are never passed over, because a program that
// does not know them would not keep them in step.
absl::StatusOr<std::vector<std::unique_ptr<rocksdb::ColumnFamilyHandle>>> MatchFamilies(
    const std::string& path, rocksdb::DB& db, FamilyHandles* handles,
    const std::vector<std::string>& wanted) {
  for (const auto& [name, handle] : *handles) {
    if (name != OwnFamily() && std::find(wanted.begin(), wanted.end(), name) == wanted.end()) {
      return absl::FailedPreconditionError(
          fmt::format("{} has a family '{}' that this program does not know", path, name));
    }
  }
  // One set of options for all, because they share its cache.
  const rocksdb::ColumnFamilyOptions like_others = db.GetOptions(db.DefaultColumnFamily());
  std::vector<std::unique_ptr<rocksdb::ColumnFamilyHandle>> matched;
  for (const std::string& name : wanted) {
    if (const auto there = handles->find(name); there != handles->end()) {
      matched.push_back(std::move(there->second));
      continue;
    }
    rocksdb::ColumnFamilyHandle* fresh = nullptr;
    const rocksdb::Status made = db.CreateColumnFamily(like_others, name, &fresh);
    matched.emplace_back(fresh);
    if (!made.ok()) return FromRocks(made, fmt::format("cannot make family '{}'", name));
  }
  return matched;
}

}  // namespace

RocksDatabase::RocksDatabase(std::shared_ptr<Poison> poison, RecoveredDatabase recovered,
                             std::vector<std::unique_ptr<rocksdb::ColumnFamilyHandle>> families)
    : poison_(std::move(poison)),
      recovered_(std::move(recovered)),
      families_(std::move(families)) {}

RocksDatabase::~RocksDatabase() = default;

rocksdb::DB& RocksDatabase::db() { return *recovered_.db; }

absl::StatusOr<rocksdb::ColumnFamilyHandle*> RocksDatabase::Handle(Family family) {
  if (family.index >= families_.size()) {
    return absl::InvalidArgumentError(fmt::format(
        "the store has {} families; there is none at position {}", families_.size(), family.index));
  }
  return families_[family.index].get();
}

absl::StatusOr<std::shared_ptr<RocksDatabase>> RocksDatabase::Open(
    const RocksStoreOptions& options) {
  const std::string& path = options.path;
  if (absl::Status named = CheckNames(options.families); !named.ok()) return named;
  const absl::StatusOr<bool> found = FindDatabase(path);
  if (!found.ok()) return found.status();

  std::vector<std::string> present = {OwnFamily()};
  if (*found) {
    absl::StatusOr<std::vector<std::string>> existing = ExistingFamilies(path);
    if (!existing.ok()) return existing.status();
    present = *std::move(existing);
  } else {
    if (!options.create) return absl::NotFoundError(fmt::format("there is no store in {}", path));
    if (absl::Status made = MakeFolders(path); !made.ok()) return made;
  }

  const auto poison = std::make_shared<Poison>();
  absl::StatusOr<RecoveredDatabase> recovered = Recover(path, poison, present);
  if (!recovered.ok()) return recovered.status();
  rocksdb::DB& db = *recovered->db;

  // Before anything is changed: whether it is ours to change.
  const absl::StatusOr<bool> marked = CheckFormat(path, db);
  if (!marked.ok()) return marked.status();
  if (!*marked && !(options.create && HoldsNothing(db, recovered->handles))) {
    return absl::FailedPreconditionError(fmt::format("{} was not written by this program", path));
  }
  auto families = MatchFamilies(path, db, &recovered->handles, options.families);
  if (!families.ok()) return families.status();
  if (!*marked) {
    if (absl::Status finished = MarkFormat(db); !finished.ok()) return finished;
  }
  return std::shared_ptr<RocksDatabase>(
      new RocksDatabase(poison, *std::move(recovered), *std::move(families)));
}

std::vector<rocksdb::ColumnFamilyHandle*> RocksDatabase::AllHandles() const {
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  for (const auto& family : families_) handles.push_back(family.get());
  handles.push_back(recovered_.db->DefaultColumnFamily());
  return handles;
}

}  // namespace urna::storage
