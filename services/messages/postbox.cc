#include "services/messages/postbox.h"

#include "services/messages/message_store.h"

namespace urna::services {

Postbox::Postbox(storage::Store& store, Changes& changes, const Clock& clock,
                 const std::string& site, const std::optional<MailOptions>& options)
    : store_(store),
      outbox_(store, clock, {site, options ? options->public_url : ""}, options.has_value()) {
  if (!options) return;
  smtp_.emplace(options->smtp, std::string(options->from.address.domain()), options->times);
  sender_.emplace(store, changes, outbox_, *smtp_, clock,
                  SenderOptions{.from = options->from,
                                .bounces = options->bounces,
                                .per_minute = options->per_minute});
}

void Postbox::Work() {
  if (sender_) sender_->Work();
}

void Postbox::Stop() {
  if (sender_) sender_->Stop();
}

absl::Status Postbox::KeepHouse() {
  absl::Status kept = sender_ ? sender_->ForgetOld() : absl::OkStatus();
  return kept.ok() ? PayMailPurge(store_) : kept;
}

void Postbox::Measure(Measurements& out) const {
  if (sender_) sender_->Measure(out);
}

}  // namespace urna::services
