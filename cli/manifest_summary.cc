#include "cli/manifest_summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <vector>

#include "cli/client/process_description.h"
#include "cli/client/shown_text.h"
#include "cli/client/time_text.h"
#include "crypto/bytes.h"
#include "ledger/stated_limits.h"
#include "ledger/text.h"
#include "tallying/allocation_rule.h"
#include "tallying/money.h"

namespace urna::cli {
namespace {

using Titles = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

std::string Line(std::string_view label, std::string_view text) {
  return fmt::format("  {:<17} {}\n", label, text);
}

// In every language: voters see one of them.
std::string TitleOf(const Titles& title) {
  std::vector<std::string> texts;
  for (const auto& text : title) {
    texts.push_back(title.size() == 1 ? client::Shown(text.text())
                                      : fmt::format("{} ({})", client::Shown(text.text()),
                                                    ledger::EscapedName(text.language())));
  }
  return fmt::format("{}", fmt::join(texts, " / "));
}

std::string HexText(const std::string& bytes) { return crypto::ToHex(crypto::AsBytes(bytes)); }

template <typename Keys>
std::string KeyLines(const Keys& keys) {
  std::string out;
  for (int i = 0; i < keys.size(); ++i) out += fmt::format("    {} {}\n", i, HexText(keys[i]));
  return out;
}

class Summary {
 public:
  explicit Summary(const v1::Config& config) : config_(config) {}

  std::string Parties() const;
  std::string Policies() const;
  std::string Contest(const v1::ContestConfig& contest) const;
  std::string Electorate(const v1::ElectorateConfig& electorate) const;
  std::string ChoiceGroups() const;
  std::string Categories() const;

 private:
  std::string Amount(std::int64_t minor) const {
    return fmt::format("{} {}",
                       tallying::FormatMoney(tallying::Money::Minor(minor),
                                             static_cast<int>(config_.currency_digits())),
                       ledger::EscapedName(config_.currency()));
  }
  template <typename Numbers>
  std::string ContestIds(const Numbers& numbers) const {
    std::vector<std::string> ids;
    for (const auto number : numbers)
      ids.push_back(config_.contests(static_cast<int>(number)).id());
    return fmt::format("{}", fmt::join(ids, ", "));
  }
  std::string Format(const v1::BallotFormat& format) const;
  static std::string Rule(const v1::RuleConfig& rule);

