// What a calendar may say, by itself and after the one before it.
#pragma once

#include <cstdint>
#include <string_view>

#include "services/base/errors.h"
#include "urna/v1/mandate.pb.h"

namespace urna::services {

// Of a kind; null where the calendar has none.
const v1::Window* FindWindow(const v1::Calendar& calendar, v1::WindowKind kind);

// Adds all that is wrong with a calendar by itself, below `at`. The time zone is one that this machine
// knows. Windows are in ascending order of the kind, each once and at least one; each begins in 1970 or
// later and ends after it begins, in 9999 at the latest. Their order is that of the message Calendar.
void ValidateCalendar(const v1::Calendar& calendar, std::string_view at,
                      FieldViolations& violations);

// Adds what `after` changes and may not, at the time `now`, Unix seconds: of a window that has begun the
// beginning stays, and its end does not move into the past; one that has ended stays as it is. `after`
// need not be right by itself.
void CheckCalendarKept(const v1::Calendar& before, const v1::Calendar& after, std::uint64_t now,
                       std::string_view at, FieldViolations& violations);

}  // namespace urna::services
