#include "services/sealing/freezing.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "crypto/bytes.h"
#include "ledger/config.h"
#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/part.h"
#include "services/base/errors.h"
#include "services/base/resource_name.h"
#include "services/base/signatures.h"
#include "services/files/file_space.h"
#include "services/records/contest_config.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

// What stands in the configuration where nobody chose.
constexpr std::uint32_t kDefaultComplaintSeconds = 3600;

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

void CopyProcess(const v1::Process& process, std::string_view log_vkey, std::uint32_t attempt,
                 v1::Config& config, FieldViolations& missing) {
  config.set_protocol(std::string(ledger::kProtocol));
  config.set_attempt(attempt);
  config.set_election_id(process.election_id());
  config.set_process(process.name());
  *config.mutable_title() = process.title();
  for (const v1::LocalizedText& text : process.title()) config.add_languages(text.language());
  config.set_currency(process.currency());
  config.set_currency_digits(process.currency_digits());
  config.mutable_log()->set_origin(process.log_origin());
  config.mutable_log()->set_vkey(std::string(log_vkey));
  config.set_trustee_threshold(process.trustee_threshold());
  config.set_revote(process.revote());
  config.set_ballots_per_key(process.ballots_per_key());
  config.set_complaint_seconds(process.has_complaint_seconds() ? process.complaint_seconds()
                                                               : kDefaultComplaintSeconds);
  *config.mutable_witness_vkeys() = process.witness_vkeys();
  config.set_witness_quorum(process.witness_quorum());
  if (!process.has_opening_time() || !process.has_closing_time()) {
    missing.Add(process.has_opening_time() ? "config.closing_time" : "config.opening_time",
                "must be set");
  }
  config.set_opening_time(static_cast<std::uint64_t>(process.opening_time().seconds()));
  config.set_closing_time(static_cast<std::uint64_t>(process.closing_time().seconds()));
}

