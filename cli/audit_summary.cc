#include "cli/audit_summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/audit_steps.h"
#include "cli/client/shown_text.h"
#include "ledger/stated_limits.h"
#include "ledger/text.h"
#include "tallying/money.h"

namespace urna::cli {
namespace {

constexpr std::string_view kFaultReason = "because ";

// Says everything in one language.
class Summary {
 public:
  Summary(const ledger::AuditReport& report, const ledger::Manifest* manifest, Language language)
      : report_(report), manifest_(manifest), language_(language) {}

  std::string Evidence() const;
  std::string Fates(const std::vector<std::string>& receipts) const;
  std::string Process() const;
  std::string Contest(const ledger::ContestReport& found) const;
  std::string Limits() const;
  std::string Revoked() const;
  std::string End(bool details) const;

 private:
  std::string Say(std::string_view english, std::string_view french) const {
    return std::string(language_ == Language::kFrench ? french : english);
  }
  std::string Count(std::uint64_t n, std::string_view one, std::string_view many,
                    std::string_view un, std::string_view plusieurs) const {
    return language_ == Language::kFrench ? CountText(n, un, plusieurs, language_)
                                          : CountText(n, one, many, language_);
  }
  template <typename Titles>
  std::string Title(const Titles& titles, const std::string& otherwise) const {
    std::string_view text;
    for (const auto& title : titles) {
      const bool wanted = title.language() == Say("en", "fr");
      if (text.empty() || wanted) text = title.text();
      if (wanted) break;
    }
    return client::Shown(text.empty() ? otherwise : text);
  }
  std::string FrenchFate(const ledger::BallotFate& fate) const;
  std::string FrenchLimits() const;

