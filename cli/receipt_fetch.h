#pragma once

#include <CLI/CLI.hpp>

namespace urna::cli {

// Adds `fetch` to `urna receipt`: a receipt that was lost, again. Exit 0; 1 when the server refuses
// or what it answers does not hold, 2 for bad input and for a ballot that is not in the log.
void AddReceiptFetch(CLI::App& receipt, int& exit_code);

}  // namespace urna::cli
