#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tallying/pabulib_fields.h"
#include "tallying/profile.h"

namespace urna::tallying {

// Something in a file that departs from the format but leaves no doubt about what is meant.
struct PabulibWarning {
  int64_t line = 0;  // from 1
  std::string message;
};

struct PabulibMeta {
  std::string key;  // in lower case
  std::string value;
  int64_t line = 0;
};

struct PabulibFile {
  Profile profile;
  // META as written, in order, each key once; includes what the profile holds.
  std::vector<PabulibMeta> meta;
  // The first kMaxPabulibWarnings, and how many there were.
  std::vector<PabulibWarning> warnings;
  size_t warning_count = 0;
  // What PROJECTS says of each project: the marks of column `selected` (1 is funded, 0 is not,
  // others say that it was funded in another way), and the points of column `score`. A mark or
  // number that cannot be read is absent; both are empty where there is no such column.
  std::vector<std::optional<int64_t>> selected;
  std::vector<std::optional<int64_t>> scores;
  // Columns `latitude` and `longitude`: absent where they are no place; empty without both.
  std::vector<std::optional<PabulibPlace>> places;

  // The value of a META key, or an empty string.
  std::string_view MetaValue(std::string_view key) const;
  // nullptr where META does not have the key.
  const PabulibMeta* FindMeta(std::string_view key) const;
};

inline constexpr size_t kMaxPabulibWarnings = 1000;

struct PabulibOptions {
  // Also warn of ballots that break the file's own limits, of voters who appear twice, and of votes
  // and scores in PROJECTS that disagree with the ballots. Changes no count.
  bool check_ballots = false;
};

// Reads an election in Pabulib's format (docs/pabulib.md says which departures are understood).
// Amounts become minor units exactly: as many digits as META's currency_digits says or else as the
// currency has, or more if the file needs them. INVALID_ARGUMENT, with "name:line: what is wrong;
// what was expected", when the text cannot be counted. Never fails otherwise, whatever the bytes.
absl::StatusOr<PabulibFile> ParsePabulib(std::string_view text, std::string_view name,
                                         const PabulibOptions& options = {});

// The same for a file on disk; NOT_FOUND or UNAVAILABLE when it cannot be read.
absl::StatusOr<PabulibFile> ReadPabulibFile(const std::string& path,
                                            const PabulibOptions& options = {});

}  // namespace urna::tallying
