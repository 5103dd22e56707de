// Where whatever happens leaves word for those who are to be told: in the same batch as what happens, so
// that nothing acknowledged goes unheard, and nothing is heard that did not happen.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/base/clock.h"
#include "services/base/source_limits.h"
#include "services/messages/letterhead.h"
#include "services/messages/mail_address.h"
#include "services/messages/mail_secrets.h"
#include "services/messages/news_text.h"
#include "storage/store.h"
#include "urna/internal/v1/messages.pb.h"

namespace urna::services {

// Thread-safe after Open.
class Outbox {
 public:
  // `store` and `clock` must outlive this object. Where mail is off nothing is written.
  Outbox(storage::Store& store, const Clock& clock, Letterhead letterhead, bool is_on)
      : store_(store),
        clock_(clock),
        letterhead_(std::move(letterhead)),
        is_on_(is_on),
        unasked_(clock) {}

  // Once, before anything else.
  absl::Status Open();

  bool is_on() const { return is_on_; }
  const Letterhead& letterhead() const { return letterhead_; }
  const MailSecrets& secrets() const { return *secrets_; }
  // FAILED_PRECONDITION (NO_MESSAGES) where mail is off.
  absl::Status CheckOn() const;

  // Counts one more message to an address that whoever calls wrote down, and nobody has said to be theirs; false
  // where it has had as many within the hour as are sent.
  [[nodiscard]] bool TakeUnasked(const MailAddress& address) const;

  // One row, however many are told. Id and time are set here.
  void Tell(storage::WriteBatch& batch, internal::v1::StoredNews news) const;

  struct Posting {
    // Before all that is not; gone once it is sent, or not sent in time.
    bool is_urgent = false;
    // From then on it is not sent.
    std::optional<absl::Time> expire_time = std::nullopt;
    // To an address that came back before: its owner asks.
    bool ignores_suppression = false;
  };
  // A message to one address, written out at once. Its id in hexadecimal digits.
  absl::StatusOr<std::string> Post(const storage::Reader& store, storage::WriteBatch& batch,
                                   internal::v1::StoredNews news, const Addressee& addressee,
                                   const Posting& posting) const;

  // Takes back what was to be told to followers and was not sent: its text may no longer be shown.
  absl::Status RecallFromFollowers(const storage::Reader& store, std::string_view process,
                                   std::string_view proposal, storage::WriteBatch& batch) const;

 private:
  void Date(internal::v1::StoredNews& news) const;

  storage::Store& store_;
  const Clock& clock_;
  const Letterhead letterhead_;
  const bool is_on_;
  std::optional<MailSecrets> secrets_;
  mutable SourceLimits unasked_;
};

// The value of a field in words, in one or more languages, and as a moment.
void AddField(internal::v1::StoredNews& news, std::string_view name, std::string_view text,
              std::string_view language = "");
void AddField(internal::v1::StoredNews& news, std::string_view name,
              const google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts);
void AddField(internal::v1::StoredNews& news, std::string_view name, absl::Time time);

}  // namespace urna::services
