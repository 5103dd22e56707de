// Hands messages over to a mail server, by libcurl.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/messages/mail_transport.h"

namespace urna::services {

// How a line to a mail server is kept from others.
enum class MailSecurity {
  // STARTTLS, or nothing is sent.
  kStartTls,
  // TLS from the first byte.
  kTls,
  // None. For what does not leave the machine.
  kNone,
};
// "starttls", "tls" or "none".
absl::StatusOr<MailSecurity> ParseMailSecurity(std::string_view text);

struct MailAccount {
  // "host:port".
  std::string server;
  MailSecurity security = MailSecurity::kStartTls;
  // Empty for none.
  std::string user = "";
  std::string password = "";
  // PEM file of the authorities that may vouch for the server; empty for those of the machine.
  std::string ca_file = "";
};

// A file with two lines, a user and a password, as a MailAccount has them. INVALID_ARGUMENT when it
// cannot be read, when others than its owner and group may use it, or when there are no two lines.
absl::Status ReadCredentials(const std::string& file, MailAccount& account);

struct SmtpTimes {
  // Until there is a line, handshakes included.
  absl::Duration connect = absl::Seconds(30);
  // For one message, from the first command to the last answer: a server may look for long at what it
  // has got before it says so (RFC 5321, 4.5.3.2.6).
  absl::Duration message = absl::Minutes(10);
};

// One line, which carries one message after another while it holds. A server may close one on which nothing is said:
// the next message goes over a new one then.
class SmtpClient final : public MailTransport {
 public:
  // `greeting` is the name that it says of itself: a host's.
  SmtpClient(MailAccount account, std::string greeting, SmtpTimes times = {});
  ~SmtpClient() override;

  // Whatever the server does, what comes of it is one of Handover::End within the times given; more
  // than kMostAnswered bytes of answers to one message are no answer.
  Handover Send(const MailItem& item) override;
  void Close() override;
  void Stop() override;

  static constexpr std::size_t kMostAnswered = 64 << 10;

 private:
  struct Curl;
  std::unique_ptr<Curl> Connect() const;
  // Over the line that there is.
  Handover SendNow(const MailItem& item, bool& is_line_over);

  const MailAccount account_;
  const std::string greeting_;
  const SmtpTimes times_;
  std::atomic<bool> is_stopped_ = false;
  // A server that knows us, or has taken something from us: a recipient whom it refuses is refused for what they are.
  bool is_known_ = false;
  // Null while there is no line.
  std::unique_ptr<Curl> curl_;
};

}  // namespace urna::services
