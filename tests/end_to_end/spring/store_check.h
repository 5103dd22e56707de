// Whether what a server shows of proposals and projects is what its journal says, by every way to ask.
#pragma once

#include <string>
#include <vector>

#include "end_to_end/spring/caller.h"
#include "end_to_end/spring/read_journal.h"

namespace urna::end_to_end {

// While nobody writes. Reports as test failures where the two differ, and where one of the words is shown.
void ExpectAgree(const Caller& caller, const ReadJournal& journal,
                 const std::vector<std::string>& erased_words);

}  // namespace urna::end_to_end
