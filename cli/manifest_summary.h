// What a person reads before signing a manifest.
#pragma once

#include <string>

#include "ledger/manifest.h"

namespace urna::cli {

std::string Summarize(const ledger::Manifest& manifest);

}  // namespace urna::cli
