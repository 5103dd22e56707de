#include "storage/write_result.h"

#include <fmt/format.h>

namespace urna::storage {

WriteResult WriteResult::Durable() { return {Outcome::kDurable, ""}; }

WriteResult WriteResult::Refused(std::string_view reason) { return {Outcome::kRefused, reason}; }

WriteResult WriteResult::NotApplied(std::string_view reason) {
  return {Outcome::kNotApplied, reason};
}

WriteResult WriteResult::Uncertain(std::string_view reason) {
  return {Outcome::kUncertain, reason};
}

WriteResult WriteResult::Fenced(std::string_view reason) { return {Outcome::kFenced, reason}; }

absl::Status WriteResult::status() const {
  switch (outcome_) {
    case Outcome::kDurable:
      break;
    case Outcome::kRefused:
      return absl::InvalidArgumentError(reason_);
    case Outcome::kNotApplied:
      return absl::UnavailableError(
          fmt::format("nothing was written, and it may be tried again: {}", reason_));
    case Outcome::kUncertain:
      return absl::DataLossError(fmt::format("it is not known what was written: {}", reason_));
    case Outcome::kFenced:
      return absl::UnavailableError(
          fmt::format("nothing was written: another writer has taken the store over: {}", reason_));
  }
  return absl::OkStatus();
}

}  // namespace urna::storage
