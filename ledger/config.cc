#include "ledger/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "crypto/checkpoint.h"
#include "crypto/signature.h"
#include "ledger/ballot_codec.h"
#include "ledger/errors.h"
#include "ledger/ids.h"
#include "ledger/journal_document.h"
#include "ledger/limits.h"
#include "ledger/tally.h"
#include "ledger/text.h"
#include "tallying/allocation_rule.h"
#include "tallying/pabulib_rows.h"

namespace urna::ledger {
namespace {

constexpr std::size_t kMaxText = 4000;
constexpr std::size_t kMaxLanguages = 24;
constexpr std::size_t kMaxCategories = 16;
constexpr std::size_t kMaxCategoryText = 100;
constexpr int kMaxTitledCategories = 100;
constexpr std::size_t kMaxPlace = std::size_t{16} << 10;
constexpr int kMaxImages = 10;
constexpr std::uint32_t kMaxCurrencyDigits = 6;
constexpr std::uint64_t kMaxUnixSeconds = 253402300799;  // the last second of the year 9999

std::string At(std::string_view list, int index) { return fmt::format("{}[{}]", list, index); }

absl::Status CheckTexts(std::string_view field,
                        const google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts,
                        const std::set<std::string>& languages) {
  if (texts.empty()) return InvalidField(field, "at least one language is needed");
  std::set<std::string> seen;
  for (int i = 0; i < texts.size(); ++i) {
    if (!languages.contains(texts[i].language())) {
      return InvalidField(fmt::format("{}.language", At(field, i)),
                          "is not one of the languages of the process");
    }
    if (!seen.insert(texts[i].language()).second) {
      return InvalidField(fmt::format("{}.language", At(field, i)), "stands twice");
    }
    const std::string& text = texts[i].text();
    if (text.empty() || text.size() > kMaxText || !IsPlainText(text)) {
      return InvalidField(fmt::format("{}.text", At(field, i)),
                          "must be 1 to 4,000 bytes without control characters");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckProtocol(const v1::Config& config) {
  if (config.protocol() == "urna/v1") {
    return InvalidField("protocol",
                        "is version 1, which no vote was held on and this does not read");
  }
  if (config.protocol() != kProtocol) {
    return InvalidField("protocol", fmt::format("must be {}", kProtocol));
  }
  if (config.attempt() < 1) return InvalidField("attempt", "must be 1 or more");
  return absl::OkStatus();
}

absl::Status CheckIds(const v1::Config& config) {
  if (config.election_id().size() != std::tuple_size_v<ElectionId>) {
    return InvalidField("election_id", "must be 16 bytes");
  }
  constexpr std::string_view kPrefix = "processes/";
  if (!config.process().starts_with(kPrefix) ||
      !IsResourceId(std::string_view(config.process()).substr(kPrefix.size()))) {
    return InvalidField("process", "must be processes/{process}");
  }
  return absl::OkStatus();
}

absl::Status CheckLanguages(const v1::Config& config) {
  std::set<std::string> languages;
  for (const std::string& language : config.languages()) {
    if (language.size() < 2 || language.size() > 35 || !languages.insert(language).second) {
      return InvalidField("languages", "must be different BCP 47 tags");
    }
  }
  if (languages.empty() || languages.size() > kMaxLanguages) {
    return InvalidField("languages", "must be 1 to 24");
  }
  return absl::OkStatus();
}

absl::Status CheckCurrency(const v1::Config& config) {
  if (config.currency().size() != 3 ||
      !std::all_of(config.currency().begin(), config.currency().end(),
                   [](char c) { return c >= 'A' && c <= 'Z'; })) {
    return InvalidField("currency", "must be an ISO 4217 code such as EUR");
  }
  if (config.currency_digits() > kMaxCurrencyDigits) {
    return InvalidField("currency_digits", "must be 0 to 6");
  }
  return absl::OkStatus();
}

// Every key has exactly one role, or one party's signature could be taken for another's.
absl::Status Claim(std::string_view field, std::string_view key, std::set<std::string>& used) {
  if (used.emplace(key).second) return absl::OkStatus();
  return InvalidField(field, "is used for another role: every key has exactly one");
}

absl::Status CheckKeys(std::string_view field,
                       const google::protobuf::RepeatedPtrField<std::string>& keys,
                       std::uint32_t least, std::uint32_t threshold, std::uint32_t most,
                       std::set<std::string>& used) {
  if (keys.empty() || static_cast<std::uint32_t>(keys.size()) > most) {
    return InvalidField(fmt::format("{}_keys", field), fmt::format("must be 1 to {}", most));
  }
  for (int i = 0; i < keys.size(); ++i) {
    if (!crypto::VerifyingKey::Parse(crypto::AsBytes(keys[i])).ok()) {
      return InvalidField(At(fmt::format("{}_keys", field), i), "is not an Ed25519 public key");
    }
    if (auto s = Claim(At(fmt::format("{}_keys", field), i), keys[i], used); !s.ok()) return s;
  }
  if (threshold < least || threshold > static_cast<std::uint32_t>(keys.size())) {
    return InvalidField(fmt::format("{}_threshold", field),
                        fmt::format("must be {} to {}, is {}", least, keys.size(), threshold));
  }
  return absl::OkStatus();
}

absl::Status CheckWitnesses(const v1::Config& config, std::set<std::string>& used) {
  if (static_cast<std::uint32_t>(config.witness_vkeys_size()) > kMaxWitnesses) {
    return InvalidField("witness_vkeys", fmt::format("at most {}", kMaxWitnesses));
  }
  std::set<std::string> names = {config.log().origin()};
  for (int i = 0; i < config.witness_vkeys_size(); ++i) {
    auto key = crypto::WitnessKey::FromVkey(config.witness_vkeys(i));
    if (!key.ok()) return InvalidField(At("witness_vkeys", i), MessageOf(key.status()));
    if (!names.insert(key->name).second) {
      return InvalidField(At("witness_vkeys", i), "has the name of another witness, or of the log");
    }
    if (auto s = Claim(At("witness_vkeys", i), crypto::AsText(key->key.bytes()), used); !s.ok()) {
      return s;
    }
  }
  if (config.witness_quorum() > static_cast<std::uint32_t>(config.witness_vkeys_size())) {
    return InvalidField("witness_quorum", "is more than there are witnesses");
  }
  return absl::OkStatus();
}

// Two quorums share at least t trustees, one of them honest.
absl::Status CheckClosingQuorum(const v1::Config& config) {
  const auto n = static_cast<std::uint32_t>(config.trustees_size());
  const std::uint32_t least = std::max(config.trustee_threshold(), n / 2 + 1);
  if (config.closing_quorum() < least || config.closing_quorum() > n) {
    return InvalidField("closing_quorum",
                        fmt::format("must be {} to {}, is {}", least, n, config.closing_quorum()));
  }
  return absl::OkStatus();
}

absl::Status CheckReserved(const v1::Config& config) {
  constexpr std::string_view kReserved = "is reserved for a later version and must be absent";
  if (config.online_closing_time() != 0) return InvalidField("online_closing_time", kReserved);
  if (config.stations_size() > 0) return InvalidField("stations", kReserved);
  return absl::OkStatus();
}

bool IsHashOrEmpty(std::string_view bytes) { return bytes.empty() || bytes.size() == 32; }

absl::Status CheckPages(const v1::Config& config) {
  if (IsHashOrEmpty(config.pages_sha256())) return absl::OkStatus();
  return InvalidField("pages_sha256", "must be 32 bytes, or absent");
}

absl::Status CheckJournal(const v1::Config& config, std::set<std::string>& used) {
  if (!config.has_journal()) {
    return config.mandate_sha256().empty()
               ? absl::OkStatus()
               : InvalidField("mandate_sha256", "needs a journal that published it");
  }
  const v1::JournalHead& journal = config.journal();
  if (journal.origin() != JournalOrigin(config.log().origin())) {
    return InvalidField("journal.origin", "must be that of the log and /journal");
  }
  auto key = crypto::LogKey::FromVkey(journal.vkey());
  if (!key.ok()) return InvalidField("journal.vkey", MessageOf(key.status()));
  if (key->origin != journal.origin()) {
    return InvalidField("journal.vkey", "must be of the journal's origin");
  }
  if (auto s = Claim("journal.vkey", crypto::AsText(key->key.bytes()), used); !s.ok()) return s;
  if (journal.size() < 1 || journal.size() > kMaxLogSize) {
    return InvalidField("journal.size", "must be 1 or more");
  }
  if (journal.root().size() != 32) return InvalidField("journal.root", "must be 32 bytes");
  if (!IsHashOrEmpty(config.mandate_sha256())) {
    return InvalidField("mandate_sha256", "must be 32 bytes, or absent");
  }
  return absl::OkStatus();
}

absl::Status CheckParties(const v1::Config& config) {
  std::set<std::string> used;
  if (auto s = CheckKeys("registrar", config.registrar_keys(), 1, config.registrar_threshold(),
                         kMaxRegistrars, used);
      !s.ok()) {
    return s;
  }
  if (auto s = CheckKeys("authority", config.authority_keys(),
                         static_cast<std::uint32_t>(config.authority_keys_size()) / 2 + 1,
                         config.authority_threshold(), kMaxAuthorities, used);
      !s.ok()) {
    return s;
  }
  auto log = crypto::LogKey::FromVkey(config.log().vkey());
  if (!log.ok()) return InvalidField("log.vkey", MessageOf(log.status()));
  if (log->origin != config.log().origin()) {
    return InvalidField("log.origin", "differs from the verifier key's");
  }
  if (auto s = Claim("log.vkey", crypto::AsText(log->key.bytes()), used); !s.ok()) return s;
  if (config.trustees().empty() ||
      static_cast<std::uint32_t>(config.trustees_size()) > kMaxTrustees) {
    return InvalidField("trustees", "must be 1 to 9");
  }
  std::set<std::string> boxes;
  for (int i = 0; i < config.trustees_size(); ++i) {
    const auto& trustee = config.trustees(i);
    if (!crypto::VerifyingKey::Parse(crypto::AsBytes(trustee.signing_key())).ok()) {
      return InvalidField(fmt::format("{}.signing_key", At("trustees", i)),
                          "is not an Ed25519 public key");
    }
    if (auto s =
            Claim(fmt::format("{}.signing_key", At("trustees", i)), trustee.signing_key(), used);
        !s.ok()) {
      return s;
    }
    if (trustee.box_key().size() != 32 || !boxes.insert(trustee.box_key()).second) {
      return InvalidField(fmt::format("{}.box_key", At("trustees", i)),
                          "must be 32 bytes, different for each trustee");
    }
    if (trustee.display_name().size() > 200 || !IsPlainText(trustee.display_name())) {
      return InvalidField(fmt::format("{}.display_name", At("trustees", i)),
                          "at most 200 bytes, without control characters");
    }
  }
  if (config.trustee_threshold() < 1 ||
      config.trustee_threshold() > static_cast<std::uint32_t>(config.trustees_size())) {
    return InvalidField(
        "trustee_threshold",
        fmt::format("must be 1 to {}, is {}", config.trustees_size(), config.trustee_threshold()));
  }
  if (auto s = CheckClosingQuorum(config); !s.ok()) return s;
  if (auto s = CheckJournal(config, used); !s.ok()) return s;
  return CheckWitnesses(config, used);
}

absl::Status CheckRule(const v1::RuleConfig& rule, const tallying::Contest& contest) {
  std::string previous;
  for (int i = 0; i < rule.parameters_size(); ++i) {
    const auto& parameter = rule.parameters(i);
    if (i > 0 && parameter.name() <= previous) {
      return InvalidField(At("rule.parameters", i), "must be ascending by name, each at most once");
    }
    previous = parameter.name();
  }
  if (rule.tie_break() == v1::TIE_BREAK_UNSPECIFIED || !v1::TieBreak_IsValid(rule.tie_break())) {
    return InvalidField("rule.tie_break", "must be set");
  }
  auto made = tallying::MakeRule(rule.rule(), RuleParameters(rule));
  if (!made.ok()) return InvalidField("rule", MessageOf(made.status()));
  // Whether the rule can count this contest's ballots shows on a contest that nobody voted in.
  auto builder = tallying::Profile::Builder::Create(contest);
  if (!builder.ok()) return InvalidField("projects", MessageOf(builder.status()));
  auto outcome =
      (*made)->Allocate(std::move(*builder).Build(), tallying::TieBreak::Lexicographic());
  if (!outcome.ok()) return InvalidField("rule", MessageOf(outcome.status()));
  return absl::OkStatus();
}

// What a project has beside its cost stands in the journal too.
absl::Status CheckProjectTexts(const v1::ProjectConfig& project, bool has_journal,
                               const std::set<std::string>& languages) {
  const bool has_texts = project.summary_size() > 0 || !project.place().empty() ||
                         !project.description_sha256().empty() || project.image_sha256_size() > 0 ||
                         !project.authors_sha256().empty();
  if (!has_texts) return absl::OkStatus();
  if (!has_journal) return InvalidField("summary", "and what comes after it need a journal");
  if (project.summary_size() > 0) {
    if (auto s = CheckTexts("summary", project.summary(), languages); !s.ok()) return s;
  }
  if (project.place().size() > kMaxPlace || !IsPlainText(project.place())) {
    return InvalidField("place", "at most 16,384 bytes without control characters");
  }
  if (!IsHashOrEmpty(project.description_sha256())) {
    return InvalidField("description_sha256", "must be 32 bytes, or absent");
  }
  if (!IsHashOrEmpty(project.authors_sha256())) {
    return InvalidField("authors_sha256", "must be 32 bytes, or absent");
  }
  const auto& images = project.image_sha256();
  if (images.size() > kMaxImages ||
      !std::all_of(images.begin(), images.end(),
                   [](const std::string& hash) { return hash.size() == 32; })) {
    return InvalidField("image_sha256", "at most 10 of 32 bytes");
  }
  return absl::OkStatus();
}

absl::Status CheckProject(const v1::ProjectConfig& project, bool has_journal,
                          const std::set<std::string>& languages) {
  if (!IsProjectId(project.id())) return InvalidField("id", "is not a project id");
  if (project.cost() < 0 || project.cost() > kMaxAmount) {
    return InvalidField("cost", "must be 0 to 2^53 minor units");
  }
  if (auto s = CheckTexts("title", project.title(), languages); !s.ok()) return s;
  if (static_cast<std::size_t>(project.categories_size()) > kMaxCategories ||
      !std::all_of(project.categories().begin(), project.categories().end(), IsCategory)) {
    return InvalidField("categories",
                        "at most 16 of 1 to 100 bytes without commas, or white space at an end");
  }
  return CheckProjectTexts(project, has_journal, languages);
}

absl::Status CheckContest(const v1::ContestConfig& contest, const v1::Config& config,
                          const std::set<std::string>& languages,
                          const std::set<std::string>& areas) {
  if (!IsResourceId(contest.id())) return InvalidField("id", "is not a resource id");
  if (auto s = CheckTexts("title", contest.title(), languages); !s.ok()) return s;
  if (!areas.contains(contest.area())) return InvalidField("area", "there is no such area");
  if (contest.budget() < 0 || contest.budget() > kMaxAmount) {
    return InvalidField("budget", "must be 0 to 2^53 minor units");
  }
  if (static_cast<std::uint32_t>(contest.projects_size()) > kMaxProjects) {
    return InvalidField("projects", fmt::format("at most {}", kMaxProjects));
  }
  std::set<std::string> ids;
  for (int i = 0; i < contest.projects_size(); ++i) {
    const std::string at = At("projects", i);
    if (!ids.insert(contest.projects(i).id()).second) {
      return InvalidField(fmt::format("{}.id", at), "is used twice");
    }
    if (auto s = CheckProject(contest.projects(i), config.has_journal(), languages); !s.ok()) {
      return AtField(at, s);
    }
  }
  auto codec = BallotCodec::Create(contest, config.currency_digits());
  if (!codec.ok()) return codec.status();
  if (codec->MinimumWidth() > config.width()) {
    return InvalidField("ballot_format", fmt::format("needs width {}, the election has {}",
                                                     codec->MinimumWidth(), config.width()));
  }
  return CheckRule(contest.rule(), codec->contest());
}

absl::Status CheckAreas(const v1::Config& config, const std::set<std::string>& languages) {
  std::set<std::string> ids;
  for (int i = 0; i < config.areas_size(); ++i) {
    if (!IsResourceId(config.areas(i).id()) || !ids.insert(config.areas(i).id()).second) {
      return InvalidField(fmt::format("{}.id", At("areas", i)),
                          "is not a resource id, or is used twice");
    }
    if (auto s = CheckTexts("title", config.areas(i).title(), languages); !s.ok()) {
      return AtField(At("areas", i), s);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckCategories(const v1::Config& config, const std::set<std::string>& languages) {
  if (config.categories_size() > kMaxTitledCategories) {
    return InvalidField("categories", fmt::format("at most {}", kMaxTitledCategories));
  }
  std::set<std::string> ids;
  for (int i = 0; i < config.categories_size(); ++i) {
    const v1::CategoryConfig& category = config.categories(i);
    const std::string at = At("categories", i);
    if (!IsResourceId(category.id()) || !ids.insert(category.id()).second) {
      return InvalidField(fmt::format("{}.id", at), "is not a resource id, or is used twice");
    }
    if (auto s = CheckTexts("title", category.title(), languages); !s.ok()) return AtField(at, s);
  }
  return absl::OkStatus();
}

absl::Status CheckContests(const v1::Config& config, const std::set<std::string>& languages) {
  if (config.contests().empty() ||
      static_cast<std::uint32_t>(config.contests_size()) > kMaxContests) {
    return InvalidField("contests", fmt::format("must be 1 to {}", kMaxContests));
  }
  std::set<std::string> areas, ids;
  for (const auto& area : config.areas()) areas.insert(area.id());
  for (int i = 0; i < config.contests_size(); ++i) {
    const auto& contest = config.contests(i);
    if (contest.number() != static_cast<std::uint32_t>(i)) {
      return InvalidField(fmt::format("{}.number", At("contests", i)), "must be its position");
    }
    if (!ids.insert(contest.id()).second) {
      return InvalidField(fmt::format("{}.id", At("contests", i)), "is used twice");
    }
    if (auto s = CheckContest(contest, config, languages, areas); !s.ok()) {
      return AtField(At("contests", i), s);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckElectorates(const v1::Config& config) {
  std::set<std::string> ids;
  if (config.electorates().empty()) return InvalidField("electorates", "at least one is needed");
  std::vector<bool> votable(static_cast<std::size_t>(config.contests_size()), false);
  std::uint64_t slots = 0;
  for (int i = 0; i < config.electorates_size(); ++i) {
    const auto& electorate = config.electorates(i);
    const std::string at = At("electorates", i);
    if (!IsResourceId(electorate.id()) || !ids.insert(electorate.id()).second) {
      return InvalidField(fmt::format("{}.id", at), "is not a resource id, or is used twice");
    }
    if (electorate.contests().empty()) {
      return InvalidField(fmt::format("{}.contests", at), "at least one is needed");
    }
    std::set<std::uint32_t> seen;
    for (std::uint32_t contest : electorate.contests()) {
      if (contest >= votable.size() || !seen.insert(contest).second) {
        return InvalidField(fmt::format("{}.contests", at), "names no contest, or one twice");
      }
      votable[contest] = true;
    }
    if (electorate.roll_sha256().size() != 32) {
      return InvalidField(fmt::format("{}.roll_sha256", at), "has no roll yet");
    }
    if (electorate.code_registrars() < 1 || electorate.code_registrars() > kMaxCodeRegistrars) {
      return InvalidField(fmt::format("{}.code_registrars", at),
                          fmt::format("must be 1 to {}", kMaxCodeRegistrars));
    }
    if (electorate.code_registrars() > config.registrar_threshold()) {
      return InvalidField(fmt::format("{}.code_registrars", at),
                          "is more than the threshold of registrars");
    }
    if (static_cast<std::uint32_t>(electorate.part_sha256_size()) != electorate.code_registrars()) {
      return InvalidField(fmt::format("{}.part_sha256", at), "must be one of each code registrar");
    }
    for (const std::string& digest : electorate.part_sha256()) {
      if (digest.size() != 32)
        return InvalidField(fmt::format("{}.part_sha256", at), "has no part yet");
    }
    slots += electorate.slots();
    if (electorate.slots() > kMaxSlots || slots > kMaxSlots) {
      return InvalidField(fmt::format("{}.slots", at), "at most 2^24 in all");
    }
  }
  for (std::size_t c = 0; c < votable.size(); ++c) {
    if (!votable[c]) {
      return InvalidField(At("contests", static_cast<int>(c)), "no electorate may vote in it");
    }
  }
  for (int i = 0; i < config.choice_groups_size(); ++i) {
    const auto& group = config.choice_groups(i);
    std::set<std::uint32_t> seen(group.contests().begin(), group.contests().end());
    if (seen.size() < 2 || seen.size() != static_cast<std::size_t>(group.contests_size()) ||
        *seen.rbegin() >= votable.size()) {
      return InvalidField(fmt::format("{}.contests", At("choice_groups", i)),
                          "must be two or more different contests");
    }
    if (group.max() < 1 || group.max() >= seen.size()) {
      return InvalidField(fmt::format("{}.max", At("choice_groups", i)),
                          "must be 1 to the number of contests less one");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckVoting(const v1::Config& config) {
  if (config.revote() != v1::REVOTE_POLICY_LAST && config.revote() != v1::REVOTE_POLICY_FIRST) {
    return InvalidField("revote", "must be set");
  }
  if (config.ballots_per_key() < 1 || config.ballots_per_key() > kMaxBallotsPerKey) {
    return InvalidField("ballots_per_key", "must be 1 to 1,000");
  }
  if (config.opening_time() >= config.closing_time() || config.closing_time() > kMaxUnixSeconds) {
    return InvalidField("closing_time", "must be after the opening");
  }
  return absl::OkStatus();
}

}  // namespace

bool IsResourceId(std::string_view id) {
  if (id.empty() || id.size() > 63 || id[0] < 'a' || id[0] > 'z') return false;
  return std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool IsProjectId(std::string_view id) {
  if (id.empty() || id.size() > 64 || tallying::TrimField(id) != id) return false;
  return IsPlainText(id) && id.find_first_of("\t\n,;\"") == std::string_view::npos;
}

bool IsCategory(std::string_view category) {
  return !category.empty() && category.size() <= kMaxCategoryText && IsPlainText(category) &&
         category.find(',') == std::string_view::npos && tallying::TrimField(category) == category;
}

std::uint32_t DefaultClosingQuorum(std::uint32_t trustees, std::uint32_t threshold) {
  return std::max(std::max(threshold, trustees / 2 + 1), (trustees + threshold + 1) / 2);
}

absl::StatusOr<std::uint32_t> NecessaryWidth(const v1::Config& config) {
  std::uint32_t width = 1;
  for (int i = 0; i < config.contests_size(); ++i) {
    auto codec = BallotCodec::Create(config.contests(i), config.currency_digits());
    if (!codec.ok()) return AtField(At("contests", i), codec.status());
    width = std::max(width, codec->MinimumWidth());
  }
  return width;
}

absl::Status ValidateConfig(const v1::Config& config) {
  if (auto s = CheckProtocol(config); !s.ok()) return s;
  if (auto s = CheckReserved(config); !s.ok()) return s;
  if (auto s = CheckPages(config); !s.ok()) return s;
  if (auto s = CheckIds(config); !s.ok()) return s;
  if (auto s = CheckLanguages(config); !s.ok()) return s;
  const std::set<std::string> languages(config.languages().begin(), config.languages().end());
  if (auto s = CheckTexts("title", config.title(), languages); !s.ok()) return s;
  if (auto s = CheckCurrency(config); !s.ok()) return s;
  if (auto s = CheckParties(config); !s.ok()) return s;
  if (config.width() < 1 || config.width() > kMaxWidth) {
    return InvalidField("width", "must be 1 to 16");
  }
  if (auto s = CheckAreas(config, languages); !s.ok()) return s;
  if (auto s = CheckContests(config, languages); !s.ok()) return s;
  if (auto s = CheckCategories(config, languages); !s.ok()) return s;
  if (auto s = CheckElectorates(config); !s.ok()) return s;
  return CheckVoting(config);
}

}  // namespace urna::ledger
