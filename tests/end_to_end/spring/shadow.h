// What one person knows of what is theirs, from the answers alone: what a server must show, however often it was
// killed in between.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "end_to_end/spring/caller.h"
#include "urna/v1/planning_service.grpc.pb.h"
#include "urna/v1/projects_service.grpc.pb.h"
#include "urna/v1/proposals_service.grpc.pb.h"

namespace urna::end_to_end {

// A proposal of one's own.
struct Owned {
  // By which it can be asked for; empty where no answer has told it yet.
  std::string name;
  // Empty where the staff wrote it.
  std::string edit_key;
  // As its author must see it. The name and times that no answer has told yet are not set.
  v1::Proposal seen;
  // As the content written last has it.
  std::string author_name;
  std::vector<std::string> co_authors;
  // Keys of invitations that nobody has accepted.
  std::vector<std::string> invitations;
  // Texts of notes and reports, in their order.
  std::vector<std::string> notes;
  std::set<std::string> supporters;
  // Whether something is written that was not handed in.
  bool is_writing = false;
  bool formal_accepted = false;
  v1::ProposalStatus before_hiding = v1::PROPOSAL_STATUS_UNSPECIFIED;
  // All that its authors ever wrote, as words that stand nowhere else.
  std::vector<std::string> words;
  // Those that were neither replaced before they were handed in nor erased, and which of them is not handed in.
  std::set<std::string> kept;
  std::string being_written;

  bool is_draft() const { return seen.status() == v1::PROPOSAL_STATUS_DRAFT; }
  bool is(v1::ProposalStatus status) const { return seen.status() == status; }
  // In the journal; 0 for a draft.
  std::uint32_t number() const;
};

// The plan of the process: one person's alone.
struct Plan {
  std::vector<v1::Mandate> mandates;
  std::optional<v1::Mandate> draft;
  v1::Calendar calendar;
  v1::SubmissionForm form;
  v1::Phase phase = v1::PHASE_DRAFT;
  std::set<std::string> next_editions;
};

struct Shadow {
  // By a number of one's own.
  std::map<int, Owned> proposals;
  // Of which at most one can be funded, by the first of each, ascending.
  std::map<std::uint32_t, std::vector<std::uint32_t>> groups;
  std::map<std::string, v1::Project> projects;
  // What was deleted.
  std::set<std::string> gone;
  // What was erased.
  std::vector<std::string> erased_words;
  // Drafts whose key was never answered.
  int lost_drafts = 0;
  // Of whoever plans.
  std::optional<Plan> plan;
};

// What differs between the shadow and what the server shows; empty where nothing does. Fills in names and times
// that no answer has told. UNAVAILABLE where the server has gone.
absl::StatusOr<std::string> Compare(const Caller& caller, Shadow& shadow);

// Whether a proposal was shown as its owner must see it; takes the name and the times that were not known. INTERNAL
// with what differs.
absl::Status Note(const v1::Proposal& answer, Owned& owned);

// The same of a project, whose documents the server alone knows.
absl::Status Note(const v1::Project& answer, v1::Project& project);

// Sets the group of each proposal, as the groups of the shadow have it.
void ShowGroups(Shadow& shadow);

}  // namespace urna::end_to_end
