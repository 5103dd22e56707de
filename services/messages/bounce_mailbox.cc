#include "services/messages/bounce_mailbox.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "crypto/bytes.h"
#include "services/base/times.h"
#include "services/messages/message_store.h"

namespace urna::services {
namespace {

using internal::v1::StoredMessage;

// A message of more than that is no report, and is not read to its end.
constexpr std::size_t kMostRead = 4 << 20;

struct Answer {
  std::string bytes;
  std::size_t seen = 0;
};

// Keeps the front, and takes the rest up to a limit.
std::size_t Take(char* bytes, std::size_t size, std::size_t count, void* user) {
  Answer& answer = *static_cast<Answer*>(user);
  answer.seen += size * count;
  if (answer.seen > kMostRead) return 0;
  const std::size_t room = kMostReportRead - std::min(kMostReportRead, answer.bytes.size());
  answer.bytes.append(bytes, std::min(room, size * count));
  return size * count;
}

int Watch(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::atomic<bool>*>(user)->load() ? 1 : 0;
}

}  // namespace

std::vector<std::uint32_t> NumbersIn(std::string_view answer, std::size_t most) {
  std::vector<std::uint32_t> numbers;
  for (const absl::string_view line : absl::StrSplit(absl::string_view(answer.data(), answer.size()), '\n')) {
    constexpr absl::string_view kSearch = "* SEARCH";
    if (line.substr(0, kSearch.size()) != kSearch) continue;
    for (const absl::string_view word :
         absl::StrSplit(line.substr(kSearch.size()), absl::ByAnyChar(" \r"), absl::SkipEmpty())) {
      std::uint32_t number = 0;
      if (numbers.size() < most && absl::SimpleAtoi(word, &number)) numbers.push_back(number);
    }
  }
  return numbers;
}

BounceMailbox::BounceMailbox(storage::Store& store, Changes& changes, const Clock& clock,
                             BounceOptions options)
    : store_(store), changes_(changes), clock_(clock), options_(std::move(options)) {}

absl::StatusOr<std::string> BounceMailbox::Ask(const std::string& command,
                                               std::optional<std::uint32_t> message) {
  const bool is_tls = options_.account.security == MailSecurity::kTls;
  std::string url =
      fmt::format("{}://{}/{}", is_tls ? "imaps" : "imap", options_.account.server, options_.folder);
  if (message) url += fmt::format("/;UID={}", *message);
  Answer answer;
  CURL* const handle = curl_;
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, command.empty() ? nullptr : command.c_str());
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Take);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
  const CURLcode code = curl_easy_perform(handle);
  if (code != CURLE_OK) return absl::UnavailableError("the mailbox does not answer as it should");
  return std::move(answer.bytes);
}

absl::Status BounceMailbox::Look() {
  if (is_stopped_) return absl::OkStatus();
  const MailAccount& account = options_.account;
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(),
                                                                   curl_easy_cleanup);
  curl_ = handle.get();
  if (curl_ == nullptr) return absl::UnavailableError("libcurl does not start");
  const auto set = [&](CURLoption option, auto value) {
    curl_easy_setopt(handle.get(), option, value);
  };
  set(CURLOPT_PROTOCOLS_STR, "imap,imaps");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");
  const long use = account.security == MailSecurity::kNone ? CURLUSESSL_NONE : CURLUSESSL_ALL;
  set(CURLOPT_USE_SSL, use);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(absl::ToInt64Milliseconds(options_.time)));
  set(CURLOPT_XFERINFOFUNCTION, &Watch);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(&is_stopped_));
  set(CURLOPT_NOPROGRESS, 0L);
  if (!account.ca_file.empty()) set(CURLOPT_CAINFO, account.ca_file.c_str());
  set(CURLOPT_USERNAME, account.user.c_str());
  set(CURLOPT_PASSWORD, account.password.c_str());
  const absl::StatusOr<std::string> found = Ask("UID SEARCH UNSEEN", std::nullopt);
  if (!found.ok()) return found.status();
  bool deletes = false;
  for (const std::uint32_t number : NumbersIn(*found, kMostAtOnce)) {
    // One that is too long to be read is passed over, and marked as seen below.
    const absl::StatusOr<std::string> message = Ask("", number);
    if (is_stopped_) return absl::OkStatus();
    const std::optional<DeliveryReport> report =
        message.ok() ? ReadDeliveryReport(*message, options_.bounces, options_.domain)
                     : std::nullopt;
    if (report) {
      if (absl::Status noted = Note(*report); !noted.ok()) return noted;
    }
    deletes |= report.has_value();
    const absl::Status marked =
        Ask(fmt::format("UID STORE {} +FLAGS.SILENT ({})", number,
                        report ? "\\Seen \\Deleted" : "\\Seen"),
            std::nullopt)
            .status();
    if (!marked.ok()) return marked;
  }
  return deletes ? Ask("EXPUNGE", std::nullopt).status() : absl::OkStatus();
}

absl::Status BounceMailbox::Note(const DeliveryReport& report) {
  // Of what is only late nothing follows: the mail server goes on trying.
  if (!report.has_failed) return absl::OkStatus();
  const auto about = store_.Get(kMessagesFamily, RowKey('i', report.id, ""));
  if (!about.ok() || !about->has_value()) return about.status();
  const std::string process(ProcessOf(**about));
  bool is_new = false;
  const absl::Status noted = changes_.ApplyOwn(
      process.empty() ? "" : fmt::format("processes/{}", process),
      [&](const storage::Reader& store, storage::WriteBatch& batch) -> absl::Status {
        absl::StatusOr<std::optional<StoredMessage>> message =
            ReadRow<StoredMessage>(store, RowKey('m', **about, report.id));
        if (!message.ok() || !message->has_value()) return message.status();
        if ((*message)->state() != v1::MESSAGE_STATE_SENT) return absl::OkStatus();
        is_new = true;
        (*message)->set_state(v1::MESSAGE_STATE_BOUNCED);
        (*message)->set_reply_code(report.status_class);
        PutMessage(batch, **message, clock_.Now());
        if (!report.is_of_address) return absl::OkStatus();
        internal::v1::StoredSuppression suppression;
        *suppression.mutable_time() = ToProto(clock_.Now());
        suppression.set_reply_code(report.status_class);
        suppression.set_bounced(true);
        batch.Put(kMessagesFamily, RowKey('s', (*message)->address_tag(), ""),
                  suppression.SerializeAsString());
        return absl::OkStatus();
      });
  if (noted.ok() && is_new) bounced_.Add();
  return noted;
}

}  // namespace urna::services
