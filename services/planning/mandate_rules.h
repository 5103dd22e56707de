// What a mandate may say, and what it must.
#pragma once

#include <cstddef>
#include <string_view>

#include "services/base/errors.h"
#include "urna/v1/mandate.pb.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

// Of a mandate or a form, serialised.
inline constexpr std::size_t kMaxPlanBytes = std::size_t{512} << 10;
inline constexpr int kMaxCriteria = 100;

// Adds all that is wrong with what is there, below `at`: a draft need not be complete. Each text is of
// 1 to 4,000 bytes, in a language of the process, that is of its title; criteria have different ids; the
// whole has 1 to kMaxPlanBytes bytes.
void ValidateMandate(const v1::Mandate& mandate, const v1::Process& process, std::string_view at,
                     FieldViolations& violations);

// Adds all that a mandate lacks to be published: every text in every language of the process, at least
// one criterion, and an envelope of more than nothing.
void CheckMandateComplete(const v1::Mandate& mandate, const v1::Process& process,
                          std::string_view at, FieldViolations& missing);

}  // namespace urna::services
