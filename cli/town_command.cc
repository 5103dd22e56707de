#include "cli/town_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "cli/abandoned_folders.h"
#include "cli/client/file_lock.h"
#include "cli/client/files.h"
#include "cli/client/time_text.h"
#include "cli/client_options.h"
#include "cli/config_flags.h"
#include "cli/local_server.h"
#include "cli/town_files.h"
#include "cli/town_proposals.h"
#include "cli/town_sheet.h"
#include "cli/town_staff.h"
#include "cli/town_vote.h"

namespace urna::cli {
namespace {

namespace fs = std::filesystem;

constexpr char kTownFooter[] =
    "Like urna init, but that the store holds processes already: citizens propose to one, another "
    "is\n"
    "reviewed, the vote of a third is open and half cast, that of a fourth is counted. All of it "
    "is "
    "done\n"
    "through the API, by a server that runs for so long; the votes are real ones, cast again. The "
    "folder\n"
    "of --out gets the codes of voters who have not voted (codes.txt; town.json for programs) and "
    "a token\n"
    "of each role (admin.token, agent.token, moderator.token): only its owner can read them. A "
    "store that\n"
    "is there is kept as it is; what an interrupted run left is made anew. The keys of trustees "
    "are not\n"
    "kept: nobody can count the vote that is open.\n"
    "  urna town deploy/town --config urna.toml --out .\n"
    "  urna serve --config urna.toml";

constexpr char kSheetName[] = "town.json";
constexpr char kCodesName[] = "codes.txt";
constexpr char kAdministrator[] = "admin";
constexpr std::uint64_t kMaxSheet = 4 << 20;
constexpr std::size_t kShownLinks = 3;

struct TownOptions {
  ConfigFlags config;
  std::string town;
  std::string out;
  std::size_t voters = 0;
  bool quiet = false;
};

std::string TokenName(std::string_view role) { return fmt::format("{}.token", role); }

// What --data-dir names, without a slash at its end.
std::string StoreOf(const services::ServerConfig& config) {
  const fs::path path = fs::path(config.data_dir).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).string();
}

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
        store_(StoreOf(config)),
        staging_(store_ + ".being-made"),
        stages_(bar_, options.quiet) {}

  absl::Status Run() {
    const auto town = ReadTown(options_.town);
    if (!town.ok()) return town.status();
    std::error_code error;
    fs::remove_all(staging_, error);
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
    auto server = LocalServer::StartAs(config_.name, staging_);
    if (!server.ok()) return server.status();
    TownServer made{(*server)->address(), (*server)->token(), bar_, stages_};
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
    std::vector<std::string> processes;
    for (const HeldProposals& held : sheet_.proposals) processes.push_back(held.id);
    auto staff = MakeStaff(processes, made);
    if (!staff.ok()) return staff.status();
    tokens_ = *std::move(staff);
    tokens_.push_back({kAdministrator, made.token});
    return absl::OkStatus();
  }
  // The store comes last: as long as it is not there, nothing is, and all is made anew.
  absl::Status Keep() const {
    std::vector<std::pair<std::string, std::string>> files = {
        {kCodesName, CodesText(UrlOf(config_), sheet_)},
        {kSheetName, sheet_.ToJson()},
    };
    for (const StaffToken& token : tokens_) {
      files.emplace_back(TokenName(token.role), token.secret + "\n");
    }
    for (const auto& [name, text] : files) {
      auto status = client::ReplaceFile((fs::path(options_.out) / name).string(),
                                        crypto::AsBytes(text), client::Access::kOwnerOnly);
      if (!status.ok()) return status;
    }
    std::error_code error;
    fs::rename(fs::path(staging_) / kLocalStore, store_, error);
    if (error) {
      return absl::UnavailableError(fmt::format("cannot make {}: {}", store_, error.message()));
    }
    fs::remove_all(staging_, error);
    return absl::OkStatus();
  }

