#include "cli/client/shown_text.h"

#include <algorithm>

#include "ledger/text.h"

namespace urna::client {

std::string Shown(std::string_view text) {
  constexpr std::string_view kHarmless = "'\"\\";
  std::string out;
  while (!text.empty()) {
    const std::size_t at = std::min(text.find_first_of(kHarmless), text.size());
    out += ledger::EscapedName(text.substr(0, at));
    out += text.substr(at, 1);
    text.remove_prefix(std::min(at + 1, text.size()));
  }
  return out;
}

}  // namespace urna::client
