#include "services/messages/mail_sender.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "crypto/bytes.h"
#include "services/base/events.h"
#include "services/base/times.h"
#include "services/messages/mail_text.h"
#include "services/messages/message_store.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

using internal::v1::StoredMessage;

// News become messages while fewer than this are due.
constexpr std::size_t kLeastDue = 1000;
// How long the mail server is left alone after it failed; doubled until it works again.
constexpr absl::Duration kFirstPause = absl::Seconds(10);
constexpr absl::Duration kLongestPause = absl::Minutes(15);
// How often what waits is counted.
constexpr absl::Duration kCounting = absl::Seconds(10);
// What may be sent at once after a quiet time.
constexpr double kBurstSeconds = 2;

std::string ProcessName(std::string_view about) {
  const std::string_view process = ProcessOf(about);
  return process.empty() ? "" : fmt::format("processes/{}", process);
}

Rank RankOf(std::string_view queue_key) { return static_cast<Rank>(queue_key[1]); }

}  // namespace

MailSender::MailSender(storage::Store& store, Changes& changes, const Outbox& outbox,
                       MailTransport& transport, const Clock& clock, SenderOptions options)
    : store_(store),
      changes_(changes),
      outbox_(outbox),
      transport_(transport),
      clock_(clock),
      options_(std::move(options)),
      spreading_(store, changes, outbox, clock) {}

void MailSender::Stop() {
  is_stopped_ = true;
  transport_.Stop();
}

void MailSender::Work() {
  bool did_something = true;
  while (did_something && !is_stopped_) {
    did_something = false;
    const absl::Status worked = WorkOnce(did_something);
    if (worked.ok()) continue;
    // Of what failed nothing is said but how: it may be about somebody.
    incidents_.Of(absl::Status(worked.code(), "mail is not sent now"), clock_.Now());
    return;
  }
  Count();
}

absl::Status MailSender::WorkOnce(bool& did_something) {
  if (!is_recovered_) {
    if (absl::Status s = Recover(); !s.ok()) return s;
    is_recovered_ = true;
  }
  if (absl::Status s = RecordClaimed(); !s.ok()) return s;
  const absl::StatusOr<bool> spread = Spread();
  if (!spread.ok()) return spread.status();
  did_something = *spread;
  if (is_hurried_.exchange(false)) paused_until_ = absl::InfinitePast();
  if (clock_.Now() < paused_until_) return absl::OkStatus();
  const absl::StatusOr<std::optional<std::string>> next = NextInQueue();
  if (!next.ok()) return next.status();
  if (!next->has_value()) return absl::OkStatus();
  if (RankOf(**next) == Rank::kBulk && !TakeFromRate()) return absl::OkStatus();
  did_something = true;
  const absl::StatusOr<Turn> turn = Claim(**next);
  if (!turn.ok()) return turn.status();
  if (*turn != Turn::kClaimed) return absl::OkStatus();
  outcome_ = HandOver(*claimed_);
  NoteTrouble(*outcome_);
  const bool had_no_service = outcome_->end == Handover::End::kNoService;
  // At once: whoever ends the program now has sent nothing twice.
  if (absl::Status s = RecordClaimed(); !s.ok()) return s;
  return had_no_service ? FailLate() : absl::OkStatus();
}

absl::Status MailSender::RecordClaimed() {
  if (claimed_ && outcome_) {
    if (absl::Status s = Record(*claimed_, *outcome_); !s.ok()) return s;
  }
  claimed_.reset();
  outcome_.reset();
  return absl::OkStatus();
}

