#include "end_to_end/spring/person.h"

#include <fmt/format.h>

#include <utility>

namespace urna::end_to_end {

void Person::AddFault(const std::string& what, const std::string& fault) {
  faults_.push_back(fmt::format("person {}, {}: {}", ideas_.person(), what, fault));
}

bool Person::CameTooLate(const absl::Status& status, v1::Phase drawn_in) const {
  return absl::IsFailedPrecondition(status) && (season_.is_turning || season_.phase != drawn_in);
}

void Person::WorkUntilItFails(const Caller& caller, std::atomic<int>& answered) {
  if (!Settle(caller)) return;
  while (faults_.empty()) {
    const v1::Phase phase = season_.phase;
    const Deed deed = draw_(shadow_, phase, ideas_);
    if (!Try(caller, deed)) return;
    ++answered;
  }
}

void Person::WorkFor(const Caller& caller, int deeds) {
  for (int i = 0; i < deeds && faults_.empty(); ++i) {
    Do(caller, draw_(shadow_, season_.phase, ideas_));
  }
}

void Person::Do(const Caller& caller, const Deed& deed) {
  if (!Try(caller, deed)) AddFault(deed.what, "was not answered");
}

bool Person::Try(const Caller& caller, const Deed& deed) {
  const v1::Phase phase = season_.phase;
  Shadow after = shadow_;
  deed.effect(after);
  const absl::Status sent = deed.send(caller, after);
  if (absl::IsUnavailable(sent)) {
    if (!deed.is_read) in_doubt_ = {deed, phase};
    if (!deed.is_read) ++tallies_[deed.what].in_doubt;
    return false;
  }
  if (sent.ok()) {
    ++tallies_[deed.what].answered;
    shadow_ = std::move(after);
    if (!deed.is_read)
      last_ = deed.again == Again::kSameAnswer ? std::optional(deed) : std::nullopt;
  } else if (!CameTooLate(sent, phase)) {
    AddFault(deed.what, sent.ToString());
  }
  return true;
}

bool Person::Settle(const Caller& caller) {
  if (in_doubt_) return Retry(caller);
  Repeat(caller);
  if (!faults_.empty()) return true;
  const auto differs = Compare(caller, shadow_);
  if (!differs.ok()) return false;
  if (!differs->empty()) AddFault("what was answered", *differs);
  return true;
}

// What was answered is answered again, and not carried out again.
void Person::Repeat(const Caller& caller) {
  if (!last_) return;
  Shadow same = shadow_;
  const absl::Status repeated = last_->send(caller, same);
  if (repeated.ok()) shadow_ = std::move(same);
  if (!repeated.ok() && !absl::IsUnavailable(repeated)) {
    AddFault(last_->what + ", again", repeated.ToString());
  }
}

bool Person::Retry(const Caller& caller) {
  const Deed deed = in_doubt_->deed;
  const v1::Phase drawn_in = in_doubt_->phase;
  Tally& tally = tallies_[deed.what];
  Shadow after = shadow_;
  deed.effect(after);
  bool is_there = false;
  if (!deed.is_blind) {
    // What does not fit must not fill in what only the answer tells.
    Shadow done = after;
    const auto differs = Compare(caller, done);
    if (!differs.ok()) return false;
    is_there = differs->empty();
    if (is_there) after = std::move(done);
    if (!is_there) {
      const auto differs_from_before = Compare(caller, shadow_);
      if (!differs_from_before.ok()) return false;
      if (!differs_from_before->empty()) {
        AddFault(deed.what, fmt::format("was not answered, and is half done. Whole: {}\nNone: {}",
                                        *differs, *differs_from_before));
        return true;
      }
    }
  }
  last_.reset();
  if (!deed.is_blind) ++(is_there ? tally.found_done : tally.found_not_done);
  if (deed.again == Again::kNever) {
    if (is_there) shadow_ = std::move(after);
    in_doubt_.reset();
    return true;
  }
  const absl::Status sent = deed.send(caller, after);
  if (absl::IsUnavailable(sent)) return false;
  in_doubt_.reset();
  if (deed.is_blind) ++(sent.ok() ? tally.found_not_done : tally.found_done);
  const bool told_once = (deed.again == Again::kExists && absl::IsAlreadyExists(sent)) ||
                         (deed.again == Again::kKeyUsed && absl::IsPermissionDenied(sent));
  if (sent.ok()) {
    if (is_there && deed.again != Again::kSameAnswer) {
      AddFault(deed.what, "was there, and was carried out again");
    }
    shadow_ = std::move(after);
    if (deed.again == Again::kSameAnswer) last_ = deed;
  } else if (told_once && deed.is_blind) {
    ++shadow_.lost_drafts;
  } else if (told_once && is_there) {
    shadow_ = std::move(after);
  } else if (is_there || !CameTooLate(sent, drawn_in)) {
    AddFault(deed.what, fmt::format("{}, and was then answered {}",
                                    is_there ? "was there" : "was not there", sent.ToString()));
    return true;
  }
  const auto differs = Compare(caller, shadow_);
  if (!differs.ok()) return false;
  if (!differs->empty()) AddFault(deed.what + ", again", *differs);
  return true;
}

}  // namespace urna::end_to_end
