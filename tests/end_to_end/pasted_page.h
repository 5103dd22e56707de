// A page of the documentation whose commands somebody pastes into a shell, one after the other.
#pragma once

#include <string>
#include <string_view>

namespace urna::end_to_end {

// What stands between lines of `fence` (such as "```sh") and "```", one block after the other, with the
// ports that the pages name free ones instead.
std::string CommandsOf(const std::string& page, std::string_view fence);

struct Pasted {
  // As the shell's own: 0 where every command ended well.
  int state;
  // What all of them printed, and the commands.
  std::string output;
};
// Runs them in `folder` with `urna` in the path, until one fails. What the page has left running is ended.
Pasted Paste(const std::string& commands, const std::string& folder);

}  // namespace urna::end_to_end
