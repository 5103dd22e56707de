#include "services/drafting/validation.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/checkpoint.h"
#include "crypto/signature.h"
#include "ledger/config.h"
#include "ledger/journal_document.h"
#include "ledger/limits.h"
#include "ledger/text.h"
#include "services/base/geojson.h"
#include "services/base/text_rules.h"
#include "services/base/times.h"
#include "services/records/contest_config.h"

namespace urna::services {
namespace {

constexpr std::size_t kMaxDisplayName = 200;
constexpr int kMaxCategories = 16;
constexpr int kMaxGroups = 100;
constexpr std::uint32_t kMaxCurrencyDigits = 6;
constexpr std::uint32_t kMaxPoints = 255;
constexpr std::size_t kBoxKeySize = 32;

void CheckTitle(const LocalizedTexts& title, const std::set<std::string>* languages,
                std::string_view at, FieldViolations& violations) {
  const std::string here = fmt::format("{}.title", at);
  if (title.empty()) violations.Add(here, "expected a text in at least one language");
  CheckTexts(title, languages, here, violations);
}

// A maximum of 0 is no limit. `field` is the maximum's.
template <typename Number>
void CheckRange(Number min, Number max, std::string field, FieldViolations& violations) {
  if (max != 0 && min > max) {
    violations.Add(std::move(field), fmt::format("is below the minimum, {}", min));
  }
}

void CheckPoints(std::uint32_t max_points, std::string_view at, FieldViolations& violations) {
  if (max_points < 1 || max_points > kMaxPoints) {
    violations.Add(fmt::format("{}.max_points", at), "expected 1 to 255");
  }
}

void CheckBallotFormat(const v1::BallotFormat& format, std::string_view at,
                       FieldViolations& violations) {
  switch (format.format_case()) {
    case v1::BallotFormat::kApproval: {
      const v1::ApprovalFormat& f = format.approval();
      const std::string here = fmt::format("{}.approval", at);
      CheckRange(f.min_length(), f.max_length(), here + ".max_length", violations);
      CheckAmount(f.min_sum_cost(), here + ".min_sum_cost", violations);
      CheckAmount(f.max_sum_cost(), here + ".max_sum_cost", violations);
      CheckRange(f.min_sum_cost(), f.max_sum_cost(), here + ".max_sum_cost", violations);
      return;
    }
    case v1::BallotFormat::kCumulative: {
      const v1::CumulativeFormat& f = format.cumulative();
      const std::string here = fmt::format("{}.cumulative", at);
      CheckRange(f.min_length(), f.max_length(), here + ".max_length", violations);
      CheckPoints(f.max_points(), here, violations);
      CheckRange(f.min_sum_points(), f.max_sum_points(), here + ".max_sum_points", violations);
      return;
    }
    case v1::BallotFormat::kScoring: {
      const v1::ScoringFormat& f = format.scoring();
      const std::string here = fmt::format("{}.scoring", at);
      CheckRange(f.min_length(), f.max_length(), here + ".max_length", violations);
      CheckPoints(f.max_points(), here, violations);
      return;
    }
    case v1::BallotFormat::kOrdinal:
      CheckRange(format.ordinal().min_length(), format.ordinal().max_length(),
                 fmt::format("{}.ordinal.max_length", at), violations);
      return;
    case v1::BallotFormat::kChooseOne:
      return;
    case v1::BallotFormat::FORMAT_NOT_SET:
      violations.Add(std::string(at),
                     "expected one of approval, cumulative, scoring, ordinal, choose_one");
      return;
  }
}

void CheckDisplayName(const std::string& name, std::string_view at, FieldViolations& violations) {
  if (name.empty() || name.size() > kMaxDisplayName || !ledger::IsPlainText(name)) {
    violations.Add(fmt::format("{}.display_name", at),
                   "expected 1 to 200 bytes without control characters");
  }
}

void CheckSigningKey(const std::string& key, std::string_view at, FieldViolations& violations) {
  if (!crypto::VerifyingKey::Parse(crypto::AsBytes(key)).ok()) {
    violations.Add(fmt::format("{}.signing_key", at),
                   "expected the 32 bytes of an Ed25519 public key");
  }
}

void CheckContestGroups(const v1::Process& process, std::string_view at,
                        FieldViolations& violations) {
  if (process.contest_groups_size() > kMaxGroups) {
    violations.Add(fmt::format("{}.contest_groups", at), "at most 100 groups");
    return;
  }
  for (int i = 0; i < process.contest_groups_size(); ++i) {
    const v1::ContestGroup& group = process.contest_groups(i);
    const std::string here = fmt::format("{}.contest_groups[{}]", at, i);
    const std::set<std::string> distinct(group.contests().begin(), group.contests().end());
    if (distinct.size() < 2 || distinct.size() != static_cast<std::size_t>(group.contests_size())) {
      violations.Add(here + ".contests", "expected at least two contests, each once");
    } else if (group.max() < 1 || group.max() >= distinct.size()) {
      violations.Add(here + ".max", fmt::format("expected 1 to {}, the number of contests less one",
                                                distinct.size() - 1));
    }
  }
}

void CheckTimes(const v1::Process& process, std::string_view at, FieldViolations& violations) {
  bool both = process.has_opening_time() && process.has_closing_time();
  if (process.has_opening_time()) {
    if (auto time = WholeSeconds(process.opening_time()); !time.ok()) {
      violations.Add(fmt::format("{}.opening_time", at), std::string(time.status().message()));
      both = false;
    }
  }
  if (process.has_closing_time()) {
    if (auto time = WholeSeconds(process.closing_time()); !time.ok()) {
      violations.Add(fmt::format("{}.closing_time", at), std::string(time.status().message()));
      both = false;
    }
  }
  if (both && process.closing_time().seconds() <= process.opening_time().seconds()) {
    violations.Add(fmt::format("{}.closing_time", at), "expected a time after opening_time");
  }
}

void CheckAtMost(std::uint32_t value, std::uint32_t max, std::string_view at,
                 std::string_view field, FieldViolations& violations) {
  if (value > max) {
    violations.Add(fmt::format("{}.{}", at, field), fmt::format("expected at most {}", max));
  }
}

void CheckWitnesses(const v1::Process& process, std::string_view at, FieldViolations& violations) {
  CheckAtMost(static_cast<std::uint32_t>(process.witness_vkeys_size()), ledger::kMaxWitnesses, at,
              "witness_vkeys", violations);
  for (int i = 0; i < process.witness_vkeys_size(); ++i) {
    if (auto key = crypto::WitnessKey::FromVkey(process.witness_vkeys(i)); !key.ok()) {
      violations.Add(fmt::format("{}.witness_vkeys[{}]", at, i),
                     std::string(key.status().message()));
    }
  }
  CheckAtMost(process.witness_quorum(), static_cast<std::uint32_t>(process.witness_vkeys_size()),
              at, "witness_quorum", violations);
}

}  // namespace

std::set<std::string> LanguagesOf(const v1::Process& process) {
  std::set<std::string> languages;
  for (const v1::LocalizedText& text : process.title()) languages.insert(text.language());
  return languages;
}

void ValidateProcess(const v1::Process& process, std::string_view at, FieldViolations& violations) {
  CheckKnown(process, at, violations);
  CheckTitle(process.title(), nullptr, at, violations);
  const std::string& currency = process.currency();
  if (currency.size() != 3 ||
      !std::all_of(currency.begin(), currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
    violations.Add(fmt::format("{}.currency", at), "expected an ISO 4217 code such as EUR");
  }
  CheckAtMost(process.currency_digits(), kMaxCurrencyDigits, at, "currency_digits", violations);
  if (!crypto::IsValidOrigin(ledger::JournalOrigin(process.log_origin())) ||
      process.log_origin().empty()) {
    violations.Add(fmt::format("{}.log_origin", at),
                   "expected at most 247 bytes without white space or \"+\"");
  }
  CheckAtMost(process.trustee_threshold(), ledger::kMaxTrustees, at, "trustee_threshold",
              violations);
  CheckAtMost(process.registrar_threshold(), ledger::kMaxRegistrars, at, "registrar_threshold",
              violations);
  CheckAtMost(process.authority_threshold(), ledger::kMaxAuthorities, at, "authority_threshold",
              violations);
  CheckAtMost(process.closing_quorum(), ledger::kMaxTrustees, at, "closing_quorum", violations);
  CheckWitnesses(process, at, violations);
  if (process.revote() != v1::REVOTE_POLICY_LAST && process.revote() != v1::REVOTE_POLICY_FIRST) {
    violations.Add(fmt::format("{}.revote", at), "expected LAST or FIRST");
  }
  CheckAtMost(process.ballots_per_key(), ledger::kMaxBallotsPerKey, at, "ballots_per_key",
              violations);
  CheckTimes(process, at, violations);
  CheckContestGroups(process, at, violations);
}

void ValidateArea(const v1::Area& area, const v1::Process& process, std::string_view at,
                  FieldViolations& violations) {
  CheckKnown(area, at, violations);
  const std::set<std::string> languages = LanguagesOf(process);
  CheckTitle(area.title(), &languages, at, violations);
}

void ValidateContest(const v1::Contest& contest, const v1::Process& process, std::string_view at,
                     FieldViolations& violations) {
  CheckKnown(contest, at, violations);
  const std::set<std::string> languages = LanguagesOf(process);
  CheckTitle(contest.title(), &languages, at, violations);
  CheckAmount(contest.budget(), fmt::format("{}.budget", at), violations);
  CheckBallotFormat(contest.ballot_format(), fmt::format("{}.ballot_format", at), violations);
  ValidateRule(contest.rule(), fmt::format("{}.rule", at), violations);
  if (contest.minimum_ballots() > ledger::kMaxBallots) {
    violations.Add(fmt::format("{}.minimum_ballots", at), "expected at most 2^24");
  }
}

void ValidateProject(const v1::Project& project, const v1::Process& process, std::string_view at,
                     FieldViolations& violations) {
  CheckKnown(project, at, violations);
  const std::set<std::string> languages = LanguagesOf(process);
  CheckTitle(project.title(), &languages, at, violations);
  CheckAmount(project.cost(), fmt::format("{}.cost", at), violations);
  CheckTexts(project.summary(), &languages, fmt::format("{}.summary", at), violations);
  if (!project.place().empty()) {
    if (const std::optional<std::string> wrong = WrongPlace(project.place())) {
      violations.Add(fmt::format("{}.place", at), *wrong);
    }
  }
  CheckImages(project.image_sha256(), fmt::format("{}.image_sha256", at), violations);
  if (project.categories_size() > kMaxCategories) {
    violations.Add(fmt::format("{}.categories", at), "at most 16");
    return;
  }
  for (int i = 0; i < project.categories_size(); ++i) {
    const std::string& category = project.categories(i);
    if (!ledger::IsCategory(category)) {
      violations.Add(fmt::format("{}.categories[{}]", at, i),
                     "expected 1 to 100 bytes without control characters, commas, or white space "
                     "at an end");
    }
  }
}

void ValidateElectorate(const v1::Electorate& electorate, const v1::Process& process,
                        std::string_view at, FieldViolations& violations) {
  CheckKnown(electorate, at, violations);
  const std::set<std::string> languages = LanguagesOf(process);
  CheckTitle(electorate.title(), &languages, at, violations);
  CheckAtMost(electorate.code_registrars(), ledger::kMaxCodeRegistrars, at, "code_registrars",
              violations);
  if (electorate.contests().empty()) {
    violations.Add(fmt::format("{}.contests", at), "expected at least one contest");
  }
  std::set<std::string> seen;
  for (int i = 0; i < electorate.contests_size(); ++i) {
    if (!seen.insert(electorate.contests(i)).second) {
      violations.Add(fmt::format("{}.contests[{}]", at, i), "is there already");
    }
  }
}

void ValidateRegistrar(const v1::Registrar& registrar, std::string_view at,
                       FieldViolations& violations) {
  CheckKnown(registrar, at, violations);
  CheckDisplayName(registrar.display_name(), at, violations);
  CheckSigningKey(registrar.signing_key(), at, violations);
}

void ValidateAuthority(const v1::Authority& authority, std::string_view at,
                       FieldViolations& violations) {
  CheckKnown(authority, at, violations);
  CheckDisplayName(authority.display_name(), at, violations);
  CheckSigningKey(authority.signing_key(), at, violations);
}

void ValidateTrustee(const v1::Trustee& trustee, std::string_view at, FieldViolations& violations) {
  CheckKnown(trustee, at, violations);
  CheckDisplayName(trustee.display_name(), at, violations);
  CheckSigningKey(trustee.signing_key(), at, violations);
  if (trustee.box_key().size() != kBoxKeySize) {
    violations.Add(fmt::format("{}.box_key", at), "expected the 32 bytes of an X25519 public key");
  }
}

}  // namespace urna::services