// What was being handed over when the server died is unknown.
absl::Status MailSender::Recover() {
  std::vector<std::string> rows;
  const absl::Status found =
      VisitRows(store_, "w", "", [&](std::string_view key, std::string_view) {
        rows.emplace_back(key.substr(1));
        return true;
      });
  if (!found.ok()) return found;
  for (const std::string& row : rows) {
    const auto message = ReadRow<StoredMessage>(store_, RowKey('m', row, ""));
    if (!message.ok()) return message.status();
    if (!message->has_value()) {
      storage::WriteBatch batch;
      batch.Delete(kMessagesFamily, RowKey('w', row, ""));
      if (absl::Status s = store_.Write(batch).status(); !s.ok()) return s;
      continue;
    }
    const absl::Status recorded = Record(**message, {Handover::End::kUnknown});
    if (!recorded.ok()) return recorded;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> MailSender::Spread() {
  std::size_t due = 0;
  const std::string limit = QueueKey(Rank::kBulk, clock_.Now() + absl::Microseconds(1), "", "");
  const absl::StatusOr<std::optional<std::string>> counted =
      store_.Scan(kMessagesFamily, QueueKey(Rank::kBulk, absl::UnixEpoch(), "", ""), limit,
                  kLeastDue, [&](std::string_view, std::string_view) {
                    ++due;
                    return true;
                  });
  if (!counted.ok()) return counted.status();
  if (due >= kLeastDue) return false;
  return spreading_.SpreadSome();
}

absl::StatusOr<std::optional<std::string>> MailSender::NextInQueue() {
  for (const Rank rank : {Rank::kUrgent, Rank::kBulk}) {
    std::optional<std::string> first;
    const absl::StatusOr<std::optional<std::string>> scanned =
        store_.Scan(kMessagesFamily, QueueKey(rank, absl::UnixEpoch(), "", ""),
                    QueueKey(rank, clock_.Now() + absl::Microseconds(1), "", ""), 1,
                    [&](std::string_view key, std::string_view) {
                      first = std::string(key);
                      return false;
                    });
    if (!scanned.ok()) return scanned.status();
    if (first) return first;
  }
  return std::nullopt;
}

bool MailSender::TakeFromRate() {
  const absl::Time now = clock_.Now();
  const double per_second = static_cast<double>(options_.per_minute) / 60;
  const double most = std::max(1.0, per_second * kBurstSeconds);
  const double seconds = allowed_at_ == absl::InfinitePast()
                             ? kBurstSeconds
                             : absl::ToDoubleSeconds(now - allowed_at_);
  allowance_ = std::min(most, allowance_ + std::max(0.0, seconds) * per_second);
  allowed_at_ = now;
  if (allowance_ < 1) return false;
  allowance_ -= 1;
  return true;
}

absl::StatusOr<std::optional<v1::MessageFault>> MailSender::WhyNot(
    const storage::Reader& store, const StoredMessage& message) const {
  if (message.has_expire_time() && FromProto(message.expire_time()) <= clock_.Now()) {
    return v1::MESSAGE_FAULT_EXPIRED;
  }
  if (!message.subscription().empty()) {
    const bool is_follower = message.kind() == v1::RECIPIENT_KIND_FOLLOWER;
    const absl::StatusOr<bool> row =
        HasRow(store, RowKey(is_follower ? 'j' : 'o', message.subscription(), ""));
    if (!row.ok()) return row.status();
    if (*row != is_follower) return v1::MESSAGE_FAULT_UNSUBSCRIBED;
  }
  if (message.ignores_suppression()) return std::nullopt;
  const absl::StatusOr<bool> is_suppressed = HasRow(store, RowKey('s', message.address_tag(), ""));
  if (!is_suppressed.ok()) return is_suppressed.status();
  if (*is_suppressed) return v1::MESSAGE_FAULT_SUPPRESSED;
  return std::nullopt;
}

absl::StatusOr<MailSender::Turn> MailSender::Claim(const std::string& queue_key) {
  Turn turn = Turn::kPassed;
  std::optional<StoredMessage> claimed;
  const std::string row(RowInQueue(queue_key));
  const absl::Status written = changes_.ApplyOwn(
      ProcessName(row), [&](const storage::Reader& store, storage::WriteBatch& batch) {
        absl::StatusOr<std::optional<StoredMessage>> found =
            ReadRow<StoredMessage>(store, RowKey('m', row, ""));
        if (!found.ok()) return found.status();
        // Erased, or put elsewhere, since the queue was read.
        if (!found->has_value() || (*found)->queue_key() != queue_key) {
          batch.Delete(kMessagesFamily, queue_key);
          return absl::OkStatus();
        }
        StoredMessage& message = **found;
        const absl::StatusOr<std::optional<v1::MessageFault>> why_not = WhyNot(store, message);
        if (!why_not.ok()) return why_not.status();
        if (why_not->has_value()) {
          Fail(message, **why_not, true);
          Note(message);
          if (!message.is_urgent()) {
            PutMessage(batch, message, clock_.Now());
          } else {
            DeleteMessage(batch, message);
          }
          return absl::OkStatus();
        }
        message.set_state(v1::MESSAGE_STATE_SENDING);
        PutMessage(batch, message, clock_.Now());
        turn = Turn::kClaimed;
        claimed = message;
        return absl::OkStatus();
      });
  if (!written.ok()) return written;
  claimed_ = std::move(claimed);
  return turn;
}

Handover MailSender::HandOver(const StoredMessage& message) {
  const absl::StatusOr<MailAddress> to = MailAddress::Parse(message.address());
  // What was well-formed when it was taken in.
  if (!to.ok()) return {Handover::End::kRefused};
  const std::string id = crypto::ToHex(crypto::AsBytes(message.id()));
  const MailAddress& from = options_.from.address;
  const std::string bytes =
      WriteMail({.from = options_.from,
                 .to = *to,
                 .subject = message.subject(),
                 .body = message.body(),
                 .date = clock_.Now(),
                 .message_id = fmt::format("{}@{}", id, from.domain()),
                 .language = message.language(),
                 .unsubscribe_url = StopUrl(outbox_.letterhead(), outbox_.secrets(), message)});
  const std::string return_path = options_.bounces ? options_.bounces->WithDetail(id) : from.text();
  return transport_.Send({.return_path = return_path, .to = *to, .bytes = bytes});
}

absl::Status MailSender::Record(const StoredMessage& sending, const Handover& handover) {
  const std::string row = RowOf(sending);
  std::optional<StoredMessage> settled;
  const absl::Status written = changes_.ApplyOwn(
      ProcessName(row), [&](const storage::Reader& store, storage::WriteBatch& batch) {
        absl::StatusOr<std::optional<StoredMessage>> found =
            ReadRow<StoredMessage>(store, RowKey('m', row, ""));
        if (!found.ok()) return found.status();
        // Erased while it was on its way; or told already by a write whose answer was lost.
        if (!found->has_value() || (*found)->state() != v1::MESSAGE_STATE_SENDING) {
          batch.Delete(kMessagesFamily, RowKey('w', row, ""));
          return absl::OkStatus();
        }
        StoredMessage& message = **found;
        Settle(message, handover, clock_.Now());
        if (message.fault() == v1::MESSAGE_FAULT_ADDRESS_REFUSED) {
          internal::v1::StoredSuppression suppression;
          *suppression.mutable_time() = ToProto(clock_.Now());
          suppression.set_reply_code(handover.code);
          batch.Put(kMessagesFamily, RowKey('s', message.address_tag(), ""),
                    suppression.SerializeAsString());
        }
        // Of what is urgent nothing is kept, and it does not wait an hour: whoever needs it asks again.
        if (message.is_urgent() && message.state() != v1::MESSAGE_STATE_WAITING) {
          DeleteMessage(batch, message);
        } else {
          PutMessage(batch, message, clock_.Now());
        }
        settled = message;
        return absl::OkStatus();
      });
  if (written.ok() && settled) Note(*settled);
  return written;
}

void MailSender::Note(const StoredMessage& message) {
  switch (message.state()) {
    case v1::MESSAGE_STATE_SENT:
      return sent_.Add();
    case v1::MESSAGE_STATE_FAILED:
      return failed_.Add();
    case v1::MESSAGE_STATE_UNCERTAIN:
      return uncertain_.Add();
    default:
      return retried_.Add();
  }
}

void MailSender::NoteTrouble(const Handover& handover) {
  if (!handover.is_trouble && handover.end != Handover::End::kUnknown) {
    if (pause_ > absl::ZeroDuration()) {
      TellOperator(Severity::kInfo, "the mail server takes mail again");
    }
    pause_ = absl::ZeroDuration();
    return;
  }
  if (is_stopped_) return;
  if (pause_ == absl::ZeroDuration()) {
    TellOperator(Severity::kWarning, "the mail server takes no mail now",
                 {{"reply", static_cast<std::int64_t>(handover.code)}, {"cause", handover.cause}});
  }
  pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
  paused_until_ = clock_.Now() + pause_;
}

void MailSender::Count() {
  const absl::Time now = clock_.Now();
  if (counted_at_ != absl::InfinitePast() && now < counted_at_ + kCounting) return;
  counted_at_ = now;
  std::size_t waiting = 0;
  std::optional<absl::Time> oldest;
  const auto note = [&](absl::Time since) { oldest = oldest ? std::min(*oldest, since) : since; };
  absl::Status counted = VisitRows(store_, "N", "", [&](std::string_view key, std::string_view) {
    ++waiting;
    note(TimeIn(key));
    return true;
  });
  if (counted.ok()) {
    counted = VisitRows(store_, "q", "", [&](std::string_view key, std::string_view) {
      ++waiting;
      if (DueInQueue(key) <= now) note(DueInQueue(key));
      return true;
    });
  }
  if (!counted.ok()) return;
  const MutexLock lock(counting_);
  waiting_ = waiting;
  oldest_ = oldest;
}

void MailSender::Measure(Measurements& out) const {
  const auto sample = [](const char* outcome, const Counter& counter) {
    return Sample<double>{{{"outcome", outcome}}, static_cast<double>(counter.value())};
  };
  out.counters.push_back({"urna_messages_total",
                          "Messages handed to the mail server, by what came of it.",
                          {sample("sent", sent_), sample("failed", failed_),
                           sample("uncertain", uncertain_), sample("retried", retried_)}});
  const MutexLock lock(counting_);
  out.gauges.push_back({"urna_messages_waiting",
                        "Messages that wait, and events that nobody was told of yet.",
                        {{{}, static_cast<double>(waiting_)}}});
  const double age = oldest_ ? absl::ToDoubleSeconds(clock_.Now() - *oldest_) : 0;
  out.gauges.push_back({"urna_messages_oldest_seconds",
                        "How long the oldest of what is due has been waiting.",
                        {{{}, std::max(0.0, age)}}});
}

absl::Status MailSender::ForgetOld() {
  while (true) {
    // By process, so that one lock and one write do for many.
    std::map<std::string, std::vector<std::string>> over;
    std::size_t found = 0;
    const absl::Status visited =
        VisitRows(store_, "z", "", [&](std::string_view key, std::string_view) {
          if (TimeIn(key) > clock_.Now() || found == storage::kPageRows) return false;
          ++found;
          over[ProcessName(RestIn(key).substr(1))].emplace_back(key);
          return true;
        });
    if (!visited.ok() || found == 0) return visited;
    for (const auto& [process, keys] : over) {
      const absl::Status forgotten =
          changes_.ApplyOwn(process, [&](const storage::Reader& store, storage::WriteBatch& batch) {
            for (const std::string& key : keys) {
              batch.Delete(kMessagesFamily, key);
              if (absl::Status s = ForgetRow(store, RestIn(key), batch); !s.ok()) return s;
            }
            return absl::OkStatus();
          });
      if (!forgotten.ok()) return forgotten;
    }
  }
}

// Who waits for a mail server that has been away for days is not left waiting.
absl::Status MailSender::FailLate() {
  std::vector<std::string> late;
  const absl::StatusOr<std::optional<std::string>> scanned =
      store_.Scan(kMessagesFamily, QueueKey(Rank::kBulk, absl::UnixEpoch(), "", ""),
                  QueueKey(Rank::kBulk, clock_.Now() - kTriedFor, "", ""), kLeastDue,
                  [&](std::string_view key, std::string_view) {
                    late.emplace_back(RowInQueue(key));
                    return true;
                  });
  if (!scanned.ok()) return scanned.status();
  for (const std::string& row : late) {
    std::optional<StoredMessage> failed;
    const absl::Status written = changes_.ApplyOwn(
        ProcessName(row), [&](const storage::Reader& store, storage::WriteBatch& batch) {
          absl::StatusOr<std::optional<StoredMessage>> found =
              ReadRow<StoredMessage>(store, RowKey('m', row, ""));
          if (!found.ok() || !found->has_value()) return found.status();
          if (LastTry(**found) > clock_.Now() || (*found)->queue_key().empty()) {
            return absl::OkStatus();
          }
          Fail(**found, v1::MESSAGE_FAULT_TOO_LATE, false);
          PutMessage(batch, **found, clock_.Now());
          failed = **found;
          return absl::OkStatus();
        });
    if (!written.ok()) return written;
    if (failed) Note(*failed);
  }
  return absl::OkStatus();
}

}  // namespace urna::services
