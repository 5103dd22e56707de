// Proposals as they lie in the store, in kProposalsFamily below the id of their process and 0x00:
//
//   "p" number, 4 bytes big-endian          what was handed in
//   "d" id                                  a draft, or where it went
//   "n" number, then 4 bytes of a count     a note or a report
//   "s" number, then 16 bytes               a supporter, as a keyed hash
//   "o" 16 bytes, then number               where it was handed in from online, as a keyed hash
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/act.h"
#include "storage/store.h"
#include "urna/internal/v1/store.pb.h"

namespace urna::services {

// `processes/{process}/proposals/{proposal}`, well-formed.
struct ProposalName {
  std::string process;
  std::string id;
  // Nothing for a draft.
  std::optional<ledger::ProposalNumber> number;

  // INVALID_ARGUMENT at `field`.
  static absl::StatusOr<ProposalName> Parse(std::string_view name, std::string_view field);
  static ProposalName Of(std::string_view process, ledger::ProposalNumber number);
  // A draft that there is not yet.
  static ProposalName NewDraft(std::string_view process);

  std::string text() const;
  // As the journal names it.
  std::string resource() const { return "proposals/" + id; }
};

// NOT_FOUND (RESOURCE_NOT_FOUND) where there is none.
absl::StatusOr<internal::v1::StoredProposal> ReadProposal(const storage::Reader& store,
                                                          const ProposalName& name);
// The same; of a draft that was handed in, what it became, and its name then.
absl::StatusOr<internal::v1::StoredProposal> FindProposal(const storage::Reader& store,
                                                          ProposalName& name);
void PutProposal(storage::WriteBatch& batch, const ProposalName& name,
                 const internal::v1::StoredProposal& proposal);
void DeleteProposal(storage::WriteBatch& batch, const ProposalName& name);

// Calls `visit` for all that were handed in, by number, until it returns false.
absl::Status VisitProposals(
    const storage::Reader& store, std::string_view process,
    const std::function<bool(ledger::ProposalNumber, const internal::v1::StoredProposal&)>& visit);
// Calls `visit` for all drafts that were not handed in, until it returns false.
absl::Status VisitDrafts(const storage::Reader& store, std::string_view process,
                         const std::function<bool(const internal::v1::StoredProposal&)>& visit);
// How many drafts there are, at most `most`.
absl::StatusOr<std::size_t> CountDrafts(const storage::Reader& store, std::string_view process,
                                        std::size_t most);

// The `index`-th note or report of a proposal.
void PutNote(storage::WriteBatch& batch, const ProposalName& name, std::uint32_t index,
             std::string_view note);
absl::StatusOr<std::vector<std::string>> ReadNotes(const storage::Reader& store,
                                                   const ProposalName& name);

using SupporterTag = std::array<std::uint8_t, 16>;
absl::StatusOr<bool> IsSupporter(const storage::Reader& store, const ProposalName& name,
                                 const SupporterTag& tag);
void PutSupporter(storage::WriteBatch& batch, const ProposalName& name, const SupporterTag& tag);

// What came online from one source. Numbers ascend.
using SourceTag = std::array<std::uint8_t, 16>;
void PutHandedIn(storage::WriteBatch& batch, const ProposalName& name, const SourceTag& source);
// Calls `visit` for each, until it returns false.
absl::Status VisitHandedIn(const storage::Reader& store, std::string_view process,
                           const SourceTag& source,
                           const std::function<bool(ledger::ProposalNumber)>& visit);

// The proposals of an account, in kPeopleFamily: "p" account, 16 hexadecimal digits, and a resource name. Where
// the account is empty nothing is done. Whoever reads them finds some that are gone: with their process, too.
void PutOwned(storage::WriteBatch& batch, std::string_view account, const ProposalName& name);
void DeleteOwned(storage::WriteBatch& batch, std::string_view account, const ProposalName& name);
void MoveOwned(storage::WriteBatch& batch, std::string_view account, const ProposalName& from,
               const ProposalName& to);
absl::StatusOr<std::vector<ProposalName>> ReadOwned(const storage::Reader& store,
                                                    std::string_view account);

// Notes, reports, supporters, and where it came from.
absl::Status DeleteWhatIsSaidOf(const storage::Reader& store, const ProposalName& name,
                                storage::WriteBatch& batch);

}  // namespace urna::services
