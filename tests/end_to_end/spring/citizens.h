// What citizens of the department write: sixty proposals, each its own, in their districts.
#pragma once

#include <string>

#include "urna/v1/mandate.pb.h"
#include "urna/v1/proposals_service.pb.h"

namespace urna::end_to_end {

inline constexpr int kOnline = 30;
inline constexpr int kGroups = 10;
inline constexpr int kOnPaper = 20;
inline constexpr int kProposals = kOnline + kGroups + kOnPaper;

// The area of the n-th proposal, from 1: the three districts and the department take turns.
std::string AreaOf(int n);
// "Un banc ombragé, rue des Lilas".
std::string TitleOf(int n);
// What its author believes that it costs, in euros.
int EurosOf(int n);
// Complete, with a contact; named where `author` is not empty.
v1::ProposalContent Content(int n, const std::string& author);
// The same as a file of TOML, and as the table that agents type from paper forms.
std::string Toml(int n, const std::string& author);
std::string PaperTable(int first, int last);

// What the department asks of a proposal: three persons must support it.
v1::SubmissionForm Form();
// The mandate's versions 1, 2 and 3.
v1::Mandate MandateVersion(int version);

}  // namespace urna::end_to_end
