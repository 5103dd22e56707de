#include "services/attaching/attaching.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "crypto/hash.h"
#include "media/limits.h"
#include "services/attaching/made_files.h"
#include "services/attachments/attachment_view.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/base/resource_name.h"
#include "services/base/signatures.h"
#include "services/base/text_rules.h"
#include "services/base/times.h"
#include "services/records/draft_process.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

using internal::v1::StoredAlternative;
using internal::v1::StoredAttachment;
using internal::v1::StoredFile;

// What `decide` answers where all may be done that a header asks for, and nothing is done yet.
absl::Status Admitted() { return absl::CancelledError(); }

absl::Status TooMany(absl::StatusCode code, std::string_view what) {
  return Error(code, "TOO_MANY_ATTACHMENTS", what);
}

absl::Status TooLarge() {
  return TooMany(absl::StatusCode::kFailedPrecondition,
                 fmt::format("all together would have more than {} MiB: delete one first",
                             kAttachedBytes >> 20));
}

bool IsOfMandate(std::string_view parent) {
  return ResourceName::Parse(Kind::kProcess, parent, "parent").ok();
}

// While what it belongs to is written.
Span SpanOf(std::string_view parent) {
  return IsOfMandate(parent) ? Span::kUnfrozen : Span::kProposing;
}

std::string ParentOf(const AttachmentName& name, const StoredAttachment& attachment) {
  if (attachment.owner() == kMandate) return name.process;
  return fmt::format("{}/proposals/{}", name.process, attachment.owner());
}

bool IsImage(const StoredAttachment& one) { return one.kind() == v1::ATTACHMENT_KIND_IMAGE; }
bool IsOfText(const StoredAttachment& one) {
  return one.subject() == v1::ATTACHMENT_SUBJECT_PROPOSAL;
}

// Whether both stand in one order.
bool AreTogether(const StoredAttachment& one, const StoredAttachment& other) {
  return one.subject() == other.subject() && one.verdict() == other.verdict() &&
         one.kind() == other.kind();
}

std::string SourceOf(const v1::AttachmentHeader& header) {
  const std::string source = header.sha256() + header.crop().SerializeAsString();
  return ToText(crypto::Sha256(crypto::AsBytes(source)));
}

// What the header says, without the files.
StoredAttachment MadeOf(const v1::AttachmentHeader& header) {
  StoredAttachment out;
  out.set_subject(header.subject());
  out.set_verdict(header.verdict());
  out.set_kind(header.kind());
  out.set_source_sha256(SourceOf(header));
  return out;
}

absl::Status CheckAlternative(const storage::Reader& store, const std::string& process,
                              const LocalizedTexts& texts, std::string_view at) {
  const absl::StatusOr<v1::Process> found = ReadResource<v1::Process>(store, process);
  if (!found.ok()) return found.status();
  std::set<std::string> languages;
  for (const v1::LocalizedText& title : found->title()) languages.insert(title.language());
  FieldViolations violations;
  CheckTexts(texts, &languages, at, violations, kAlternativeTextBytes);
  return violations.ToStatus();
}

}  // namespace

struct Attaching::Change {
  const storage::Reader& store;
  storage::WriteBatch& batch;
  Acts& acts;
  std::string process;
  std::string owner;
  // Null for the mandate.
  ProposalChange* proposal;
  absl::Time now;
  bool is_staff;
  // All that the owner has, in its order.
  std::vector<StoredAttachment> all;

  absl::Status ReadAll() {
    absl::StatusOr<std::vector<StoredAttachment>> read = AttachmentsOf(store, process, owner);
    if (read.ok()) all = *std::move(read);
    return read.status();
  }

  absl::StatusOr<std::uint32_t> public_version() const {
    if (!acts.has_journal()) return 0;
    const absl::StatusOr<const ledger::JournalState*> state = acts.state();
    if (!state.ok()) return state.status();
    return PublicVersionOf(**state, owner);
  }

  // Where it is of a text, that is written on from here.
  absl::Status CheckOpen(const StoredAttachment& one) const {
    return IsOfText(one) ? proposal->CheckOpen() : absl::OkStatus();
  }

