// What whoever plans a process does: mandates, calendar, form, phases, the drafts of next editions.
#pragma once

#include <optional>

#include "end_to_end/spring/deed.h"
#include "end_to_end/spring/ideas.h"
#include "end_to_end/spring/person.h"

namespace urna::end_to_end {

// One of them; where the phase is before `goal` and the plan is there, more likely the beginning of the next one.
Deed DrawPlanDeed(const Shadow& shadow, Season& season, v1::Phase goal, Ideas& ideas);

// Mandate, calendar and form where they are missing, and the phases up to `goal`; nothing where all is there.
std::optional<Deed> NextPlanDeed(const Shadow& shadow, Season& season, v1::Phase goal,
                                 Ideas& ideas);

}  // namespace urna::end_to_end
