#include "cli/recount_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/client/shown_text.h"
#include "cli/recount.h"
#include "cli/tally_input.h"
#include "ledger/text.h"

namespace urna::cli {
namespace {

constexpr char kRecountFooter[] =
    "The rule is read in META: rule, min_project_score_threshold, and the limits per category and\n"
    "neighborhood; docs/pabulib.md says what is understood. Projects marked 1 in column selected\n"
    "are those announced. Exit code 0: all outcomes that files announce are reproduced; 1: some\n"
    "differ; 2: a file cannot be read, or its rule not be followed.";

constexpr std::array<Recounted, 5> kAll = {Recounted::kReproduced, Recounted::kDifferent,
                                           Recounted::kNotUnderstood, Recounted::kNotAnnounced,
                                           Recounted::kUnreadable};

struct RecountOptions {
  std::vector<std::string> paths;
  std::string encoding = "utf-8";
  bool json = false;
};

// The files themselves, and those of folders by name.
absl::StatusOr<std::vector<std::string>> FilesOf(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    const std::size_t before = files.size();
    for (std::filesystem::directory_iterator entry(path, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->path().extension() == ".pb") files.push_back(entry->path().string());
    }
    if (error || files.size() == before) {
      return absl::InvalidArgumentError(
          fmt::format("{}: {}", path, error ? error.message() : "a folder without files .pb"));
    }
    std::sort(files.begin() + static_cast<std::ptrdiff_t>(before), files.end());
  }
  return files;
}

Recount CountFile(const std::string& path, const std::string& encoding) {
  const auto file = ReadPabulib(path, encoding);
  if (file.ok()) return CountAgain(*file, path);
  return {.result = Recounted::kUnreadable, .fault = ledger::MessageOf(file.status())};
}

void PrintLine(const std::string& path, const Recount& recount) {
  std::cout << client::Shown(path) << ": ";
  switch (recount.result) {
    case Recounted::kReproduced:
      std::cout << (recount.ties_as_announced ? "reproduced, with a tie settled as announced"
                                              : "reproduced");
      break;
    case Recounted::kDifferent:
      std::cout << client::Shown(fmt::format("different; only counted: {}; only announced: {}",
                                             fmt::join(recount.only_counted, " "),
                                             fmt::join(recount.only_announced, " ")));
      break;
    case Recounted::kNotUnderstood:
      std::cout << "not understood: " << client::Shown(recount.fault);
      break;
    case Recounted::kNotAnnounced:
      std::cout << "no outcome announced";
      break;
    case Recounted::kUnreadable:
      std::cout << "unreadable: " << client::Shown(recount.fault);
      break;
  }
  std::cout << "\n";
}

using Totals = std::map<Recounted, std::size_t>;

void PrintTable(const std::vector<Recount>& recounts) {
  std::map<std::string, Totals> rows;
  Totals all;
  for (const Recount& recount : recounts) {
    ++rows[recount.meta_rule.empty() ? "(none)" : recount.meta_rule][recount.result];
    ++all[recount.result];
  }
  const auto print = [](const std::string& name, Totals totals) {
    std::cout << fmt::format("{:<28}", name);
    std::size_t files = 0;
    for (const Recounted result : kAll) files += totals[result];
    std::cout << fmt::format(" {:>6}", files);
    for (const Recounted result : kAll) std::cout << fmt::format(" {:>15}", totals[result]);
    std::cout << "\n";
  };
  std::cout << fmt::format("\n{:<28} {:>6}", "rule", "files");
  for (const Recounted result : kAll) std::cout << fmt::format(" {:>15}", RecountedName(result));
  std::cout << "\n";
  for (const auto& [rule, totals] : rows) print(client::Shown(rule), totals);
  if (rows.size() > 1) print("all", all);
}

void PrintJson(const std::vector<std::string>& paths, const std::vector<Recount>& recounts) {
  nlohmann::ordered_json json;
  json["files"] = recounts.size();
  for (const Recounted result : kAll) {
    json[std::string(RecountedName(result))] =
        std::count_if(recounts.begin(), recounts.end(),
                      [result](const Recount& recount) { return recount.result == result; });
  }
  json["recounts"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < recounts.size(); ++i) {
    const Recount& recount = recounts[i];
    nlohmann::ordered_json line;
    line["file"] = paths[i];
    line["result"] = RecountedName(recount.result);
    line["rule"] = recount.meta_rule;
    if (!recount.words.empty()) line["understood"] = recount.words;
    if (!recount.fault.empty()) line["fault"] = recount.fault;
    if (recount.ties_as_announced) line["ties_as_announced"] = true;
    if (recount.result == Recounted::kDifferent) {
      line["only_counted"] = recount.only_counted;
      line["only_announced"] = recount.only_announced;
    }
    json["recounts"].push_back(std::move(line));
  }
  std::cout << json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

int ExitCode(const std::vector<Recount>& recounts) {
  int code = 0;
  for (const Recount& recount : recounts) {
    if (recount.result == Recounted::kDifferent) code = std::max(code, kFailed);
    if (recount.result == Recounted::kNotUnderstood || recount.result == Recounted::kUnreadable) {
      code = kBadInput;
    }
  }
  return code;
}

int RunRecount(const RecountOptions& options) {
  const auto paths = FilesOf(options.paths);
  if (!paths.ok()) return RefuseInput("pabulib recount", paths.status());
  std::vector<Recount> recounts(paths->size());
  ForEachAtOnce(recounts.size(),
                [&](size_t i) { recounts[i] = CountFile((*paths)[i], options.encoding); });
  if (options.json) {
    PrintJson(*paths, recounts);
  } else {
    for (std::size_t i = 0; i < recounts.size(); ++i) PrintLine((*paths)[i], recounts[i]);
    PrintTable(recounts);
  }
  std::cout.flush();
  return std::cout ? ExitCode(recounts) : kFailed;
}

}  // namespace

void AddRecountCommand(CLI::App& pabulib, int& exit_code) {
  CLI::App* const command = pabulib.add_subcommand(
      "recount", "Count files by their own rule, and compare with the outcome that they announce");
  auto options = std::make_shared<RecountOptions>();
  command->add_option("paths", options->paths, "Pabulib files (.pb), or folders of them")
      ->required();
  AddEncodingOption(*command, options->encoding);
  command->add_flag("--json", options->json, "Print one JSON object instead");
  command->footer(kRecountFooter);
  command->callback([options, &exit_code] { exit_code = RunRecount(*options); });
}

}  // namespace urna::cli
