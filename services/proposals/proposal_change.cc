#include "services/proposals/proposal_change.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "crypto/hash.h"
#include "services/base/errors.h"
#include "services/base/signatures.h"
#include "services/base/times.h"
#include "services/proposals/proposal_rules.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kKeyCharacters = 43;

// What the journal says of a proposal; nothing for a draft, or one that it does not know.
std::optional<ledger::JournalProposal> JournalOf(const LiveJournal& journal,
                                                 const ProposalName& name) {
  if (!name.number) return std::nullopt;
  return journal.WithState(
      [&](const ledger::JournalState& state) -> std::optional<ledger::JournalProposal> {
        const ledger::JournalProposal* found = state.proposal(*name.number);
        return found == nullptr ? std::nullopt : std::optional(*found);
      });
}

// The proposals of the groups that it stands in.
std::vector<ledger::ProposalNumber> IncompatibleWith(const LiveJournal& journal,
                                                     const ProposalName& name) {
  std::vector<ledger::ProposalNumber> out;
  if (!name.number) return out;
  journal.WithState([&](const ledger::JournalState& state) {
    for (const auto& [first, group] : state.incompatible()) {
      if (std::ranges::find(group, *name.number) == group.end()) continue;
      out.insert(out.end(), group.begin(), group.end());
    }
  });
  return out;
}

absl::Status KeyMissing() {
  return Error(
      absl::StatusCode::kUnauthenticated, "EDIT_KEY_MISSING",
      "only its author and the staff may do this: send the edit_key that CreateProposal gave, log in "
      "with the account that wrote it, or send a token of the staff");
}
absl::Status KeyWrong() {
  return Error(absl::StatusCode::kPermissionDenied, "EDIT_KEY_WRONG",
               "this edit_key is not of this proposal");
}

// Whether the key opens it, or the caller's account wrote it; a wrong key is never taken for none.
absl::StatusOr<bool> IsAuthor(const internal::v1::StoredProposal& stored, const Call& call,
                              std::string_view key) {
  if (key.empty()) {
    return !stored.account().empty() && stored.account() == call.principal.account();
  }
  if (!OpensWith(key, stored.edit_key_sha256())) return KeyWrong();
  return true;
}

}  // namespace

std::string KeyHash(std::string_view key) { return ToText(crypto::Sha256(crypto::AsBytes(key))); }

