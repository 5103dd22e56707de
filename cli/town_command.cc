#include "cli/town_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "absl/time/clock.h"
#include "cli/abandoned_folders.h"
#include "cli/client/files.h"
#include "cli/client/time_text.h"
#include "cli/client_options.h"
#include "cli/config_flags.h"
#include "cli/local_server.h"
#include "cli/town_files.h"
#include "cli/town_proposals.h"
#include "cli/town_sheet.h"
#include "cli/town_vote.h"

namespace urna::cli {
namespace {

namespace fs = std::filesystem;

constexpr char kFooter[] =
    "Like urna init, but that the store holds processes already: one that citizens propose to, one "
    "whose\n"
    "vote is open and half cast, one that is counted. All of it is done through the API, by a "
    "server that\n"
    "runs for so long; the votes are real ones, cast again. The folder of --out gets admin.token, "
    "codes.txt\n"
    "and town.json, which only their owner can read. A store that is there is kept as it is; what "
    "an\n"
    "interrupted run left is made anew. The keys of the trustees are not kept: nobody can count "
    "the open\n"
    "vote.\n"
    "  urna town deploy/town --config urna.toml --out .\n"
    "  urna serve --config urna.toml";

constexpr char kSheetName[] = "town.json";
constexpr char kCodesName[] = "codes.txt";
constexpr char kTokenName[] = "admin.token";
constexpr std::uint64_t kMaxSheet = 4 << 20;
constexpr std::size_t kShownLinks = 3;

struct TownOptions {
  ConfigFlags config;
  std::string town;
  std::string out;
  std::size_t voters = 0;
  bool quiet = false;
};

// The URL of the server's HTTP door; empty where it has none.
std::string UrlOf(const services::ServerConfig& config) {
  if (config.http_listen.empty()) return "";
  return fmt::format("{}://{}", config.uses_tls() ? "https" : "http", config.http_listen.front());
}

class Making {
 public:
  Making(const TownOptions& options, const services::ServerConfig& config)
      : options_(options),
        config_(config),
        staging_(config.data_dir + ".new"),
        stages_(bar_, options.quiet) {}

  absl::Status Run() {
    const auto town = ReadTown(options_.town);
    if (!town.ok()) return town.status();
    std::error_code error;
    fs::remove_all(staging_, error);
    fs::create_directories(options_.out, error);
    fs::create_directories(staging_, error);
    if (error) {
      return absl::InvalidArgumentError(
          fmt::format("cannot make the folder {}: {}", staging_, error.message()));
    }
    fs::permissions(staging_, fs::perms::owner_all, error);
    auto watch = AbandonedFolders::Watch({staging_});
    if (!watch.ok()) return watch.status();
    if (auto status = Fill(*town); !status.ok()) return status;
    return Keep();
  }

 private:
  // The server has ended when it returns.
  absl::Status Fill(const Town& town) {
    auto server = LocalServer::StartAs(config_.name, staging_,
                                       fmt::format("store = \"{}\"\n", config_.store));
    if (!server.ok()) return server.status();
    token_ = (*server)->token();
    TownServer made{(*server)->address(), token_, bar_, stages_};
    for (const TownVote& vote : town.votes) {
      auto held = HoldVote(vote, options_.voters, made);
      if (!held.ok()) return held.status();
      sheet_.votes.push_back(*std::move(held));
    }
    for (const TownProposals& proposals : town.proposals) {
      auto held = HoldProposals(proposals, made);
      if (!held.ok()) return held.status();
      sheet_.proposals.push_back(*std::move(held));
    }
    return absl::OkStatus();
  }
  // The store comes last: as long as it is not there, nothing is, and all is made anew.
  absl::Status Keep() const {
    const std::pair<const char*, std::string> files[] = {
        {kTokenName, token_ + "\n"},
        {kCodesName, CodesText(UrlOf(config_), sheet_)},
        {kSheetName, sheet_.ToJson()},
    };
    for (const auto& [name, text] : files) {
      auto status = client::ReplaceFile((fs::path(options_.out) / name).string(),
                                        crypto::AsBytes(text), client::Access::kOwnerOnly);
      if (!status.ok()) return status;
    }
    std::error_code error;
    fs::rename(fs::path(staging_) / kLocalStore, config_.data_dir, error);
    if (error) {
      return absl::UnavailableError(
          fmt::format("cannot make {}: {}", config_.data_dir, error.message()));
    }
    fs::remove_all(staging_, error);
    return absl::OkStatus();
  }