void CopyParties(const v1::Process& process, const Parts& parts, v1::Config& config,
                 FieldViolations& missing) {
  const auto enough = [&](std::string_view what, std::size_t count, std::uint32_t threshold) {
    if (threshold < 1 || count < threshold) {
      missing.Add(fmt::format("config.{}_threshold", what),
                  fmt::format("is {}, and there are {} of them", threshold, count));
    }
  };
  std::uint32_t code_registrars = 1;
  for (const v1::Electorate& electorate : parts.electorates) {
    code_registrars = std::max(code_registrars, electorate.code_registrars());
  }
  config.set_registrar_threshold(
      process.registrar_threshold() == 0 ? code_registrars : process.registrar_threshold());
  config.set_authority_threshold(process.authority_threshold() == 0
                                     ? static_cast<std::uint32_t>(parts.authorities.size()) / 2 + 1
                                     : process.authority_threshold());
  config.set_closing_quorum(
      process.closing_quorum() == 0
          ? ledger::DefaultClosingQuorum(static_cast<std::uint32_t>(parts.trustees.size()),
                                         process.trustee_threshold())
          : process.closing_quorum());
  enough("registrar", parts.registrars.size(), config.registrar_threshold());
  enough("authority", parts.authorities.size(), config.authority_threshold());
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
void CompleteRule(const v1::Contest& contest, const std::string& at, v1::RuleConfig& rule,
                  FieldViolations& missing) {
  auto made = MakeServedRule(contest.rule());
  if (!made.ok()) {
    const std::string field = ledger::FieldOf(made.status());
    missing.Add(field.empty() ? at : fmt::format("{}.{}", at, field),
                fmt::format("{}: {}", contest.name(), std::string(made.status().message())));
    return;
  }
  rule.clear_parameters();
  for (const auto& [name, value] : (*made)->parameters()) {
    v1::RuleParameter& parameter = *rule.add_parameters();
    parameter.set_name(name);
    parameter.set_value(value);
  }
}

std::string TextOfTime(std::uint64_t seconds) {
  return absl::FormatTime(absl::RFC3339_sec,
                          absl::FromUnixSeconds(static_cast<std::int64_t>(seconds)),
                          absl::UTCTimeZone());
}

// The calendar told everybody when they can vote.
void CheckVotingTimes(const JournalPart& journal, const v1::Config& config,
                      FieldViolations& missing) {
  if (!journal.voting) return;
  const auto check = [&](std::string_view field, std::uint64_t time, std::uint64_t told) {
    if (time == 0 || time == told) return;
    missing.Add(fmt::format("config.{}", field),
                fmt::format("is {}, and {} in the calendar: change one of them", TextOfTime(time),
                            TextOfTime(told)));
  };
  check("opening_time", config.opening_time(), journal.voting->start_time());
  check("closing_time", config.closing_time(), journal.voting->end_time());
}

absl::Status CopyContests(const storage::Reader& store, const Parts& parts,
                          const JournalPart& journal, v1::Config& config,
                          FieldViolations& missing) {
  for (v1::Contest contest : parts.contests) {
    const std::string at = fmt::format("config.contests[{}]", config.contests_size());
    AddIncompatible(journal, IdOf(Kind::kContest, contest.name()), *contest.mutable_rule());
    absl::StatusOr<v1::ContestConfig> contest_config = ReadContestConfig(store, contest);
    if (!contest_config.ok()) return contest_config.status();
    v1::ContestConfig& out = *config.add_contests();
    out = *std::move(contest_config);
    out.set_number(static_cast<std::uint32_t>(config.contests_size() - 1));
    CompleteRule(contest, at + ".rule", *out.mutable_rule(), missing);
    if (out.projects().empty()) {
      missing.Add(at + ".projects", fmt::format("{} has none", contest.name()));
    }
  }
  if (parts.contests.empty()) missing.Add("config.contests", "the process has none");
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
    out.set_code_registrars(electorate.code_registrars());
    *out.mutable_part_sha256() = electorate.part_sha256();
    if (electorate.roll_sha256().empty()) {
      const auto there =
          std::count_if(electorate.part_sha256().begin(), electorate.part_sha256().end(),
                        [](const std::string& digest) { return !digest.empty(); });
      missing.Add(fmt::format("config.electorates[{}].roll_sha256", config.electorates_size() - 1),
                  there == electorate.code_registrars()
                      ? fmt::format("{} has no roll: the parts of its code registrars do not agree",
                                    electorate.name())
                      : fmt::format("{} has no roll: {} of {} parts are there", electorate.name(),
                                    there, electorate.code_registrars()));
    }
  }
  if (parts.electorates.empty()) missing.Add("config.electorates", "the process has none");
  for (std::size_t i = 0; i < parts.contests.size(); ++i) {
    if (!votable.contains(parts.contests[i].name())) {
      missing.Add(fmt::format("config.contests[{}]", i),
                  fmt::format("no electorate may vote in {}", parts.contests[i].name()));
    }
  }
  for (const v1::ContestGroup& group : process.contest_groups()) {
    v1::ChoiceGroup& out = *config.add_choice_groups();
    for (const std::string& contest : group.contests()) out.add_contests(numbers[contest]);
    out.set_max(group.max());
  }
}

absl::StatusOr<crypto::Bytes> ReadFile(const storage::Reader& store, const std::string& electorate,
                                       const std::string& digest) {
  absl::StatusOr<crypto::Hash256> hash = ParseHash(digest, "sha256");
  if (!hash.ok()) return ResourceDamaged(electorate);
  return kRollFiles.Read(store, electorate, *hash);
}

// The digests of all files of these electorates' rolls.
std::string FilesOf(const std::vector<v1::Electorate>& electorates) {
  std::string files;
  for (const v1::Electorate& electorate : electorates) {
    files += electorate.name() + '\0' + electorate.roll_sha256();
    for (const std::string& part : electorate.part_sha256()) files += part;
  }
  return files;
}

using Seen = absl::flat_hash_set<crypto::Hash256>;

