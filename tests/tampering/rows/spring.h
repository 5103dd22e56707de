// The journal of a spring in which one act may not be, and everything else is right and decided: it
// was sealed as it is.
#pragma once

#include <functional>
#include <string>

#include "tampering/rows/all.h"
#include "tampering/rows/journals.h"

namespace urna::ledger {

using Story = std::function<void(JournalRun&)>;

// Appends what the journal refuses.
void Wrong(JournalRun& run, const Act& act);
// The story begins when the server has begun the submission: with act 5.
Row InSpring(std::string name, Story story, std::uint32_t support_needed = 0);
// The same with acts 5 to 7 done: proposal 1 has come in online, staff has seen it, and the review
// has begun.
Row InReview(std::string name, Story story, std::uint32_t support_needed = 0);
// It begins with the journal.
Row FromTheBeginning(std::string name, Story story);

}  // namespace urna::ledger
