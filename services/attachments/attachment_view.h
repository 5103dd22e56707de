// Attachments as callers may see them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/journal_state.h"
#include "urna/internal/v1/attachments.pb.h"
#include "urna/v1/attachments_service.pb.h"

namespace urna::services {

// The newest version of an owner that everybody may see, as the journal of its process stands; 0 for none, and for what
// is hidden. Nothing of a process in DRAFT is for everybody, which the caller asks first.
std::uint32_t PublicVersionOf(const ledger::JournalState& state, std::string_view owner);

// Whether everybody may see it.
bool IsPublic(const internal::v1::StoredAttachment& attachment, std::uint32_t public_version);

// As everybody sees it, or as its author and the staff do, who see what is not handed in yet, too.
v1::Attachment ShowAttachment(std::string_view process,
                              const internal::v1::StoredAttachment& attachment,
                              std::uint32_t public_version, bool for_everybody);

// Where everybody finds a file of it: `/attachment/{process}/{SHA-256}.webp`, `..-small.webp`, `...pdf`.
std::string PublicPath(std::string_view process, const internal::v1::StoredAttachment& attachment,
                       bool small);

}  // namespace urna::services
