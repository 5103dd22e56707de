#include "services/messages/smtp_client.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "services/base/text_file.h"

namespace urna::services {
namespace {

// Where the talk about one message has come to.
enum class Stage { kLine, kSender, kRecipient, kData };

struct Dialogue {
  std::string_view unsent;
  Stage stage = Stage::kLine;
  // libcurl asked for more of the message and was told that there is none: it ends it now.
  bool is_ended = false;
  // The last line of the last answer, and whether it came after the end.
  std::uint32_t code = 0;
  std::string answer;
  bool is_answered = false;
  std::size_t heard = 0;
  // When QUIT was said: nothing that comes after it is about the message.
  std::optional<absl::Time> quit_time;
};

std::size_t GiveMessage(char* buffer, std::size_t size, std::size_t count, void* user) {
  Dialogue& dialogue = *static_cast<Dialogue*>(user);
  const std::size_t given = std::min(size * count, dialogue.unsent.size());
  if (given == 0) dialogue.is_ended = true;
  std::memcpy(buffer, dialogue.unsent.data(), given);
  dialogue.unsent.remove_prefix(given);
  return given;
}

// Of each line of an answer. What it does not take ends the talk.
std::size_t Hear(char* bytes, std::size_t size, std::size_t count, void* user) {
  Dialogue& dialogue = *static_cast<Dialogue*>(user);
  const std::string_view line(bytes, size * count);
  dialogue.heard += line.size();
  if (dialogue.heard > SmtpClient::kMostAnswered) return 0;
  if (dialogue.quit_time) return size * count;
  const bool is_last = line.size() >= 3 && (line.size() == 3 || line[3] != '-');
  if (!is_last || !std::all_of(line.begin(), line.begin() + 3,
                               [](unsigned char c) { return absl::ascii_isdigit(c); })) {
    return size * count;
  }
  dialogue.code =
      static_cast<std::uint32_t>((line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0'));
  dialogue.answer = line.substr(3);
  dialogue.is_answered = dialogue.is_ended;
  return size * count;
}

std::size_t Drop(char*, std::size_t size, std::size_t count, void*) { return size * count; }

// Follows which command is out.
int Follow(CURL*, curl_infotype type, char* bytes, std::size_t size, void* user) {
  if (type != CURLINFO_HEADER_OUT) return 0;
  Dialogue& dialogue = *static_cast<Dialogue*>(user);
  const std::string_view command(bytes, size);
  if (command.starts_with("QUIT")) {
    dialogue.quit_time = absl::Now();
    return 0;
  }
  if (command.starts_with("MAIL ")) dialogue.stage = Stage::kSender;
  if (command.starts_with("RCPT ")) dialogue.stage = Stage::kRecipient;
  if (command.starts_with("DATA")) dialogue.stage = Stage::kData;
  dialogue.code = 0;
  return 0;
}

// Whether a refusal of a recipient is one of the address, for good, and not of us or of the message.
// Where the answer has a code of RFC 3463, that says it.
bool IsOfAddress(std::uint32_t code, std::string_view answer) {
  const std::string_view text =
      answer.substr(std::min(answer.find_first_not_of(' '), answer.size()));
  const std::vector<std::string> parts =
      absl::StrSplit(std::string(text.substr(0, text.find_first_of(" \r\n"))), '.');
  if (parts.size() == 3 && parts[0] == "5") {
    return parts[1] == "1" || (parts[1] == "2" && parts[2] == "1");
  }
  return code == 550 || code == 551 || code == 553;
}

// Whether it says that it is not for the address, nor for the message, but for us: a relay that we may not use.
bool MayBeOfUs(std::string_view answer) {
  const std::size_t begin = std::min(answer.find_first_not_of(' '), answer.size());
  const std::string_view text = answer.substr(begin);
  return !text.starts_with("5.1.") && !text.starts_with("5.2.");
}

// Why there was no line; empty where the server said so itself, or nobody knows.
std::string_view CauseOf(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "its name is not known here";
    case CURLE_COULDNT_CONNECT:
      return "nobody listens at its address";
    case CURLE_OPERATION_TIMEDOUT:
      return "it did not answer in time";
    case CURLE_USE_SSL_FAILED:
      return "it offers no STARTTLS, without which nothing is sent (smtp_security)";
    case CURLE_PEER_FAILED_VERIFICATION:
      return "its certificate is not one that is trusted here, or not of this name (mail_ca_file)";
    case CURLE_SSL_CACERT_BADFILE:
      return "mail_ca_file has no certificates";
    case CURLE_SSL_CONNECT_ERROR:
      return "TLS with it did not come about";
    case CURLE_LOGIN_DENIED:
      return "it does not take the user and the password of smtp_credentials";
    default:
      return "";
  }
}

Handover Judge(const Dialogue& dialogue, bool is_known) {
  using End = Handover::End;
  const std::uint32_t code = dialogue.code;
  // The mail server is about to go.
  const bool leaves = code == 421;
  if (dialogue.is_ended) {
    if (code >= 200 && code < 300 && dialogue.is_answered) return {End::kTaken, code};
    // Whatever is no answer to a message says nothing of it.
    if (!dialogue.is_answered || code < 400 || code >= 600) return {End::kUnknown, 0, true};
    return {code >= 500 ? End::kRefused : End::kLater, code, leaves};
  }
  switch (dialogue.stage) {
    case Stage::kLine:
      // What it said before was no refusal.
      return {End::kNoService, code >= 400 ? code : 0, true};
    case Stage::kSender:
      return {End::kLater, code, true};
    case Stage::kRecipient:
      // RFC 5321, 4.5.3.1.10: a full mailbox is full for a while.
      if (code >= 500 && code < 600 && code != 552) {
        if (!is_known && MayBeOfUs(dialogue.answer)) return {End::kLater, code, true};
        return {IsOfAddress(code, dialogue.answer) ? End::kAddressRefused : End::kRefused, code};
      }
      return {End::kLater, code, code == 0 || leaves};
    case Stage::kData:
      if (code >= 500 && code < 600) return {End::kRefused, code};
      // The line went in the middle of it, or it was never let in.
      return {End::kLater, code, code < 400 || leaves};
  }
  return {End::kLater, code, true};
}

void StartCurl() {
  static const bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  static_cast<void>(started);
}

long Milliseconds(absl::Duration time) {
  return static_cast<long>(absl::ToInt64Milliseconds(time));
}

}  // namespace

struct SmtpClient::Curl {
  CURL* handle = nullptr;
  // libcurl speaks of it as long as there is a line: it says QUIT at the end.
  Dialogue dialogue;
  const std::atomic<bool>& is_stopped;
  // Of the line; -1 while there is none.
  int socket = -1;

