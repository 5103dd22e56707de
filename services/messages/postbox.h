// Mail of a server, from what happens to what is sent.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "services/messages/bounce_mailbox.h"
#include "services/messages/mail_options.h"
#include "services/messages/mail_sender.h"
#include "services/messages/outbox.h"
#include "services/messages/phase_news.h"

namespace urna::services {

// Where nothing is configured it keeps nothing and sends nothing, but still knows what it has sent before:
// links in old messages go on working. Thread-safe after Open, but for Work and
// LookForBounces, each for one thread.
class Postbox {
 public:
  // All must outlive this object. `site` is the server's name.
  Postbox(storage::Store& store, Changes& changes, const Clock& clock, const std::string& site,
          const std::optional<MailOptions>& options);

  // Once, before the first change.
  absl::Status Open() { return outbox_.Open(); }
  const Outbox& outbox() const { return outbox_; }
  const ActWatcher& phase_news() const { return phase_news_; }

  // Sends what is due, until nothing is to be done now.
  void Work();
  // What waits for a mail server that failed is tried now. By any thread.
  void Hurry();
  // Looks through what came back, once in a while. For another thread than that of Work.
  void LookForBounces();
  // Both return soon, and do nothing any more. What is being handed over has its hour (MailSender).
  void Stop();
  // What is only kept for a while, and what was erased.
  absl::Status KeepHouse();
  void Measure(Measurements& out) const;

 private:
  storage::Store& store_;
  Outbox outbox_;
  const PhaseNews phase_news_{outbox_};
  // Nothing where mail is off.
  std::optional<SmtpClient> smtp_;
  std::optional<MailSender> sender_;
  // Nothing where no mailbox is configured.
  std::optional<BounceMailbox> bounces_;
  absl::Time next_look_ = absl::InfinitePast();
  const Clock& clock_;
};

}  // namespace urna::services
