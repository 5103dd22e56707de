#include "services/messages/delivery_report.h"

#include <fmt/format.h>

#include "crypto/bytes.h"
#include "pch.h"

namespace urna::services {
namespace {

constexpr char kId[] = "00112233445566778899aabbccddeeff";
const std::optional<MailAddress> kBounces = *MailAddress::Parse("retours@example.org");

// As Postfix writes one.
std::string Report(const std::string& to, const std::string& message_id,
                   const std::string& action = "failed", const std::string& status = "5.1.1") {
  return fmt::format(
      "Return-Path: <>\r\nTo: {}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
      "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n"
      "\tboundary=\"3F2A/mail\"\r\n\r\nThis is a MIME-encapsulated message.\r\n\r\n"
      "--3F2A/mail\r\nContent-Description: Notification\r\nContent-Type: text/plain\r\n\r\n"
      "I'm sorry to have to inform you\r\n\r\n"
      "--3F2A/mail\r\nContent-Type: message/delivery-status\r\n\r\n"
      "Reporting-MTA: dns; mail.example.org\r\n\r\n"
      "Final-Recipient: rfc822; marie@example.net\r\nAction: {}\r\nStatus: {}\r\n"
      "Diagnostic-Code: smtp; 550 5.1.1 unknown\r\n\r\n"
      "--3F2A/mail\r\nContent-Type: text/rfc822-headers\r\n\r\n"
      "From: budget@example.org\r\nMessage-ID: <{}>\r\n\r\n--3F2A/mail--\r\n",
      to, action, status, message_id);
}

std::optional<DeliveryReport> Read(const std::string& text) {
  return ReadDeliveryReport(text, kBounces, "example.org");
}

TEST(DeliveryReport, IsKnownByTheAddressThatItCameTo) {
  const auto report = Read(Report(fmt::format("retours+{}@example.org", kId), "other@example.net"));
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(crypto::ToHex(crypto::AsBytes(report->id)), kId);
  EXPECT_TRUE(report->has_failed);
  EXPECT_TRUE(report->is_of_address);
  EXPECT_EQ(report->status_class, 5u);
}

TEST(DeliveryReport, IsKnownByTheMessageThatItReturns) {
  const auto report = Read(Report("budget@example.org", fmt::format("{}@example.org", kId)));
  ASSERT_TRUE(report.has_value());
  EXPECT_EQ(crypto::ToHex(crypto::AsBytes(report->id)), kId);
}

TEST(DeliveryReport, TellsWhoseFaultItIs) {
  const auto of = [](const std::string& action, const std::string& status) {
    return *Read(Report("x", fmt::format("{}@example.org", kId), action, status));
  };
  EXPECT_FALSE(of("delayed", "4.4.1").has_failed);
  EXPECT_FALSE(of("failed", "4.4.7").is_of_address);
  for (const char* ours : {"5.7.1", "5.2.2", "5.3.4", "5.6.0"}) {
    EXPECT_FALSE(of("failed", ours).is_of_address) << ours;
  }
  for (const char* theirs : {"5.1.1", "5.1.10", "5.2.1", "5.0.0", "5.4.4 (unable to route)"}) {
    EXPECT_TRUE(of("failed", theirs).is_of_address) << theirs;
  }
}

TEST(DeliveryReport, IsNothingElse) {
  const std::string own = fmt::format("{}@example.org", kId);
  EXPECT_FALSE(Read("").has_value());
  EXPECT_FALSE(Read(Report("x", "unknown@example.org")).has_value());
  EXPECT_FALSE(Read(Report("x", fmt::format("{}@example.com", kId))).has_value());
  EXPECT_FALSE(Read(fmt::format("To: retours+{}@example.org\r\nSubject: absent\r\n\r\nI am away\r\n",
                                kId))
                   .has_value())
      << "an answer of a person is no report";
  std::string other = Report("x", own);
  other.replace(other.find("message/delivery-status"), 23, "application/octet-strea");
  EXPECT_FALSE(Read(other).has_value());
}

RC_GTEST_PROP(DeliveryReport, TakesAnyBytes, (const std::string& noise, unsigned at)) {
  std::string text = Report("retours+x@example.org", fmt::format("{}@example.org", kId));
  text.insert(at % text.size(), noise);
  text.resize(at % (text.size() + 1));
  const auto report = Read(text);
  RC_ASSERT(!report || report->id.size() == 16u);
  Read(noise);
}

}  // namespace
}  // namespace urna::services