  explicit Curl(const std::atomic<bool>& stopped) : is_stopped(stopped) {}
  Curl(const Curl&) = delete;
  Curl& operator=(const Curl&) = delete;
  ~Curl() {
    // QUIT is said, and nobody waits two minutes for an answer to it.
    if (socket >= 0) shutdown(socket, SHUT_RD);
    curl_easy_cleanup(handle);
  }

  // Whether what is under way ends now. Called about once a second.
  static int Watch(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    constexpr absl::Duration kGoodbye = absl::Seconds(2);
    const Curl& curl = *static_cast<const Curl*>(user);
    const std::optional<absl::Time>& quit = curl.dialogue.quit_time;
    return curl.is_stopped || (quit && absl::Now() > *quit + kGoodbye) ? 1 : 0;
  }
  static curl_socket_t Open(void* user, curlsocktype, curl_sockaddr* address) {
    const int opened =
        ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    static_cast<Curl*>(user)->socket = opened;
    return opened;
  }
  static int Shut(void* user, curl_socket_t closed) {
    Curl& curl = *static_cast<Curl*>(user);
    if (curl.socket == closed) curl.socket = -1;
    return close(closed);
  }
};

absl::StatusOr<MailSecurity> ParseMailSecurity(std::string_view text) {
  if (text == "starttls") return MailSecurity::kStartTls;
  if (text == "tls") return MailSecurity::kTls;
  if (text == "none") return MailSecurity::kNone;
  return absl::InvalidArgumentError("expected starttls, tls or none");
}

absl::Status ReadCredentials(const std::string& file, MailAccount& account) {
  struct stat state{};
  if (stat(file.c_str(), &state) == 0 && (state.st_mode & S_IRWXO) != 0) {
    return absl::InvalidArgumentError(fmt::format(
        "{}: everybody on this machine can read this password: chmod o= {}", file, file));
  }
  absl::StatusOr<std::string> text = ReadTextFile(file);
  if (!text.ok()) return text.status();
  const std::vector<std::string> lines = absl::StrSplit(*text, '\n');
  const auto line = [&](std::size_t i) {
    return i < lines.size() ? std::string(absl::StripSuffix(lines[i], "\r")) : std::string();
  };
  account.user = line(0);
  account.password = line(1);
  if (account.user.empty() || account.password.empty()) {
    return absl::InvalidArgumentError(
        fmt::format("{}: expected two lines, a user and a password", file));
  }
  return absl::OkStatus();
}

SmtpClient::SmtpClient(MailAccount account, std::string greeting, SmtpTimes times)
    : account_(std::move(account)), greeting_(std::move(greeting)), times_(times) {
  StartCurl();
}

SmtpClient::~SmtpClient() = default;

void SmtpClient::Close() { curl_.reset(); }
void SmtpClient::Stop() { is_stopped_ = true; }

std::unique_ptr<SmtpClient::Curl> SmtpClient::Connect() const {
  auto curl = std::make_unique<Curl>(is_stopped_);
  CURL* const handle = curl->handle = curl_easy_init();
  if (handle == nullptr) return nullptr;
  const bool is_tls = account_.security == MailSecurity::kTls;
  const std::string url =
      fmt::format("{}://{}/{}", is_tls ? "smtps" : "smtp", account_.server, greeting_);
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, Milliseconds(times_.connect));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, Milliseconds(times_.message));
  // libcurl's own limit of two minutes for an answer is shorter than a mail server may need.
  const auto seconds = static_cast<long>(absl::ToInt64Seconds(times_.message)) + 1;
  curl_easy_setopt(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds);
  const long use = account_.security == MailSecurity::kNone ? CURLUSESSL_NONE : CURLUSESSL_ALL;
  curl_easy_setopt(handle, CURLOPT_USE_SSL, use);
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!account_.ca_file.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, account_.ca_file.c_str());
  }
  if (!account_.user.empty()) {
    curl_easy_setopt(handle, CURLOPT_USERNAME, account_.user.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, account_.password.c_str());
  }
  curl_easy_setopt(handle, CURLOPT_READFUNCTION, &GiveMessage);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Drop);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &Hear);
  curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, &Follow);
  curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &Curl::Watch);
  curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  for (const CURLoption option : {CURLOPT_READDATA, CURLOPT_HEADERDATA, CURLOPT_DEBUGDATA}) {
    curl_easy_setopt(handle, option, &curl->dialogue);
  }
  curl_easy_setopt(handle, CURLOPT_XFERINFODATA, curl.get());
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &Curl::Open);
  curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, curl.get());
  curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, &Curl::Shut);
  curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, curl.get());
  return curl;
}

