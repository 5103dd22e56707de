#include "services/freezing.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "crypto/bytes.h"
#include "ledger/config.h"
#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/roll.h"
#include "services/errors.h"
#include "services/resource_name.h"
#include "services/resources.h"
#include "services/rolls.h"
#include "tallying/allocation_rule.h"

namespace urna::services {
namespace {

constexpr std::string_view kProtocol = "urna/v1";

// The id in a name; empty where there is none, which the validation of the configuration then
// tells.
std::string IdOf(Kind kind, std::string_view name) {
  const absl::StatusOr<ResourceName> parsed = ResourceName::Parse(kind, name, "name");
  return parsed.ok() ? std::string(parsed->id()) : std::string();
}

template <typename Resource>
absl::Status Read(const storage::Reader& store, std::string_view parent,
                  std::vector<Resource>& resources) {
  absl::StatusOr<std::vector<Resource>> read = ReadResources<Resource>(store, parent);
  if (!read.ok()) return read.status();
  resources = *std::move(read);
  return absl::OkStatus();
}

struct Parts {
  std::vector<v1::Area> areas;
  std::vector<v1::Contest> contests;
  std::vector<v1::Electorate> electorates;
  std::vector<v1::Registrar> registrars;
  std::vector<v1::Authority> authorities;
  std::vector<v1::Trustee> trustees;
};

absl::StatusOr<Parts> ReadParts(const storage::Reader& store, const std::string& process) {
  Parts parts;
  absl::Status read = Read(store, process, parts.areas);
  if (read.ok()) read = Read(store, process, parts.contests);
  if (read.ok()) read = Read(store, process, parts.electorates);
  if (read.ok()) read = Read(store, process, parts.registrars);
  if (read.ok()) read = Read(store, process, parts.authorities);
  if (read.ok()) read = Read(store, process, parts.trustees);
  if (!read.ok()) return read;
  return parts;
}

void CopyProcess(const v1::Process& process, std::string_view log_vkey, v1::Config& config,
                 FieldViolations& missing) {
  config.set_protocol(std::string(kProtocol));
  config.set_election_id(process.election_id());
  config.set_process(process.name());
  *config.mutable_title() = process.title();
  for (const v1::LocalizedText& text : process.title()) config.add_languages(text.language());
  config.set_currency(process.currency());
  config.set_currency_digits(process.currency_digits());
  config.mutable_log()->set_origin(process.log_origin());
  config.mutable_log()->set_vkey(std::string(log_vkey));
  config.set_registrar_threshold(process.registrar_threshold());
  config.set_authority_threshold(process.authority_threshold());
  config.set_trustee_threshold(process.trustee_threshold());
  config.set_revote(process.revote());
  config.set_ballots_per_key(process.ballots_per_key());
  config.set_complaint_seconds(process.complaint_seconds());
  if (!process.has_opening_time() || !process.has_closing_time()) {
    missing.Add(process.name(), "opening_time and closing_time must be set");
  }
  config.set_opening_time(static_cast<std::uint64_t>(process.opening_time().seconds()));
  config.set_closing_time(static_cast<std::uint64_t>(process.closing_time().seconds()));
}

void CopyParties(const v1::Process& process, const Parts& parts, v1::Config& config,
                 FieldViolations& missing) {
  const auto enough = [&](std::string_view what, std::size_t count, std::uint32_t threshold) {
    if (threshold < 1 || count < threshold) {
      missing.Add(process.name(),
                  fmt::format("has {} {} and a {} threshold of {}", count, what, what, threshold));
    }
  };
  enough("registrar", parts.registrars.size(), process.registrar_threshold());
  enough("authority", parts.authorities.size(), process.authority_threshold());
  enough("trustee", parts.trustees.size(), process.trustee_threshold());
  for (const v1::Registrar& registrar : parts.registrars) {
    config.add_registrar_keys(registrar.signing_key());
  }
  for (const v1::Authority& authority : parts.authorities) {
    config.add_authority_keys(authority.signing_key());
  }
  for (const v1::Trustee& trustee : parts.trustees) {
    v1::TrusteeIdentity& identity = *config.add_trustees();
    identity.set_display_name(trustee.display_name());
    identity.set_signing_key(trustee.signing_key());
    identity.set_box_key(trustee.box_key());
  }
}

// Every parameter with its value, so that a later default cannot change an outcome.
void CompleteRule(const v1::Contest& contest, v1::RuleConfig& rule, FieldViolations& missing) {
  tallying::ParameterValues given;
  for (const v1::RuleParameter& parameter : contest.rule().parameters()) {
    given[parameter.name()] = parameter.value();
  }
  auto made = tallying::MakeRule(contest.rule().rule(), given);
  if (!made.ok()) {
    missing.Add(contest.name(), std::string(made.status().message()));
    return;
  }
  rule.clear_parameters();
  for (const auto& [name, value] : (*made)->parameters()) {
    v1::RuleParameter& parameter = *rule.add_parameters();
    parameter.set_name(name);
    parameter.set_value(value);
  }
}

absl::Status CopyContests(const storage::Reader& store, const Parts& parts, v1::Config& config,
                          FieldViolations& missing) {
  for (const v1::Contest& contest : parts.contests) {
    v1::ContestConfig& out = *config.add_contests();
    out.set_number(static_cast<std::uint32_t>(config.contests_size() - 1));
    out.set_id(IdOf(Kind::kContest, contest.name()));
    *out.mutable_title() = contest.title();
    out.set_area(IdOf(Kind::kArea, contest.area()));
    out.set_budget(contest.budget());
    *out.mutable_ballot_format() = contest.ballot_format();
    *out.mutable_rule() = contest.rule();
    CompleteRule(contest, *out.mutable_rule(), missing);
    out.set_minimum_ballots(contest.minimum_ballots());
    out.set_count_anyway(contest.count_anyway());
    absl::StatusOr<std::vector<v1::Project>> projects =
        ReadResources<v1::Project>(store, contest.name());
    if (!projects.ok()) return projects.status();
    if (projects->empty()) missing.Add(contest.name(), "has no projects");
    for (const v1::Project& project : *projects) {
      v1::ProjectConfig& copy = *out.add_projects();
      copy.set_id(IdOf(Kind::kProject, project.name()));
      *copy.mutable_title() = project.title();
      copy.set_cost(project.cost());
      *copy.mutable_categories() = project.categories();
    }
  }
  if (parts.contests.empty()) missing.Add(config.process(), "has no contests");
  return absl::OkStatus();
}

void CopyElectorates(const v1::Process& process, const Parts& parts, v1::Config& config,
                     FieldViolations& missing) {
  std::map<std::string, std::uint32_t> numbers;
  for (std::size_t i = 0; i < parts.contests.size(); ++i) {
    numbers[parts.contests[i].name()] = static_cast<std::uint32_t>(i);
  }
  std::set<std::string> votable;
  for (const v1::Electorate& electorate : parts.electorates) {
    v1::ElectorateConfig& out = *config.add_electorates();
    out.set_id(IdOf(Kind::kElectorate, electorate.name()));
    *out.mutable_title() = electorate.title();
    for (const std::string& contest : electorate.contests()) {
      out.add_contests(numbers[contest]);
      votable.insert(contest);
    }
    out.set_slots(electorate.slots());
    out.set_roll_sha256(electorate.roll_sha256());
    if (electorate.roll_sha256().empty()) missing.Add(electorate.name(), "has no roll");
  }
  if (parts.electorates.empty()) missing.Add(process.name(), "has no electorates");
  for (const v1::Contest& contest : parts.contests) {
    if (!votable.contains(contest.name())) {
      missing.Add(contest.name(), "no electorate may vote in it");
    }
  }
  for (const v1::ContestGroup& group : process.contest_groups()) {
    v1::ChoiceGroup& out = *config.add_choice_groups();
    for (const std::string& contest : group.contests()) out.add_contests(numbers[contest]);
    out.set_max(group.max());
  }
}

// That nobody is on two rolls. Each roll was checked by itself when it was imported.
absl::Status CheckRollsDisjoint(const storage::Reader& store, const Parts& parts,
                                FieldViolations& missing) {
  absl::flat_hash_set<crypto::Hash256> seen;
  for (const v1::Electorate& electorate : parts.electorates) {
    if (electorate.roll_sha256().size() != std::tuple_size_v<crypto::Hash256>) continue;
    crypto::Hash256 digest;
    std::copy_n(crypto::AsBytes(electorate.roll_sha256()).begin(), digest.size(), digest.begin());
    absl::StatusOr<crypto::Bytes> file = ReadRoll(store, electorate.name(), digest);
    if (!file.ok()) return file.status();
    crypto::ByteReader reader(*file);
    bool repeated = false;
    while (reader.remaining() > 0 && !repeated) {
      const auto tag = reader.Array<32>();
      const auto key = reader.Array<32>();
      repeated = !seen.insert(tag).second || (key != crypto::Hash256{} && !seen.insert(key).second);
    }
    if (repeated) {
      missing.Add(electorate.name(),
                  "its roll has a slot or a key that stands in another roll too");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Config> BuildConfig(const storage::Reader& store, const v1::Process& process,
                                       std::string_view log_vkey) {
  absl::StatusOr<Parts> parts = ReadParts(store, process.name());
  if (!parts.ok()) return parts.status();
  v1::Config config;
  FieldViolations missing;
  CopyProcess(process, log_vkey, config, missing);
  CopyParties(process, *parts, config, missing);
  for (const v1::Area& area : parts->areas) {
    v1::AreaConfig& out = *config.add_areas();
    out.set_id(IdOf(Kind::kArea, area.name()));
    *out.mutable_title() = area.title();
  }
  if (absl::Status copied = CopyContests(store, *parts, config, missing); !copied.ok()) {
    return copied;
  }
  CopyElectorates(process, *parts, config, missing);
  if (absl::Status checked = CheckRollsDisjoint(store, *parts, missing); !checked.ok()) {
    return checked;
  }
  // The whole is judged only when nothing is missing: otherwise it would name the same again.
  if (missing.empty()) {
    absl::StatusOr<std::uint32_t> width = ledger::NecessaryWidth(config);
    if (width.ok()) config.set_width(*width);
    const absl::Status valid = width.ok() ? ledger::ValidateConfig(config) : width.status();
    if (!valid.ok()) {
      missing.Add(fmt::format("config.{}", ledger::FieldOf(valid)), std::string(valid.message()));
    }
  }
  if (!missing.empty()) {
    return missing.ToStatus(absl::StatusCode::kFailedPrecondition, "PROCESS_INCOMPLETE");
  }
  return config;
}

}  // namespace urna::services
