#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "tallying/allocation_rule.h"
#include "tallying/pabulib_reader.h"
#include "tallying/tie_break.h"

namespace urna::cli {

// How a file is to be counted, as the command line says it. What it leaves out is as the file says
// of itself (tallying/counting_statement.h), or else the rule approval, and ties by id.
struct CountingArguments {
  // With one, the file's parameters are left aside as well; kOwnRule is that of META.
  std::optional<std::string> rule;
  std::vector<std::string> parameters;   // "name=value"; they replace the file's one by one
  std::optional<std::string> tie_break;  // as kTieBreakHelp says
  std::optional<std::string> lot_seed;   // 64 hexadecimal digits
};

// The rule by which the file says that it was counted: Urna's lines of META where it has them, or
// else what tallying/own_rule.h reads in Pabulib's.
inline constexpr std::string_view kOwnRule = "file";

// Of the text of a rule with its parameters: RULE or RULE:name=value,name=value. Values may hold commas
// (ids), so that one ends a value only where a name and "=" follow.
CountingArguments SplitRule(const std::string& text);
extern const char* const kRuleTextHelp;

// What a council is usually shown, such texts.
std::vector<std::string> UsualRules();

struct ChosenRule {
  std::unique_ptr<tallying::AllocationRule> rule;
  std::vector<std::string> words;  // what kOwnRule was taken for, a sentence each
};

extern const char* const kTieBreakHelp;
extern const char* const kLotSeedHelp;

// INVALID_ARGUMENT says what would have done; where the file is at fault, after "path:line: ".
absl::StatusOr<ChosenRule> ChooseRule(const CountingArguments& arguments,
                                      const tallying::PabulibFile& file, const std::string& path);

// With a lot, projects are in ascending order of their lot rank (section 12b of docs/protocol.md).
absl::StatusOr<tallying::TieBreak> ChooseTieBreak(const CountingArguments& arguments,
                                                  const tallying::PabulibFile& file,
                                                  const std::string& path);

}  // namespace urna::cli
