// The files that a log is published as.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/bytes.h"

namespace urna::ledger {

// Checkpoint and tiles of these records, by their paths below `folder`, which is empty or ends with
// a slash. The note is taken as it is.
std::map<std::string, crypto::Bytes> LogFiles(const std::vector<crypto::Bytes>& leaves,
                                              std::string_view note, std::string_view folder = "");

}  // namespace urna::ledger
