#include "cli/proposal_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>

#include "cli/client/shown_text.h"
#include "cli/client/time_text.h"
#include "cli/plan_texts.h"
#include "tallying/money.h"

namespace urna::cli {
namespace {

using client::Shown;

struct StatusWords {
  v1::ProposalStatus status;
  std::string_view option, english, french;
};
constexpr std::array kStatuses = {
    StatusWords{v1::PROPOSAL_STATUS_DRAFT, "draft", "draft", "brouillon"},
    StatusWords{v1::PROPOSAL_STATUS_SUBMITTED, "submitted", "submitted", "reçue"},
    StatusWords{v1::PROPOSAL_STATUS_RETURNED, "returned", "returned", "à compléter"},
    StatusWords{v1::PROPOSAL_STATUS_UNDER_REVIEW, "under-review", "under review", "en instruction"},
    StatusWords{v1::PROPOSAL_STATUS_ADMITTED, "admitted", "admitted", "retenue"},
    StatusWords{v1::PROPOSAL_STATUS_REJECTED, "rejected", "rejected", "refusée"},
    StatusWords{v1::PROPOSAL_STATUS_WITHDRAWN, "withdrawn", "withdrawn", "retirée"},
    StatusWords{v1::PROPOSAL_STATUS_MERGED, "merged", "merged", "fusionnée"},
    StatusWords{v1::PROPOSAL_STATUS_HIDDEN, "hidden", "hidden", "masquée"},
    StatusWords{v1::PROPOSAL_STATUS_ON_THE_BALLOT, "on-the-ballot", "on the ballot",
                "soumise au vote"},
};

std::optional<tallying::Money> CostOf(const v1::Proposal& proposal) {
  std::optional<tallying::Money> cost;
  if (proposal.text().has_estimated_cost()) {
    cost = tallying::Money::Minor(proposal.text().estimated_cost());
  }
  for (const v1::Verdict& verdict : proposal.verdicts()) {
    const v1::VerdictFacts& facts = verdict.facts();
    const bool says = facts.step() == v1::REVIEW_STEP_SUBSTANTIVE && facts.accepted();
    if (says) cost = tallying::Money::Minor(facts.cost());
  }
  return cost;
}

// With spaces that a terminal and a table show as such.
std::string AmountOf(tallying::Money amount, const CurrencyOf& currency, Language language) {
  std::string text = AmountText(amount, currency.digits, currency.code, language);
  for (const std::string_view space : {"\u00a0", "\u202f"}) {
    for (std::size_t at = text.find(space); at != text.npos; at = text.find(space)) {
      text.replace(at, space.size(), " ");
    }
  }
  return text;
}

// Labels and values under each other.
class Lines {
 public:
  explicit Lines(Language language) : french_(language == Language::kFrench) {}

  void Add(std::string_view english, std::string_view french, const std::string& value) {
    if (value.empty()) return;
    constexpr std::size_t kWidth = 18;
    out_ += fmt::format("  {}{}\n", PaddedRight(std::string(french_ ? french : english), kWidth),
                        Shown(value));
  }
  std::string_view Word(std::string_view english, std::string_view french) const {
    return french_ ? french : english;
  }
  std::string Take() { return std::move(out_); }

