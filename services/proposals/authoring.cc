#include "services/proposals/authoring.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "ledger/journal_document.h"
#include "services/attachments/attachment_store.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/base/signatures.h"
#include "services/base/text_rules.h"
#include "services/base/times.h"
#include "services/proposals/personal_data.h"
#include "services/proposals/proposal_rules.h"
#include "services/records/actor.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

using internal::v1::StoredProposal;

constexpr std::size_t kMaxName = 200;
constexpr std::size_t kMaxReport = 2000;

absl::Status Exhausted(std::string_view reason, std::string_view message) {
  return Error(absl::StatusCode::kResourceExhausted, reason, message);
}

absl::Status TooMany() {
  return Exhausted("TOO_MANY_PROPOSALS",
                   "too many proposals are being written from here: try again in an hour");
}

absl::Status CheckWritten(ProposalChange& change, const v1::ProposalContent& content,
                          const v1::SubmissionForm& form) {
  const absl::StatusOr<v1::Process> process = change.process();
  if (!process.ok()) return process.status();
  FieldViolations violations;
  CheckContent(content, form, *process, "content", violations);
  absl::Status area = CheckArea(change.store(), change.name().process, content.text().area(),
                                "content.text.area", violations);
  return area.ok() ? violations.ToStatus() : area;
}

// Whether this caller may propose by this channel.
absl::Status CheckChannel(const Call& call, v1::Channel channel, const v1::SubmissionForm& form) {
  if (channel == v1::CHANNEL_ONLINE) {
    if (form.open_submission() || !call.principal.account().empty()) return absl::OkStatus();
    return Error(absl::StatusCode::kPermissionDenied, "NO_OPEN_SUBMISSION",
                 "this process takes proposals only of those it knows: log in, or give it to an "
                 "agent");
  }
  if (channel != v1::CHANNEL_PAPER && channel != v1::CHANNEL_STAFF) {
    return FieldError("channel", "expected ONLINE, PAPER or STAFF");
  }
  return CheckAccess(Access::kEditors, call.principal, call.process);
}

// A draft that nobody could hand in is not begun.
absl::Status CheckOpen(Acts& acts, absl::Time now) {
  const absl::StatusOr<const ledger::JournalState*> state = acts.state();
  if (!state.ok()) return state.status();
  const v1::Window* window = (*state)->window(v1::WINDOW_KIND_SUBMISSION);
  const bool over = window != nullptr &&
                    absl::ToUnixSeconds(now) >= static_cast<std::int64_t>(window->end_time());
  if ((*state)->phase() == v1::PHASE_SUBMISSION && !over) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "NO_PROPOSALS_NOW",
               "no proposal is taken online any more");
}

// Of whoever hands a draft in online: nothing where the form does not limit them. What was taken back does
// not count. FAILED_PRECONDITION (MOST_PER_AUTHOR) where there are as many as it lets in.
absl::StatusOr<std::optional<SourceTag>> LimitedSource(ProposalChange& change,
                                                       const v1::SubmissionForm& form,
                                                       std::string_view source) {
  if (form.most_per_author() == 0) return std::nullopt;
  const std::string& account = change.stored().account();
  const absl::StatusOr<SourceTag> tag = change.acts().TagOf(
      account.empty() ? fmt::format("source {}", source) : fmt::format("account {}", account));
  if (!tag.ok()) return tag.status();
  const absl::StatusOr<const ledger::JournalState*> state = change.acts().state();
  if (!state.ok()) return state.status();
  std::uint32_t before = 0;
  const absl::Status visited = VisitHandedIn(
      change.store(), change.name().process, *tag, [&](ledger::ProposalNumber number) {
        const ledger::JournalProposal* const proposal = (*state)->proposal(number);
        if (proposal != nullptr && proposal->state != ledger::ProposalState::kWithdrawn) ++before;
        return before < form.most_per_author();
      });
  if (!visited.ok()) return visited;
  if (before >= form.most_per_author()) {
    return Error(
        absl::StatusCode::kFailedPrecondition, "MOST_PER_AUTHOR",
        fmt::format("this process takes {} of one author, and so many came {}: withdraw one{}",
                    form.most_per_author(), account.empty() ? "from here" : "of this account",
                    account.empty() ? ", or give it to an agent on paper" : ""));
  }
  return *tag;
}

void AddName(const std::string& name, v1::AuthorNames& out) {
  if (!name.empty()) out.add_names(name);
}

