// Proposals for people, in French and English.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/people_text.h"
#include "urna/v1/proposals_service.pb.h"

namespace urna::cli {

// "submitted", "reçue".
std::string_view StatusText(v1::ProposalStatus status, Language language);
// INVALID_ARGUMENT lists the words: submitted, returned, under-review, admitted, rejected, withdrawn,
// merged, hidden, on-the-ballot.
absl::StatusOr<v1::ProposalStatus> ParseProposalStatus(std::string_view word);

// In which currency amounts are.
struct CurrencyOf {
  std::string code;
  int digits = 2;
};

// What it costs as it stands: by the last accepted substantive verdict, or else as its author believes;
// empty where nobody said.
std::string CostText(const v1::Proposal& proposal, const CurrencyOf& currency, Language language);

// The same as a plain number of units, "12000.5"; empty where nobody said.
std::string PlainCost(const v1::Proposal& proposal, const CurrencyOf& currency);

// All of it, line by line, safe for a terminal.
std::string DescribeProposal(const v1::Proposal& proposal, const CurrencyOf& currency,
                             Language language);

}  // namespace urna::cli
