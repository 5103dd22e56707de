#include "services/proposals/proposal_news.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "services/base/resource_name.h"
#include "services/base/times.h"
#include "services/messages/message_store.h"
#include "services/messages/occasions.h"
#include "services/messages/phase_news.h"

namespace urna::services {
namespace {

using internal::v1::StoredNews;
using internal::v1::StoredProposal;

// What an act is to those who are told; OCCASION_UNSPECIFIED for nothing.
v1::Occasion OccasionOf(v1::JournalAct act, const v1::ActFacts& facts) {
  switch (act) {
    case v1::JOURNAL_ACT_RECEIVED:
      return v1::OCCASION_RECEIVED;
    case v1::JOURNAL_ACT_REVISED:
      return v1::OCCASION_REVISED;
    case v1::JOURNAL_ACT_SCREENED:
      return v1::OCCASION_SCREENED;
    case v1::JOURNAL_ACT_RETURNED:
      return v1::OCCASION_RETURNED;
    case v1::JOURNAL_ACT_SUPPORTED:
      return v1::OCCASION_SUPPORTED;
    case v1::JOURNAL_ACT_VERDICT:
      return facts.verdict().accepted() ? v1::OCCASION_ACCEPTED : v1::OCCASION_REJECTED;
    case v1::JOURNAL_ACT_APPEALED:
      return v1::OCCASION_APPEALED;
    case v1::JOURNAL_ACT_APPEAL_DECIDED:
      return facts.appeal().upheld() ? v1::OCCASION_APPEAL_UPHELD : v1::OCCASION_APPEAL_DISMISSED;
    case v1::JOURNAL_ACT_WITHDRAWN:
      return v1::OCCASION_WITHDRAWN;
    case v1::JOURNAL_ACT_HIDDEN:
      return v1::OCCASION_HIDDEN;
    case v1::JOURNAL_ACT_RESTORED:
      return v1::OCCASION_RESTORED;
    default:
      return v1::OCCASION_UNSPECIFIED;
  }
}

// Whether it says something to those who do not know the proposal from inside.
bool IsForFollowers(v1::Occasion occasion) {
  switch (occasion) {
    case v1::OCCASION_SCREENED:
    case v1::OCCASION_ACCEPTED:
    case v1::OCCASION_REJECTED:
    case v1::OCCASION_APPEAL_UPHELD:
    case v1::OCCASION_APPEAL_DISMISSED:
    case v1::OCCASION_MERGED:
    case v1::OCCASION_WITHDRAWN:
    case v1::OCCASION_ON_THE_BALLOT:
      return true;
    default:
      return false;
  }
}

void AddReason(const std::vector<ledger::MadeDocument>& documents, StoredNews& news) {
  for (const ledger::MadeDocument& made : documents) {
    if (made.kind != v1::DOCUMENT_KIND_REASON) continue;
    const absl::StatusOr<v1::JournalDocument> document =
        ledger::ParseDocument(made.kind, made.bytes);
    if (document.ok()) AddField(news, "reason", document->reason().text());
  }
}

// Whether it is told to an address that a citizen wrote down, as an answer to their own call.
bool IsUnasked(v1::Occasion occasion, const Acts& acts) {
  return acts.actor().role == v1::JOURNAL_ROLE_CITIZEN &&
         (occasion == v1::OCCASION_RECEIVED || occasion == v1::OCCASION_REVISED);
}

// Nobody fills the letterbox of somebody else by proposing in their name.
void LeaveOutFlooded(const Outbox& outbox, StoredNews& news) {
  for (const internal::v1::StoredRecipient& author : news.recipients()) {
    const absl::StatusOr<MailAddress> address = MailAddress::Parse(author.address());
    if (address.ok() && !outbox.TakeUnasked(*address)) return news.clear_recipients();
  }
}

void AddAuthor(const StoredProposal& stored, StoredNews& news) {
  const v1::ProposalContent& content = stored.last();
  if (!content.notify()) return;
  const absl::StatusOr<MailAddress> address = MailAddress::Parse(content.contact());
  if (!address.ok()) return;
  internal::v1::StoredRecipient& author = *news.add_recipients();
  author.set_kind(v1::RECIPIENT_KIND_AUTHOR);
  author.set_address(address->text());
  author.set_language(stored.headline().language());
}

}  // namespace

absl::Status ProposalNews::AddProcessOf(std::string_view process, StoredNews& news) const {
  const absl::StatusOr<const ledger::JournalState*> state = acts_.state();
  if (!state.ok()) return state.status();
  if ((*state)->calendar()) news.set_time_zone((*state)->calendar()->time_zone());
  return AddProcess(store_, process, news);
}

absl::StatusOr<StoredNews> ProposalNews::Begin(const ProposalName& name,
                                               const StoredProposal& stored, v1::Occasion occasion,
                                               bool to_followers) const {
  StoredNews news;
  news.set_occasion(occasion);
  news.set_proposal(name.id);
  if (absl::Status s = AddProcessOf(name.process, news); !s.ok()) return s;
  const absl::StatusOr<const ledger::JournalState*> state = acts_.state();
  if (!state.ok()) return state.status();
  const ledger::JournalProposal* const journal =
      name.number ? (*state)->proposal(*name.number) : nullptr;
  news.set_tells_followers(to_followers && journal != nullptr && journal->is_public() &&
                           !journal->hidden && !stored.erased());
  // What the staff has not seen is for nobody but its author.
  const bool shows_older = news.tells_followers() && stored.has_public_headline();
  const v1::ProposalText& headline = shows_older ? stored.public_headline() : stored.headline();
  AddField(news, "title", headline.title(), headline.language());
  AddField(news, "proposal", name.id.substr(1));
  if (!stored.erased()) AddAuthor(stored, news);
  return news;
}

absl::Status ProposalNews::Tell(const ProposalName& name, const StoredProposal& stored,
                                v1::JournalAct act, const v1::ActFacts& facts,
                                const std::vector<ledger::MadeDocument>& documents) const {
  const v1::Occasion occasion = OccasionOf(act, facts);
  if (!outbox_.is_on() || occasion == v1::OCCASION_UNSPECIFIED) return absl::OkStatus();
  if (occasion == v1::OCCASION_HIDDEN) {
    absl::Status recalled =
        outbox_.RecallFromFollowers(store_, ProcessId(name.process), name.id, batch_);
    if (!recalled.ok()) return recalled;
  }
  absl::StatusOr<StoredNews> news = Begin(name, stored, occasion, IsForFollowers(occasion));
  if (!news.ok()) return news.status();
  if (IsUnasked(occasion, acts_)) LeaveOutFlooded(outbox_, *news);
  // An author's own words are no news to them.
  if (occasion != v1::OCCASION_APPEALED) AddReason(documents, *news);
  if (facts.has_returned()) {
    AddField(*news, "due",
             absl::FromUnixSeconds(static_cast<std::int64_t>(facts.returned().due_time())));
  }
  if (facts.has_support()) AddField(*news, "count", fmt::to_string(facts.support().persons()));
  if (facts.has_verdict()) {
    internal::v1::StoredField& step = *news->add_fields();
    step.set_name("step");
    for (const std::string_view language : kLanguages) {
      v1::LocalizedText& text = *step.add_texts();
      text.set_language(std::string(language));
      text.set_text(StepText(facts.verdict().step(), language));
    }
  }
  outbox_.Tell(batch_, *std::move(news));
  return absl::OkStatus();
}

absl::Status ProposalNews::TellMerged(const ProposalName& name, const StoredProposal& stored,
                                      std::string_view into,
                                      const std::vector<ledger::MadeDocument>& documents) const {
  if (!outbox_.is_on()) return absl::OkStatus();
  absl::StatusOr<StoredNews> news = Begin(name, stored, v1::OCCASION_MERGED, true);
  if (!news.ok()) return news.status();
  AddReason(documents, *news);
  AddField(*news, "other", into);
  outbox_.Tell(batch_, *std::move(news));
  return absl::OkStatus();
}

absl::Status ProposalNews::TellOnTheBallot(const ProposalName& name,
                                           const StoredProposal& stored) const {
  if (!outbox_.is_on()) return absl::OkStatus();
  absl::StatusOr<StoredNews> news = Begin(name, stored, v1::OCCASION_ON_THE_BALLOT, true);
  if (!news.ok()) return news.status();
  outbox_.Tell(batch_, *std::move(news));
  return absl::OkStatus();
}

absl::Status ProposalNews::TellCompletionDue(const ProposalName& name,
                                             const StoredProposal& stored) const {
  if (!outbox_.is_on()) return absl::OkStatus();
  absl::StatusOr<StoredNews> news = Begin(name, stored, v1::OCCASION_COMPLETION_DUE, false);
  if (!news.ok()) return news.status();
  AddField(*news, "due", FromProto(stored.return_due_time()));
  outbox_.Tell(batch_, *std::move(news));
  return absl::OkStatus();
}

absl::Status ProposalNews::TellReviewer(std::string_view process, const std::string& token,
                                        v1::Occasion occasion, std::size_t count,
                                        absl::Time due) const {
  if (!outbox_.is_on() || token.empty() || count == 0) return absl::OkStatus();
  StoredNews news;
  news.set_occasion(occasion);
  if (absl::Status s = AddProcessOf(process, news); !s.ok()) return s;
  AddField(news, "count", fmt::to_string(count));
  if (due != absl::InfiniteFuture()) AddField(news, "due", due);
  internal::v1::StoredRecipient& reviewer = *news.add_recipients();
  reviewer.set_kind(v1::RECIPIENT_KIND_STAFF);
  reviewer.set_token(token);
  outbox_.Tell(batch_, std::move(news));
  return absl::OkStatus();
}

absl::Status ProposalNews::Forget(const ProposalName& name) const {
  return DeleteMailAbout(store_, ProcessId(name.process), name.id, batch_);
}

}  // namespace urna::services