// The document of those who want to be named; none where nobody does.
std::vector<ledger::MadeDocument> MakeAuthors(const StoredProposal& stored,
                                              const v1::ProposalContent& content) {
  v1::AuthorNames names;
  AddName(content.author_name(), names);
  for (const internal::v1::StoredAuthor& author : stored.co_authors())
    AddName(author.name(), names);
  if (names.names().empty()) return {};
  v1::JournalDocument document;
  *document.mutable_authors() = std::move(names);
  return {ledger::MakeDocument(std::move(document))};
}

// Where images are attached they are the ones that it names, whatever its author has kept of them.
absl::Status NameImages(ProposalChange& change) {
  const absl::StatusOr<std::optional<std::vector<std::string>>> images =
      AttachedImages(change.store(), change.name().process, change.name().id);
  if (!images.ok() || !*images) return images.status();
  auto& named = *change.stored().mutable_pending()->mutable_text()->mutable_image_sha256();
  named.Assign((*images)->begin(), (*images)->end());
  return absl::OkStatus();
}

// What its author takes back needs no reason; what the staff takes away does.
absl::Status TellWithdrawn(ProposalChange& change,
                           const google::protobuf::RepeatedPtrField<v1::LocalizedText>& text) {
  if (change.by_author()) {
    return text.empty() ? change.Tell(v1::JOURNAL_ACT_WITHDRAWN)
                        : FieldError("reason", "is the staff's to give");
  }
  absl::StatusOr<ledger::MadeDocument> reason = change.CheckedReason(text, "reason");
  if (!reason.ok()) return reason.status();
  change.stored().set_end_reason_sha256(ToText(reason->sha256));
  return change.Tell(v1::JOURNAL_ACT_WITHDRAWN, {}, {*reason});
}

}  // namespace

v1::ProposalText HeadlineOf(const v1::ProposalText& text) {
  v1::ProposalText headline = text;
  headline.clear_description();
  headline.clear_answers();
  return headline;
}

absl::Status HandIn(ProposalChange& change, v1::Channel channel) {
  StoredProposal& stored = change.stored();
  const v1::ProposalContent content = stored.pending();
  v1::JournalDocument text;
  *text.mutable_proposal() = content.text();
  std::vector<ledger::MadeDocument> documents = {ledger::MakeDocument(std::move(text))};
  internal::v1::StoredVersion version;
  version.set_text_sha256(ToText(documents[0].sha256));
  *version.mutable_time() = ToProto(change.now());
  for (ledger::MadeDocument& authors : MakeAuthors(stored, content)) {
    version.set_authors_sha256(ToText(authors.sha256));
    documents.push_back(std::move(authors));
  }
  v1::ActFacts facts;
  facts.mutable_receipt()->set_channel(channel);
  facts.mutable_receipt()->set_version(static_cast<std::uint32_t>(stored.versions_size()) + 1);
  const bool is_draft = !change.name().number.has_value();
  const std::string id_before = change.name().id;
  if (is_draft) {
    const absl::StatusOr<const ledger::JournalState*> state = change.acts().state();
    if (!state.ok()) return state.status();
    const auto next = static_cast<std::uint32_t>((*state)->proposals().size()) + 1;
    const ProposalName draft = change.name();
    change.set_name(ProposalName::Of(draft.process, ledger::ProposalNumber{next}));
    // Whoever has the link of the draft finds it again; of what is handed in at once there is none.
    if (!stored.id().empty()) {
      StoredProposal moved;
      moved.set_id(draft.id);
      moved.set_became(change.name().id);
      PutProposal(change.batch(), draft, moved);
    }
    stored.set_id(change.name().id);
    *stored.mutable_submit_time() = ToProto(change.now());
    MoveOwned(change.batch(), stored.account(), draft, change.name());
  }
  absl::Status attached = HandInAttachments(change.store(), change.batch(), change.name().process,
                                            id_before, change.name().id, facts.receipt().version());
  if (!attached.ok()) return attached;
  // Until the staff has seen the new one, the public sees the old one.
  if (!is_draft && channel == v1::CHANNEL_ONLINE && !stored.has_public_headline()) {
    *stored.mutable_public_headline() = stored.headline();
  }
  if (channel != v1::CHANNEL_ONLINE) stored.clear_public_headline();
  *stored.mutable_headline() = HeadlineOf(content.text());
  *stored.mutable_last() = content;
  stored.mutable_last()->clear_text();
  stored.clear_pending();
  *stored.add_versions() = std::move(version);
  return change.Tell(is_draft ? v1::JOURNAL_ACT_RECEIVED : v1::JOURNAL_ACT_REVISED, facts,
                     documents);
}