  std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const StoredAttachment& one : all) {
      for (const StoredFile& file : one.files()) sum += file.size();
    }
    return sum;
  }

  // What is being written names its images as they are now.
  absl::Status NameImages() {
    if (absl::Status begun = proposal->BeginWriting(); !begun.ok()) return begun;
    std::vector<const StoredAttachment*> images;
    for (const StoredAttachment& one : all) {
      if (IsOfText(one) && IsImage(one)) images.push_back(&one);
    }
    std::ranges::sort(images, {}, &StoredAttachment::position);
    v1::ProposalText& text = *proposal->stored().mutable_pending()->mutable_text();
    text.clear_image_sha256();
    for (const StoredAttachment* one : images) text.add_image_sha256(one->files(0).sha256());
    return absl::OkStatus();
  }

  // Gives all that stand together with `one` their places anew, and it the `position`-th.
  void Order(const StoredAttachment& one, std::uint32_t position) {
    std::vector<StoredAttachment*> together;
    StoredAttachment* moved = nullptr;
    for (StoredAttachment& other : all) {
      if (!AreTogether(one, other)) continue;
      if (other.id() == one.id()) {
        moved = &other;
      } else {
        together.push_back(&other);
      }
    }
    const std::size_t at = std::min<std::size_t>(position, together.size());
    if (moved != nullptr)
      together.insert(together.begin() + static_cast<std::ptrdiff_t>(at), moved);
    for (std::size_t i = 0; i < together.size(); ++i) {
      const auto place = static_cast<std::uint32_t>(i);
      if (together[i]->position() == place) continue;
      together[i]->set_position(place);
      PutAttachment(batch, process, *together[i]);
    }
  }
};

// The call is over when its upload is; what it says of the caller is kept here.
class Attaching::AttachmentUpload final : public Upload {
 public:
  AttachmentUpload(Attaching& attaching, const Call& call, v1::AttachmentHeader header,
                   std::unique_ptr<Uploads::File> file)
      : attaching_(attaching),
        principal_(call.principal),
        rule_(call.rule),
        process_(call.process),
        source_(call.source),
        header_(std::move(header)),
        file_(std::move(file)) {}

  absl::Status Add(std::string_view bytes) override { return file_->Add(bytes); }

  absl::Status Finish(google::protobuf::Message& response) override {
    const absl::StatusOr<crypto::Hash256> digest = ParseHash(header_.sha256(), "header.sha256");
    if (!digest.ok()) return digest.status();
    const absl::StatusOr<crypto::Bytes> bytes = file_->Take(*digest);
    if (!bytes.ok()) return bytes.status();
    const auto files = MakeFiles(attaching_.images_, header_, crypto::AsText(*bytes));
    if (!files.ok()) return files.status();
    return attaching_.Keep({principal_, rule_, process_, source_}, header_, *files,
                           static_cast<v1::Attachment&>(response));
  }

 private:
  Attaching& attaching_;
  const Principal principal_;
  const MethodRule& rule_;
  const std::string process_;
  const std::string source_;
  const v1::AttachmentHeader header_;
  const std::unique_ptr<Uploads::File> file_;
};

absl::Status Attaching::Apply(const Call& call, const google::protobuf::Message& request,
                              std::string_view parent, std::string_view edit_key, Terms terms,
                              const Decide& decide) {
  MethodRule rule = call.rule;
  rule.span = terms.span;
  const Call spanned{call.principal, rule, call.process, call.source};
  const bool is_staff = call.principal.May(Permission::kEditDrafts, call.process);
  if (IsOfMandate(parent)) {
    absl::Status staff = CheckAccess(Access::kEditors, call.principal, call.process);
    if (!staff.ok()) return staff;
    google::protobuf::Empty ignored;
    return proposals_.changes().ApplyActs(
        spanned, request, ignored,
        [&](const storage::Reader& store, storage::WriteBatch& batch, Acts& acts) -> absl::Status {
          Change change{store,
                        batch,
                        acts,
                        call.process,
                        std::string(kMandate),
                        nullptr,
                        proposals_.clock().Now(),
                        is_staff,
                        {}};
          absl::Status read = change.ReadAll();
          return read.ok() ? decide(change) : read;
        });
  }
  const absl::StatusOr<ProposalName> name = ProposalName::Parse(parent, "parent");
  if (!name.ok()) return name.status();
  v1::Proposal ignored;
  return proposals_.Apply(
      spanned, request, parent, edit_key, terms.needs,
      [&](ProposalChange& proposal) -> absl::Status {
        Change change{proposal.store(), proposal.batch(),   proposal.acts(),
                      call.process,     proposal.name().id, &proposal,
                      proposal.now(),   is_staff,           {}};
        absl::Status read = change.ReadAll();
        return read.ok() ? decide(change) : read;
      },
      ignored);
}

