// The demonstration town as a folder writes it down: deploy/town explains every key.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/pabulib_process.h"
#include "urna/v1/resources.pb.h"

namespace urna::cli {

using Texts = google::protobuf::RepeatedPtrField<v1::LocalizedText>;

// A vote of the past, to be held again. Paths are whole ones.
struct TownVote {
  std::string id;
  Texts title;
  std::string area;
  Texts area_title;
  Texts electorate;
  std::string file;
  // The rule of the file itself where none is named.
  CountingRule counting;
  bool rule_given = false;
  std::string projects;
  std::string mandate;
  std::string form;
  // Only the first so many of the file; 0 for all.
  std::size_t voters = 0;
  // How long voting stays open, half of the voters having cast; 0 for a vote that is counted at once.
  std::int64_t open_days = 0;
};

// A process that citizens propose to.
struct TownProposals {
  // Files: the process, its mandate and form, what was proposed, and what the staff made of it.
  std::string process;
  std::string mandate;
  std::string form;
  std::string table;
  std::string fates;
  // How long proposals still come in; 0 where they are being reviewed already.
  std::int64_t open_days = 0;
};

struct Town {
  std::vector<TownVote> votes;
  std::vector<TownProposals> proposals;
};

// INVALID_ARGUMENT names the file, the place and what was expected there.
absl::StatusOr<Town> ReadTown(const std::string& folder);

}  // namespace urna::cli
