// Moving a server's store from one engine to another.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/server/server_config.h"

namespace urna::services {

struct CopiedFamily {
  std::string name;
  std::uint64_t rows = 0;
  // SHA-256 of all rows in their order, each key and value after its length; in hexadecimal.
  std::string sha256;
};

// Copies the store of `from` to where `to` has it, closes both, opens the copy and compares every row of
// it. No server opens a copy that was not compared. What is in the target's way is left as it is.
//
//   INVALID_ARGUMENT     the two are servers of different names, or one store
//   NOT_FOUND            there is no store in `from`
//   ALREADY_EXISTS       there is one in `to`, or a copy that was not finished
//   FAILED_PRECONDITION  a server has that of `from` open; unless `take`, which fences one whose store is
//                        in a database
//   DATA_LOSS            what was read back differs
// Otherwise as OpenServerStore. `tell`, which may be null, is told of each family when it is done.
absl::StatusOr<std::vector<CopiedFamily>> CopyServerStore(
    const ServerConfig& from, const ServerConfig& to, bool take,
    const std::function<void(const CopiedFamily&)>& tell);

}  // namespace urna::services