absl::Status Attaching::GetAttachmentLimits(v1::AttachmentLimits& response) const {
  response.set_takes_documents(most_bytes_ > 0);
  response.set_takes_images(most_bytes_ > 0 && images_.is_there());
  response.set_most_bytes(MostBytes());
  response.set_most_bytes_together(kAttachedBytes);
  response.set_most_images(kImages);
  response.set_most_documents(kDocuments);
  response.set_most_alternative_text_bytes(kAlternativeTextBytes);
  return absl::OkStatus();
}

std::uint64_t Attaching::MostBytes() const {
  return std::min<std::uint64_t>(most_bytes_, media::kMostFileBytes);
}

absl::Status Attaching::CheckHeader(const v1::AttachmentHeader& header) const {
  if (most_bytes_ == 0) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_ATTACHMENTS",
                 "this server takes no images and no documents");
  }
  const std::uint64_t most = MostBytes();
  FieldViolations violations;
  CheckKnown(header, "header", violations);
  const bool is_image = header.kind() == v1::ATTACHMENT_KIND_IMAGE;
  if (!is_image && header.kind() != v1::ATTACHMENT_KIND_DOCUMENT) {
    violations.Add("header.kind", "expected IMAGE or DOCUMENT");
  }
  const bool is_verdict = header.subject() == v1::ATTACHMENT_SUBJECT_VERDICT;
  const bool is_mandate = header.subject() == v1::ATTACHMENT_SUBJECT_MANDATE;
  if (!is_verdict && !is_mandate && header.subject() != v1::ATTACHMENT_SUBJECT_PROPOSAL) {
    violations.Add("header.subject", "expected PROPOSAL, VERDICT or MANDATE");
  }
  if (is_mandate != IsOfMandate(header.parent())) {
    violations.Add("header.parent", "expected a process for a mandate, a proposal otherwise");
  }
  if (is_verdict != (header.verdict() > 0)) {
    violations.Add("header.verdict", "expected 1 or more of a verdict, and 0 otherwise");
  }
  if (header.size() < 1 || header.size() > most) {
    violations.Add("header.size", fmt::format("expected 1 to {} bytes", most));
  }
  if (header.sha256().size() != sizeof(crypto::Hash256)) {
    violations.Add("header.sha256", "expected 32 bytes");
  }
  if (header.has_crop() && !is_image) violations.Add("header.crop", "is for images");
  if (header.alternative_text().empty()) {
    violations.Add("header.alternative_text",
                   "is asked for: who does not see an image reads it; a document has a title");
  }
  if (!violations.empty()) return violations.ToStatus();
  if (is_image && !images_.is_there()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_IMAGES",
                 "this server takes no images: urna-image is not installed");
  }
  return absl::OkStatus();
}

