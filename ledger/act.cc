#include "ledger/act.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "ledger/act_rules.h"
#include "ledger/canonical.h"
#include "ledger/config.h"
#include "ledger/leaf.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

using crypto::Append;
using crypto::ByteReader;
using crypto::Bytes;
using crypto::ByteView;

constexpr std::string_view kProposals = "proposals/";
constexpr std::string_view kContests = "contests/";
constexpr std::string_view kProjects = "/projects/";

absl::Status Bad(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("act: {}", what));
}

void AppendLe16(Bytes& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value & 0xff));
  out.push_back(static_cast<std::uint8_t>(value >> 8));
}

std::uint16_t ReadLe16(ByteReader& reader) {
  const std::uint8_t low = reader.U8();
  return static_cast<std::uint16_t>(low | (reader.U8() << 8));
}

bool IsProjectName(std::string_view resource) {
  if (!resource.starts_with(kContests)) return false;
  resource.remove_prefix(kContests.size());
  const std::size_t at = resource.find(kProjects);
  return at != std::string_view::npos && IsResourceId(resource.substr(0, at)) &&
         IsProjectId(resource.substr(at + kProjects.size()));
}

std::optional<ActSubject> SubjectOf(std::string_view resource) {
  if (resource.empty()) return ActSubject::kProcess;
  if (resource.starts_with(kProposals)) {
    if (!ParseProposalId(resource.substr(kProposals.size()))) return std::nullopt;
    return ActSubject::kProposal;
  }
  if (IsProjectName(resource)) return ActSubject::kProject;
  return std::nullopt;
}

}  // namespace

std::string ProposalId(ProposalNumber proposal) { return fmt::format("p{}", Number(proposal)); }

std::optional<ProposalNumber> ParseProposalId(std::string_view id) {
  if (!id.starts_with('p')) return std::nullopt;
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(id.data() + 1, id.data() + id.size(), number);
  if (error != std::errc() || end != id.data() + id.size()) return std::nullopt;
  const ProposalNumber proposal{number};
  if (number < 1 || number > kMaxProposals || ProposalId(proposal) != id) return std::nullopt;
  return proposal;
}

ActSubject Act::subject() const { return SubjectOf(resource).value_or(ActSubject::kProcess); }

ProposalNumber Act::proposal() const {
  return ParseProposalId(std::string_view(resource).substr(kProposals.size()))
      .value_or(ProposalNumber{0});
}

const crypto::Hash256* Act::document(v1::DocumentKind kind) const {
  const auto found = std::ranges::find(documents, kind, &ActDocument::kind);
  return found == documents.end() ? nullptr : &found->sha256;
}

absl::StatusOr<Act> ParseAct(ByteView bytes) {
  ByteReader reader(bytes);
  const std::uint8_t type = reader.U8();
  const std::uint8_t version = reader.U8();
  Act act;
  act.process = reader.Array<16>();
  act.time = reader.Le64();
  const int number = reader.U8();
  const int role = reader.U8();
  act.actor = reader.Array<16>();
  act.resource = crypto::AsText(reader.Take(reader.U8()));
  const ByteView facts = reader.Take(ReadLe16(reader));
  const std::uint8_t documents = reader.U8();
  if (!reader.ok()) return Bad("shorter than it says");
  if (type != kActLeafType) return Bad(fmt::format("type {} is not known", type));
  if (version != kLeafVersion) return Bad(fmt::format("version {}, known is 2", version));
  for (int i = 0; i < documents; ++i) {
    const int kind = reader.U8();
    act.documents.push_back({static_cast<v1::DocumentKind>(kind), reader.Array<32>()});
    if (i > 0 && act.documents[static_cast<std::size_t>(i) - 1].kind >= kind) {
      return Bad("its documents must be ascending, of each kind one");
    }
  }
  // Of roles that have a key of their own; no act in use is theirs.
  if (reader.U8() != 0) return Bad("has signatures, and no act in use has any");
  if (!reader.Finished()) return Bad("wrong length");
  act.act = static_cast<v1::JournalAct>(number);
  act.role = static_cast<v1::JournalRole>(role);
  if (absl::Status canonical = CheckCanonical(*v1::ActFacts::descriptor(), facts);
      !canonical.ok()) {
    return Bad(fmt::format("facts: {}", MessageOf(canonical)));
  }
  act.facts.ParseFromArray(facts.data(), static_cast<int>(facts.size()));
  const std::optional<ActSubject> subject = SubjectOf(act.resource);
  if (!subject) return Bad("names no resource of a process");
  if (absl::Status formed = CheckForm(act, *subject); !formed.ok()) return formed;
  return act;
}

Bytes SerializeAct(const Act& act) {
  Bytes out = {kActLeafType, kLeafVersion};
  Append(out, act.process);
  crypto::AppendLe64(out, act.time);
  out.push_back(static_cast<std::uint8_t>(act.act));
  out.push_back(static_cast<std::uint8_t>(act.role));
  Append(out, act.actor);
  out.push_back(static_cast<std::uint8_t>(act.resource.size()));
  Append(out, crypto::AsBytes(act.resource));
  const std::string facts = act.facts.SerializeAsString();
  AppendLe16(out, facts.size());
  Append(out, crypto::AsBytes(facts));
  out.push_back(static_cast<std::uint8_t>(act.documents.size()));
  for (const ActDocument& document : act.documents) {
    out.push_back(static_cast<std::uint8_t>(document.kind));
    Append(out, document.sha256);
  }
  constexpr std::uint8_t kNoSignatures = 0;
  out.push_back(kNoSignatures);
  return out;
}

}  // namespace urna::ledger
