#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tallying/pabulib_reader.h"

namespace urna::cli {

// What came of counting a file again.
enum class Recounted {
  kReproduced,     // the same projects as announced
  kDifferent,      // others
  kNotUnderstood,  // its rule is none that can be followed
  kNotAnnounced,   // it does not say which projects were funded
  kUnreadable,
};
// "reproduced", "different", "not_understood", "not_announced", "unreadable".
std::string_view RecountedName(Recounted result);

struct Recount {
  Recounted result = Recounted::kUnreadable;
  std::string meta_rule;                  // as META writes it
  std::vector<std::string> words;         // what it was taken for
  std::string fault;                      // of what cannot be read or followed
  bool ties_as_announced = false;         // with ties by id the outcome is another
  std::vector<std::string> only_counted;  // ids, in the order of the file
  std::vector<std::string> only_announced;
};

// Counts the file by its own rule, and compares the outcome with the projects marked 1 in column
// `selected`. No file says how ties were broken: a tie may fall as announced.
Recount CountAgain(const tallying::PabulibFile& file, const std::string& path);

}  // namespace urna::cli