absl::Status Authoring::CreateProposal(const Call& call, const v1::CreateProposalRequest& request,
                                       v1::CreateProposalResponse& response) {
  const std::string key = NewKey();
  const ProposalName name = ProposalName::NewDraft(call.process);
  // Whoever is logged in proves it so, and has no key to lose. What the staff writes is nobody's account's.
  const bool is_own =
      request.channel() == v1::CHANNEL_ONLINE && !call.principal.account().empty();
  const auto create = [&](const storage::Reader& store, storage::WriteBatch& batch,
                          Acts& acts) -> absl::Status {
    ProposalChange change(store, batch, acts, proposals_.outbox(), name,
                          proposals_.clock().Now());
    const absl::StatusOr<v1::SubmissionForm> form = change.form();
    if (!form.ok()) return form.status();
    absl::Status s = CheckChannel(call, request.channel(), *form);
    if (s.ok()) s = CheckWritten(change, request.content(), *form);
    if (!s.ok()) return s;
    if (request.channel() == v1::CHANNEL_ONLINE) {
      if (absl::Status open = CheckOpen(acts, change.now()); !open.ok()) return open;
      const std::string& source = is_own ? call.principal.id() : call.source;
      if (!created_.Take(source, kProposalsPerSource)) return TooMany();
      const absl::StatusOr<bool> fits = drafts_.Take(store, call.process, kProposalDrafts);
      if (!fits.ok()) return fits.status();
      if (!*fits) return TooMany();
    }
    StoredProposal& stored = change.stored();
    stored.set_id(name.id);
    stored.set_edit_key_sha256(KeyHash(key));
    if (is_own) {
      stored.set_account(call.principal.account());
      PutOwned(batch, stored.account(), name);
    }
    stored.set_channel(request.channel());
    *stored.mutable_pending() = request.content();
    *stored.mutable_create_time() = ToProto(change.now());
    *stored.mutable_update_time() = ToProto(change.now());
    PutProposal(batch, name, stored);
    return absl::OkStatus();
  };
  const auto again = [](const storage::Reader&) {
    return Error(absl::StatusCode::kAlreadyExists, "PROPOSAL_EXISTS",
                 "this was answered before, and the edit key is told once: make another draft");
  };
  v1::Proposal made;
  absl::Status created =
      proposals_.changes().ApplyActs(call, request, made, create, Changes::Reach::kProcess, again);
  if (!created.ok()) return created;
  if (!is_own) response.set_edit_key(key);
  return proposals_.Show(call, name.text(), response.edit_key(), 0, *response.mutable_proposal());
}

absl::Status Authoring::UpdateProposal(const Call& call, const v1::UpdateProposalRequest& request,
                                       v1::Proposal& response) {
  const auto update = [&](ProposalChange& change) -> absl::Status {
    if (absl::Status open = change.CheckOpen(); !open.ok()) return open;
    const absl::StatusOr<v1::SubmissionForm> form = change.form();
    if (!form.ok()) return form.status();
    if (absl::Status s = CheckWritten(change, request.content(), *form); !s.ok()) return s;
    *change.stored().mutable_pending() = request.content();
    return NameImages(change);
  };
  return proposals_.Apply(call, request, request.name(), request.edit_key(), Needs::kAuthorOrStaff,
                          update, response);
}

