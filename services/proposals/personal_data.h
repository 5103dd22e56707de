// All that is held about the author of a proposal (article 15 of the GDPR).
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/proposals/proposal_view.h"

namespace urna::services {

// JSON: the proposal as its author may see it, every version of its text, names and contact of its
// authors, and, for the staff to hand out, the notes and reports about it.
absl::StatusOr<std::string> PersonalData(const storage::Reader& store,
                                         const ShownProposal& proposal, Viewer viewer,
                                         const LiveJournal& journal);

}  // namespace urna::services
