#ifndef URNA_CLI_TALLY_INPUT_H_
#define URNA_CLI_TALLY_INPUT_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tallying/allocation_rule.h"
#include "tallying/pabulib_reader.h"
#include "tallying/tie_break.h"

namespace urna::cli {

// What the counting commands share: how rules, tie-breaks and files are given on the command line.

inline constexpr int kBadInput = 2;

// Tells stderr what is wrong, and returns kBadInput.
int RefuseInput(const std::string& command, const absl::Status& status);

// "name=value" pairs of one rule.
absl::StatusOr<std::unique_ptr<tallying::AllocationRule>> RuleFromArguments(
    const std::string& name, const std::vector<std::string>& parameters);

// "lexicographic", "cost-votes", "votes-id", "order:ID,ID,...", or "lot" with a seed of 64
// hexadecimal digits: projects in ascending order of their lot rank (section 12b of
// docs/protocol.md).
absl::StatusOr<tallying::TieBreak> TieBreakFromArguments(const std::string& text,
                                                         const std::string& lot_seed,
                                                         const tallying::Profile& profile);
extern const char* const kTieBreakHelp;

// Reads the file, and tells stderr its warnings.
absl::StatusOr<tallying::PabulibFile> ReadElection(const std::string& path);

// Counts that are made at once: as many as the machine has cores. Calls body(i) for every i below
// n.
void ForEachAtOnce(size_t n, const std::function<void(size_t)>& body);

// Rules and parameters, as --help shows them.
std::string RuleHelp();

}  // namespace urna::cli

#endif  // URNA_CLI_TALLY_INPUT_H_