absl::Status Authoring::SubmitProposal(const Call& call, const v1::SubmitProposalRequest& request,
                                       v1::Proposal& response) {
  const auto submit = [&](ProposalChange& change) -> absl::Status {
    if (!change.stored().has_pending()) {
      return Error(absl::StatusCode::kFailedPrecondition, "NOTHING_TO_SUBMIT",
                   "nothing was written since it was handed in: update it first");
    }
    const absl::StatusOr<v1::SubmissionForm> form = change.form();
    if (!form.ok()) return form.status();
    FieldViolations missing;
    CheckComplete(change.stored().pending(), *form, "proposal", missing);
    if (!missing.empty()) {
      return missing.ToStatus(absl::StatusCode::kFailedPrecondition, "PROPOSAL_INCOMPLETE");
    }
    // Since it was written, the area may have gone.
    if (absl::Status s = CheckWritten(change, change.stored().pending(), *form); !s.ok()) return s;
    const bool is_draft = change.journal() == nullptr;
    if (is_draft && !change.by_author() && change.stored().channel() == v1::CHANNEL_ONLINE) {
      return Error(absl::StatusCode::kPermissionDenied, "EDIT_KEY_MISSING",
                   "what an author writes online, its author hands in");
    }
    // What the staff wrote for somebody is the staff's to hand in, whoever has its key.
    if (is_draft && change.stored().channel() != v1::CHANNEL_ONLINE) {
      absl::Status staff = CheckAccess(Access::kEditors, call.principal, call.process);
      if (!staff.ok()) return staff;
      change.acts().set_actor(ActorOf(call));
    }
    const v1::Channel channel = is_draft             ? change.stored().channel()
                                : change.by_author() ? v1::CHANNEL_ONLINE
                                                     : v1::CHANNEL_STAFF;
    absl::StatusOr<std::optional<SourceTag>> source = std::nullopt;
    if (is_draft && channel == v1::CHANNEL_ONLINE) {
      source = LimitedSource(change, *form, call.source);
    }
    if (!source.ok()) return source.status();
    if (absl::Status handed_in = HandIn(change, channel); !handed_in.ok()) return handed_in;
    if (*source) PutHandedIn(change.batch(), change.name(), **source);
    return absl::OkStatus();
  };
  return proposals_.Apply(call, request, request.name(), request.edit_key(), Needs::kAuthorOrStaff,
                          submit, response);
}

absl::Status Authoring::WithdrawProposal(const Call& call,
                                         const v1::WithdrawProposalRequest& request,
                                         v1::Proposal& response) {
  const auto withdraw = [&](ProposalChange& change) -> absl::Status {
    if (change.journal() != nullptr) return TellWithdrawn(change, request.reason());
    DeleteProposal(change.batch(), change.name());
    DeleteOwned(change.batch(), change.stored().account(), change.name());
    change.stored().clear_id();
    return DeleteAttachmentsOf(change.store(), change.batch(), change.name().process,
                               change.name().id);
  };
  return proposals_.Apply(call, request, request.name(), request.edit_key(), Needs::kAuthorOrStaff,
                          withdraw, response);
}

absl::Status Authoring::InviteCoAuthor(const Call& call, const v1::InviteCoAuthorRequest& request,
                                       v1::InviteCoAuthorResponse& response) {
  const std::string key = NewKey();
  const auto invite = [&](ProposalChange& change) -> absl::Status {
    StoredProposal& stored = change.stored();
    auto& invitations = *stored.mutable_invitations();
    const auto is_over = [&](const internal::v1::StoredInvitation& one) {
      return FromProto(one.expire_time()) <= change.now();
    };
    invitations.erase(std::remove_if(invitations.begin(), invitations.end(), is_over),
                      invitations.end());
    if (invitations.size() + stored.co_authors_size() >= kCoAuthors) {
      return Error(
          absl::StatusCode::kFailedPrecondition, "TOO_MANY_AUTHORS",
          fmt::format("a proposal has at most {} more authors, invited ones included", kCoAuthors));
    }
    internal::v1::StoredInvitation& made = *invitations.Add();
    made.set_key_sha256(KeyHash(key));
    *made.mutable_expire_time() = ToProto(change.now() + kInvitationTime);
    return absl::OkStatus();
  };
  v1::Proposal proposal;
  absl::Status invited = proposals_.Apply(call, request, request.name(), request.edit_key(),
                                          Needs::kAuthor, invite, proposal);
  if (invited.ok()) response.set_accept_key(key);
  return invited;
}

