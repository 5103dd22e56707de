// The records of the journal, byte for byte (section 20.2 of docs/protocol.md). Integers are
// little-endian.
//
// Parsing checks the layout and that the facts are canonical and those of the act: whether the act
// may stand where it stands is the journal state's business. The parser is total: any bytes give an
// act or INVALID_ARGUMENT.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "ledger/ids.h"
#include "urna/v1/journal.pb.h"

namespace urna::ledger {

inline constexpr std::uint8_t kActLeafType = 0x20;

// Names one account within one process; zeros for the server itself.
using ActorTag = std::array<std::uint8_t, 16>;

struct ActDocument {
  v1::DocumentKind kind;
  crypto::Hash256 sha256;
  friend bool operator==(const ActDocument&, const ActDocument&) = default;
};

// What an act is about.
enum class ActSubject { kProcess, kProposal, kProject };

// A proposal's number: 1, 2, 3 .. in the order of the journal. `proposals/p<number>` names it.
enum class ProposalNumber : std::uint32_t {};
inline std::uint32_t Number(ProposalNumber proposal) {
  return static_cast<std::uint32_t>(proposal);
}
std::string ProposalId(ProposalNumber proposal);
// Of an id such as "p17"; nothing where it is none.
std::optional<ProposalNumber> ParseProposalId(std::string_view id);

struct Act {
  // The election id of the process.
  ElectionId process{};
  // Seconds since 1970.
  std::uint64_t time = 0;
  v1::JournalAct act = v1::JOURNAL_ACT_UNSPECIFIED;
  v1::JournalRole role = v1::JOURNAL_ROLE_UNSPECIFIED;
  ActorTag actor{};
  // Below the process: empty, "proposals/{proposal}" or "contests/{contest}/projects/{project}".
  std::string resource;
  // Empty where the act has none.
  v1::ActFacts facts;
  // Ascending by kind, of each kind at most one.
  std::vector<ActDocument> documents;

  ActSubject subject() const;
  // Of an act about a proposal.
  ProposalNumber proposal() const;
  // Null where the act names none of the kind.
  const crypto::Hash256* document(v1::DocumentKind kind) const;
};

// INVALID_ARGUMENT for another type or version, a wrong length, an act, a role or a kind that is not
// known, a resource that the act is not about, facts that are not canonical, of another act or out
// of range, or documents that are not ascending or one that stands twice.
absl::StatusOr<Act> ParseAct(crypto::ByteView bytes);
crypto::Bytes SerializeAct(const Act& act);

}  // namespace urna::ledger
