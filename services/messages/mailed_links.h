// Links by which somebody signs in, sent before everything else.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/base/clock.h"
#include "services/messages/link_sender.h"
#include "services/messages/outbox.h"
#include "storage/store.h"

namespace urna::services {

// Thread-safe.
class MailedLinks final : public LinkSender {
 public:
  // `store`, `outbox` and `clock` must outlive this object. A link holds for `time`; it is not sent later.
  MailedLinks(const storage::Reader& store, const Outbox& outbox, const Clock& clock,
              absl::Duration time)
      : store_(store), outbox_(outbox), clock_(clock), time_(time) {}

  // Puts the message into the batch that makes the link good. Nothing of it is kept once it was sent, or
  // was not sent in time. An address that came back is tried all the same: whoever asks is its owner, or
  // learns nothing. FAILED_PRECONDITION (NO_MESSAGES) where mail is off; INVALID_ARGUMENT at `address`.
  absl::Status SendSignInLink(storage::WriteBatch& batch, std::string_view address,
                              std::string_view language, std::string_view link) override;

 private:
  const storage::Reader& store_;
  const Outbox& outbox_;
  const Clock& clock_;
  const absl::Duration time_;
};

}  // namespace urna::services
