// What a count did, in the words of people: the rule, ties, conditions.
#pragma once

#include <string>
#include <string_view>

#include "cli/people_text.h"
#include "tallying/parameters.h"

namespace urna::cli {

// What a rule does, with the parameters that are not at their defaults.
std::string RuleText(const std::string& rule, const tallying::ParameterValues& parameters,
                     Language language);

// Which order a tie-break is: "by id".
std::string TieBreakText(std::string_view name, Language language);

// Why a condition kept a project out or funded it first; `constraint` as in ConstraintEffect.
std::string ConstraintText(std::string_view constraint, Language language);

}  // namespace urna::cli
