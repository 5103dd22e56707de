// What a process of the demonstration town rests upon: its mandate, its form, its calendar.
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "cli/client/planning_client.h"
#include "cli/rehearsal.h"

namespace urna::cli {

inline constexpr std::int64_t kDaySeconds = 86'400;

// The same day of the town, at the hour at which it begins or ends things: nobody announces seconds.
std::int64_t InTheMorning(std::int64_t time);
std::int64_t InTheEvening(std::int64_t time);

struct TownPlan {
  std::string process;
  // Files.
  std::string mandate;
  std::string form;
  // When proposals begin to come in, and when they no longer do; review and appeals follow, then the vote.
  std::int64_t submission_start = 0;
  std::int64_t submission_end = 0;
  VotingTimes voting{};
};

// Publishes all three, and waits until the server's clock has begun `phase`, as the calendar says.
absl::Status Publish(client::PlanningClient& client, const TownPlan& plan, v1::Phase phase);

}  // namespace urna::cli
