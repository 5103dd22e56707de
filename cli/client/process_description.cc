#include "cli/client/process_description.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <limits>
#include <utility>

#include "absl/strings/str_split.h"
#include "cli/client/csv.h"
#include "cli/client/errors.h"
#include "cli/client/files.h"
#include "cli/client/toml_reader.h"
#include "crypto/bytes.h"
#include "crypto/checkpoint.h"
#include "ledger/config.h"
#include "ledger/limits.h"
#include "ledger/text.h"
#include "tallying/money.h"

namespace urna::client {
namespace {

using Titles = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

constexpr std::uint64_t kMaxDescriptionSize = std::uint64_t{16} << 20;
constexpr std::int64_t kMaxUint32 = std::numeric_limits<std::uint32_t>::max();

constexpr std::array<std::pair<std::string_view, v1::TieBreak>, 5> kTieBreaks{{
    {"lexicographic", v1::TIE_BREAK_LEXICOGRAPHIC},
    {"cost-votes", v1::TIE_BREAK_COST_VOTES},
    {"votes-id", v1::TIE_BREAK_VOTES_ID},
    {"order", v1::TIE_BREAK_ORDER},
    {"lot", v1::TIE_BREAK_LOT},
}};

// What every table of the description is read against.
class DescriptionReader {
 public:
  DescriptionReader(std::string folder, TomlErrors& errors)
      : folder_(std::move(folder)), errors_(errors) {}

  ProcessDescription Read(TomlTable& root);
  // Nothing else is looked at.
  std::vector<Named<v1::Electorate>> ReadElectorates(TomlTable& root);

 private:
  void ReadProcess(TomlTable& root);
  void ReadThresholds(TomlTable& root, v1::Process& process);
  void ReadWitnesses(TomlTable& root, v1::Process& process);
  void ReadContest(TomlTable& table);
  void ReadBallot(TomlTable& contest, v1::BallotFormat& format);
  void ReadRule(TomlTable& contest, v1::RuleConfig& rule);
  void ReadProjectsCsv(TomlTable& contest, const std::string& file, ContestDescription& out);
  void ReadElectorate(TomlTable& table);
  template <typename Party>
  void ReadParty(TomlTable& table, std::vector<Named<Party>>& out);

  std::string ReadId(TomlTable& table);
  void ReadTitle(TomlTable& table, Titles& title);
  void AddTitle(std::string language, std::string text, Titles& title);
  std::int64_t ReadAmount(TomlTable& table, std::string_view key,
                          std::optional<std::int64_t> otherwise = {});
  absl::StatusOr<std::int64_t> ParseAmount(std::string_view text) const;
  std::string ReadKey(TomlTable& table, std::string_view key);

