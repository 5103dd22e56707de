// What carries messages away.
#pragma once

#include <string>
#include <string_view>

#include "services/messages/handover.h"
#include "services/messages/mail_address.h"

namespace urna::services {

// One message and the addresses on its envelope.
struct MailItem {
  // Where it comes back to.
  std::string return_path;
  MailAddress to;
  // As WriteMail makes it.
  std::string_view bytes;
};

class MailTransport {
 public:
  virtual ~MailTransport() = default;
  // Hands it over and waits for the answer. Of one thread at a time.
  virtual Handover Send(const MailItem& item) = 0;
  // Lets go of the line.
  virtual void Close() = 0;
  // Ends what is under way, soon; nothing is sent after it. Of any thread.
  virtual void Stop() = 0;
};

}  // namespace urna::services
