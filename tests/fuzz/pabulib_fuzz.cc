// The reader of Pabulib files: any bytes give a profile or a refusal with a line. What it reads,
// the writer writes back to the same election, and the rules count within the budget.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tallying/allocation_rule.h"
#include "tallying/pabulib_reader.h"
#include "tallying/pabulib_writer.h"

namespace urna::tallying {
namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

// Counting is not what is fuzzed: files beyond these sizes are only read.
constexpr size_t kMaxCountedProjects = 40;
constexpr size_t kMaxCountedVoters = 200;

void Check(std::string_view text) {
  const auto file = ParsePabulib(text, "f", {.check_ballots = true});
  if (!file.ok()) {
    Require(file.status().code() == absl::StatusCode::kInvalidArgument);
    Require(std::string(file.status().message()).rfind("f:", 0) == 0);
    return;
  }
  const Profile& profile = file->profile;
  const auto written = WritePabulib(profile);
  if (written.ok()) {
    const auto again = ParsePabulib(*written, "g");
    Require(again.ok());
    const Profile& other = again->profile;
    Require(other.voters() == profile.voters());
    Require(other.format() == profile.format());
    Require(FormatMoney(other.budget(), other.minor_digits()) ==
            FormatMoney(profile.budget(), profile.minor_digits()));
    for (ProjectIndex p = 0; p < profile.projects().size(); ++p) {
      Require(other.projects()[p].id == profile.projects()[p].id);
      Require(other.approvals(p) == profile.approvals(p));
      Require(other.points(p) == profile.points(p));
    }
  }
  if (profile.projects().size() > kMaxCountedProjects || profile.voters() > kMaxCountedVoters)
    return;
  for (const char* name : {"approval", "greedy", "equal-shares", "phragmen"}) {
    const auto rule = MakeRule(name);
    Require(rule.ok());
    const auto outcome = (*rule)->Allocate(profile, TieBreak::Lexicographic());
    Require(outcome.ok() && outcome->cost <= profile.budget());
  }
}

}  // namespace
}  // namespace urna::tallying

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  urna::tallying::Check({reinterpret_cast<const char*>(data), size});
  return 0;
}
