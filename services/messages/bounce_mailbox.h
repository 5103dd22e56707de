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
  static constexpr int kMostTries = 3;

  // All must outlive this object.
  BounceMailbox(storage::Store& store, Changes& changes, const Clock& clock,
                BounceOptions options);

  // Looks through what has come since the last time, at most kMostAtOnce of it; the first time, through what nobody
  // has seen yet. Reports about messages of ours are in the store before they are deleted from the mailbox;
  // everything else stays there, as seen, for a person to read. UNAVAILABLE, without a word of what it said, where
  // the mailbox does not answer as it should: the next time goes on with what could not be read, and passes it over
  // after kMostTries.
  absl::Status Look();
  // Look returns soon, and does nothing any more.
  void Stop() { is_stopped_ = true; }

  // Messages that came back.
  std::uint64_t count() const { return bounced_.value(); }

 private:
  // What the mailbox answers to a command.
  absl::StatusOr<std::string> Ask(const std::string& command);
  // The front of a message. NOT_FOUND where it has gone, RESOURCE_EXHAUSTED where it is too long for a report.
  absl::StatusOr<std::string> Read(std::uint32_t message);
  // With a command, or without one what is at `path`: what came of it, as a CURLcode.
  int Perform(const std::string& path, const char* command, std::string& bytes, bool& is_too_long);
  absl::StatusOr<std::vector<std::uint32_t>> FindNew(std::uint32_t next);
  absl::Status Handle(std::uint32_t message);
  absl::Status Remove(std::uint32_t message);
  // The trouble with it, until it was tried often enough.
  absl::Status PassOver(std::uint32_t message, const absl::Status& trouble);
  // Where reading goes on: the first number that was not looked at. 0 where this is the first time, or the mailbox
  // has given its messages other numbers since.
  absl::StatusOr<std::uint32_t> NextNumber() const;
  absl::Status Keep(std::uint32_t next);
  absl::Status Note(const DeliveryReport& report);

  storage::Store& store_;
  Changes& changes_;
  const Clock& clock_;
  const BounceOptions options_;
  std::atomic<bool> is_stopped_ = false;
  Counter bounced_;
  // libcurl's handle while Look works; null otherwise.
  void* curl_ = nullptr;
  // What tells the numbers that the mailbox gives now from those that it gave before (RFC 3501, 2.3.1.1); 0 until it
  // has said so.
  std::uint32_t uid_validity_ = 0;
  // A message that could not be read or removed, and how often that was tried.
  std::uint32_t tried_ = 0;
  int tries_ = 0;
  // Something is marked as deleted that the mailbox does not remove by its number.
  bool owes_expunge_ = false;
};

// The numbers in an answer to SEARCH, at most `most`: of lines that begin with "* SEARCH". What is none is passed
// over.
std::vector<std::uint32_t> NumbersIn(std::string_view answer, std::size_t most);
// The number in "* OK [UIDVALIDITY 7] …"; 0 in any other line.
std::uint32_t UidValidityIn(std::string_view line);

}  // namespace urna::services
