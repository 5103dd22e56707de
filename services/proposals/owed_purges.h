// That what was erased is gone from the files, too, is owed until it was done: whoever erases may die in
// between.
#pragma once

#include "absl/status/status.h"
#include "services/proposals/proposal_store.h"
#include "storage/store.h"

namespace urna::services {

// Goes into the batch that deletes texts of this proposal.
void OwePurge(storage::WriteBatch& batch, const ProposalName& name);

// Purges documents, proposals and attachments where that is owed: as slow as they are many. What fails is owed still.
// Where the store lies in a database of others, nobody but who runs that can do it: the operator is told
// once what to run there, and nothing is owed any more.
absl::Status PayPurges(storage::Store& store);

}  // namespace urna::services
