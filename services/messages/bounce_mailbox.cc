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

// Of each line that is no part of a message.
std::size_t Hear(char* bytes, std::size_t size, std::size_t count, void* user) {
  if (const std::uint32_t number = UidValidityIn({bytes, size * count}); number > 0) {
    *static_cast<std::uint32_t*>(user) = number;
  }
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

std::uint32_t UidValidityIn(std::string_view line) {
  constexpr std::string_view kBegin = "* OK [UIDVALIDITY ";
  std::uint32_t number = 0;
  if (!line.starts_with(kBegin)) return 0;
  const std::string_view rest = line.substr(kBegin.size());
  const std::string digits(rest.substr(0, rest.find(']')));
  return absl::SimpleAtoi(digits, &number) ? number : 0;
}

BounceMailbox::BounceMailbox(storage::Store& store, Changes& changes, const Clock& clock,
                             BounceOptions options)
    : store_(store), changes_(changes), clock_(clock), options_(std::move(options)) {}

int BounceMailbox::Perform(const std::string& path, const char* command, std::string& bytes,
                           bool& is_too_long) {
  const bool is_tls = options_.account.security == MailSecurity::kTls;
  const std::string url = fmt::format("{}://{}/{}{}", is_tls ? "imaps" : "imap",
                                      options_.account.server, options_.folder, path);
  Answer answer;
  CURL* const handle = curl_;
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, command);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Take);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
  const CURLcode code = curl_easy_perform(handle);
  bytes = std::move(answer.bytes);
  is_too_long = answer.seen > kMostRead;
  return code;
}

absl::StatusOr<std::string> BounceMailbox::Ask(const std::string& command) {
  std::string bytes;
  bool is_too_long = false;
  if (Perform("", command.c_str(), bytes, is_too_long) != CURLE_OK) {
    return absl::UnavailableError("the mailbox does not answer as it should");
  }
  return bytes;
}

absl::StatusOr<std::string> BounceMailbox::Read(std::uint32_t message) {
  std::string bytes;
  bool is_too_long = false;
  const int code = Perform(fmt::format("/;UID={}", message), nullptr, bytes, is_too_long);
  if (is_too_long) return absl::ResourceExhaustedError("a message is too long");
  if (code == CURLE_REMOTE_FILE_NOT_FOUND) return absl::NotFoundError("a message has gone");
  if (code != CURLE_OK) return absl::UnavailableError("a message could not be read");
  return bytes;
}

absl::StatusOr<std::uint32_t> BounceMailbox::NextNumber() const {
  const auto kept = store_.Get(kMessagesFamily, RowKey('b', options_.folder, ""));
  if (!kept.ok()) return kept.status();
  if (!kept->has_value()) return 0;
  const std::vector<std::string> numbers = absl::StrSplit(**kept, ' ');
  std::uint32_t validity = 0;
  std::uint32_t next = 0;
  if (numbers.size() != 2 || !absl::SimpleAtoi(numbers[0], &validity) ||
      !absl::SimpleAtoi(numbers[1], &next)) {
    return absl::DataLossError("stored mail cannot be read");
  }
  return validity == uid_validity_ ? next : 0;
}

absl::Status BounceMailbox::Keep(std::uint32_t next) {
  storage::WriteBatch batch;
  batch.Put(kMessagesFamily, RowKey('b', options_.folder, ""),
            fmt::format("{} {}", uid_validity_, next));
  return store_.Write(batch).status();
}

absl::StatusOr<std::vector<std::uint32_t>> BounceMailbox::FindNew(std::uint32_t next) {
  // "*" is the last message, also where its number is smaller.
  const absl::StatusOr<std::string> found =
      Ask(next == 0 ? "UID SEARCH UNSEEN" : fmt::format("UID SEARCH UID {}:*", next));
  if (!found.ok()) return found.status();
  std::vector<std::uint32_t> numbers = NumbersIn(*found, kMostReportRead);
  std::erase_if(numbers, [next](std::uint32_t number) { return number < next; });
  std::ranges::sort(numbers);
  numbers.resize(std::min(numbers.size(), kMostAtOnce));
  return numbers;
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
  set(CURLOPT_HEADERFUNCTION, &Hear);
  set(CURLOPT_HEADERDATA, static_cast<void*>(&uid_validity_));
  uid_validity_ = 0;
  // Whatever the first command is, the folder is opened before it, and says whose its numbers are.
  if (const auto opened = Ask("NOOP"); !opened.ok()) return opened.status();
  if (uid_validity_ == 0) return absl::UnavailableError("the mailbox does not number its messages");
  const absl::StatusOr<std::uint32_t> kept = NextNumber();
  if (!kept.ok()) return kept.status();
  const absl::StatusOr<std::vector<std::uint32_t>> numbers = FindNew(*kept);
  if (!numbers.ok()) return numbers.status();
  std::uint32_t next = *kept;
  // To read one marks it as seen: what was found so is found by its number from now on, whatever happens.
  if (next == 0 && !numbers->empty()) {
    next = numbers->front();
    if (absl::Status s = Keep(next); !s.ok()) return s;
  }
  absl::Status looked = absl::OkStatus();
  for (const std::uint32_t number : *numbers) {
    looked = Handle(number);
    if (!looked.ok() || is_stopped_) break;
    next = number + 1;
  }
  if (next != *kept) {
    if (absl::Status s = Keep(next); !s.ok()) return s;
  }
  if (looked.ok() && !is_stopped_ && owes_expunge_) {
    looked = Ask("EXPUNGE").status();
    owes_expunge_ = !looked.ok();
  }
  return is_stopped_ ? absl::OkStatus() : looked;
}

absl::Status BounceMailbox::Handle(std::uint32_t message) {
  const absl::StatusOr<std::string> bytes = Read(message);
  if (absl::IsUnavailable(bytes.status())) return PassOver(message, bytes.status());
  if (!bytes.ok()) return absl::OkStatus();
  const std::optional<DeliveryReport> report =
      ReadDeliveryReport(*bytes, options_.bounces, options_.domain);
  if (!report) return absl::OkStatus();
  if (absl::Status noted = Note(*report); !noted.ok()) return noted;
  const absl::Status removed = Remove(message);
  return removed.ok() ? removed : PassOver(message, removed);
}

absl::Status BounceMailbox::PassOver(std::uint32_t message, const absl::Status& trouble) {
  if (is_stopped_) return absl::OkStatus();
  tries_ = message == tried_ ? tries_ + 1 : 1;
  tried_ = message;
  return tries_ < kMostTries ? trouble : absl::OkStatus();
}

absl::Status BounceMailbox::Remove(std::uint32_t message) {
  const absl::Status marked =
      Ask(fmt::format("UID STORE {} +FLAGS.SILENT (\\Seen \\Deleted)", message)).status();
  if (!marked.ok()) return marked;
  // What a person has marked as deleted stays: by its number goes this one alone, where the mailbox knows that (RFC
  // 4315).
  owes_expunge_ |= !Ask(fmt::format("UID EXPUNGE {}", message)).ok();
  return absl::OkStatus();
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
