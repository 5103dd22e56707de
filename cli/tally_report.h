#pragma once

#include <string>
#include <vector>

#include "cli/people_text.h"
#include "tallying/explanation.h"
#include "tallying/measures.h"
#include "tallying/pabulib_reader.h"

namespace urna::cli {

// Pages for citizens: one self-contained HTML file (no script, no network), in French and English
// with a switch that stands at `language` first, made of headings, tables with captions and bars
// whose values stand beside them, so that it reads on a phone, on paper and by a screen reader.

// What was funded, money by area and category, what voters got, the rounds, and why each project
// was funded or not.
std::string OutcomeReport(const tallying::PabulibFile& file, const tallying::Outcome& outcome,
                          const std::vector<tallying::Explanation>& explanations,
                          Language language);

struct Compared {
  std::string name;
  tallying::Outcome outcome;
  tallying::Measures measures;
};

// The rules side by side, and which projects each funds.
std::string ComparisonReport(const tallying::PabulibFile& file,
                             const std::vector<Compared>& compared, Language language);

}  // namespace urna::cli
