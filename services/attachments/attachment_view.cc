#include "services/attachments/attachment_view.h"

#include <fmt/format.h>

#include <optional>

#include "crypto/bytes.h"
#include "services/attachments/attachment_store.h"
#include "services/base/resource_name.h"

namespace urna::services {
namespace {

using internal::v1::StoredAlternative;
using internal::v1::StoredAttachment;
using internal::v1::StoredFile;

// What is said of it from that version on or, where it is not handed in yet, by then.
const StoredAlternative& AlternativeFor(const StoredAttachment& attachment, std::uint32_t version) {
  const StoredAlternative* out = &attachment.alternatives(0);
  for (const StoredAlternative& one : attachment.alternatives()) {
    if (one.version() > 0 && one.version() <= version) out = &one;
  }
  return *out;
}

}  // namespace

std::uint32_t PublicVersionOf(const ledger::JournalState& state, std::string_view owner) {
  if (owner == kMandate) return state.mandate_versions();
  const std::optional<ledger::ProposalNumber> number = ledger::ParseProposalId(owner);
  const ledger::JournalProposal* const proposal = number ? state.proposal(*number) : nullptr;
  return proposal == nullptr || proposal->hidden ? 0 : proposal->public_versions;
}

bool IsPublic(const StoredAttachment& attachment, std::uint32_t public_version) {
  return attachment.since_version() > 0 && attachment.since_version() <= public_version;
}

std::string PublicPath(std::string_view process, const StoredAttachment& attachment, bool small) {
  const bool is_image = attachment.kind() == v1::ATTACHMENT_KIND_IMAGE;
  return fmt::format("/attachment/{}/{}{}", ProcessId(process),
                     crypto::ToHex(crypto::AsBytes(attachment.files(0).sha256())),
                     !is_image ? ".pdf"
                     : small   ? "-small.webp"
                               : ".webp");
}

v1::Attachment ShowAttachment(std::string_view process, const StoredAttachment& attachment,
                              std::uint32_t public_version, bool for_everybody) {
  v1::Attachment out;
  out.set_name(AttachmentName{std::string(process), attachment.id()}.text());
  const bool is_mandate = attachment.subject() == v1::ATTACHMENT_SUBJECT_MANDATE;
  out.set_parent(is_mandate ? std::string(process)
                            : fmt::format("{}/proposals/{}", process, attachment.owner()));
  out.set_subject(static_cast<v1::AttachmentSubject>(attachment.subject()));
  out.set_verdict(attachment.verdict());
  out.set_kind(static_cast<v1::AttachmentKind>(attachment.kind()));
  const StoredAlternative& said = for_everybody ? AlternativeFor(attachment, public_version)
                                                : *attachment.alternatives().rbegin();
  *out.mutable_alternative_text() = said.text();
  out.set_position(attachment.position());
  const StoredFile& first = attachment.files(0);
  out.set_sha256(first.sha256());
  out.set_size(first.size());
  out.set_width(first.width());
  out.set_height(first.height());
  *out.mutable_create_time() = attachment.create_time();
  const bool is_image = attachment.files_size() > 1;
  if (is_image) {
    out.set_small_width(attachment.files(1).width());
    out.set_small_height(attachment.files(1).height());
  }
  if (!IsPublic(attachment, public_version)) return out;
  out.set_path(PublicPath(process, attachment, false));
  if (is_image) out.set_small_path(PublicPath(process, attachment, true));
  return out;
}

}  // namespace urna::services
