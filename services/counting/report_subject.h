// A sealed contest in the words that a report has of it.
#pragma once

#include <optional>
#include <string_view>

#include "ledger/ids.h"
#include "ledger/manifest.h"
#include "tallying/report.h"

namespace urna::services {

tallying::ReportSubject SubjectOf(const ledger::Manifest& manifest, ledger::ContestId contest);

// The middle of what a GeoJSON geometry covers; nothing where it is none.
std::optional<tallying::GeoPoint> MiddleOf(std::string_view geometry);

}  // namespace urna::services