  const TownOptions& options_;
  const services::ServerConfig& config_;
  const std::string staging_;
  ProgressBar bar_;
  Stages stages_;
  std::string token_;
  TownSheet sheet_;
};

absl::StatusOr<TownSheet> ReadSheet(const TownOptions& options) {
  const auto text =
      client::ReadText((fs::path(options.out) / kSheetName).string(), kMaxSheet);
  if (!text.ok()) return text.status();
  return TownSheet::Parse(*text);
}

void Print(const TownOptions& options, const services::ServerConfig& config,
           const TownSheet& sheet) {
  const std::string url = UrlOf(config);
  const auto path = [&](const char* name) { return (fs::path(options.out) / name).string(); };
  std::cout << fmt::format("\nOpen in a browser   {}\n", url);
  const std::int64_t now = absl::ToUnixSeconds(absl::Now());
  if (const HeldVote* vote = sheet.OpenVote(now)) {
    std::cout << fmt::format(
        "Vote until {} ({}), as voters who have not yet:\n",
        client::TimeText(static_cast<std::uint64_t>(vote->closing)), vote->id);
    for (std::size_t i = 0; i < std::min(kShownLinks, vote->unused.size()); ++i) {
      std::cout << fmt::format("  {}\n    second code {}\n", VotingLink(url, *vote, vote->unused[i]),
                               vote->unused[i].at(1));
    }
  } else {
    std::cout << fmt::format(
        "The vote of this demonstration is over. To make a new one, stop the server, then\n"
        "  rm -r {}\nand start again.\n",
        config.data_dir);
  }
  std::cout << fmt::format("More codes          {}  (readable by you only)\n", path(kCodesName))
            << fmt::format("Administrator       {}  (readable by you only)\n", path(kTokenName));
}

absl::StatusOr<bool> Exists(const std::string& folder) {
  std::error_code error;
  const bool there = fs::exists(folder, error);
  if (error) return absl::UnavailableError(fmt::format("{}: {}", folder, error.message()));
  return there;
}

int MakeTown(const TownOptions& options) {
  const auto config = options.config.Load();
  if (!config.ok()) return Report("town", config.status());
  const auto there = Exists(config->data_dir);
  if (!there.ok()) return Report("town", there.status());
  if (!*there) {
    const absl::Status made = Making(options, *config).Run();
    if (!made.ok()) return Report("town", made);
  }
  const auto sheet = ReadSheet(options);
  if (!sheet.ok()) {
    // A server of somebody's own, from urna init.
    std::cout << fmt::format("{} holds no demonstration town, and is kept as it is\n",
                             config->data_dir);
    return 0;
  }
  Print(options, *config, *sheet);
  return 0;
}

}  // namespace

void AddTownCommand(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("town", "Make a server's store with a demonstration town in it");
  command->footer(kFooter);
  auto options = std::make_shared<TownOptions>();
  command->add_option("town", options->town, "Folder that describes the town, such as deploy/town")
      ->required();
  AddConfigFlags(*command, options->config);
  command->add_option("--out", options->out, "Folder for the token and the codes")->required();
  command->add_option("--voters", options->voters,
                      "Only the first so many voters of each vote; 0 for all")
      ->capture_default_str();
  command->add_flag("--quiet", options->quiet, "Do not tell what is being done");
  command->callback([options, &exit_code] { exit_code = MakeTown(*options); });
}

}  // namespace urna::cli