  const std::string folder_;
  TomlErrors& errors_;
  std::string language_;
  tallying::DecimalMark mark_ = tallying::DecimalMark::kUnstated;
  ProcessDescription out_;
};

std::string DescriptionReader::ReadId(TomlTable& table) {
  std::string id = table.Text("id");
  if (!ledger::IsResourceId(id)) {
    table.Error("id", "1 to 63 lower-case letters, digits and hyphens, a letter first");
  }
  return id;
}

void DescriptionReader::AddTitle(std::string language, std::string text, Titles& title) {
  v1::LocalizedText& localized = *title.Add();
  localized.set_language(std::move(language));
  localized.set_text(std::move(text));
}

void DescriptionReader::ReadTitle(TomlTable& table, Titles& title) {
  const toml::node* node = table.Find("title");
  if (node == nullptr) return table.Error("title", "a text, or a table of texts by language");
  if (auto text = node->value_exact<std::string>()) {
    return AddTitle(language_, *std::move(text), title);
  }
  const toml::table* texts = node->as_table();
  if (texts == nullptr) return table.Error("title", "a text, or a table of texts by language");
  for (const auto& [language, value] : *texts) {
    auto text = value.value_exact<std::string>();
    if (!text.has_value()) return table.Error("title", "a text for each language");
    AddTitle(std::string(language.str()), *std::move(text), title);
  }
}

absl::StatusOr<std::int64_t> DescriptionReader::ParseAmount(std::string_view text) const {
  const auto decimal = tallying::ParseDecimal(text, mark_);
  if (!decimal.ok()) {
    return absl::InvalidArgumentError(
        fmt::format("{}{}", ledger::MessageOf(decimal.status()),
                    tallying::IsAmbiguous(text) ? ", or say decimal_mark at the top" : ""));
  }
  const auto money = tallying::ToMoney(*decimal, static_cast<int>(out_.process.currency_digits()));
  if (!money.ok()) return money.status();
  return money->minor();
}

std::int64_t DescriptionReader::ReadAmount(TomlTable& table, std::string_view key,
                                           std::optional<std::int64_t> otherwise) {
  const toml::node* node = table.Find(key);
  if (node == nullptr && otherwise.has_value()) return *otherwise;
  absl::StatusOr<std::int64_t> amount = absl::InvalidArgumentError("it is neither");
  if (node != nullptr && node->is_integer()) {
    amount = ParseAmount(std::to_string(**node->as_integer()));
  } else if (node != nullptr && node->is_string()) {
    amount = ParseAmount(**node->as_string());
  }
  if (amount.ok()) return *amount;
  table.Error(key,
              fmt::format("an amount such as 1200 or \"1200.50\", with at most {} decimals; {}",
                          out_.process.currency_digits(), ledger::MessageOf(amount.status())));
  return 0;
}

std::string DescriptionReader::ReadKey(TomlTable& table, std::string_view key) {
  const auto bytes = crypto::FromHex(table.Text(key));
  if (!bytes.ok() || bytes->size() != 32) {
    table.Error(key, "64 hexadecimal digits, as `keygen` prints them");
    return {};
  }
  return std::string(crypto::AsText(*bytes));
}

// 0 where left out: the server has its defaults.
void DescriptionReader::ReadThresholds(TomlTable& root, v1::Process& process) {
  const auto number = [&](std::string_view key, std::int64_t max) {
    return static_cast<std::uint32_t>(root.Has(key) ? root.Integer(key, 1, max) : 0);
  };
  process.set_trustee_threshold(
      static_cast<std::uint32_t>(root.Integer("trustee_threshold", 1, ledger::kMaxTrustees)));
  process.set_closing_quorum(number("closing_quorum", ledger::kMaxTrustees));
  process.set_registrar_threshold(number("registrar_threshold", ledger::kMaxRegistrars));
  process.set_authority_threshold(number("authority_threshold", ledger::kMaxAuthorities));
}

void DescriptionReader::ReadWitnesses(TomlTable& root, v1::Process& process) {
  if (root.Has("witnesses")) {
    root.ForEachText("witnesses", [&](std::string vkey) {
      if (!crypto::WitnessKey::FromVkey(vkey).ok()) {
        root.Error("witnesses", "verifier keys of witnesses, in C2SP's text form");
      }
      process.add_witness_vkeys(std::move(vkey));
    });
  }
  process.set_witness_quorum(static_cast<std::uint32_t>(
      root.Integer("witness_quorum", 0, process.witness_vkeys_size(), 0)));
}

void DescriptionReader::ReadProcess(TomlTable& root) {
  out_.id = ReadId(root);
  v1::Process& process = out_.process;
  language_ = root.Text("language", "fr");
  ReadTitle(root, *process.mutable_title());
  process.set_currency(root.Text("currency"));
  process.set_currency_digits(static_cast<std::uint32_t>(
      root.Integer("currency_digits", 0, 6, tallying::MinorDigitsOfCurrency(process.currency()))));
  if (root.Has("decimal_mark")) {
    const std::string mark = root.Text("decimal_mark");
    if (mark != "." && mark != ",") root.Error("decimal_mark", "\".\" or \",\"");
    mark_ = mark == "," ? tallying::DecimalMark::kComma : tallying::DecimalMark::kDot;
  }
  process.set_log_origin(root.Text("log_origin", ""));
  ReadThresholds(root, process);
  ReadWitnesses(root, process);
  process.set_ballots_per_key(static_cast<std::uint32_t>(
      root.Integer("ballots_per_key", 1, ledger::kMaxBallotsPerKey, 50)));
  if (root.Has("complaint_seconds")) {
    process.set_complaint_seconds(
        static_cast<std::uint32_t>(root.Integer("complaint_seconds", 0, kMaxUint32)));
  }
  const std::string revote = root.Text("revote", "last");
  if (revote != "last" && revote != "first") root.Error("revote", "\"last\" or \"first\"");
  process.set_revote(revote == "first" ? v1::REVOTE_POLICY_FIRST : v1::REVOTE_POLICY_LAST);
  process.mutable_opening_time()->set_seconds(root.UnixSeconds("opening_time"));
  process.mutable_closing_time()->set_seconds(root.UnixSeconds("closing_time"));
  root.ForEach("contest_groups", [&](TomlTable& table) {
    v1::ContestGroup& group = *process.add_contest_groups();
    table.ForEachText("contests", [&](std::string id) {
      group.add_contests(fmt::format("{}/contests/{}", out_.name(), id));
    });
    group.set_max(static_cast<std::uint32_t>(table.Integer("max", 1, ledger::kMaxContests)));
  });
}

void DescriptionReader::ReadBallot(TomlTable& contest, v1::BallotFormat& format) {
  const toml::node* node = contest.Find("ballot");
  const toml::table* inner = node == nullptr ? nullptr : node->as_table();
  if (inner == nullptr) {
    return contest.Error("ballot", "a table such as { format = \"approval\", max_length = 3 }");
  }
  TomlTable ballot(*inner, contest.PathOf("ballot"), errors_);
  const std::string name = ballot.Text("format");
  const auto number = [&](std::string_view key) {
    return static_cast<std::uint32_t>(ballot.Integer(key, 0, kMaxUint32, 0));
  };
  const auto points = [&] {
    return static_cast<std::uint32_t>(ballot.Integer("max_points", 1, 255));
  };
  if (name == "approval") {
    auto& approval = *format.mutable_approval();
    approval.set_min_length(number("min_length"));
    approval.set_max_length(number("max_length"));
    approval.set_min_sum_cost(ReadAmount(ballot, "min_sum_cost", 0));
    approval.set_max_sum_cost(ReadAmount(ballot, "max_sum_cost", 0));
  } else if (name == "cumulative") {
    auto& cumulative = *format.mutable_cumulative();
    cumulative.set_min_length(number("min_length"));
    cumulative.set_max_length(number("max_length"));
    cumulative.set_max_points(points());
    cumulative.set_min_sum_points(number("min_sum_points"));
    cumulative.set_max_sum_points(number("max_sum_points"));
  } else if (name == "scoring") {
    auto& scoring = *format.mutable_scoring();
    scoring.set_min_length(number("min_length"));
    scoring.set_max_length(number("max_length"));
    scoring.set_max_points(points());
  } else if (name == "ordinal") {
    auto& ordinal = *format.mutable_ordinal();
    ordinal.set_min_length(number("min_length"));
    ordinal.set_max_length(number("max_length"));
  } else if (name == "choose-1") {
    format.mutable_choose_one();
  } else {
    ballot.Error("format", "approval, cumulative, scoring, ordinal or choose-1");
  }
  ballot.Finish();
}

void DescriptionReader::ReadRule(TomlTable& contest, v1::RuleConfig& rule) {
  rule.set_rule(contest.Text("rule"));
  if (const toml::node* node = contest.Find("parameters")) {
    const toml::table* parameters = node->as_table();
    if (parameters == nullptr) return contest.Error("parameters", "a table of texts");
    // A TOML table is in ascending order of its keys, as the configuration must have them.
    for (const auto& [name, value] : *parameters) {
      v1::RuleParameter& parameter = *rule.add_parameters();
      parameter.set_name(std::string(name.str()));
      if (value.is_string()) {
        parameter.set_value(**value.as_string());
      } else if (value.is_integer()) {
        parameter.set_value(std::to_string(**value.as_integer()));
      } else {
        contest.Error("parameters", "a text or an integer for each parameter");
      }
    }
  }
  const auto tie_break = ParseTieBreakName(contest.Text("tie_break", "lexicographic"));
  if (!tie_break.ok()) {
    return contest.Error("tie_break", "lexicographic, cost-votes, votes-id, order or lot");
  }
  rule.set_tie_break(*tie_break);
}

void DescriptionReader::ReadProjectsCsv(TomlTable& contest, const std::string& file,
                                        ContestDescription& out) {
  const std::string path = (std::filesystem::path(folder_) / file).string();
  const auto fail = [&](const absl::Status& status) {
    errors_.Add(absl::InvalidArgumentError(fmt::format("{}: {}: {}", contest.PathOf("projects_csv"),
                                                       path, ledger::MessageOf(status))));
  };
  const auto text =
      ReadText(path, kMaxDescriptionSize, contest.Text("projects_csv_encoding", "utf-8"));
  if (!text.ok()) {
    return errors_.Add(While(contest.PathOf("projects_csv"), text.status()));
  }
  const auto table = ParseCsv(*text);
  if (!table.ok()) return fail(table.status());
  const auto id = table->Column("id"), title = table->Column("title"), cost = table->Column("cost");
  for (const auto* column : {&id, &title, &cost}) {
    if (!column->ok()) return fail(column->status());
  }
  const auto categories = table->Column("categories");
  for (std::size_t i = 0; i < table->rows.size(); ++i) {
    const auto& row = table->rows[i];
    v1::Project project;
    AddTitle(language_, row[*title], *project.mutable_title());
    const auto amount = ParseAmount(row[*cost]);
    if (!amount.ok()) {
      return fail(absl::InvalidArgumentError(
          fmt::format("line {}: cost: {}", table->lines[i], ledger::MessageOf(amount.status()))));
    }
    project.set_cost(*amount);
    if (categories.ok() && !row[*categories].empty()) {
      const std::vector<std::string> labels = absl::StrSplit(row[*categories], '|');
      for (const std::string& label : labels) project.add_categories(label);
    }
    out.projects.emplace_back(row[*id], std::move(project));
  }
}

void DescriptionReader::ReadContest(TomlTable& table) {
  ContestDescription out;
  out.id = ReadId(table);
  v1::Contest& contest = out.contest;
  ReadTitle(table, *contest.mutable_title());
  contest.set_area(fmt::format("{}/areas/{}", out_.name(), table.Text("area")));
  contest.set_budget(ReadAmount(table, "budget"));
  ReadBallot(table, *contest.mutable_ballot_format());
  ReadRule(table, *contest.mutable_rule());
  if (table.Has("minimum_ballots")) {
    contest.set_minimum_ballots(static_cast<std::uint64_t>(
        table.Integer("minimum_ballots", 0, static_cast<std::int64_t>(ledger::kMaxBallots))));
  }
  table.ForEach("projects", [&](TomlTable& row) {
    v1::Project project;
    ReadTitle(row, *project.mutable_title());
    project.set_cost(ReadAmount(row, "cost"));
    if (row.Has("categories")) {
      row.ForEachText("categories",
                      [&](std::string label) { project.add_categories(std::move(label)); });
    }
    out.projects.emplace_back(row.Text("id"), std::move(project));
  });
  if (table.Has("projects_csv")) ReadProjectsCsv(table, table.Text("projects_csv"), out);
  // Where citizens propose them, they come later: then an empty list says so.
  const bool says_none = table.Has("projects") && !table.Has("projects_csv");
  if (out.projects.empty() && !says_none) table.Error("projects", "at least one project, or []");
  out_.contests.push_back(std::move(out));
}

void DescriptionReader::ReadElectorate(TomlTable& table) {
  std::string id = ReadId(table);
  v1::Electorate electorate;
  ReadTitle(table, *electorate.mutable_title());
  table.ForEachText("contests", [&](std::string contest) {
    electorate.add_contests(fmt::format("{}/contests/{}", out_.name(), contest));
  });
  if (table.Has("code_registrars")) {
    electorate.set_code_registrars(static_cast<std::uint32_t>(
        table.Integer("code_registrars", 1, ledger::kMaxCodeRegistrars)));
  }
  out_.electorates.emplace_back(std::move(id), std::move(electorate));
}

template <typename Party>
void DescriptionReader::ReadParty(TomlTable& table, std::vector<Named<Party>>& out) {
  std::string id = ReadId(table);
  Party party;
  party.set_display_name(table.Text("display_name", id));
  party.set_signing_key(ReadKey(table, "signing_key"));
  if constexpr (std::is_same_v<Party, v1::Trustee>) party.set_box_key(ReadKey(table, "box_key"));
  out.emplace_back(std::move(id), std::move(party));
}

ProcessDescription DescriptionReader::Read(TomlTable& root) {
  ReadProcess(root);
  root.ForEach("areas", [&](TomlTable& table) {
    std::string id = ReadId(table);
    v1::Area area;
    ReadTitle(table, *area.mutable_title());
    out_.areas.emplace_back(std::move(id), std::move(area));
  });
  root.ForEach("contests", [&](TomlTable& table) { ReadContest(table); });
  root.ForEach("electorates", [&](TomlTable& table) { ReadElectorate(table); });
  root.ForEach("registrars", [&](TomlTable& table) { ReadParty(table, out_.registrars); });
  root.ForEach("authorities", [&](TomlTable& table) { ReadParty(table, out_.authorities); });
  root.ForEach("trustees", [&](TomlTable& table) { ReadParty(table, out_.trustees); });
  root.Finish();
  return std::move(out_);
}

std::vector<Named<v1::Electorate>> DescriptionReader::ReadElectorates(TomlTable& root) {
  out_.id = ReadId(root);
  language_ = root.Text("language", "fr");
  root.ForEach("electorates", [&](TomlTable& table) { ReadElectorate(table); });
  if (out_.electorates.empty()) root.Error("electorates", "at least one electorate");
  return std::move(out_.electorates);
}

// What `read` makes of the root of a description.
template <typename Read>
auto WithRoot(std::string_view toml, const std::string& file, const std::string& folder,
              const Read& read) -> absl::StatusOr<decltype(read(std::declval<DescriptionReader&>(),
                                                                std::declval<TomlTable&>()))> {
  toml::table table;
  try {
    table = toml::parse(toml, file);
  } catch (const toml::parse_error& error) {
    return absl::InvalidArgumentError(
        fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()));
  }
  TomlErrors errors(file);
  TomlTable root(table, "", errors);
  DescriptionReader reader(folder, errors);
  auto found = read(reader, root);
  if (!errors.status().ok()) return errors.status();
  return found;
}

}  // namespace

