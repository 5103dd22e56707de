// The audit of a bundle, step by step (section 14 of docs/protocol.md). It trusts nobody: not the
// server, not the trustees, not the bundle.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "ledger/artefact_walk.h"
#include "ledger/bundle.h"
#include "ledger/fate.h"

namespace urna::ledger {

struct AuditStep {
  int number;  // 0 to 13, as section 14 numbers them
  std::string name;
  absl::Status status;
  // What was found, for people: counts and hashes.
  std::string detail = {};
  // The numbers of `detail` in its order, for whoever says it in other words.
  std::vector<std::uint64_t> counts = {};
};

struct ContestReport {
  std::uint32_t contest;
  std::string id;
  std::uint64_t entitled = 0;
  std::uint64_t ballots = 0;
  std::uint64_t valid = 0;
  std::uint64_t invalid = 0;
  bool too_few_ballots = false;
  std::vector<std::string> selected;
  std::int64_t cost = 0;
  std::int64_t budget = 0;
};

struct AuditReport {
  // Up to and including the first that fails.
  std::vector<AuditStep> steps;
  // Records that should not have been admitted. They do not change the count, but are evidence.
  std::vector<LogFault> faults;
  // What is wrong in the journal, by its acts: then step 13 fails.
  std::vector<LogFault> journal_faults;
  std::vector<Revocation> revocations;
  // Of the kept receipts, in their order; empty before step 7.
  std::vector<BallotFate> fates;
  // Files that do not belong to the bundle and mean nothing, escaped.
  std::vector<std::string> ignored_files;
  // What the manifest does not protect against.
  std::vector<std::string> stated_limits;
  std::vector<ContestReport> contests;
  std::string process;
  std::string log_vkey;
  std::string manifest_hash;  // hexadecimal
  // Of the pages that the server gave when the manifest was frozen, as the manifest states it, hexadecimal; empty where
  // it states none.
  std::string pages_sha256;
  std::string root;          // hexadecimal
  std::string closing_hash;  // hexadecimal; of section 10
  // SHA-256 over the outcome files of all contests in order, hexadecimal.
  std::string result_hash;
  std::uint64_t log_size = 0;
  // How many keys were revoked that had a ballot in the log.
  std::size_t revoked_after_vote() const;
  // All steps hold.
  bool ok() const {
    return !steps.empty() && steps.back().number == 13 && steps.back().status.ok();
  }
  // Every kept receipt's ballot was counted, or replaced by one whose receipt was kept too.
  bool receipts_ok() const;
};

struct AuditOptions {
  // The log's verifier key that the observer knows from elsewhere; empty to take the bundle's own
  // on trust, which the report says.
  std::string vkey;
  // The manifest's hash that the observer knows from elsewhere, 64 hexadecimal digits; empty to
  // take the bundle's own.
  std::string manifest_hash;
  // Signed checkpoints and receipts that the observer has kept: the log must be consistent with
  // them. A receipt goes with its leaf's bytes.
  struct KeptReceipt {
    std::string receipt;
    crypto::Bytes leaf;
  };
  std::vector<std::string> kept_checkpoints;
  std::vector<KeptReceipt> kept_receipts;
  int threads = 1;
  // Only libsodium's group operations, no accelerated ones.
  bool reference_only = false;
  // Told when a step begins, of its progress in [0, 1], and of each step that is done.
  std::function<void(int number, std::string_view name)> on_begin;
  std::function<void(double)> on_progress;
  std::function<void(const AuditStep&)> on_step;
};

// Runs the steps and stops at the first that fails. UNAVAILABLE or the like only when the bundle
// cannot be read at all; whatever is wrong with its content is a failed step.
absl::StatusOr<AuditReport> Audit(const Bundle& bundle, const AuditOptions& options);

}  // namespace urna::ledger
