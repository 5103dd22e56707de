// What can be done with proposals and projects of one's own, as the state of each allows: the calls of authors and of
// the staff, each with what must be true afterwards.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "end_to_end/spring/deed.h"
#include "end_to_end/spring/ideas.h"

namespace urna::end_to_end {

// From where one looks for something to do.
struct Desk {
  const Shadow& shadow;
  v1::Phase phase;
  Ideas& ideas;
  // `accessTokens/{token}` of whoever reviews.
  const std::string& reviewer;

  const Owned& at(int id) const { return shadow.proposals.at(id); }
};

// Nothing is drawn or written before one is chosen.
using Options = std::vector<std::function<Deed()>>;

// Of one proposal: its author's, the staff's on one step, the staff's besides.
void AddAuthorOptions(const Desk& desk, int id, Options& options);
void AddReviewOptions(const Desk& desk, int id, Options& options);
void AddModerationOptions(const Desk& desk, int id, Options& options);
// Of several at once.
void AddGroupOptions(const Desk& desk, Options& options);
void AddProjectOptions(const Desk& desk, Options& options);

// New ones: a draft, or several from paper.
Deed BeginDraft(const Desk& desk);
Deed Import(const Desk& desk);

// Single deeds that end a spring, whatever was drawn before.
Deed WithdrawByStaff(const Desk& desk, int id);
Deed Dismiss(const Desk& desk, int id);
Deed PutOnBallot(const Desk& desk, const std::vector<int>& ids);
Deed AddProject(const Desk& desk, const std::string& contest);

// Any of them.
Deed DrawProposalDeed(const Desk& desk);

// Which of one's own are in this state, not hidden, not erased, and handed in as they were written.
std::vector<int> StandingAt(const Shadow& shadow, const std::vector<v1::ProposalStatus>& statuses);

}  // namespace urna::end_to_end