absl::StatusOr<v1::TieBreak> ParseTieBreakName(std::string_view name) {
  for (const auto& [known, value] : kTieBreaks) {
    if (known == name) return value;
  }
  return absl::InvalidArgumentError(fmt::format(
      "tie-break is '{}'; expected lexicographic, cost-votes, votes-id, order or lot", name));
}

std::string_view TieBreakName(v1::TieBreak tie_break) {
  for (const auto& [name, value] : kTieBreaks) {
    if (value == tie_break) return name;
  }
  return "unspecified";
}

absl::StatusOr<ProcessDescription> ParseProcessDescription(std::string_view toml,
                                                           const std::string& file,
                                                           const std::string& folder) {
  return WithRoot(toml, file, folder,
                  [](DescriptionReader& reader, TomlTable& root) { return reader.Read(root); });
}

absl::StatusOr<std::vector<Named<v1::Electorate>>> ReadElectorates(const std::string& path) {
  auto text = ReadText(path, kMaxDescriptionSize);
  if (!text.ok()) return text.status();
  return WithRoot(*text, path, "", [](DescriptionReader& reader, TomlTable& root) {
    return reader.ReadElectorates(root);
  });
}

absl::StatusOr<ProcessDescription> ReadProcessDescription(const std::string& path) {
  auto text = ReadText(path, kMaxDescriptionSize);
  if (!text.ok()) return text.status();
  return ParseProcessDescription(*text, path, std::filesystem::path(path).parent_path().string());
}

}  // namespace urna::client
