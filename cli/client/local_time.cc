#include "cli/client/local_time.h"

#include <fmt/format.h>

#include <optional>

#include "absl/time/civil_time.h"
#include "cli/client/shown_text.h"
#include "ledger/time_zone.h"

namespace urna::client {
namespace {

constexpr std::int64_t kLastSecond = 253402300799;
constexpr int kMinute = 60;
constexpr int kHour = 60 * kMinute;

// What is left of a text that is read digit by digit.
class Digits {
 public:
  explicit Digits(std::string_view text) : text_(text) {}

  bool empty() const { return text_.empty(); }
  char front() const { return text_.empty() ? '\0' : text_.front(); }
  bool Skip(char expected) {
    if (front() != expected) return false;
    text_.remove_prefix(1);
    return true;
  }
  // Exactly so many digits; nothing where there are fewer.
  std::optional<int> Number(std::size_t digits) {
    if (text_.size() < digits) return std::nullopt;
    int number = 0;
    for (const char c : text_.substr(0, digits)) {
      if (c < '0' || c > '9') return std::nullopt;
      number = 10 * number + (c - '0');
    }
    text_.remove_prefix(digits);
    return number;
  }

 private:
  std::string_view text_;
};

struct Written {
  absl::CivilSecond civil;
  // Seconds east of UTC.
  std::optional<int> offset;
};

std::optional<int> ReadOffset(Digits& rest) {
  if (rest.Skip('Z')) return 0;
  const bool west = rest.front() == '-';
  if (!rest.Skip(west ? '-' : '+')) return std::nullopt;
  const auto hours = rest.Number(2);
  if (!hours || *hours > 23 || !rest.Skip(':')) return std::nullopt;
  const auto minutes = rest.Number(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const int seconds = *hours * kHour + *minutes * kMinute;
  return west ? -seconds : seconds;
}

std::optional<Written> Read(std::string_view text) {
  Digits rest(text);
  const auto year = rest.Number(4);
  if (!year || !rest.Skip('-')) return std::nullopt;
  const auto month = rest.Number(2);
  if (!month || !rest.Skip('-')) return std::nullopt;
  const auto day = rest.Number(2);
  if (!day || !rest.Skip(rest.front() == ' ' ? ' ' : 'T')) return std::nullopt;
  const auto hour = rest.Number(2);
  if (!hour || !rest.Skip(':')) return std::nullopt;
  const auto minute = rest.Number(2);
  if (!minute) return std::nullopt;
  std::optional<int> second = 0;
  if (rest.Skip(':')) second = rest.Number(2);
  if (!second) return std::nullopt;
  Written written{absl::CivilSecond(*year, *month, *day, *hour, *minute, *second), std::nullopt};
  // What there is not, such as the 30th of February, would become another day.
  const bool is_real = written.civil.year() == *year && written.civil.month() == *month &&
                       written.civil.day() == *day && written.civil.hour() == *hour &&
                       written.civil.minute() == *minute && written.civil.second() == *second;
  if (!is_real) return std::nullopt;
  if (rest.empty()) return written;
  written.offset = ReadOffset(rest);
  return written.offset && rest.empty() ? std::optional(written) : std::nullopt;
}

absl::Status Wrong(std::string_view text, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("{} {}", Shown(text), what));
}

}  // namespace

absl::StatusOr<absl::TimeZone> FindTimeZone(const std::string& name) {
  const std::optional<absl::TimeZone> zone = ledger::FindTimeZone(name);
  if (!zone) {
    return absl::InvalidArgumentError(fmt::format(
        "\"{}\" is no name of the time zone database, such as Europe/Paris", Shown(name)));
  }
  return *zone;
}

absl::StatusOr<std::uint64_t> ParseLocalTime(std::string_view text, const absl::TimeZone& zone) {
  const std::optional<Written> written = Read(text);
  if (!written) {
    return Wrong(text, "is no time such as 2027-03-28T09:00 or 2027-03-28T09:00+02:00");
  }
  absl::Time time;
  if (written->offset) {
    time = absl::FromCivil(written->civil, absl::UTCTimeZone()) - absl::Seconds(*written->offset);
  } else {
    const absl::TimeZone::TimeInfo info = zone.At(written->civil);
    const auto text_of = [&zone](absl::Time one) {
      return absl::FormatTime(absl::RFC3339_sec, one, zone);
    };
    if (info.kind == absl::TimeZone::TimeInfo::SKIPPED) {
      return Wrong(text, fmt::format("does not exist in {}: clocks skip it, from {} on; write "
                                     "another time",
                                     zone.name(), text_of(info.trans)));
    }
    if (info.kind == absl::TimeZone::TimeInfo::REPEATED) {
      return Wrong(text, fmt::format("happens twice in {}: write {} or {}", zone.name(),
                                     text_of(info.pre), text_of(info.post)));
    }
    time = info.pre;
  }
  const std::int64_t seconds = absl::ToUnixSeconds(time);
  if (seconds < 0 || seconds > kLastSecond) return Wrong(text, "is not from 1970 to 9999");
  return static_cast<std::uint64_t>(seconds);
}

std::string LocalTimeText(std::uint64_t seconds, const absl::TimeZone& zone) {
  return absl::FormatTime(absl::RFC3339_sec,
                          absl::FromUnixSeconds(static_cast<std::int64_t>(seconds)), zone);
}

}  // namespace urna::client