// Whether a slot or a key of the roll has been seen before; takes note of them.
bool Repeats(crypto::ByteView roll, Seen& seen) {
  crypto::ByteReader reader(roll);
  bool repeated = false;
  while (reader.remaining() > 0 && !repeated) {
    const auto tag = reader.Array<32>();
    const auto key = reader.Array<32>();
    repeated = !seen.insert(tag).second || (key != crypto::Hash256{} && !seen.insert(key).second);
  }
  return repeated;
}

// The same of the keys of a part, which was checked when it was imported.
bool PartRepeats(crypto::ByteView part, Seen& seen) {
  crypto::ByteReader reader(part.subspan(std::min(ledger::kPartHeaderSize, part.size())));
  bool repeated = false;
  while (reader.remaining() > 0 && !repeated) {
    reader.Take(32);
    const auto key = reader.Array<32>();
    reader.Take(ledger::kPartRecordSize - 64);
    repeated = key != crypto::Hash256{} && !seen.insert(key).second;
  }
  return repeated;
}

}  // namespace

absl::StatusOr<RollsCheck> CheckRolls(const storage::Reader& store, std::string_view process) {
  auto electorates = ReadResources<v1::Electorate>(store, process);
  if (!electorates.ok()) return electorates.status();
  RollsCheck check{FilesOf(*electorates), ""};
  if (electorates->size() < 2) return check;
  Seen seen;
  std::vector<Seen> seen_in_part(ledger::kMaxCodeRegistrars);
  for (const v1::Electorate& electorate : *electorates) {
    if (electorate.roll_sha256().empty()) continue;
    absl::StatusOr<crypto::Bytes> roll =
        ReadFile(store, electorate.name(), electorate.roll_sha256());
    if (!roll.ok()) return roll.status();
    bool repeated = Repeats(*roll, seen);
    for (int j = 0; j < electorate.part_sha256_size() && !repeated; ++j) {
      absl::StatusOr<crypto::Bytes> part =
          ReadFile(store, electorate.name(), electorate.part_sha256(j));
      if (!part.ok()) return part.status();
      repeated = PartRepeats(*part, seen_in_part[static_cast<std::size_t>(j)]);
    }
    if (repeated) {
      check.repeating = electorate.name();
      break;
    }
  }
  return check;
}

absl::StatusOr<v1::Config> BuildConfig(const storage::Reader& store, const v1::Process& process,
                                       std::string_view log_vkey, std::uint32_t attempt,
                                       const RollsCheck& rolls, const JournalPart& journal) {
  absl::StatusOr<Parts> parts = ReadParts(store, process.name());
  if (!parts.ok()) return parts.status();
  v1::Config config;
  FieldViolations missing;
  CopyProcess(process, log_vkey, attempt, config, missing);
  CopyParties(process, *parts, config, missing);
  for (const v1::Area& area : parts->areas) {
    v1::AreaConfig& out = *config.add_areas();
    out.set_id(IdOf(Kind::kArea, area.name()));
    *out.mutable_title() = area.title();
  }
  if (absl::Status copied = CopyContests(store, *parts, journal, config, missing); !copied.ok()) {
    return copied;
  }
  AddCategories(journal, config);
  CopyElectorates(process, *parts, config, missing);
  CheckVotingTimes(journal, config, missing);
  for (const std::string& undecided : journal.undecided) missing.Add("config.journal", undecided);
  if (journal.undecided.empty()) *config.mutable_journal() = journal.head;
  config.set_mandate_sha256(journal.mandate_sha256);
  if (FilesOf(parts->electorates) != rolls.files) {
    return Error(absl::StatusCode::kAborted, "PROCESS_CHANGED",
                 "the rolls have changed at the same time: look at them and try again");
  }
  if (!rolls.repeating.empty()) {
    missing.Add("config.electorates",
                fmt::format("the roll of {} has a slot or a key that stands in another roll too",
                            rolls.repeating));
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