  const TownOptions& options_;
  const services::ServerConfig& config_;
  const std::string store_;
  // Beside the store, so that it becomes it in one step.
  const std::string staging_;
  ProgressBar bar_;
  Stages stages_;
  std::vector<StaffToken> tokens_;
  TownSheet sheet_;
};

absl::StatusOr<TownSheet> ReadSheet(const TownOptions& options) {
  const auto text = client::ReadText((fs::path(options.out) / kSheetName).string(), kMaxSheet);
  if (!text.ok()) return text.status();
  return TownSheet::Parse(*text);
}

void Print(const TownOptions& options, const services::ServerConfig& config,
           const TownSheet& sheet) {
  const std::string url = UrlOf(config);
  const auto path = [&](const std::string& name) {
    return (fs::path(options.out) / name).string();
  };
  std::cout << fmt::format("\nOpen in a browser   {}\n", url);
  const std::int64_t now = absl::ToUnixSeconds(absl::Now());
  if (const HeldVote* vote = sheet.OpenVote(now)) {
    std::cout << fmt::format("Vote until {} ({}), as voters who have not yet:\n",
                             client::TimeText(static_cast<std::uint64_t>(vote->closing)), vote->id);
    for (std::size_t i = 0; i < std::min(kShownLinks, vote->unused.size()); ++i) {
      std::cout << fmt::format("  {}\n    second code {}\n",
                               VotingLink(url, *vote, vote->unused[i]), vote->unused[i].at(1));
    }
  } else {
    std::cout << fmt::format(
        "The vote of this demonstration is over. To make a new one, stop the server, then\n"
        "  rm -r {}\nand start again.\n",
        StoreOf(config));
  }
  std::cout << fmt::format("More codes          {}\n", path(kCodesName));
  std::cout << fmt::format("Tokens of staff     {}, agent.token, moderator.token\n",
                           path(TokenName(kAdministrator)));
}

// Makes it unless something is there.
absl::Status MakeOnce(const TownOptions& options, const services::ServerConfig& config) {
  // It is made beside where it will be, and put there whole.
  if (config.store != services::ServerConfig().store) {
    return absl::InvalidArgumentError(
        fmt::format("store = \"{}\": a town is made in a folder; make it without that line, and "
                    "take it there by `urna store copy`",
                    config.store));
  }
  std::error_code error;
  fs::create_directories(options.out, error);
  const auto lock = client::FileLock::Take((fs::path(options.out) / kSheetName).string());
  if (!lock.ok()) return lock.status();
  const bool there = fs::exists(StoreOf(config), error);
  if (error) {
    return absl::UnavailableError(fmt::format("{}: {}", config.data_dir, error.message()));
  }
  return there ? absl::OkStatus() : Making(options, config).Run();
}

int MakeTown(const TownOptions& options) {
  const auto config = options.config.Load();
  if (!config.ok()) return Report("town", config.status());
  if (auto status = MakeOnce(options, *config); !status.ok()) return Report("town", status);
  const auto sheet = ReadSheet(options);
  if (absl::IsNotFound(sheet.status())) {
    // A server of somebody's own, from urna init.
    std::cout << fmt::format("{} holds no demonstration town, and is kept as it is\n",
                             StoreOf(*config));
    return 0;
  }
  if (!sheet.ok()) return Report("town", client::While(kSheetName, sheet.status()));
  Print(options, *config, *sheet);
  return 0;
}

}  // namespace

void AddTownCommand(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("town", "Make a server's store with a demonstration town in it");
  command->footer(kTownFooter);
  auto options = std::make_shared<TownOptions>();
  command->add_option("town", options->town, "Folder that describes the town, such as deploy/town")
      ->required();
  AddConfigFlags(*command, options->config);
  command->add_option("--out", options->out, "Folder for the token and the codes")->required();
  command
      ->add_option("--voters", options->voters,
                   "Only the first so many voters of each vote; 0 for all")
      ->capture_default_str();
  command->add_flag("--quiet", options->quiet, "Do not tell what is being done");
  command->callback([options, &exit_code] { exit_code = MakeTown(*options); });
}

}  // namespace urna::cli
