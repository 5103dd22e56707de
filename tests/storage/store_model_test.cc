// Any sequence of operations does to a store what it does to a std::map.
#include <deque>
#include <optional>

#include "pch.h"
#include "storage/engines_under_test.h"
#include "storage/store_contents.h"
#include "support/temporary_folder.h"

namespace urna::storage {
namespace {

constexpr std::size_t kFamilies = 2;

using Model = std::array<Contents, kFamilies>;

// Few different keys, so that they meet; among them the bytes where signed comparison goes wrong.
rc::Gen<std::string> AnyKey() {
  return rc::gen::resize(3, rc::gen::container<std::string>(
                                rc::gen::element<char>('\0', '\1', 'a', '\x7f', '\x80', '\xff')));
}

rc::Gen<std::string> AnyValue() {
  return rc::gen::container<std::string>(rc::gen::arbitrary<char>());
}

rc::Gen<WriteBatch::Change> AnyChange() {
  return rc::gen::apply(
      [](std::uint32_t family, std::string key, std::optional<std::string> value) {
        return WriteBatch::Change{Family{family}, std::move(key), std::move(value)};
      },
      rc::gen::inRange<std::uint32_t>(0, kFamilies), AnyKey(),
      rc::gen::oneOf(
          rc::gen::just(std::optional<std::string>()),
          rc::gen::map(AnyValue(),
                       [](std::string value) { return std::optional(std::move(value)); }),
          rc::gen::map(AnyValue(),
                       [](std::string value) { return std::optional(std::move(value)); })));
}

void Apply(const WriteBatch::Change& change, Model* model) {
  Contents& family = (*model)[change.family.index];
  if (change.value) {
    family[change.key] = *change.value;
  } else {
    family.erase(change.key);
  }
}

void CompareRange(const Reader& reader, const Model& model, std::uint32_t family,
                  const std::string& first, const std::string& limit, std::size_t max_rows) {
  std::vector<std::pair<std::string, std::string>> expected;
  for (const auto& entry : model[family]) {
    if (entry.first >= first && (limit.empty() || entry.first < limit)) expected.push_back(entry);
  }
  RC_ASSERT(Range(reader, Family{family}, first, limit) == expected);

  std::optional<std::string> expected_next;
  if (expected.size() > max_rows) {
    expected_next = expected[max_rows].first;
    expected.resize(max_rows);
  }
  std::vector<std::pair<std::string, std::string>> page;
  const auto next = reader.Scan(Family{family}, first, limit, max_rows,
                                [&page](std::string_view key, std::string_view value) {
                                  page.emplace_back(key, value);
                                  return true;
                                });
  RC_ASSERT(next.ok());
  RC_ASSERT(page == expected);
  RC_ASSERT(*next == expected_next);
}

void CompareAll(const Reader& reader, const Model& model) {
  for (std::uint32_t family = 0; family < kFamilies; ++family) {
    RC_ASSERT(Everything(reader, Family{family}) == model[family]);
    for (const auto& [key, value] : model[family]) {
      RC_ASSERT(ValueOf(reader, Family{family}, key) == value);
    }
  }
}

// `length` scales how long sequences are.
void CompareSomeSequence(const EngineUnderTest& engine, double length) {
  enum class Operation { kWrite, kGet, kScan, kSnapshot, kReopen, kBackup };
  const TemporaryFolder folder;
  std::string path = folder.Sub("store0");
  std::unique_ptr<OpenedStore> store = engine.open(path);
  Model model;
  std::vector<std::pair<std::unique_ptr<Reader>, Model>> snapshots;

  const auto operations =
      *rc::gen::scale(length, rc::gen::container<std::vector<Operation>>(
                                  rc::gen::weightedElement<Operation>({{8, Operation::kWrite},
                                                                       {4, Operation::kGet},
                                                                       {4, Operation::kScan},
                                                                       {2, Operation::kSnapshot},
                                                                       {1, Operation::kReopen},
                                                                       {1, Operation::kBackup}})));
  for (std::size_t i = 0; i < operations.size(); ++i) {
    switch (operations[i]) {
      case Operation::kWrite: {
        WriteBatch batch;
        for (const WriteBatch::Change& change :
             *rc::gen::container<std::vector<WriteBatch::Change>>(AnyChange())) {
          if (change.value) {
            batch.Put(change.family, change.key, *change.value);
          } else {
            batch.Delete(change.family, change.key);
          }
          Apply(change, &model);
        }
        RC_ASSERT(store->Write(batch).ok());
        break;
      }
      case Operation::kGet: {
        const auto family = *rc::gen::inRange<std::uint32_t>(0, kFamilies);
        const std::string key = *AnyKey();
        const auto there = model[family].find(key);
        RC_ASSERT(ValueOf(*store, Family{family}, key) ==
                  (there == model[family].end() ? std::nullopt : std::optional(there->second)));
        break;
      }
      case Operation::kScan:
        CompareRange(*store, model, *rc::gen::inRange<std::uint32_t>(0, kFamilies), *AnyKey(),
                     *AnyKey(), *rc::gen::inRange<std::size_t>(0, 6));
        break;
      case Operation::kSnapshot:
        snapshots.emplace_back(SnapshotOf(*store), model);
        break;
      case Operation::kReopen:
        for (const auto& [snapshot, then] : snapshots) CompareAll(*snapshot, then);
        snapshots.clear();  // they hold the store open
        store.reset();
        store = engine.open(path);
        break;
      case Operation::kBackup:
        if (!engine.copies) break;
        // Goes on in the copy; the snapshots stay those of the store that was copied.
        path = folder.Sub("store" + std::to_string(i + 1));
        RC_ASSERT(store->Backup(path).ok());
        store = engine.open(path);
        break;
    }
  }
  CompareAll(*store, model);
  for (const auto& [snapshot, then] : snapshots) CompareAll(*snapshot, then);
}

RC_GTEST_PROP(StoreModel, AnySequenceOfOperationsDoesWhatItDoesToAMap, ()) {
  CompareSomeSequence(RocksUnderTest(), 1);
}

RC_GTEST_PROP(StoreModel, AnySequenceOfOperationsDoesWhatItDoesToAMapInPostgres, ()) {
  CompareSomeSequence(PostgresUnderTest(), 0.3);
}

}  // namespace
}  // namespace urna::storage
