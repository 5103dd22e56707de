// How handing a message over to a mail server ended, and what becomes of the message.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/time/time.h"
#include "urna/internal/v1/messages.pb.h"

namespace urna::services {

struct Handover {
  enum class End {
    // The mail server has it.
    kTaken,
    // All of it was handed over, and the line was lost before an answer: the mail server has it, or not.
    kUnknown,
    // It does not have it, and may take it later.
    kLater,
    // It will never take anything for this address.
    kAddressRefused,
    // It will never take this message.
    kRefused,
    // Nothing was said of this message: there was no line, no way through TLS, no agreement who we are.
    kNoService,
  };
  End end;
  // The last answer of the mail server that says why it ended so, such as 250; 0 for none.
  std::uint32_t code = 0;
  // Whether the next message would fare no better now.
  bool is_trouble = false;
  // For the operator, of a line that did not come about: why, in words that name no address. Empty where that is
  // not known.
  std::string_view cause = "";
};

// After how long it is tried again: a minute after the first time, then ever later, and once a day at
// last. `attempts` is at least 1.
absl::Duration WaitAfter(std::uint32_t attempts);
// For how long it is tried at all.
inline constexpr absl::Duration kTriedFor = absl::Hours(72);
absl::Time LastTry(const internal::v1::StoredMessage& message);
// What is unknown is handed over once more after so long, under the same Message-ID: many receivers
// show what they have already only once. If that is unknown too, it is told as failed.
inline constexpr absl::Duration kUnknownWait = absl::Hours(1);

// Sets the state, and when it is tried next, of a message that is SENDING. What was taken keeps neither
// address nor text.
void Settle(internal::v1::StoredMessage& message, const Handover& handover, absl::Time now);
// What is not to be sent any more keeps neither address nor text, where `is_final`: what failed may be
// tried again by hand.
void Fail(internal::v1::StoredMessage& message, v1::MessageFault fault, bool is_final);

}  // namespace urna::services
