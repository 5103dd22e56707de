#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tallying/profile.h"

namespace urna::tallying {

// The groups of projects that a comment says exclude each other, as the parameter `incompatible`
// writes them: before each "implemented simultaneously", the ids after the last "projects", as in
// "projects 459, 1687, and 2150 overlapped". There is no key of META for them.
std::vector<std::string> ExclusionsIn(std::string_view comment, const Profile& profile);

}  // namespace urna::tallying