Handover SmtpClient::Send(const MailItem& item) {
  if (is_stopped_) return {Handover::End::kNoService, 0, true};
  if (curl_ != nullptr) {
    bool is_line_over = false;
    const Handover handover = SendNow(item, is_line_over);
    if (!is_line_over || is_stopped_) return handover;
  }
  curl_ = Connect();
  if (curl_ == nullptr) return {Handover::End::kNoService, 0, true};
  bool is_line_over = false;
  return SendNow(item, is_line_over);
}

Handover SmtpClient::SendNow(const MailItem& item, bool& is_line_over) {
  curl_->dialogue = {.unsent = item.bytes};
  CURL* const handle = curl_->handle;
  const std::string from = fmt::format("<{}>", item.return_path);
  const std::string to = fmt::format("<{}>", item.to.text());
  curl_slist* const recipients = curl_slist_append(nullptr, to.c_str());
  curl_easy_setopt(handle, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients);
  const CURLcode code = curl_easy_perform(handle);
  curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, nullptr);
  curl_slist_free_all(recipients);
  const Dialogue& dialogue = curl_->dialogue;
  is_line_over = !dialogue.is_ended && dialogue.stage <= Stage::kSender &&
                 (dialogue.code == 0 || dialogue.code == 421) && code != CURLE_OPERATION_TIMEDOUT;
  Handover handover = Judge(dialogue, is_known_ || !account_.user.empty());
  is_known_ |= handover.end == Handover::End::kTaken;
  if (handover.end == Handover::End::kNoService) handover.cause = CauseOf(code);
  // A line that has failed carries nothing more.
  if (handover.is_trouble || handover.end == Handover::End::kUnknown) Close();
  return handover;
}

}  // namespace urna::services