  const ledger::AuditReport& report_;
  const ledger::Manifest* const manifest_;
  const Language language_;
};

// Reasons are those of the protocol, in English.
std::string Summary::Evidence() const {
  std::string out;
  for (const auto& fault : report_.faults) {
    out += fmt::format("{} {}: {}\n", Say("FAULT record", "FAUTE, enregistrement"), fault.record,
                       client::Shown(fault.reason));
  }
  for (const auto& revocation : report_.revocations) {
    out +=
        Say(fmt::format("revoked slot {} by record {}{}\n", revocation.slot.Printed(),
                        revocation.record, revocation.after_vote ? ", AFTER IT HAD VOTED" : ""),
            fmt::format("case {} révoquée par l'enregistrement {}{}\n", revocation.slot.Printed(),
                        revocation.record, revocation.after_vote ? ", APRÈS AVOIR VOTÉ" : ""));
  }
  for (const std::string& path : report_.ignored_files) {
    out += fmt::format("{}: {}\n", Say("ignored, and means nothing", "ignoré, sans signification"),
                       path);
  }
  return out;
}

std::string Summary::FrenchFate(const ledger::BallotFate& fate) const {
  const std::string ballot = fmt::format("le bulletin de l'enregistrement {}", fate.record);
  switch (fate.fate) {
    case ledger::Fate::kFault: {
      const std::size_t reason = std::min(fate.text.find(kFaultReason), fate.text.size());
      return fmt::format(
          "{} n'a pas été admis : FAUTE ({})", ballot,
          fate.text.substr(std::min(reason + kFaultReason.size(), fate.text.size())));
    }
    case ledger::Fate::kCancelled:
      return fmt::format(
          "{} a été annulé par la révocation de l'enregistrement {}, signée par {} {}", ballot,
          fate.by, fate.authorities.size() > 1 ? "les autorités" : "l'autorité",
          fmt::join(fate.authorities, " "));
    case ledger::Fate::kReplaced:
      return fmt::format(
          "{} a été remplacé par l'enregistrement {}, un bulletin plus récent de la "
          "même clé : était-ce vous ?",
          ballot, fate.by);
    case ledger::Fate::kNotCounted:
      return fmt::format(
          "{} est d'une question qui avait trop peu de bulletins et n'a pas été "
          "dépouillée",
          ballot);
    case ledger::Fate::kCounted:
      return fmt::format("{} a été compté", ballot);
  }
  return "";
}

std::string Summary::Fates(const std::vector<std::string>& receipts) const {
  std::string out;
  for (std::size_t i = 0; i < report_.fates.size(); ++i) {
    const ledger::BallotFate& fate = report_.fates[i];
    out += fmt::format("{} {}{}{}\n", Say("receipt", "reçu"),
                       i < receipts.size() ? client::Shown(receipts[i]) : "", Say(": ", " : "),
                       client::Shown(Say(fate.text, FrenchFate(fate))));
  }
  return out;
}

std::string Summary::Process() const {
  const v1::Config& config = manifest_->config();
  return fmt::format("\n{}\n  {} {}\n  {} {}\n", Title(config.title(), config.process()),
                     Say("voting from", "vote du"), LocalTime(config.opening_time(), language_),
                     Say("         to", "     au"), LocalTime(config.closing_time(), language_));
}

std::string Summary::Contest(const ledger::ContestReport& found) const {
  const v1::ContestConfig* contest =
      manifest_ == nullptr ? nullptr : &manifest_->contest(ledger::ContestId{found.contest});
  const std::string id = fmt::format("{} {}", Say("contest", "question"), found.id);
  std::string out = contest == nullptr
                        ? fmt::format("\n{}\n", id)
                        : fmt::format("\n{} ({})\n", Title(contest->title(), found.id), id);
  const std::string entitled = Count(found.entitled, "voter", "voters", "inscrit", "inscrits");
  const std::string took_part = Count(found.ballots, "took part", "took part", "votant", "votants");
  out += Say(fmt::format("  {} of {} took part; ", found.ballots, entitled),
             fmt::format("  {} sur {} ; ", took_part, entitled)) +
         Count(found.valid, "valid ballot", "valid ballots", "bulletin valable",
               "bulletins valables") +
         ", " + Count(found.invalid, "invalid one", "invalid ones", "nul", "nuls") + "\n";
  if (found.too_few_ballots) {
    return out + Say("  nothing is funded: there were too few ballots\n",
                     "  rien n'est financé : il y avait trop peu de bulletins\n");
  }
  if (contest == nullptr) {
    out += Say("  funded:", "  financés :");
    for (const std::string& selected : found.selected) out += " " + client::Shown(selected);
    return out + "\n";
  }
  const v1::Config& config = manifest_->config();
  const auto amount = [&](std::int64_t minor) {
    return AmountText(tallying::Money::Minor(minor), static_cast<int>(config.currency_digits()),
                      ledger::EscapedName(config.currency()), language_);
  };
  const std::size_t funded = found.selected.size();
  out += "  " + Count(funded, "project is", "projects are", "projet financé", "projets financés") +
         Say(fmt::format(" funded, for {} of {}", amount(found.cost), amount(found.budget)),
             fmt::format(", pour {} sur {}", amount(found.cost), amount(found.budget))) +
         (funded == 0 ? "" : Say(":", " :")) + "\n";
  for (const std::string& selected : found.selected) {
    const auto& projects = contest->projects();
    const auto project = std::find_if(projects.begin(), projects.end(),
                                      [&](const auto& one) { return one.id() == selected; });
    if (project == projects.end()) continue;
    out += fmt::format("  {}  {} ({})\n", PaddedLeft(amount(project->cost()), 16),
                       Title(project->title(), selected), client::Shown(selected));
  }
  return out;
}

std::string Summary::Revoked() const {
  const std::size_t revoked = report_.revoked_after_vote();
  if (revoked == 0) {
    return Say("\nno key was revoked after a vote\n",
               "\naucune clé n'a été révoquée après un vote\n");
  }
  return "\n" + Count(revoked, "key was", "keys were", "clé a été", "clés ont été") +
         Say(" revoked after a vote\n",
             revoked == 1 ? " révoquée après un vote\n" : " révoquées après un vote\n");
}

std::string Summary::FrenchLimits() const {
  const ledger::LimitNumbers numbers = ledger::NumbersOf(manifest_->config());
  const auto of_trustees = [&](std::uint32_t n) {
    return fmt::format("{} sur {}", n,
                       CountText(numbers.trustees, "dépositaire", "dépositaires", language_));
  };
  const auto can = [](std::uint32_t n) { return n > 1 ? "peuvent" : "peut"; };
  std::string out =
      fmt::format("à noter  {}, avec le serveur et {} sur {}, peuvent lire des bulletins choisis\n",
                  of_trustees(numbers.readers), numbers.reading_authorities,
                  CountText(numbers.authorities, "autorité", "autorités", language_));
  out += fmt::format("à noter  {}{} {} lire chaque bulletin à tout moment\n",
                     of_trustees(numbers.all_readers), numbers.all_readers > 1 ? " ensemble" : "",
                     can(numbers.all_readers));
  out += fmt::format("à noter  {} {} empêcher la clôture\n", of_trustees(numbers.stoppers),
                     can(numbers.stoppers));
  for (const auto& electorate : manifest_->config().electorates()) {
    out += electorate.code_registrars() == 1
               ? fmt::format(
                     "à noter  qui fait les codes du collège {} peut voter pour ses "
                     "électeurs\n",
                     electorate.id())
               : fmt::format(
                     "à noter  les {} qui font les codes du collège {} ne peuvent voter pour "
                     "ses électeurs que tous ensemble\n",
                     electorate.code_registrars(), electorate.id());
  }
  if (manifest_->config().witness_quorum() == 0) {
    out +=
        "à noter  aucun témoin n'est exigé : qu'il n'y a qu'un journal, les reçus et les points "
        "de contrôle gardés le montrent\n";
  }
  return out;
}

std::string Summary::Limits() const {
  if (language_ == Language::kFrench && manifest_ != nullptr) return FrenchLimits();
  std::string out;
  for (const std::string& limit : report_.stated_limits) {
    out += fmt::format("note     {}\n", client::Shown(limit));
  }
  return out;
}

std::string Summary::End(bool details) const {
  if (!details) {
    return Say("\nEvery step holds. Hashes and keys: --details\n",
               "\nChaque étape est vérifiée. Empreintes et clés : --details\n");
  }
  std::string out = fmt::format("{} {}\n{} {}\n{} {}\n{} {}\n", Say("manifest", "manifeste"),
                                report_.manifest_hash, Say("root    ", "racine   "), report_.root,
                                Say("result  ", "résultat "), report_.result_hash,
                                Say("log     ", "journal  "), client::Shown(report_.log_vkey));
  if (!report_.pages_sha256.empty()) {
    out += fmt::format("{} {}\n", Say("pages   ", "pages    "), report_.pages_sha256);
  }
  return out;
}

}  // namespace

std::string SummarizeAudit(const ledger::AuditReport& report, const ledger::Manifest* manifest,
                           const std::vector<std::string>& receipts, bool details,
                           Language language) {
  const Summary summary(report, manifest, language);
  std::string out = summary.Evidence() + summary.Fates(receipts);
  if (!report.ok()) return out;
  if (manifest != nullptr) out += summary.Process();
  for (const auto& contest : report.contests) out += summary.Contest(contest);
  return out + summary.Revoked() + summary.Limits() + summary.End(details);
}

}  // namespace urna::cli
