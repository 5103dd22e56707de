#include "cli/pabulib_command.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/client/errors.h"
#include "cli/client/shown_text.h"
#include "cli/recount_command.h"
#include "cli/tally_input.h"
#include "tallying/pabulib_reader.h"

namespace urna::cli {
namespace {

int CheckFile(const std::string& path, const std::string& encoding) {
  const auto file = ReadPabulib(path, encoding, {.check_ballots = true});
  if (!file.ok()) {
    std::cout << client::Shown(client::Explain(file.status())) << "\n";
    return 2;
  }
  for (const tallying::PabulibWarning& warning : file->warnings) {
    std::cout << path << ":" << warning.line << ": " << client::Shown(warning.message) << "\n";
  }
  if (file->warning_count > file->warnings.size()) {
    std::cout << path << ": " << file->warning_count - file->warnings.size()
              << " more departures\n";
  }
  const tallying::Profile& profile = file->profile;
  std::cout << path << ": " << profile.projects().size() << " projects, " << profile.voters()
            << " votes, vote_type " << BallotFormatName(profile.format()) << ", "
            << file->warning_count << (file->warning_count == 1 ? " departure" : " departures")
            << " from the format\n";
  return file->warning_count == 0 ? 0 : 1;
}

}  // namespace

void AddPabulibCommand(CLI::App& app, int& exit_code) {
  CLI::App* const group = app.add_subcommand("pabulib", "Work on Pabulib files");
  group->require_subcommand(1);
  CLI::App* const check = group->add_subcommand(
      "check", "Report every departure from the format and from the ballots' own limits");
  auto files = std::make_shared<std::vector<std::string>>();
  check->add_option("files", *files, "Pabulib files (.pb)")->required();
  auto encoding = std::make_shared<std::string>("utf-8");
  AddEncodingOption(*check, *encoding);
  check->callback([files, encoding, &exit_code] {
    for (const std::string& path : *files) {
      exit_code = std::max(exit_code, CheckFile(path, *encoding));
    }
  });
  AddRecountCommand(*group, exit_code);
}

}  // namespace urna::cli
