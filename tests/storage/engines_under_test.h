// The engines that the contract is asked of.
#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "pch.h"
#include "storage/postgres/database.h"
#include "storage/store_contents.h"

namespace urna::storage {

struct EngineUnderTest {
  std::string name;
  // The store that belongs to a path; made where there is none.
  std::function<std::unique_ptr<OpenedStore>(const std::string& path)> open;
  // Whether it copies itself into folders.
  bool copies = false;
};
inline void PrintTo(const EngineUnderTest& engine, std::ostream* out) { *out << engine.name; }

inline EngineUnderTest RocksUnderTest() {
  return {"Rocks", [](const std::string& path) { return MustOpen(TwoFamilies(path)); }, true};
}

inline EngineUnderTest PostgresUnderTest() {
  return {"Postgres",
          [](const std::string& path) { return MustOpen(TwoFamiliesIn(SharedDatabase(), path)); }};
}

}  // namespace urna::storage
