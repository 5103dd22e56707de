// Signed notes, line by line.
#pragma once

#include <string>

#include "crypto/checkpoint.h"
#include "tampering/rows/elections.h"

namespace urna::ledger {

// Of the counted election.
crypto::Checkpoint FinalCheckpoint(const Course& course);
// A line of a note, whatever is in it.
std::string NoteLine(const std::string& name, std::uint32_t key_id, crypto::ByteView signature);
// What the log's key signs under a text.
std::string LogLine(const Course& course, const std::string& text);

}  // namespace urna::ledger