 private:
  bool french_;
  std::string out_;
};

std::string TimeOf(bool there, const google::protobuf::Timestamp& time) {
  return there ? client::TimeText(static_cast<std::uint64_t>(time.seconds())) : "";
}

std::string ChannelText(v1::Channel channel, const Lines& lines) {
  switch (channel) {
    case v1::CHANNEL_ONLINE:
      return std::string(lines.Word("online", "en ligne"));
    case v1::CHANNEL_PAPER:
      return std::string(lines.Word("on paper", "sur papier"));
    case v1::CHANNEL_STAFF:
      return std::string(lines.Word("by the staff", "par l'administration"));
    default:
      return "";
  }
}

void AddVerdicts(const v1::Proposal& proposal, const CurrencyOf& currency, Language language,
                 Lines& lines) {
  for (const v1::Verdict& verdict : proposal.verdicts()) {
    const v1::VerdictFacts& facts = verdict.facts();
    const bool formal = facts.step() == v1::REVIEW_STEP_FORMAL;
    const std::string_view outcome = facts.accepted() ? lines.Word("accepted", "favorable")
                                                      : lines.Word("refused", "défavorable");
    std::string text(outcome);
    if (facts.accepted() && !formal) {
      const auto amount = [&](std::int64_t minor) {
        return AmountOf(tallying::Money::Minor(minor), currency, language);
      };
      text += fmt::format("; {}", amount(facts.cost()));
      if (facts.yearly_cost() > 0) {
        text += fmt::format(", {} {}", amount(facts.yearly_cost()), lines.Word("a year", "par an"));
      }
      if (facts.months() > 0) {
        text += fmt::format(", {} {}", facts.months(), lines.Word("months", "mois"));
      }
      if (facts.co_funding() > 0) {
        text += fmt::format(", {} {}", amount(facts.co_funding()),
                            lines.Word("paid by others", "payés par d'autres"));
      }
    }
    const std::string reason = TextFor(verdict.reason(), language);
    if (!reason.empty()) text += fmt::format(" ({})", reason);
    lines.Add(formal ? "formal review" : "substantive review",
              formal ? "recevabilité" : "instruction", text);
  }
}

void AddAppeal(const v1::Proposal& proposal, Language language, Lines& lines) {
  if (!proposal.has_appeal()) return;
  const v1::Appeal& appeal = proposal.appeal();
  const auto status =
      appeal.status() == v1::APPEAL_STATUS_UPHELD      ? lines.Word("upheld", "accueilli")
      : appeal.status() == v1::APPEAL_STATUS_DISMISSED ? lines.Word("dismissed", "rejeté")
                                                       : lines.Word("filed", "déposé");
  lines.Add("appeal", "recours", std::string(status));
  lines.Add("its reason", "son motif", TextFor(appeal.statement(), language));
  lines.Add("its decision", "sa décision", TextFor(appeal.reason(), language));
}

void AddInternal(const v1::Proposal& proposal, Lines& lines) {
  if (!proposal.has_internal()) return;
  const v1::ProposalInternal& internal = proposal.internal();
  lines.Add("contact", "contact", internal.contact());
  for (const v1::FieldAnswer& answer : internal.answers()) {
    lines.Add(answer.field(), answer.field(), answer.value());
  }
  lines.Add("reviewed by", "instruite par", internal.assignee());
  lines.Add("until", "avant le",
            TimeOf(internal.has_assign_due_time(), internal.assign_due_time()));
  if (internal.awaits_screening()) {
    lines.Add("to be seen", "à relire",
              std::string(lines.Word("its newest version", "sa dernière version")));
  }
  if (internal.reports() > 0) {
    lines.Add("reports", "signalements", fmt::format("{}", internal.reports()));
  }
  if (internal.co_authors() > 0) {
    lines.Add("co-authors", "co-auteurs", fmt::format("{}", internal.co_authors()));
  }
}

void AddText(const v1::ProposalText& text, Lines& lines) {
  lines.Add("title", "titre", text.title());
  lines.Add("summary", "résumé", text.summary());
  lines.Add("description", "description", text.description());
  lines.Add("area", "secteur", text.area());
  lines.Add("category", "catégorie", text.category());
  lines.Add("place", "lieu", text.place());
  for (const v1::FieldAnswer& answer : text.answers()) {
    lines.Add(answer.field(), answer.field(), answer.value());
  }
}

}  // namespace

std::string_view StatusText(v1::ProposalStatus status, Language language) {
  const auto found = std::ranges::find(kStatuses, status, &StatusWords::status);
  if (found == kStatuses.end()) return "?";
  return language == Language::kFrench ? found->french : found->english;
}

absl::StatusOr<v1::ProposalStatus> ParseProposalStatus(std::string_view word) {
  const auto found = std::ranges::find(kStatuses, word, &StatusWords::option);
  if (found != kStatuses.end()) return found->status;
  std::vector<std::string_view> words;
  for (const StatusWords& known : kStatuses) words.push_back(known.option);
  return absl::InvalidArgumentError(
      fmt::format("--status is '{}'; expected {}", word, fmt::join(words, ", ")));
}

std::string CostText(const v1::Proposal& proposal, const CurrencyOf& currency, Language language) {
  const auto cost = CostOf(proposal);
  return cost ? AmountOf(*cost, currency, language) : "";
}

std::string PlainCost(const v1::Proposal& proposal, const CurrencyOf& currency) {
  const auto cost = CostOf(proposal);
  return cost ? tallying::FormatMoney(*cost, currency.digits) : "";
}

std::string DescribeProposal(const v1::Proposal& proposal, const CurrencyOf& currency,
                             Language language) {
  Lines lines(language);
  std::string status(StatusText(proposal.status(), language));
  if (proposal.erased()) status += fmt::format(", {}", lines.Word("erased", "effacée"));
  lines.Add("status", "état", status);
  if (proposal.versions() > 0) {
    lines.Add(
        "version", "version",
        fmt::format("{} {} {}", proposal.version(), lines.Word("of", "sur"), proposal.versions()));
  }
  AddText(proposal.text(), lines);
  lines.Add("cost", "coût", CostText(proposal, currency, language));
  lines.Add("authors", "auteurs", fmt::format("{}", fmt::join(proposal.author_names(), ", ")));
  lines.Add("came", "reçue", ChannelText(proposal.channel(), lines));
  if (proposal.supporters() > 0) {
    lines.Add("supporters", "soutiens", fmt::format("{}", proposal.supporters()));
  }
  if (proposal.has_returned()) {
    lines.Add("returned", "à compléter", TextFor(proposal.returned().reason(), language));
    lines.Add("until", "avant le", TimeOf(true, proposal.returned().due_time()));
  }
  AddVerdicts(proposal, currency, language, lines);
  AddAppeal(proposal, language, lines);
  lines.Add("ended", "close", TextFor(proposal.end_reason(), language));
  lines.Add("hidden", "masquée", TextFor(proposal.hidden_reason(), language));
  lines.Add("merged into", "fusionnée dans", proposal.merged_into());
  lines.Add("made from", "issue de", fmt::format("{}", fmt::join(proposal.parents(), ", ")));
  lines.Add("excludes", "exclut", fmt::format("{}", fmt::join(proposal.incompatible(), ", ")));
  lines.Add("project", "projet", proposal.project());
  lines.Add("handed in", "déposée", TimeOf(proposal.has_submit_time(), proposal.submit_time()));
  lines.Add("last change", "modifiée", TimeOf(proposal.has_update_time(), proposal.update_time()));
  AddInternal(proposal, lines);
  return fmt::format("{}\n{}", Shown(proposal.name()), lines.Take());
}

}  // namespace urna::cli