  const v1::Config& config_;
};

std::string Summary::Parties() const {
  std::string out =
      Line("trustees",
           fmt::format("{} of {} decrypt, {} must sign the closing", config_.trustee_threshold(),
                       config_.trustees_size(), config_.closing_quorum()));
  for (int i = 0; i < config_.trustees_size(); ++i) {
    out += fmt::format("    {} {} {}\n", i + 1, HexText(config_.trustees(i).signing_key()),
                       client::Shown(config_.trustees(i).display_name()));
  }
  out +=
      Line("registrars", fmt::format("{} of {} must sign a credential",
                                     config_.registrar_threshold(), config_.registrar_keys_size()));
  out += KeyLines(config_.registrar_keys());
  out += Line("authorities",
              fmt::format("{} of {} open, close, sign the closing, and revoke",
                          config_.authority_threshold(), config_.authority_keys_size()));
  out += KeyLines(config_.authority_keys());
  out += Line("witnesses", fmt::format("{} of {} must have cosigned the closed log",
                                       config_.witness_quorum(), config_.witness_vkeys_size()));
  for (const std::string& vkey : config_.witness_vkeys()) {
    out += fmt::format("    {}\n", ledger::EscapedName(vkey));
  }
  return out;
}

std::string Summary::Policies() const {
  return Line("voting", fmt::format("{} to {}", client::TimeText(config_.opening_time()),
                                    client::TimeText(config_.closing_time()))) +
         Line("ballots",
              fmt::format("the {} of a voter counts in a contest; at most {} of a key in "
                          "each{}",
                          config_.revote() == v1::REVOTE_POLICY_FIRST ? "first" : "last",
                          config_.ballots_per_key(),
                          config_.paper_prevails() ? "; paper prevails" : "")) +
         Line("complaint window",
              fmt::format("{} after a trustee's signature under the closing",
                          ledger::Counted(config_.complaint_seconds(), "second", "seconds"))) +
         Line("key ceremony", fmt::format("attempt {}", config_.attempt()));
}

std::string Summary::Format(const v1::BallotFormat& format) const {
  std::string out;
  const auto limit = [&](std::string_view name, auto value) {
    if (value != 0) out += fmt::format(", {} {}", name, value);
  };
  const auto amount = [&](std::string_view name, std::int64_t value) {
    if (value != 0) out += fmt::format(", {} {}", name, Amount(value));
  };
  const auto lengths = [&](const auto& of) {
    limit("min_length", of.min_length());
    limit("max_length", of.max_length());
  };
  switch (format.format_case()) {
    case v1::BallotFormat::kApproval:
      lengths(format.approval());
      amount("min_sum_cost", format.approval().min_sum_cost());
      amount("max_sum_cost", format.approval().max_sum_cost());
      return "approval" + out;
    case v1::BallotFormat::kCumulative:
      lengths(format.cumulative());
      limit("max_points", format.cumulative().max_points());
      limit("min_sum_points", format.cumulative().min_sum_points());
      limit("max_sum_points", format.cumulative().max_sum_points());
      return "cumulative" + out;
    case v1::BallotFormat::kScoring:
      lengths(format.scoring());
      limit("max_points", format.scoring().max_points());
      return "scoring" + out;
    case v1::BallotFormat::kOrdinal:
      lengths(format.ordinal());
      return "ordinal" + out;
    case v1::BallotFormat::kChooseOne:
      return "choose-1";
    case v1::BallotFormat::FORMAT_NOT_SET:
      break;
  }
  return "not set";
}

std::string Summary::Rule(const v1::RuleConfig& rule) {
  tallying::ParameterValues values;
  for (const auto& parameter : rule.parameters()) values[parameter.name()] = parameter.value();
  // With those that were left at their defaults.
  if (const auto made = tallying::MakeRule(rule.rule(), values); made.ok()) {
    values = (*made)->parameters();
  }
  std::string out = ledger::EscapedName(rule.rule());
  for (const auto& [name, value] : values) {
    out += fmt::format(", {} {}", ledger::EscapedName(name), ledger::EscapedName(value));
  }
  return out + fmt::format(", ties by {}", client::TieBreakName(rule.tie_break()));
}

std::string Summary::Contest(const v1::ContestConfig& contest) const {
  std::string out = fmt::format("  contest {}: {}\n", contest.id(), TitleOf(contest.title()));
  const auto line = [&](std::string_view label, const std::string& text) {
    out += fmt::format("    {:<15} {}\n", label, text);
  };
  line("area", contest.area());
  line("budget", Amount(contest.budget()));
  line("ballot", Format(contest.ballot_format()));
  line("rule", Rule(contest.rule()));
  line("minimum ballots", fmt::format("{}{}", contest.minimum_ballots(),
                                      contest.count_anyway() ? ", counted with fewer too" : ""));
  for (const auto& project : contest.projects()) {
    std::string categories;
    for (const auto& category : project.categories()) {
      categories += fmt::format(", {}", ledger::EscapedName(category));
    }
    line("project", fmt::format("{}: {}: {}{}", ledger::EscapedName(project.id()),
                                Amount(project.cost()), TitleOf(project.title()), categories));
  }
  return out;
}

std::string Summary::Electorate(const v1::ElectorateConfig& electorate) const {
  return fmt::format(
      "  electorate {}: {}\n    {}, {}, votes in {}\n", electorate.id(),
      TitleOf(electorate.title()), ledger::Counted(electorate.slots(), "slot", "slots"),
      ledger::Counted(electorate.code_registrars(), "code registrar", "code registrars"),
      ContestIds(electorate.contests()));
}

std::string Summary::ChoiceGroups() const {
  std::string out;
  for (const auto& group : config_.choice_groups()) {
    out += Line("choice group",
                fmt::format("at most {} of {}", group.max(), ContestIds(group.contests())));
  }
  return out;
}

std::string Summary::Categories() const {
  std::string out;
  for (const auto& category : config_.categories()) {
    out += Line("category", fmt::format("{}: {}", ledger::EscapedName(category.id()),
                                        TitleOf(category.title())));
  }
  return out;
}

}  // namespace

std::string Summarize(const ledger::Manifest& manifest) {
  const v1::Config& config = manifest.config();
  const Summary summary(config);
  std::string out = fmt::format("{}: {}\n", config.process(), TitleOf(config.title()));
  out += summary.Policies();
  out += summary.Parties();
  for (const auto& contest : config.contests()) out += summary.Contest(contest);
  out += summary.Categories();
  out += summary.ChoiceGroups();
  for (const auto& electorate : config.electorates()) out += summary.Electorate(electorate);
  for (const std::string& limit : ledger::StatedLimits(config)) out += Line("WARNING", limit);
  out += Line("log", ledger::EscapedName(manifest.log_key().ToVkey()));
  out += Line("pages",
              config.pages_sha256().empty() ? "none are stated" : HexText(config.pages_sha256()));
  out += Line("manifest hash", crypto::ToHex(manifest.hash()));
  return out;
}

std::string Headline(const ledger::Manifest& manifest) {
  return fmt::format("{}: {}\n", manifest.config().process(), TitleOf(manifest.config().title())) +
         Line("manifest hash", crypto::ToHex(manifest.hash()));
}

}  // namespace urna::cli
