// What of proposals is searched: the version that the caller sees, and for the staff what is internal too, but for
// contacts.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "services/journal/journals.h"
#include "services/proposals/proposal_view.h"
#include "services/search/process_index.h"
#include "storage/store.h"

namespace urna::services {

// Of one that was handed in. None where the viewer may see no text of it.
absl::StatusOr<SearchedText> ReadSearchedText(const ShownProposal& proposal, Viewer viewer,
                                              const LiveJournal& journal);

// Thread-safe.
class StoredProposalTexts final : public ProposalTexts {
 public:
  // Both must outlive this object.
  StoredProposalTexts(const storage::Reader& store, Journals& journals)
      : store_(store), journals_(journals) {}

  absl::StatusOr<Texts> Read(std::string_view process,
                             ledger::ProposalNumber number) const override;

 private:
  const storage::Reader& store_;
  Journals& journals_;
};

}  // namespace urna::services