std::string NewKey() {
  std::array<unsigned char, kKeyBytes> random;
  randombytes_buf(random.data(), random.size());
  std::array<char, kKeyCharacters + 1> text;
  sodium_bin2base64(text.data(), text.size(), random.data(), random.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero(random.data(), random.size());
  return std::string(text.data(), kKeyCharacters);
}

bool OpensWith(std::string_view key, std::string_view key_sha256) {
  const std::string hash = KeyHash(key);
  return key_sha256.size() == hash.size() &&
         sodium_memcmp(hash.data(), key_sha256.data(), hash.size()) == 0;
}

const ledger::JournalProposal* ProposalChange::journal() const {
  if (!name_.number) return nullptr;
  const absl::StatusOr<const ledger::JournalState*> state = acts_.state();
  return state.ok() ? (*state)->proposal(*name_.number) : nullptr;
}

absl::Status ProposalChange::CheckOpen() const {
  const ledger::JournalProposal* const told = journal();
  const bool is_open = told == nullptr || told->state == ledger::ProposalState::kReturned ||
                       (!by_author_ && told->is_undecided());
  if (is_open && !stored_.erased()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "PROPOSAL_NOT_OPEN",
               "a proposal is changed while it is a draft, or when it was returned");
}

absl::Status ProposalChange::BeginWriting() {
  if (stored_.has_pending() || stored_.versions().empty()) return absl::OkStatus();
  const absl::StatusOr<crypto::Hash256> sha256 =
      ParseHash(stored_.versions().rbegin()->text_sha256(), "sha256");
  if (!sha256.ok()) return absl::DataLossError("a stored proposal names no document");
  const absl::StatusOr<crypto::Bytes> bytes = acts_.Document(*sha256);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<v1::JournalDocument> document =
      ledger::ParseDocument(v1::DOCUMENT_KIND_PROPOSAL, *bytes);
  if (!document.ok()) return document.status();
  *stored_.mutable_pending() = stored_.last();
  *stored_.mutable_pending()->mutable_text() = std::move(*document->mutable_proposal());
  return absl::OkStatus();
}

absl::StatusOr<v1::Process> ProposalChange::process() const {
  return ReadResource<v1::Process>(store_, name_.process);
}

absl::StatusOr<v1::SubmissionForm> ProposalChange::form() {
  const absl::StatusOr<const ledger::JournalState*> state = acts_.state();
  if (!state.ok()) return state.status();
  if (!(*state)->form()) return v1::SubmissionForm();
  const absl::StatusOr<crypto::Bytes> bytes = acts_.Document(*(*state)->form());
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<v1::JournalDocument> document =
      ledger::ParseDocument(v1::DOCUMENT_KIND_FORM, *bytes);
  if (!document.ok()) return document.status();
  return std::move(*document->mutable_form());
}

absl::Status ProposalChange::Tell(v1::JournalAct act, const v1::ActFacts& facts,
                                  const std::vector<ledger::MadeDocument>& documents) {
  absl::Status added = acts_.Add(act, name_.resource(), facts, documents, batch_);
  return added.ok() ? news_.Tell(name_, stored_, act, facts, documents) : added;
}

absl::StatusOr<ledger::MadeDocument> ProposalChange::CheckedReason(
    const google::protobuf::RepeatedPtrField<v1::LocalizedText>& text, std::string_view at) const {
  const absl::StatusOr<v1::Process> its_process = process();
  if (!its_process.ok()) return its_process.status();
  FieldViolations violations;
  CheckReason(text, *its_process, at, violations);
  if (absl::Status wrong = violations.ToStatus(); !wrong.ok()) return wrong;
  v1::JournalDocument content;
  *content.mutable_reason()->mutable_text() = text;
  return ledger::MakeDocument(std::move(content));
}

absl::Status ProposalChanges::Apply(const Call& call, const google::protobuf::Message& request,
                                    std::string_view text, std::string_view edit_key, Needs needs,
                                    const Decide& decide, v1::Proposal& response) {
  absl::StatusOr<ProposalName> asked = ProposalName::Parse(text, "name");
  if (!asked.ok()) return asked.status();
  const auto change_it = [&](const storage::Reader& store, storage::WriteBatch& batch,
                             Acts& acts) -> absl::Status {
    ProposalName name = *asked;
    absl::StatusOr<internal::v1::StoredProposal> stored = FindProposal(store, name);
    if (!stored.ok()) return stored.status();
    ProposalChange change(store, batch, acts, outbox_, name, clock_.Now());
    change.stored() = *std::move(stored);
    absl::StatusOr<bool> author = IsAuthor(change.stored(), call, edit_key);
    if (!author.ok()) return author.status();
    const bool staff = call.principal.May(Permission::kScreen, call.process);
    if (!*author && !staff) {
      // What is not public is nobody's business.
      const ledger::JournalProposal* journal = change.journal();
      const bool is_public = journal != nullptr && journal->is_public();
      return is_public ? KeyMissing() : ResourceNotFound(name.text());
    }
    if (needs == Needs::kAuthor && !*author) return KeyMissing();
    if (needs == Needs::kAuthorOrStaff && !*author &&
        !call.principal.May(Permission::kEditDrafts, call.process)) {
      return KeyMissing();
    }
    change.set_by_author(*author);
    if (*author && needs != Needs::kStaff) {
      acts.set_actor({v1::JOURNAL_ROLE_CITIZEN, change.stored().edit_key_sha256()});
    }
    if (absl::Status decided = decide(change); !decided.ok()) return decided;
    *change.stored().mutable_update_time() = ToProto(change.now());
    // Where it was put already under another name, or taken away, `decide` has cleared its id.
    if (!change.stored().id().empty()) PutProposal(batch, change.name(), change.stored());
    response.set_name(change.name().text());
    return absl::OkStatus();
  };
  const auto again = [&](const storage::Reader&) {
    response.set_name(std::string(text));
    return absl::OkStatus();
  };
  absl::Status applied =
      changes_.ApplyActs(call, request, response, change_it, Changes::Reach::kProcess, again);
  if (!applied.ok()) return applied;
  const absl::StatusOr<ProposalName> now = ProposalName::Parse(response.name(), "name");
  if (now.ok() && now->number) books_.Refresh(now->process, *now->number);
  absl::Status shown = Show(call, response.name(), edit_key, 0, response);
  // A draft that was taken back is gone, and that is the answer.
  return absl::IsNotFound(shown) ? absl::OkStatus() : shown;
}

absl::Status ProposalChanges::Read(const Call& call, std::string_view text,
                                   std::string_view edit_key, const ReadOne& read) const {
  absl::StatusOr<ProposalName> name = ProposalName::Parse(text, "name");
  if (!name.ok()) return name.status();
  const absl::StatusOr<std::shared_ptr<LiveJournal>> journal = journals_.Get(name->process);
  if (!journal.ok()) return journal.status();
  absl::StatusOr<internal::v1::StoredProposal> stored = FindProposal(store_, *name);
  if (!stored.ok()) return stored.status();
  const std::optional<ledger::JournalProposal> told = JournalOf(**journal, *name);
  absl::StatusOr<bool> author = IsAuthor(*stored, call, edit_key);
  if (!author.ok()) return author.status();
  const Viewer viewer = call.principal.May(Permission::kScreen, call.process) ? Viewer::kStaff
                        : *author                                             ? Viewer::kAuthor
                                                                              : Viewer::kPublic;
  const bool is_public = told && told->is_public();
  if (viewer == Viewer::kPublic && !is_public) return ResourceNotFound(name->text());
  return read({*name, *stored, told ? &*told : nullptr, IncompatibleWith(**journal, *name)}, viewer,
              **journal);
}

absl::Status ProposalChanges::Show(const Call& call, std::string_view name,
                                   std::string_view edit_key, std::uint32_t version,
                                   v1::Proposal& response) const {
  return Read(call, name, edit_key,
              [&](const ShownProposal& proposal, Viewer viewer, const LiveJournal& journal) {
                absl::StatusOr<v1::Proposal> shown =
                    ShowProposal(proposal, version, viewer, journal);
                if (!shown.ok()) return shown.status();
                response = *std::move(shown);
                return absl::OkStatus();
              });
}

}  // namespace urna::services
