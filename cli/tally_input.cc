#include "cli/tally_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "cli/client/errors.h"
#include "cli/client/files.h"
#include "cli/client/shown_text.h"
#include "concurrency/processors.h"
#include "crypto/parallel.h"
#include "tallying/allocation_rule.h"
#include "tallying/constraints.h"

namespace urna::cli {
namespace {

constexpr size_t kShownWarnings = 20;
constexpr std::uint64_t kMaxFile = std::uint64_t{8} << 30;

void DescribeParameters(const std::vector<tallying::Parameter>& parameters, std::string* help) {
  for (const tallying::Parameter& parameter : parameters) {
    *help += fmt::format("    {}  ({}", parameter.name, parameter.Range());
    if (!parameter.default_value.empty()) {
      *help += fmt::format("; default {}", parameter.default_value);
    }
    *help += fmt::format(")\n        {}\n", parameter.meaning);
  }
}

}  // namespace

int RefuseInput(const std::string& command, const absl::Status& status) {
  std::cerr << "urna " << command << ": " << client::Shown(client::Explain(status)) << "\n";
  return kBadInput;
}

absl::StatusOr<tallying::ParameterValues> ParseParameters(
    const std::vector<std::string>& parameters) {
  tallying::ParameterValues values;
  for (const std::string& given : parameters) {
    const size_t cut = given.find('=');
    if (cut == std::string::npos) {
      return absl::InvalidArgumentError(fmt::format("--param is '{}'; expected name=value", given));
    }
    values[given.substr(0, cut)] = given.substr(cut + 1);
  }
  return values;
}

absl::StatusOr<tallying::PabulibFile> ReadPabulib(const std::string& path,
                                                  const std::string& encoding,
                                                  const tallying::PabulibOptions& options) {
  const auto text = client::ReadText(path, kMaxFile, encoding);
  if (!text.ok()) return text.status();
  if (text->empty()) {
    return absl::InvalidArgumentError(fmt::format("{} is empty; expected a Pabulib file", path));
  }
  return tallying::ParsePabulib(*text, path, options);
}

absl::StatusOr<tallying::PabulibFile> ReadElection(const std::string& path,
                                                   const std::string& encoding) {
  absl::StatusOr<tallying::PabulibFile> file = ReadPabulib(path, encoding);
  if (!file.ok()) return file;
  const size_t shown = std::min(file->warnings.size(), kShownWarnings);
  for (size_t i = 0; i < shown; ++i) {
    std::cerr << path << ":" << file->warnings[i].line
              << ": warning: " << client::Shown(file->warnings[i].message) << "\n";
  }
  if (file->warning_count > shown) {
    std::cerr << path << ": " << file->warning_count - shown
              << " more warnings; urna pabulib check lists them\n";
  }
  return file;
}

void ForEachAtOnce(size_t n, const std::function<void(size_t)>& body) {
  crypto::ParallelFor(
      n, Processors(),
      [&body](size_t begin, size_t end, size_t) {
        for (size_t i = begin; i < end; ++i) body(i);
      },
      {}, /*range=*/1);
}

std::string RuleHelp() {
  std::string help = "Rules and their parameters:\n";
  for (const tallying::RuleDescription& rule : tallying::AllocationRules()) {
    help += fmt::format("  {}: {}\n", rule.name, rule.meaning);
    DescribeParameters(rule.parameters, &help);
  }
  help += "  and for every rule:\n";
  DescribeParameters(tallying::ConstraintParameters(), &help);
  return help;
}

}  // namespace urna::cli
