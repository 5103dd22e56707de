#include "cli/town_files.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "cli/client/files.h"
#include "cli/client/toml_reader.h"

namespace urna::cli {
namespace {

using client::TomlTable;

constexpr std::uint64_t kMaxTown = 1 << 20;
constexpr std::int64_t kMostVoters = 1'000'000;
constexpr std::int64_t kMostDays = 3650;
// The first is the one that citizens write in.
constexpr const char* kLanguages[] = {"fr", "en"};

class Reader {
 public:
  explicit Reader(std::filesystem::path folder) : folder_(std::move(folder)) {}

  TownVote Vote(TomlTable& table) const {
    TownVote vote;
    vote.id = table.Text("id");
    ReadTexts(table, "title", vote.title);
    vote.area = table.Text("area");
    ReadTexts(table, "area_title", vote.area_title);
    ReadTexts(table, "electorate", vote.electorate);
    vote.file = Path(table, "file");
    vote.rule_given = table.Has("rule");
    if (vote.rule_given) vote.counting.rule = table.Text("rule");
    if (table.Has("parameters")) {
      table.ForEachText("parameters", [&](std::string parameter) {
        vote.counting.parameters.push_back(std::move(parameter));
      });
    }
    vote.projects = Path(table, "projects");
    vote.mandate = Path(table, "mandate");
    vote.form = Path(table, "form");
    vote.voters = static_cast<std::size_t>(table.Integer("voters", 0, kMostVoters, 0));
    vote.open_days = table.Integer("open_days", 0, kMostDays, 0);
    return vote;
  }

  TownProposals Proposals(TomlTable& table) const {
    TownProposals proposals;
    proposals.process = Path(table, "process");
    proposals.mandate = Path(table, "mandate");
    proposals.form = Path(table, "form");
    proposals.table = Path(table, "table");
    proposals.fates = Path(table, "fates");
    proposals.open_days = table.Integer("open_days", 0, kMostDays, 0);
    return proposals;
  }

 private:
  std::string Path(TomlTable& table, std::string_view key) const {
    return (folder_ / table.Text(key)).lexically_normal().string();
  }
  static void ReadTexts(TomlTable& table, std::string_view key, Texts& texts) {
    const toml::node* node = table.Find(key);
    const toml::table* by_language = node == nullptr ? nullptr : node->as_table();
    for (const char* language : kLanguages) {
      const auto text = by_language == nullptr
                            ? std::optional<std::string>()
                            : (*by_language)[language].value_exact<std::string>();
      if (!text) return table.Error(key, "a text in fr and one in en");
      v1::LocalizedText& one = *texts.Add();
      one.set_language(language);
      one.set_text(*text);
    }
  }

  const std::filesystem::path folder_;
};

}  // namespace

absl::StatusOr<Town> ReadTown(const std::string& folder) {
  const std::string file = (std::filesystem::path(folder) / "town.toml").string();
  const auto text = client::ReadText(file, kMaxTown);
  if (!text.ok()) return text.status();
  toml::table parsed;
  try {
    parsed = toml::parse(*text, file);
  } catch (const toml::parse_error& error) {
    return absl::InvalidArgumentError(
        fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()));
  }
  const Reader reader(folder);
  client::TomlErrors errors(file);
  TomlTable root(parsed, "", errors);
  Town town;
  root.ForEach("votes", [&](TomlTable& table) { town.votes.push_back(reader.Vote(table)); });
  root.ForEach("proposals",
               [&](TomlTable& table) { town.proposals.push_back(reader.Proposals(table)); });
  root.Finish();
  if (!errors.status().ok()) return errors.status();
  return town;
}

}  // namespace urna::cli
