#include "services/planning/calendar_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <string>

#include "ledger/time_zone.h"
#include "services/base/text_rules.h"

namespace urna::services {
namespace {

// 9999-12-31T23:59:59Z.
constexpr std::uint64_t kLastSecond = 253402300799;

// The phases that citizens propose in, in their order.
constexpr v1::WindowKind kPhases[] = {v1::WINDOW_KIND_SUBMISSION, v1::WINDOW_KIND_REVIEW,
                                      v1::WINDOW_KIND_APPEAL};
// What begins after all of them.
constexpr v1::WindowKind kVotings[] = {v1::WINDOW_KIND_VOTING, v1::WINDOW_KIND_STATION_VOTING};

// As people call it: SUBMISSION.
std::string WordOf(v1::WindowKind kind) {
  constexpr std::string_view kPrefix = "WINDOW_KIND_";
  const std::string name = v1::WindowKind_Name(kind);
  return name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : name;
}

std::string PathOf(std::string_view at, int window) {
  return fmt::format("{}.windows[{}]", at, window);
}

int PlaceOf(const v1::Calendar& calendar, const v1::Window* window) {
  int place = 0;
  while (&calendar.windows(place) != window) ++place;
  return place;
}

// Whether each window by itself is right.
bool CheckWindows(const v1::Calendar& calendar, std::string_view at, FieldViolations& violations) {
  bool right = true;
  int last = v1::WINDOW_KIND_UNSPECIFIED;
  const auto wrong = [&](std::string field, std::string_view description) {
    violations.Add(std::move(field), std::string(description));
    right = false;
  };
  for (int i = 0; i < calendar.windows_size(); ++i) {
    const v1::Window& window = calendar.windows(i);
    if (!v1::WindowKind_IsValid(window.kind()) || window.kind() <= last) {
      wrong(PathOf(at, i) + ".kind", "expected the kinds in ascending order, each once");
    } else {
      last = window.kind();
    }
    if (window.start_time() == 0 || window.start_time() > kLastSecond) {
      wrong(PathOf(at, i) + ".start_time", "expected a time from 1970 to 9999");
    }
    if (window.end_time() <= window.start_time() || window.end_time() > kLastSecond) {
      wrong(PathOf(at, i) + ".end_time", "expected a time after start_time, at the latest in 9999");
    }
  }
  return right;
}

// What of a calendar is compared with what.
class Order {
 public:
  Order(const v1::Calendar& calendar, std::string_view at, FieldViolations& violations)
      : calendar_(calendar), at_(at), violations_(violations) {}

  // Where there are both.
  void EndsBefore(v1::WindowKind first, v1::WindowKind next) {
    const v1::Window* a = FindWindow(calendar_, first);
    const v1::Window* b = FindWindow(calendar_, next);
    if (a == nullptr || b == nullptr || a->end_time() <= b->start_time()) return;
    violations_.Add(
        PathOf(at_, PlaceOf(calendar_, a)) + ".end_time",
        fmt::format("expected {} to end before {} begins", WordOf(first), WordOf(next)));
  }
  // `kind` needs one of `others`, and begins no earlier than the first of them.
  template <typename Kinds>
  void GoesWith(v1::WindowKind kind, const Kinds& others) {
    const v1::Window* window = FindWindow(calendar_, kind);
    if (window == nullptr) return;
    std::optional<std::uint64_t> begin;
    for (const v1::WindowKind other : others) {
      const v1::Window* found = FindWindow(calendar_, other);
      if (found != nullptr) begin = std::min(begin.value_or(kLastSecond), found->start_time());
    }
    const std::string here = PathOf(at_, PlaceOf(calendar_, window));
    const std::string first = WordOf(*std::begin(others));
    if (!begin) {
      violations_.Add(here + ".kind", fmt::format("expected {} too", first));
    } else if (window->start_time() < *begin) {
      violations_.Add(here + ".start_time",
                      fmt::format("expected {} not to begin before {}", WordOf(kind), first));
    }
  }

 private:
  const v1::Calendar& calendar_;
  const std::string_view at_;
  FieldViolations& violations_;
};

void CheckOrder(const v1::Calendar& calendar, std::string_view at, FieldViolations& violations) {
  Order order(calendar, at, violations);
  order.EndsBefore(v1::WINDOW_KIND_SUBMISSION, v1::WINDOW_KIND_REVIEW);
  order.EndsBefore(v1::WINDOW_KIND_SUBMISSION, v1::WINDOW_KIND_APPEAL);
  order.EndsBefore(v1::WINDOW_KIND_REVIEW, v1::WINDOW_KIND_APPEAL);
  order.EndsBefore(v1::WINDOW_KIND_PAPER_SUBMISSION, v1::WINDOW_KIND_APPEAL);
  for (const v1::WindowKind voting : kVotings) {
    for (const v1::WindowKind phase : kPhases) order.EndsBefore(phase, voting);
    order.EndsBefore(v1::WINDOW_KIND_PAPER_SUBMISSION, voting);
  }
  order.GoesWith(v1::WINDOW_KIND_PAPER_SUBMISSION, std::span(kPhases, 1));
  order.GoesWith(v1::WINDOW_KIND_PAPER_ENTRY, kVotings);
}

}  // namespace

const v1::Window* FindWindow(const v1::Calendar& calendar, v1::WindowKind kind) {
  const auto found = std::ranges::find(calendar.windows(), kind, &v1::Window::kind);
  return found == calendar.windows().end() ? nullptr : &*found;
}

void ValidateCalendar(const v1::Calendar& calendar, std::string_view at,
                      FieldViolations& violations) {
  CheckKnown(calendar, at, violations);
  if (!ledger::FindTimeZone(calendar.time_zone())) {
    violations.Add(fmt::format("{}.time_zone", at),
                   "expected a name of the time zone database, such as Europe/Paris");
  }
  if (calendar.windows().empty()) {
    violations.Add(fmt::format("{}.windows", at), "expected at least one window");
  }
  if (CheckWindows(calendar, at, violations)) CheckOrder(calendar, at, violations);
}

void CheckCalendarKept(const v1::Calendar& before, const v1::Calendar& after, std::uint64_t now,
                       std::string_view at, FieldViolations& violations) {
  for (const v1::Window& old_window : before.windows()) {
    if (old_window.start_time() > now) continue;
    const std::string word = WordOf(old_window.kind());
    const v1::Window* window = FindWindow(after, old_window.kind());
    if (window == nullptr) {
      violations.Add(fmt::format("{}.windows", at),
                     fmt::format("expected {}, which has begun", word));
      continue;
    }
    const std::string here = PathOf(at, PlaceOf(after, window));
    if (window->start_time() != old_window.start_time()) {
      violations.Add(here + ".start_time",
                     fmt::format("{} has begun, and keeps its beginning", word));
    }
    if (window->end_time() == old_window.end_time()) continue;
    if (old_window.end_time() <= now) {
      violations.Add(here + ".end_time", fmt::format("{} has ended, and keeps its end", word));
    } else if (window->end_time() <= now) {
      violations.Add(here + ".end_time", fmt::format("expected an end of {} in the future", word));
    }
  }
}

}  // namespace urna::services
