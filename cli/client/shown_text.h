// Text of others, for a terminal.
#pragma once

#include <string>
#include <string_view>

namespace urna::client {

// `text` with "\xNN" for every byte of what a reader could not see, or that would command the
// terminal, as ledger::EscapedName has it; but quotes and backslashes stay, which in running text
// mislead nobody. What was shown may be shown again.
std::string Shown(std::string_view text);

}  // namespace urna::client
