#include "cli/audit_steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "cli/client/shown_text.h"
#include "ledger/text.h"

namespace urna::cli {
namespace {

// As section 14 of docs/protocol.md numbers them; in English the audit itself names them.
constexpr std::array<std::string_view, 14> kFrenchNames = {
    "le dossier",
    "autotest de la bibliothèque cryptographique",
    "configuration, manifeste et ses signatures",
    "cérémonie des clés",
    "point de contrôle et journal",
    "ouverture, clôture et signatures sous celle-ci",
    "listes électorales et leurs parties",
    "preuve de chaque bulletin, sélection",
    "mélanges",
    "déchiffrements partiels et tirages au sort",
    "bulletins déchiffrés",
    "résultats",
    "fichiers Pabulib",
    "journal",
};
constexpr std::array<std::string_view, 7> kFrenchDays = {"lundi",    "mardi",  "mercredi", "jeudi",
                                                         "vendredi", "samedi", "dimanche"};
constexpr std::array<std::string_view, 12> kFrenchMonths = {
    "janvier", "février", "mars",      "avril",   "mai",      "juin",
    "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};

// What a step found, from its counts.
class Found {
 public:
  Found(const ledger::AuditStep& step, Language language) : step_(step), language_(language) {}

  std::string Text() const {
    if (step_.counts.empty()) {
      return step_.number == 13 ? Say("this process has none", "ce processus n'en a pas") : "";
    }
    switch (step_.number) {
      case 0:
        return Count(0, "file", "files", "fichier", "fichiers") + Ignored();
      case 3:
        return Say(fmt::format("{} of ", N(0)), fmt::format("{} sur ", N(0))) +
               Count(1, "trustee", "trustees", "dépositaire", "dépositaires");
      case 4:
        return Count(0, "record", "records", "enregistrement", "enregistrements") + OwnKey();
      case 5:
        return Say("opened ", "ouvert ") + LocalTime(step_.counts[0], language_) +
               Say("; closed ", " ; clos ") + LocalTime(step_.counts[1], language_);
      case 6:
        return Count(0, "person", "persons", "personne", "personnes") +
               Say(" entitled", Many(0) ? " inscrites" : " inscrite");
      case 7:
        return Records();
      case 8:
        return Count(0, "mix", "mixes", "mélange", "mélanges");
      case 9:
        return Count(0, "decryption or lot", "decryptions and lots", "déchiffrement ou tirage",
                     "déchiffrements et tirages");
      case 10:
        return Say(fmt::format("{} valid, {} invalid", N(0), N(1)),
                   fmt::format("{} valable{}, {} nul{}", N(0), Many(0) ? "s" : "", N(1),
                               Many(1) ? "s" : ""));
      case 13:
        return Journal();
      default:
        return "";
    }
  }

 private:
  std::string Say(std::string_view english, std::string_view french) const {
    return std::string(language_ == Language::kFrench ? french : english);
  }
  // Of the count in this place.
  std::string N(std::size_t i) const { return Text(step_.counts[i]); }
  std::string Text(std::uint64_t n) const {
    return NumberText(tallying::Rational(mpz_class(static_cast<unsigned long>(n))), language_);
  }
  bool Many(std::size_t i) const { return step_.counts[i] > 1; }
  std::string Count(std::size_t i, std::string_view one, std::string_view many, std::string_view un,
                    std::string_view plusieurs) const {
    return language_ == Language::kFrench ? CountText(step_.counts[i], un, plusieurs, language_)
                                          : CountText(step_.counts[i], one, many, language_);
  }

  std::string Ignored() const {
    if (step_.counts[1] == 0) return "";
    return Say("; ", " ; ") + Count(1, "that means nothing is ignored",
                                    "that mean nothing are ignored", "sans signification, ignoré",
                                    "sans signification, ignorés");
  }
  std::string OwnKey() const {
    if (step_.counts[1] == 0) return "";
    return Say("; the log's key is the bundle's own", " ; la clé du journal est celle du dossier");
  }
  std::string Journal() const {
    return Count(0, "act", "acts", "acte", "actes") + ", " +
           Count(1, "proposal", "proposals", "proposition", "propositions") + ", " +
           Count(2, "document", "documents", "document", "documents") + ", " +
           Say(fmt::format("{} withheld, {} erased", N(3), N(4)),
               fmt::format("{} non publié{}, {} effacé{}", N(3), Many(3) ? "s" : "", N(4),
                           Many(4) ? "s" : ""));
  }
  std::string Records() const {
    return Count(0, "ballot counts", "ballots count", "bulletin compte", "bulletins comptent") +
           ", " + Count(1, "key revoked", "keys revoked", "clé révoquée", "clés révoquées") +
           Say(fmt::format(", {} of them after a vote, ", N(2)),
               fmt::format(", dont {} après un vote, ", N(2))) +
           Count(3, "fault", "faults", "faute", "fautes");
  }

  const ledger::AuditStep& step_;
  const Language language_;
};

}  // namespace

std::string LocalTime(std::uint64_t unix_seconds, Language language) {
  const absl::Time time = absl::FromUnixSeconds(static_cast<std::int64_t>(unix_seconds));
  if (language == Language::kEnglish) {
    return absl::FormatTime("%A, %B %-d, %Y, %H:%M (%Z)", time, absl::LocalTimeZone());
  }
  const absl::CivilDay day = absl::ToCivilDay(time, absl::LocalTimeZone());
  return fmt::format("{} {} {} {}{}", kFrenchDays[static_cast<std::size_t>(absl::GetWeekday(day))],
                     day.day() == 1 ? "1er" : std::to_string(day.day()),
                     kFrenchMonths[static_cast<std::size_t>(day.month()) - 1], day.year(),
                     absl::FormatTime(" à %H:%M (%Z)", time, absl::LocalTimeZone()));
}

std::string StepLine(const ledger::AuditStep& step, bool details, Language language) {
  const bool french = language == Language::kFrench;
  const auto number = static_cast<std::size_t>(step.number);
  const std::string_view name =
      french && number < kFrenchNames.size() ? kFrenchNames[number] : step.name;
  const std::string_view holds = step.status.ok() ? "ok   " : french ? "FAUX " : "FAIL ";
  const std::string found = step.status.ok() ? Found(step, language).Text()
                                             : client::Shown(ledger::MessageOf(step.status));
  std::string out = fmt::format("{}{:2} {}{}{}\n", holds, step.number, name,
                                found.empty() ? ""
                                : french      ? " : "
                                              : ": ",
                                found);
  if (details && step.status.ok() && !step.detail.empty()) {
    out += fmt::format("        {}\n", client::Shown(step.detail));
  }
  return out;
}

}  // namespace urna::cli