absl::Status Authoring::AcceptCoAuthorship(const Call& call,
                                           const v1::AcceptCoAuthorshipRequest& request,
                                           v1::Proposal& response) {
  const absl::StatusOr<ProposalName> asked = ProposalName::Parse(request.name(), "name");
  if (!asked.ok()) return asked.status();
  FieldViolations violations;
  CheckText(request.author_name(), 0, kMaxName, "author_name", violations);
  if (!violations.empty()) return violations.ToStatus();
  ProposalName now_called;
  const auto accept = [&](const storage::Reader& store,
                          storage::WriteBatch& batch) -> absl::Status {
    const auto wrong = [] {
      return Error(absl::StatusCode::kPermissionDenied, "EDIT_KEY_WRONG",
                   "this accept_key is of no open invitation to this proposal");
    };
    // Whoever was invited to a draft has its link, whatever it became since.
    ProposalName name = *asked;
    absl::StatusOr<StoredProposal> stored = FindProposal(store, name);
    // Whoever has no key learns nothing of what is not public.
    if (absl::IsNotFound(stored.status())) return wrong();
    if (!stored.ok()) return stored.status();
    const absl::Time now = proposals_.clock().Now();
    auto& invitations = *stored->mutable_invitations();
    const auto found = std::ranges::find_if(invitations, [&](const auto& one) {
      return OpensWith(request.accept_key(), one.key_sha256()) &&
             FromProto(one.expire_time()) > now;
    });
    if (found == invitations.end()) return wrong();
    invitations.erase(found);
    internal::v1::StoredAuthor& author = *stored->add_co_authors();
    author.set_name(request.author_name());
    *author.mutable_time() = ToProto(now);
    *stored->mutable_update_time() = ToProto(now);
    PutProposal(batch, name, *stored);
    now_called = std::move(name);
    return absl::OkStatus();
  };
  absl::Status accepted = proposals_.changes().Apply(call, request, response, accept);
  if (!accepted.ok()) return accepted;
  if (now_called.number) proposals_.books().Refresh(now_called.process, *now_called.number);
  absl::Status shown = proposals_.Show(call, request.name(), "", 0, response);
  return absl::IsNotFound(shown) ? absl::OkStatus() : shown;
}

absl::Status Authoring::FileAppeal(const Call& call, const v1::FileAppealRequest& request,
                                   v1::Proposal& response) {
  const auto file = [&](ProposalChange& change) -> absl::Status {
    const absl::StatusOr<ledger::MadeDocument> statement =
        change.CheckedReason(request.statement(), "statement");
    if (!statement.ok()) return statement.status();
    change.stored().set_appeal_statement_sha256(ToText(statement->sha256));
    return change.Tell(v1::JOURNAL_ACT_APPEALED, {}, {*statement});
  };
  return proposals_.Apply(call, request, request.name(), request.edit_key(), Needs::kAuthorOrStaff,
                          file, response);
}

absl::Status Authoring::ExportPersonalData(const Call& call,
                                           const v1::ExportPersonalDataRequest& request,
                                           v1::ExportPersonalDataResponse& response) const {
  return proposals_.Read(
      call, request.name(), request.edit_key(),
      [&](const ShownProposal& proposal, Viewer viewer, const LiveJournal& journal) {
        if (viewer == Viewer::kPublic) {
          return Error(absl::StatusCode::kUnauthenticated, "EDIT_KEY_MISSING",
                       "what is held about somebody is for them and the staff alone");
        }
        absl::StatusOr<std::string> json =
            PersonalData(proposals_.store(), proposal, viewer, journal);
        if (!json.ok()) return json.status();
        response.set_json(*std::move(json));
        return absl::OkStatus();
      });
}

absl::Status Authoring::ReportProposal(const Call& call, const v1::ReportProposalRequest& request,
                                       google::protobuf::Empty& response) {
  FieldViolations violations;
  CheckText(request.reason(), 1, kMaxReport, "reason", violations);
  if (!violations.empty()) return violations.ToStatus();
  // Only what the caller sees can be reported, by the name that it has now.
  v1::Proposal seen;
  absl::Status shown = proposals_.Show(call, request.name(), "", 0, seen);
  if (!shown.ok()) return shown;
  const absl::StatusOr<ProposalName> name = ProposalName::Parse(seen.name(), "name");
  if (!name.ok()) return name.status();
  if (!name->number) return FieldError("name", "reports are of what was handed in");
  if (!reported_.Take(call.source, kReportsPerSource)) {
    return Exhausted("TOO_MANY_REPORTS", "too many reports come from here: try again in an hour");
  }
  const auto report = [&](const storage::Reader& store,
                          storage::WriteBatch& batch) -> absl::Status {
    absl::StatusOr<StoredProposal> stored = ReadProposal(store, *name);
    if (!stored.ok()) return stored.status();
    stored->set_reports(stored->reports() + 1);
    // All are counted; what they say leaves room for the notes of the staff.
    if (stored->notes() < kNotes / 2) {
      v1::Note note;
      *note.mutable_time() = ToProto(proposals_.clock().Now());
      note.set_text(request.reason());
      PutNote(batch, *name, stored->notes(), note.SerializeAsString());
      stored->set_notes(stored->notes() + 1);
    }
    PutProposal(batch, *name, *stored);
    return absl::OkStatus();
  };
  absl::Status reported = proposals_.changes().Apply(call, request, response, report);
  if (reported.ok()) proposals_.books().Refresh(name->process, *name->number);
  return reported;
}

}  // namespace urna::services
