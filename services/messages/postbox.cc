#include "services/messages/postbox.h"

#include "services/base/events.h"
#include "services/messages/message_store.h"

namespace urna::services {
namespace {

// How often it is looked through what came back.
constexpr absl::Duration kLook = absl::Minutes(5);

}  // namespace

Postbox::Postbox(storage::Store& store, Changes& changes, const Clock& clock,
                 const std::string& site, const std::optional<MailOptions>& options)
    : store_(store),
      outbox_(store, clock, {site, options ? options->public_url : ""}, options.has_value()),
      clock_(clock) {
  if (!options) return;
  if (options->imap) {
    bounces_.emplace(store, changes, clock,
                     BounceOptions{.account = *options->imap,
                                   .folder = options->imap_folder,
                                   .bounces = options->bounces,
                                   .domain = std::string(options->from.address.domain())});
  }
  smtp_.emplace(options->smtp, std::string(options->from.address.domain()), options->times);
  sender_.emplace(store, changes, outbox_, *smtp_, clock,
                  SenderOptions{.from = options->from,
                                .bounces = options->bounces,
                                .per_minute = options->per_minute});
}

void Postbox::Work() {
  if (sender_) sender_->Work();
}

void Postbox::Hurry() {
  if (sender_) sender_->Hurry();
}

void Postbox::LookForBounces() {
  if (!bounces_ || clock_.Now() < next_look_) return;
  next_look_ = clock_.Now() + kLook;
  if (absl::Status looked = bounces_->Look(); !looked.ok()) {
    TellOperator(Severity::kWarning, "the mailbox of what comes back was not looked through",
                 {{"code", absl::StatusCodeToString(looked.code())}});
  }
}

void Postbox::Stop() {
  if (bounces_) bounces_->Stop();
  if (sender_) sender_->Stop();
}

absl::Status Postbox::KeepHouse() {
  absl::Status kept = sender_ ? sender_->ForgetOld() : absl::OkStatus();
  return kept.ok() ? PayMailPurge(store_) : kept;
}

void Postbox::Measure(Measurements& out) const {
  if (sender_) sender_->Measure(out);
  if (!bounces_) return;
  out.counters.push_back({"urna_messages_bounced_total",
                          "Messages that the mail server had taken, and that came back.",
                          {{{}, static_cast<double>(bounces_->count())}}});
}

}  // namespace urna::services
