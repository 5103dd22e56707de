// Proposals as callers may see them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/journal/live_journal.h"
#include "services/proposals/proposal_store.h"
#include "storage/store.h"
#include "urna/v1/proposals_service.pb.h"

namespace urna::services {

enum class Viewer {
  // Sees what the staff has seen and nobody has hidden.
  kPublic,
  // Sees every version of the own proposal.
  kAuthor,
  // Sees all.
  kStaff,
};

// What one proposal is shown from, read at one moment.
struct ShownProposal {
  const ProposalName& name;
  const internal::v1::StoredProposal& stored;
  // Null for a draft.
  const ledger::JournalProposal* journal;
  // The groups that it stands in, of which at most one can be funded.
  std::vector<ledger::ProposalNumber> incompatible = {};
};

// The number of the newest version that the viewer may see; 0 for none.
std::uint32_t NewestFor(const ShownProposal& proposal, Viewer viewer);

// The text of a version: what is being written where `version` is 0. NOT_FOUND (NO_SUCH_VERSION) for
// one that there is not, that the viewer may not see, or that was erased.
absl::StatusOr<v1::ProposalText> ReadVersion(const ShownProposal& proposal, std::uint32_t version,
                                             Viewer viewer, const LiveJournal& journal);

// The names of its authors who want to be named; none where they were erased.
absl::StatusOr<std::vector<std::string>> ReadAuthorNames(const ShownProposal& proposal,
                                                         std::uint32_t version,
                                                         const LiveJournal& journal);

// All of it; `version` 0 for the newest.
absl::StatusOr<v1::Proposal> ShowProposal(const ShownProposal& proposal, std::uint32_t version,
                                          Viewer viewer, const LiveJournal& journal);
// As lists show it, without reading documents, so without reasons and names: of the headline of the
// newest version, which the public sees where it is the one that is public.
v1::Proposal ShowInList(const ShownProposal& proposal, Viewer viewer);

}  // namespace urna::services
