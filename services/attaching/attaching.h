// Images and documents of proposals, verdicts and mandates: as authors and the staff hand them in, and as everybody
// reads them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/empty.pb.h"
#include "services/attaching/attached_bytes.h"
#include "services/attachments/attachment_store.h"
#include "services/attachments/image_process.h"
#include "services/base/source_limits.h"
#include "services/files/file_space.h"
#include "services/files/upload.h"
#include "services/files/uploads.h"
#include "services/proposals/proposal_change.h"
#include "services/records/call.h"
#include "storage/store.h"
#include "urna/v1/attachments_service.pb.h"

namespace urna::services {

// Thread-safe. What changes an attachment fails as ProposalChanges::Apply where it is of a proposal; of a verdict or the
// mandate with UNAUTHENTICATED (TOKEN_MISSING) and PERMISSION_DENIED (ROLE_MISSING) for whoever may not edit; as
// CheckSpan in other phases. Reading answers NOT_FOUND (RESOURCE_NOT_FOUND) to whoever may not see it.
class Attaching {
 public:
  struct Options {
    // The largest file; 0 takes none.
    std::uint64_t most_bytes = 0;
    // urna-image; empty where there is none.
    std::string image_program;
  };

  // All but `options` must outlive this object and its uploads.
  Attaching(ProposalChanges& proposals, Uploads& uploads, const Options& options)
      : proposals_(proposals),
        uploads_(uploads),
        most_bytes_(options.most_bytes),
        images_(options.image_program),
        begun_(proposals.clock()),
        bytes_(proposals.clock()) {}

  absl::Status GetAttachmentLimits(v1::AttachmentLimits& response) const;
  // Checks all that can be known before the file is there, and whose it is above all.
  //   FAILED_PRECONDITION  NO_ATTACHMENTS, NO_IMAGES: this server takes none; PROPOSAL_NOT_OPEN;
  //                        TOO_MANY_ATTACHMENTS
  //   RESOURCE_EXHAUSTED   TOO_MANY_ATTACHMENTS: of one source within an hour, or of all citizens
  // The upload fails as MakeFiles, and as above.
  absl::StatusOr<std::unique_ptr<Upload>> UploadAttachment(const Call& call,
                                                           const v1::AttachmentHeader& header);
  absl::Status GetAttachment(const Call& call, const v1::GetAttachmentRequest& request,
                             v1::Attachment& response) const;
  absl::StatusOr<FileReading> ReadAttachment(const Call& call,
                                             const v1::ReadAttachmentRequest& request) const;
  absl::Status ListAttachments(const Call& call, const v1::ListAttachmentsRequest& request,
                               v1::ListAttachmentsResponse& response) const;
  // FAILED_PRECONDITION (PROPOSAL_NOT_OPEN).
  absl::Status UpdateAttachment(const Call& call, const v1::UpdateAttachmentRequest& request,
                                v1::Attachment& response);
  // The staff at any time, moderators what is of a proposal's text; an author while the proposal is open:
  // FAILED_PRECONDITION (PROPOSAL_NOT_OPEN).
  absl::Status DeleteAttachment(const Call& call, const v1::DeleteAttachmentRequest& request,
                                google::protobuf::Empty& response);

 private:
  class AttachmentUpload;
  // Under the lock of the process: what an owner has, and what changes with it.
  struct Change;
  using Decide = std::function<absl::Status(Change& change)>;
  // What a caller may see of an owner.
  struct Sight {
    std::string owner;
    bool sees_all;
    // As PublicVersionOf.
    std::uint32_t public_version;
  };
  using Look = std::function<absl::Status(const Sight& sight)>;

  // In which phases something is done, and by whom where it is of a proposal.
  struct Terms {
    Span span;
    Needs needs = Needs::kAuthorOrStaff;
  };

  // `parent` as in a header.
  absl::Status Apply(const Call& call, const google::protobuf::Message& request,
                     std::string_view parent, std::string_view edit_key, Terms terms,
                     const Decide& decide);
  absl::Status Read(const Call& call, std::string_view parent, std::string_view edit_key,
                    const Look& look) const;
  // One attachment, as the caller may see it.
  absl::Status ReadOne(const Call& call, std::string_view name, std::string_view edit_key,
                       const std::function<absl::Status(const AttachmentName& name,
                                                        const internal::v1::StoredAttachment& one,
                                                        const Sight& sight)>& read) const;
  // Finds it, and changes it under the lock.
  absl::Status ApplyToOne(
      const Call& call, const google::protobuf::Message& request, std::string_view name,
      std::string_view edit_key, Terms terms,
      const std::function<absl::Status(Change& change, internal::v1::StoredAttachment& one)>&
          decide);
  // Of one file.
  std::uint64_t MostBytes() const;
  absl::Status CheckHeader(const v1::AttachmentHeader& header) const;
  // What the header asks for may be done; `answer` is set where it was done before.
  absl::Status CheckRoom(const v1::AttachmentHeader& header, Change& change,
                         std::optional<v1::Attachment>& answer) const;
  absl::Status Keep(const Call& call, const v1::AttachmentHeader& header,
                    const std::vector<Rendition>& files, v1::Attachment& response);

  ProposalChanges& proposals_;
  Uploads& uploads_;
  const std::uint64_t most_bytes_;
  const ImageProcess images_;
  SourceLimits begun_;
  AttachedBytes bytes_;
};

}  // namespace urna::services
