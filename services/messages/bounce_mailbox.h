// Reads over IMAP what mail servers say later of messages that they had taken, so that nobody goes on writing to
// an address that is none.
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/base/clock.h"
#include "services/base/meters.h"
#include "services/messages/delivery_report.h"
#include "services/messages/mail_address.h"
#include "services/messages/smtp_client.h"
#include "services/records/changes.h"

namespace urna::services {

struct BounceOptions {
  // Of the mailbox.
  MailAccount account;
  std::string folder = "INBOX";
  // As ReadDeliveryReport.
  std::optional<MailAddress> bounces = std::nullopt;
  std::string domain;
  // For one command.
  absl::Duration time = absl::Seconds(60);
};

// Of one thread, but for Stop and count.
class BounceMailbox {
 public:
  static constexpr std::size_t kMostAtOnce = 100;

  // All must outlive this object.
  BounceMailbox(storage::Store& store, Changes& changes, const Clock& clock,
                BounceOptions options);

  // Looks through what nobody has seen yet, at most kMostAtOnce of it. Reports about messages of ours are in
  // the store before they are deleted from the mailbox; everything else stays there, as seen, for a person to
  // read. UNAVAILABLE, without a word of what it said, where the mailbox does not answer as it should.
  absl::Status Look();
  // Look returns soon, and does nothing any more.
  void Stop() { is_stopped_ = true; }

  // Messages that came back.
  std::uint64_t count() const { return bounced_.value(); }

 private:
  // What the mailbox answers to a command; of a message with this number its bytes, where it is given.
  absl::StatusOr<std::string> Ask(const std::string& command, std::optional<std::uint32_t> message);
  absl::Status Note(const DeliveryReport& report);

  storage::Store& store_;
  Changes& changes_;
  const Clock& clock_;
  const BounceOptions options_;
  std::atomic<bool> is_stopped_ = false;
  Counter bounced_;
  // libcurl's handle while Look works; null otherwise.
  void* curl_ = nullptr;
};

// The numbers in an answer to SEARCH, at most `most`: of lines that begin with "* SEARCH". What is none is passed
// over.
std::vector<std::uint32_t> NumbersIn(std::string_view answer, std::size_t most);

}  // namespace urna::services
