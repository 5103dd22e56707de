// What each act of the journal is about, who may do it when, and what it must bring (section 20.4 of
// docs/protocol.md, whose table this is).
#pragma once

#include <initializer_list>
#include <vector>

#include "absl/status/status.h"
#include "ledger/act.h"
#include "urna/v1/resources.pb.h"

namespace urna::ledger {

struct ActRule {
  v1::JournalAct act;
  ActSubject subject;
  std::vector<v1::JournalRole> roles;
  // Empty: in every phase, for ever.
  std::vector<v1::Phase> phases;
  v1::ActFacts::FactsCase facts = v1::ActFacts::FACTS_NOT_SET;
  // Must be there.
  std::vector<v1::DocumentKind> documents = {};
  // May be there too.
  std::vector<v1::DocumentKind> may_have = {};

  bool MayBeDoneBy(v1::JournalRole role) const;
  bool MayBeDoneIn(v1::Phase phase) const;
};

// Null for an act that is not in use.
const ActRule* FindRule(v1::JournalAct act);

// OK unless the act is not in use, is about something else, or does not bring what its rule says; or
// a number of its facts is out of range. INVALID_ARGUMENT.
absl::Status CheckForm(const Act& act, ActSubject subject);

// Whether every number of the facts is in its range, and lists are ascending.
bool AreInRange(const v1::ActFacts& facts);

// Where a phase stands in the life of a process: DRAFT first. 0 for one that there is not.
int RankOf(v1::Phase phase);
// As people call it: REVIEW.
std::string PhaseWord(v1::Phase phase);

}  // namespace urna::ledger
