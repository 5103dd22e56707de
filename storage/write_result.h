// How a write ended.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace urna::storage {

// Made by one of five makers, so that no engine can fail without saying in which way: what a caller
// may do next depends on nothing else. Whoever only passes a failure on takes it as a status, whose
// code depends on the outcome alone. A reason is told to clients, except for an uncertain write's:
// it names no path, host or key.
class [[nodiscard]] WriteResult {
 public:
  enum class Outcome {
    // All of the batch is on stable storage.
    kDurable,
    // No store could ever apply the batch, such as one that names an unknown family. Nothing of it
    // is applied, and nothing else has changed. INVALID_ARGUMENT.
    kRefused,
    // Nothing of the batch is applied, now or later; the same batch may be written again, and so may
    // others. UNAVAILABLE.
    kNotApplied,
    // The batch may or may not be found when the store is opened anew. Until then the store takes
    // no more writes. Also the answer to those: they are not applied. DATA_LOSS.
    kUncertain,
    // Another writer has taken the store over. Nothing of the batch is applied, and this writer
    // never writes again. UNAVAILABLE.
    kFenced,
  };

  static WriteResult Durable();
  static WriteResult Refused(std::string_view reason);
  static WriteResult NotApplied(std::string_view reason);
  static WriteResult Uncertain(std::string_view reason);
  static WriteResult Fenced(std::string_view reason);

  Outcome outcome() const { return outcome_; }
  bool ok() const { return outcome_ == Outcome::kDurable; }
  const std::string& reason() const { return reason_; }
  absl::Status status() const;
  operator absl::Status() const { return status(); }  // NOLINT: what every caller passes on

 private:
  WriteResult(Outcome outcome, std::string_view reason) : outcome_(outcome), reason_(reason) {}

  Outcome outcome_;
  std::string reason_;
};

}  // namespace urna::storage
