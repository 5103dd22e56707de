// What is wrong with a record of a log.
#pragma once

#include <cstdint>
#include <string>

namespace urna::ledger {

// A record that should not have been admitted.
struct LogFault {
  std::uint64_t record = 0;
  std::string reason;
};

}  // namespace urna::ledger
