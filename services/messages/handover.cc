#include "services/messages/handover.h"

#include <algorithm>
#include <iterator>

#include "services/base/times.h"

namespace urna::services {
namespace {

using internal::v1::StoredMessage;

constexpr absl::Duration kWaits[] = {absl::Minutes(1), absl::Minutes(5), absl::Minutes(15),
                                     absl::Hours(1),   absl::Hours(3),   absl::Hours(6),
                                     absl::Hours(12),  absl::Hours(24)};

void Forget(StoredMessage& message) {
  message.clear_address();
  message.clear_subject();
  message.clear_body();
}

void TryAt(StoredMessage& message, v1::MessageState state, absl::Time time) {
  message.set_state(state);
  *message.mutable_due_time() = ToProto(time);
}

void TryLater(StoredMessage& message, absl::Time now) {
  const absl::Time last = LastTry(message);
  if (now >= last) return Fail(message, v1::MESSAGE_FAULT_TOO_LATE, false);
  TryAt(message, v1::MESSAGE_STATE_WAITING, std::min(now + WaitAfter(message.attempts()), last));
}

}  // namespace

absl::Time LastTry(const StoredMessage& message) {
  return FromProto(message.queue_time()) + kTriedFor;
}

absl::Duration WaitAfter(std::uint32_t attempts) {
  const std::size_t index = std::max<std::uint32_t>(attempts, 1) - 1;
  return kWaits[std::min<std::size_t>(index, std::size(kWaits) - 1)];
}

void Fail(StoredMessage& message, v1::MessageFault fault, bool is_final) {
  message.set_state(v1::MESSAGE_STATE_FAILED);
  message.set_fault(fault);
  message.clear_due_time();
  if (is_final) Forget(message);
}

void Settle(StoredMessage& message, const Handover& handover, absl::Time now) {
  message.set_reply_code(handover.code);
  if (handover.end == Handover::End::kNoService) {
    // Its turn was no try of it, but its days are counted.
    if (now >= LastTry(message)) {
      return Fail(message, v1::MESSAGE_FAULT_TOO_LATE, false);
    }
    return TryAt(message, v1::MESSAGE_STATE_WAITING, FromProto(message.due_time()));
  }
  message.set_attempts(message.attempts() + 1);
  switch (handover.end) {
    case Handover::End::kTaken:
      message.set_state(v1::MESSAGE_STATE_SENT);
      *message.mutable_send_time() = ToProto(now);
      message.clear_due_time();
      return Forget(message);
    case Handover::End::kUnknown:
      if (message.was_uncertain()) return Fail(message, v1::MESSAGE_FAULT_UNCERTAIN, false);
      message.set_was_uncertain(true);
      return TryAt(message, v1::MESSAGE_STATE_UNCERTAIN, now + kUnknownWait);
    case Handover::End::kLater:
      return TryLater(message, now);
    case Handover::End::kAddressRefused:
      return Fail(message, v1::MESSAGE_FAULT_ADDRESS_REFUSED, true);
    case Handover::End::kRefused:
      return Fail(message, v1::MESSAGE_FAULT_REFUSED, false);
    case Handover::End::kNoService:
      return;
  }
}

}  // namespace urna::services
