// A message is read as it was written, and nothing that it says becomes a header.
#include "services/messages/mail_text.h"

#include <algorithm>
#include <sstream>

#include "crypto/bytes.h"
#include "pch.h"

namespace urna::services {
namespace {

struct Parsed {
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

// As RFC 5322 says; unfolds.
Parsed Parse(const std::string& text) {
  Parsed parsed;
  const std::size_t end = text.find("\r\n\r\n");
  EXPECT_NE(end, text.npos);
  std::string head = text.substr(0, end + 2);
  parsed.body = text.substr(end + 4);
  for (std::size_t at = 0; at < head.size();) {
    std::size_t stop = head.find("\r\n", at);
    std::string line = head.substr(at, stop - at);
    while (stop + 2 < head.size() && (head[stop + 2] == ' ' || head[stop + 2] == '\t')) {
      const std::size_t next = head.find("\r\n", stop + 2);
      line += head.substr(stop + 2, next - stop - 2);
      stop = next;
    }
    const std::size_t colon = line.find(": ");
    EXPECT_NE(colon, line.npos) << line;
    parsed.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    at = stop + 2;
  }
  return parsed;
}

// Encoded words in Base64, and what is around them.
std::string DecodeWords(std::string text) {
  for (std::size_t at = text.find("\r\n"); at != text.npos; at = text.find("\r\n")) {
    text.erase(at, 2);
  }
  std::string out;
  while (true) {
    const std::size_t begin = text.find("=?utf-8?B?");
    if (begin == text.npos) return out + text;
    const std::size_t end = text.find("?=", begin);
    out += text.substr(0, begin);
    const auto bytes = crypto::FromBase64(text.substr(begin + 10, end - begin - 10));
    EXPECT_TRUE(bytes.ok());
    out += crypto::AsText(*bytes);
    text = text.substr(end + 2);
    // White space between two encoded words is none of the text.
    if (text.starts_with(" =?")) text = text.substr(1);
  }
}

std::string DecodeBody(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out += text[i];
    } else if (text.compare(i, 3, "=\r\n") == 0) {
      i += 2;
    } else {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    }
  }
  return out;
}

Mail SomeMail() {
  return {.from = *NamedAddress::Parse("Budget citoyen <budget@example.org>"),
          .to = *MailAddress::Parse("marie@example.org"),
          .subject = "Bien arrivée : un banc",
          .body = "Bonjour,\n\n.un point\n",
          .date = absl::FromUnixSeconds(1'750'000'000),
          .message_id = "00ff@example.org",
          .language = "fr",
          .unsubscribe_url = "https://vote.example.org/unsubscribe?t=abc"};
}

TEST(MailText, SaysWhoWroteItAndHowToStopIt) {
  const Parsed parsed = Parse(WriteMail(SomeMail()));
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"Date", "Sun, 15 Jun 2025 15:06:40 +0000"},
      {"From", "\"Budget citoyen\" <budget@example.org>"},
      {"To", "marie@example.org"},
      {"Subject", parsed.headers[3].second},
      {"Message-ID", "<00ff@example.org>"},
      {"MIME-Version", "1.0"},
      {"Content-Type", "text/plain; charset=utf-8"},
      {"Content-Transfer-Encoding", "quoted-printable"},
      {"Content-Language", "fr"},
      {"Auto-Submitted", "auto-generated"},
      {"X-Auto-Response-Suppress", "All"},
      {"List-Unsubscribe", "<https://vote.example.org/unsubscribe?t=abc>"},
      {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"},
  };
  EXPECT_EQ(parsed.headers, expected);
  EXPECT_EQ(DecodeWords(parsed.headers[3].second), "Bien arrivée : un banc");
  EXPECT_EQ(DecodeBody(parsed.body), "Bonjour,\r\n\r\n.un point\r\n");
}

TEST(MailText, SaysNothingOfStoppingWhereNothingStopsIt) {
  Mail mail = SomeMail();
  mail.unsubscribe_url.clear();
  EXPECT_EQ(WriteMail(mail).find("Unsubscribe"), std::string::npos);
}

// What a text is once it stood in a line.
std::string InALine(std::string text) {
  std::ranges::replace_if(text, [](unsigned char c) { return c < 32 || c == 127; }, ' ');
  const std::size_t first = text.find_first_not_of(' ');
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

RC_GTEST_PROP(MailText, LetsNoValueBeginAHeader,
              (const std::string& subject, const std::string& body, const std::string& id,
               const std::string& language, const std::string& url)) {
  Mail mail = SomeMail();
  const std::size_t headers = Parse(WriteMail(mail)).headers.size();
  for (const std::string attack : {"", "\r\nBcc: x@example.org\r\n\r\n", "\nX: y", "\r"}) {
    mail.subject = subject + attack + subject;
    mail.body = body + attack + body;
    mail.message_id = "a" + id + attack;
    mail.language = "f" + language + attack;
    mail.unsubscribe_url = "h" + url + attack;
    mail.from.name = "N" + subject + attack;
    const std::string text = WriteMail(mail);
    const Parsed parsed = Parse(text);
    RC_ASSERT(parsed.headers.size() == headers);
    RC_ASSERT(DecodeWords(parsed.headers[3].second) == InALine(mail.subject));
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find("\r\n", at);
      RC_ASSERT(end != text.npos);
      const std::string line = text.substr(at, end - at);
      RC_ASSERT(line.size() <= 998u);
      RC_ASSERT(std::ranges::all_of(line, [](unsigned char c) { return c >= 32 && c < 127; }));
      at = end + 2;
    }
  }
}

RC_GTEST_PROP(MailText, KeepsEveryLineOfABody, (const std::vector<std::string>& lines)) {
  std::string body;
  std::string expected;
  for (std::string line : lines) {
    std::erase_if(line, [](char c) { return c == '\r' || c == '\n'; });
    body += line + "\n";
    expected += line + "\r\n";
  }
  const std::string encoded = EncodeBody(body);
  RC_ASSERT(DecodeBody(encoded) == expected);
  for (std::size_t at = 0; at < encoded.size(); at = encoded.find("\r\n", at) + 2) {
    RC_ASSERT(encoded.find("\r\n", at) - at <= 76u);
  }
}

TEST(MailText, WritesEncodedWordsOfWholeCharactersInShortLines) {
  std::string subject;
  for (int i = 0; i < 60; ++i) subject += "é€𝄞";
  const std::string encoded = EncodeHeader(subject, 9);
  EXPECT_EQ(DecodeWords(encoded), subject) << encoded;
  std::istringstream lines(encoded);
  bool is_first = true;
  for (std::string line; std::getline(lines, line, '\n');) {
    if (line.ends_with('\r')) line.pop_back();
    EXPECT_LE(line.size() + (is_first ? 9 : 0), 76u);
    is_first = false;
    const std::string word = line.starts_with(' ') ? line.substr(1) : line;
    const auto bytes = crypto::FromBase64(word.substr(10, word.size() - 12));
    ASSERT_TRUE(bytes.ok());
    EXPECT_NE(bytes->front() & 0xC0, 0x80) << "a character is in two words";
  }
}

TEST(MailText, LeavesPlainSubjectsAsTheyAre) {
  EXPECT_EQ(EncodeHeader("Hello: a bench", 9), "Hello: a bench");
  EXPECT_EQ(EncodeHeader("=?utf-8?B?QUJD?=", 9), "=?utf-8?B?PT91dGYtOD9CP1FVSkQ/PQ==?=");
}

}  // namespace
}  // namespace urna::services
