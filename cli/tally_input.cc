#include "cli/tally_input.h"

#include <algorithm>
#include <iostream>
#include <thread>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "crypto/decryption.h"
#include "crypto/parallel.h"
#include "tallying/concat.h"
#include "tallying/constraints.h"

namespace urna::cli {
namespace {

using tallying::Concat;

constexpr size_t kShownWarnings = 20;

void DescribeParameters(const std::vector<tallying::Parameter>& parameters, std::string* help) {
  for (const tallying::Parameter& parameter : parameters) {
    tallying::Append(help, "    ", parameter.name, "  (", parameter.Range());
    if (!parameter.default_value.empty()) {
      tallying::Append(help, "; default ", parameter.default_value);
    }
    tallying::Append(help, ")\n        ", parameter.meaning, "\n");
  }
}

absl::StatusOr<tallying::TieBreak> DrawLots(const std::string& lot_seed,
                                            const tallying::Profile& profile) {
  const std::string bytes = absl::HexStringToBytes(lot_seed);
  crypto::Hash256 seed;
  const bool hexadecimal = std::all_of(lot_seed.begin(), lot_seed.end(),
                                       [](unsigned char c) { return std::isxdigit(c) != 0; });
  if (!hexadecimal || lot_seed.size() != 2 * seed.size()) {
    return absl::InvalidArgumentError("--lot-seed is not 64 hexadecimal digits");
  }
  std::copy(bytes.begin(), bytes.end(), seed.begin());
  std::vector<std::pair<crypto::Hash256, tallying::ProjectId>> drawn;
  for (const tallying::Project& project : profile.projects()) {
    drawn.emplace_back(crypto::LotRank(seed, project.id.text()), project.id);
  }
  std::sort(drawn.begin(), drawn.end());
  std::vector<tallying::ProjectId> order;
  for (auto& [rank, id] : drawn) order.push_back(std::move(id));
  return tallying::TieBreak::Lot(std::move(order));
}

}  // namespace

const char* const kTieBreakHelp =
    "who comes first when a rule finds projects equal: lexicographic, cost-votes, votes-id, "
    "order:ID,ID,... or lot (with --lot-seed)";

int RefuseInput(const std::string& command, const absl::Status& status) {
  std::cerr << "urna " << command << ": " << status.message() << "\n";
  return kBadInput;
}

absl::StatusOr<std::unique_ptr<tallying::AllocationRule>> RuleFromArguments(
    const std::string& name, const std::vector<std::string>& parameters) {
  tallying::ParameterValues values;
  for (const std::string& given : parameters) {
    const size_t cut = given.find('=');
    if (cut == std::string::npos) {
      return absl::InvalidArgumentError(Concat("--param is '", given, "'; expected name=value"));
    }
    values[given.substr(0, cut)] = given.substr(cut + 1);
  }
  return tallying::MakeRule(name, values);
}

absl::StatusOr<tallying::TieBreak> TieBreakFromArguments(const std::string& text,
                                                         const std::string& lot_seed,
                                                         const tallying::Profile& profile) {
  constexpr std::string_view kOrder = "order:";
  if (text == "lot") return DrawLots(lot_seed, profile);
  if (text.rfind(kOrder, 0) != 0) return tallying::TieBreak::FromName(text);
  const std::vector<std::string> ids = absl::StrSplit(text.substr(kOrder.size()), ',');
  std::vector<tallying::ProjectId> order;
  for (const std::string& id : ids) order.emplace_back(id);
  return tallying::TieBreak::Order(std::move(order));
}

absl::StatusOr<tallying::PabulibFile> ReadElection(const std::string& path) {
  absl::StatusOr<tallying::PabulibFile> file = tallying::ReadPabulibFile(path);
  if (!file.ok()) return file;
  const size_t shown = std::min(file->warnings.size(), kShownWarnings);
  for (size_t i = 0; i < shown; ++i) {
    std::cerr << path << ":" << file->warnings[i].line << ": warning: " << file->warnings[i].message
              << "\n";
  }
  if (file->warning_count > shown) {
    std::cerr << path << ": " << file->warning_count - shown
              << " more warnings; urna pabulib check lists them\n";
  }
  return file;
}

void ForEachAtOnce(size_t n, const std::function<void(size_t)>& body) {
  crypto::ParallelFor(
      n, static_cast<int>(std::thread::hardware_concurrency()),
      [&body](size_t begin, size_t end, size_t) {
        for (size_t i = begin; i < end; ++i) body(i);
      },
      {}, /*range=*/1);
}

std::string RuleHelp() {
  std::string help = "Rules and their parameters:\n";
  for (const tallying::RuleDescription& rule : tallying::AllocationRules()) {
    tallying::Append(&help, "  ", rule.name, ": ", rule.meaning, "\n");
    DescribeParameters(rule.parameters, &help);
  }
  help += "  and for every rule:\n";
  DescribeParameters(tallying::ConstraintParameters(), &help);
  return help;
}

}  // namespace urna::cli
