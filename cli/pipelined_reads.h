// Requests that are sent without waiting for answers.
#pragma once

#include <string>

#include "cli/attack.h"

namespace urna::cli {

// Sends `request` on so many connections at once, until the end, as fast as the server takes it. Every other
// connection takes no answer. Attempts are the requests that were sent; rebuffed are those of connections that
// the server ended before it had answered them.
void PipelineReads(const std::string& address, const std::string& request, int connections,
                   Attack::Counts& counts);

}  // namespace urna::cli
