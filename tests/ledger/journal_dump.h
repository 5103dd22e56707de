// Everything that a journal's state says, as text, so that two states can be compared.
#pragma once

#include <fmt/format.h>

#include <map>
#include <string>

#include "ledger/journal_state.h"

namespace urna::ledger {

inline std::string Dump(const std::optional<crypto::Hash256>& hash) {
  return hash ? crypto::ToHex(*hash) : "none";
}

inline std::string Dump(const JournalProposal& p) {
  return fmt::format(
      "state {} versions {} public {} hidden {} supported {} steps {} {} appeal {} "
      "verdict [{}] into {} project {}",
      static_cast<int>(p.state), p.versions, p.public_versions, p.hidden, p.supported,
      static_cast<int>(p.formal), static_cast<int>(p.substantive), static_cast<int>(p.appeal),
      crypto::ToHex(crypto::AsBytes(p.verdict.SerializeAsString())),
      p.merged_into ? Number(*p.merged_into) : 0, p.project);
}

inline std::string Dump(const JournalState& state) {
  std::string out = fmt::format(
      "size {} time {} phase {} mandate {} of {} form {} [{}] calendar [{}]\n", state.size(),
      state.time(), PhaseWord(state.phase()), Dump(state.mandate()), state.mandate_versions(),
      Dump(state.form()), crypto::ToHex(crypto::AsBytes(state.form_facts().SerializeAsString())),
      state.calendar() ? crypto::ToHex(crypto::AsBytes(state.calendar()->SerializeAsString()))
                       : "none");
  for (const JournalProposal& proposal : state.proposals()) out += Dump(proposal) + "\n";
  for (const auto& [name, project] : state.projects()) {
    out += fmt::format("{} from {} at {} hash {}\n", name,
                       project.proposal ? Number(*project.proposal) : 0, project.cost,
                       crypto::ToHex(project.config_hash));
  }
  for (const auto& [first, group] : state.incompatible()) {
    out += fmt::format("group {}:", Number(first));
    for (const ProposalNumber one : group) out += fmt::format(" {}", Number(one));
    out += "\n";
  }
  std::map<std::string, std::string> documents;
  for (const auto& [hash, document] : state.documents()) {
    documents[crypto::ToHex(hash)] = fmt::format(
        "kind {} of {} version {} author {} hiding {} erased {} visible {}",
        static_cast<int>(document.kind), document.proposal ? Number(*document.proposal) : 0,
        document.version, document.by_author, document.of_hiding, document.erased,
        static_cast<int>(state.VisibilityOf(document)));
  }
  for (const auto& [hash, text] : documents) out += fmt::format("{} {}\n", hash, text);
  return out;
}

}  // namespace urna::ledger
