// Sends what waits: a thread of its own has it work, and no caller ever waits for it.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "services/base/clock.h"
#include "services/base/incidents.h"
#include "services/base/measurements.h"
#include "services/base/meters.h"
#include "services/messages/mail_transport.h"
#include "services/messages/outbox.h"
#include "services/messages/spreading.h"
#include "services/records/changes.h"

namespace urna::services {

struct SenderOptions {
  NamedAddress from;
  // Where what comes back comes to, by the id of each message; nothing for the address it is from.
  std::optional<MailAddress> bounces = std::nullopt;
  // Messages in bulk.
  std::int64_t per_minute = 60;
};

// Each message is SENDING in the store before the mail server hears of it, and what came of it is in the
// store before the next. So whenever the server dies, there is at most one message of which it is not
// known whether it was sent; and that one is handed over again after an hour (kUnknownWait), once.
//
// Work and Measure may be called by different threads, Stop by any.
class MailSender {
 public:
  // All must outlive this object.
  MailSender(storage::Store& store, Changes& changes, const Outbox& outbox,
             MailTransport& transport, const Clock& clock, SenderOptions options);

  // Sends what is due, and spreads news, until nothing is to be done now; as long as the rate allows
  // and the mail server answers. After a failure of the store it returns, and goes on the next time.
  void Work();
  // Work returns soon, and does nothing any more.
  void Stop();
  // The next Work does not wait until a mail server that failed has been left alone long enough. By any thread.
  void Hurry() { is_hurried_ = true; }

  void Measure(Measurements& out) const;

  // Forgets what is only kept for a while. Once an hour is enough.
  absl::Status ForgetOld();

 private:
  // What is done with the message whose turn it is.
  enum class Turn { kNone, kPassed, kClaimed };

  absl::Status Recover();
  absl::StatusOr<bool> Spread();
  absl::StatusOr<std::optional<std::string>> NextInQueue();
  absl::StatusOr<Turn> Claim(const std::string& queue_key);
  absl::StatusOr<std::optional<v1::MessageFault>> WhyNot(
      const storage::Reader& store, const internal::v1::StoredMessage& message) const;
  Handover HandOver(const internal::v1::StoredMessage& message);
  absl::Status Record(const internal::v1::StoredMessage& sending, const Handover& handover);
  // Again the next time, where the store takes nothing now.
  absl::Status RecordClaimed();
  absl::Status FailLate();
  void NoteTrouble(const Handover& handover);
  void Note(const internal::v1::StoredMessage& message);
  absl::Status WorkOnce(bool& did_something);
  bool TakeFromRate();
  void Count() ABSL_LOCKS_EXCLUDED(counting_);

  storage::Store& store_;
  Changes& changes_;
  const Outbox& outbox_;
  MailTransport& transport_;
  const Clock& clock_;
  const SenderOptions options_;
  Spreading spreading_;
  Incidents incidents_;
  std::atomic<bool> is_stopped_ = false;
  std::atomic<bool> is_hurried_ = false;

  // Of the working thread alone.
  bool is_recovered_ = false;
  std::optional<internal::v1::StoredMessage> claimed_;
  // What came of it, and is not in the store yet.
  std::optional<Handover> outcome_;
  absl::Time paused_until_ = absl::InfinitePast();
  absl::Duration pause_ = absl::ZeroDuration();
  double allowance_ = 1;
  absl::Time allowed_at_ = absl::InfinitePast();
  absl::Time counted_at_ = absl::InfinitePast();

  Counter sent_;
  Counter failed_;
  Counter uncertain_;
  Counter retried_;
  mutable Mutex counting_;
  std::size_t waiting_ ABSL_GUARDED_BY(counting_) = 0;
  std::optional<absl::Time> oldest_ ABSL_GUARDED_BY(counting_);
};

}  // namespace urna::services
