// What comes back to the server's mailbox is anybody's to write.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "services/messages/delivery_report.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using urna::services::MailAddress;
  static const std::optional<MailAddress> bounces = *MailAddress::Parse("retours@example.org");
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto report = urna::services::ReadDeliveryReport(bytes, bounces, "example.org");
  if (report && (report->id.size() != 16 || report->status_class > 9)) abort();
  if (report && report->is_of_address && report->status_class != 5) abort();
  return 0;
}
