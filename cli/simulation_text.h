// What scenarios come to, for people, programs and spreadsheets.
#pragma once

#include <string>

#include "cli/people_text.h"
#include "urna/v1/tallies_service.pb.h"

namespace urna::cli {

// The scenarios in words, a table of their figures, and what goes to each category and area.
std::string SimulationTable(const v1::SimulateResponse& simulation, Language language);

// One line. Amounts are decimal text in currency units, ratios numbers.
std::string SimulationJson(const v1::SimulateResponse& simulation);

// A line for each scenario, a column for each category and area. No cell is a formula.
std::string SimulationCsv(const v1::SimulateResponse& simulation);

}  // namespace urna::cli