absl::Status Attaching::CheckRoom(const v1::AttachmentHeader& header, Change& change,
                                  std::optional<v1::Attachment>& answer) const {
  const StoredAttachment made = MadeOf(header);
  absl::Status texts = CheckAlternative(change.store, change.process, header.alternative_text(),
                                        "header.alternative_text");
  if (!texts.ok()) return texts;
  if (header.subject() == v1::ATTACHMENT_SUBJECT_VERDICT) {
    absl::Status staff =
        change.is_staff ? absl::OkStatus()
                        : Error(absl::StatusCode::kPermissionDenied, "ROLE_MISSING",
                                "verdicts are the staff's: only agents and administrators attach "
                                "something to them");
    if (!staff.ok()) return staff;
    const auto verdicts = static_cast<std::uint32_t>(change.proposal->stored().verdicts_size());
    if (header.verdict() > verdicts) {
      return FieldError("header.verdict", fmt::format("the proposal has {} verdicts", verdicts));
    }
  }
  const auto again = std::ranges::find_if(change.all, [&](const StoredAttachment& one) {
    return AreTogether(one, made) && one.source_sha256() == made.source_sha256();
  });
  if (again != change.all.end()) {
    const absl::StatusOr<std::uint32_t> version = change.public_version();
    if (!version.ok()) return version.status();
    answer = ShowAttachment(change.process, *again, *version, false);
    return absl::OkStatus();
  }
  if (absl::Status open = change.CheckOpen(made); !open.ok()) return open;
  const auto there = static_cast<std::size_t>(std::ranges::count_if(
      change.all, [&](const StoredAttachment& one) { return AreTogether(one, made); }));
  const std::size_t most = IsImage(made) ? kImages : kDocuments;
  if (there >= most) {
    return TooMany(absl::StatusCode::kFailedPrecondition,
                   fmt::format("there are {} already, as many as may be: delete one first", most));
  }
  const std::uint64_t known = IsImage(made) ? 0 : header.size();
  return change.bytes() + known > kAttachedBytes ? TooLarge() : absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Upload>> Attaching::UploadAttachment(
    const Call& call, const v1::AttachmentHeader& header) {
  if (absl::Status right = CheckHeader(header); !right.ok()) return right;
  std::optional<v1::Attachment> answer;
  // Under the lock as later, and without a trace.
  const absl::Status may = Apply(call, header, header.parent(), header.edit_key(),
                                 {SpanOf(header.parent())}, [&](Change& change) {
                                   absl::Status room = CheckRoom(header, change, answer);
                                   return room.ok() ? Admitted() : room;
                                 });
  if (may != Admitted()) return may;
  if (answer) return std::make_unique<AnsweredUpload<v1::Attachment>>(*std::move(answer));
  const bool is_staff = call.principal.May(Permission::kEditDrafts, call.process);
  if (!is_staff && !begun_.Take(call.source, kAttachedPerSource)) {
    return TooMany(absl::StatusCode::kResourceExhausted,
                   "too many files come from here: try again in an hour");
  }
  // Several of one proposal come at a time; the same one again has lost its connection.
  auto file = uploads_.Begin(
      fmt::format("{}/{}", header.parent(), crypto::ToHex(crypto::AsBytes(header.sha256()))),
      header.size());
  if (!file.ok()) return file.status();
  return std::make_unique<AttachmentUpload>(*this, call, header, *std::move(file));
}

absl::Status Attaching::Keep(const Call& call, const v1::AttachmentHeader& header,
                             const std::vector<Rendition>& files, v1::Attachment& response) {
  const auto keep = [&](Change& change) -> absl::Status {
    std::optional<v1::Attachment> answer;
    if (absl::Status room = CheckRoom(header, change, answer); !room.ok()) return room;
    if (answer) {
      response = *std::move(answer);
      return Admitted();
    }
    const absl::StatusOr<std::uint32_t> version = change.public_version();
    if (!version.ok()) return version.status();
    const AttachmentName name = AttachmentName::New(change.process);
    StoredAttachment made = MadeOf(header);
    made.set_id(name.id);
    made.set_owner(change.owner);
    *made.mutable_create_time() = ToProto(change.now);
    // A text is handed in later; what the staff says of it is there at once, and a mandate when it is published.
    const bool is_verdict = header.subject() == v1::ATTACHMENT_SUBJECT_VERDICT;
    made.set_since_version(IsOfText(made) ? 0 : is_verdict ? 1 : *version + 1);
    StoredAlternative& said = *made.add_alternatives();
    said.set_version(made.since_version());
    *said.mutable_text() = header.alternative_text();
    std::uint64_t bytes = 0;
    for (const Rendition& file : files) {
      StoredFile& kept = *made.add_files();
      const crypto::Hash256 sha256 =
          kAttachmentFiles.Put(change.batch, name.FileOwner(), crypto::AsBytes(file.file));
      kept.set_sha256(ToText(sha256));
      kept.set_size(file.file.size());
      kept.set_width(file.width);
      kept.set_height(file.height);
      bytes += file.file.size();
    }
    if (change.bytes() + bytes > kAttachedBytes) return TooLarge();
    if (IsOfText(made) && !change.is_staff) {
      const absl::StatusOr<bool> fits =
          bytes_.Take(change.store, change.process, bytes, kAttachedByCitizens);
      if (!fits.ok()) return fits.status();
      if (!*fits) {
        return TooMany(absl::StatusCode::kResourceExhausted,
                       "this process has no room for more images and documents: ask the staff");
      }
    }
    made.set_position(static_cast<std::uint32_t>(std::ranges::count_if(
        change.all, [&](const StoredAttachment& one) { return AreTogether(one, made); })));
    PutAttachment(change.batch, change.process, made);
    response = ShowAttachment(change.process, made, *version, false);
    change.all.push_back(made);
    if (!IsOfText(made)) return absl::OkStatus();
    if (IsImage(made)) NoteImages(change.batch, change.process, change.owner);
    return change.NameImages();
  };
  const absl::Status kept =
      Apply(call, header, header.parent(), header.edit_key(), {SpanOf(header.parent())}, keep);
  return kept == Admitted() ? absl::OkStatus() : kept;
}

absl::Status Attaching::Read(const Call& call, std::string_view parent, std::string_view edit_key,
                             const Look& look) const {
  if (!IsOfMandate(parent)) {
    return proposals_.Read(call, parent, edit_key,
                           [&](const ShownProposal& proposal, Viewer viewer, const LiveJournal&) {
                             const bool is_shown =
                                 proposal.journal != nullptr && !proposal.journal->hidden;
                             return look({proposal.name.id, viewer != Viewer::kPublic,
                                          is_shown ? proposal.journal->public_versions : 0});
                           });
  }
  const absl::StatusOr<std::shared_ptr<LiveJournal>> journal =
      proposals_.journals().Get(call.process);
  if (!journal.ok() && !absl::IsNotFound(journal.status())) return journal.status();
  const std::uint32_t version = journal.ok()
                                    ? (*journal)->WithState([](const ledger::JournalState& state) {
                                        return PublicVersionOf(state, kMandate);
                                      })
                                    : 0;
  return look(
      {std::string(kMandate), call.principal.May(Permission::kReadDrafts, call.process), version});
}

absl::Status Attaching::ReadOne(
    const Call& call, std::string_view text, std::string_view edit_key,
    const std::function<absl::Status(const AttachmentName&, const StoredAttachment&, const Sight&)>&
        read) const {
  const absl::StatusOr<AttachmentName> name = AttachmentName::Parse(text, "name");
  if (!name.ok()) return name.status();
  const absl::StatusOr<StoredAttachment> one = FindAttachment(proposals_.store(), *name);
  if (!one.ok()) return one.status();
  const absl::Status done =
      Read(call, ParentOf(*name, *one), edit_key, [&](const Sight& sight) -> absl::Status {
        if (!sight.sees_all && !IsPublic(*one, sight.public_version)) {
          return ResourceNotFound(name->text());
        }
        return read(*name, *one, sight);
      });
  // Whose it is, is nobody's business either.
  return absl::IsNotFound(done) ? ResourceNotFound(name->text()) : done;
}

absl::Status Attaching::GetAttachment(const Call& call, const v1::GetAttachmentRequest& request,
                                      v1::Attachment& response) const {
  return ReadOne(call, request.name(), request.edit_key(),
                 [&](const AttachmentName& name, const StoredAttachment& one, const Sight& sight) {
                   response =
                       ShowAttachment(name.process, one, sight.public_version, !sight.sees_all);
                   return absl::OkStatus();
                 });
}

absl::StatusOr<FileReading> Attaching::ReadAttachment(
    const Call& call, const v1::ReadAttachmentRequest& request) const {
  std::optional<FileReading> reading;
  const absl::Status found = ReadOne(
      call, request.name(), request.edit_key(),
      [&](const AttachmentName& name, const StoredAttachment& one, const Sight&) -> absl::Status {
        if (request.small() && one.files_size() < 2) {
          return FieldError("small", "is for images");
        }
        const StoredFile& file = one.files(request.small() ? 1 : 0);
        const absl::StatusOr<crypto::Hash256> sha256 = ParseHash(file.sha256(), "sha256");
        if (!sha256.ok()) return absl::DataLossError("a stored attachment names no file");
        reading.emplace(proposals_.store(), kAttachmentFiles, name.FileOwner(), *sha256,
                        file.size());
        return absl::OkStatus();
      });
  if (!found.ok()) return found;
  return *std::move(reading);
}

absl::Status Attaching::ListAttachments(const Call& call, const v1::ListAttachmentsRequest& request,
                                        v1::ListAttachmentsResponse& response) const {
  return Read(call, request.parent(), request.edit_key(), [&](const Sight& sight) -> absl::Status {
    const absl::StatusOr<std::vector<StoredAttachment>> all =
        AttachmentsOf(proposals_.store(), call.process, sight.owner);
    if (!all.ok()) return all.status();
    for (const StoredAttachment& one : *all) {
      if (!sight.sees_all && !IsPublic(one, sight.public_version)) continue;
      *response.add_attachments() =
          ShowAttachment(call.process, one, sight.public_version, !sight.sees_all);
    }
    return absl::OkStatus();
  });
}

absl::Status Attaching::ApplyToOne(
    const Call& call, const google::protobuf::Message& request, std::string_view text,
    std::string_view edit_key, Terms terms,
    const std::function<absl::Status(Change&, StoredAttachment&)>& decide) {
  const absl::StatusOr<AttachmentName> name = AttachmentName::Parse(text, "name");
  if (!name.ok()) return name.status();
  const absl::StatusOr<StoredAttachment> one = FindAttachment(proposals_.store(), *name);
  if (!one.ok()) return one.status();
  const std::string parent = ParentOf(*name, *one);
  if (terms.span != Span::kAlways) terms.span = SpanOf(parent);
  const absl::Status done =
      Apply(call, request, parent, edit_key, terms, [&](Change& change) -> absl::Status {
        const auto found = std::ranges::find(change.all, name->id, &StoredAttachment::id);
        if (found == change.all.end()) return ResourceNotFound(name->text());
        if (!change.is_staff && !IsOfText(*found)) {
          return Error(absl::StatusCode::kPermissionDenied, "ROLE_MISSING",
                       "what the staff has attached is theirs");
        }
        return decide(change, *found);
      });
  return absl::IsNotFound(done) ? ResourceNotFound(name->text()) : done;
}

absl::Status Attaching::UpdateAttachment(const Call& call,
                                         const v1::UpdateAttachmentRequest& request,
                                         v1::Attachment& response) {
  const auto update = [&](Change& change, StoredAttachment& one) -> absl::Status {
    if (absl::Status open = change.CheckOpen(one); !open.ok()) return open;
    absl::Status texts = CheckAlternative(change.store, change.process, request.alternative_text(),
                                          "alternative_text");
    if (!texts.ok()) return texts;
    const std::string id = one.id();
    if (!request.alternative_text().empty()) {
      // Of what was handed in others still read what was said then.
      const bool is_handed_in = one.alternatives().rbegin()->version() > 0;
      if (IsOfText(one) && is_handed_in) one.add_alternatives();
      *one.mutable_alternatives()->rbegin()->mutable_text() = request.alternative_text();
      PutAttachment(change.batch, change.process, one);
    }
    if (request.has_position()) change.Order(one, request.position());
    const absl::StatusOr<std::uint32_t> version = change.public_version();
    if (!version.ok()) return version.status();
    response = ShowAttachment(
        change.process, *std::ranges::find(change.all, id, &StoredAttachment::id), *version, false);
    return IsOfText(one) ? change.NameImages() : absl::OkStatus();
  };
  return ApplyToOne(call, request, request.name(), request.edit_key(), {Span::kProposing}, update);
}

absl::Status Attaching::DeleteAttachment(const Call& call,
                                         const v1::DeleteAttachmentRequest& request,
                                         google::protobuf::Empty& response) {
  (void)response;
  const bool moderates =
      request.edit_key().empty() && call.principal.May(Permission::kModerate, call.process);
  const bool is_staff = moderates || call.principal.May(Permission::kEditDrafts, call.process);
  const auto remove = [&](Change& change, StoredAttachment& one) -> absl::Status {
    const absl::Status open = change.CheckOpen(one);
    if (!open.ok() && !is_staff) return open;
    const StoredAttachment gone = one;
    services::DeleteAttachment(change.batch, change.process, gone);
    std::erase_if(change.all,
                  [&](const StoredAttachment& other) { return other.id() == gone.id(); });
    change.Order(gone, 0);
    // Nobody writes on what is decided; whoever does, names it no more.
    return IsOfText(gone) && open.ok() ? change.NameImages() : absl::OkStatus();
  };
  return ApplyToOne(call, request, request.name(), request.edit_key(),
                    {is_staff ? Span::kAlways : Span::kProposing,
                     moderates ? Needs::kStaff : Needs::kAuthorOrStaff},
                    remove);
}

}  // namespace urna::services
