// What lists of proposals are made from, in memory: of 20,000 proposals some ten megabytes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "concurrency/mutex.h"
#include "ledger/journal_state.h"
#include "services/base/clock.h"
#include "services/search/search.h"
#include "storage/store.h"
#include "urna/internal/v1/store.pb.h"
#include "urna/v1/proposals_service.pb.h"

namespace urna::services {

// What a list looks at of a version.
struct ProposalHeadline {
  std::string title;
  std::string area;
  std::string category;
  // Of the author; nothing where there is none.
  std::optional<std::int64_t> estimated_cost;
};

// What a list looks at.
struct ProposalRow {
  ProposalHeadline newest;
  // Of the newest version that is public, where that is another: neither order nor filters tell the
  // public of a version that nobody has screened.
  std::optional<ProposalHeadline> screened;
  std::string assignee;
  std::uint32_t supporters = 0;
  std::uint32_t reports = 0;
  bool erased = false;
  absl::Time update_time;
};

// Where a proposal and its appeal stand, in the words that people read.
v1::ProposalStatus StatusOf(const ledger::JournalProposal& proposal);
v1::AppealStatus AppealStatusOf(ledger::AppealState state);

// What a search found.
class SearchedProposals {
 public:
  explicit SearchedProposals(const std::vector<FoundProposal>& found);

  bool Holds(ledger::ProposalNumber number) const { return RelevanceOf(number) != kNotFound; }
  // 0 to 10^15.
  std::int64_t RelevanceOf(ledger::ProposalNumber number) const {
    const std::size_t at = ledger::Number(number);
    return at < relevance_.size() ? relevance_[at] : kNotFound;
  }

 private:
  static constexpr std::int64_t kNotFound = -1;
  // By number.
  std::vector<std::int64_t> relevance_;
};

// What a caller asks of a list.
struct ProposalQuery {
  const v1::ProposalFilter& filter;
  v1::ProposalOrder order;
  bool descending;
  // Whether the caller sees what nobody has screened.
  bool staff;
  // Only what it holds; null where nothing is searched.
  const SearchedProposals* search = nullptr;
};

// Thread-safe.
class ProposalBook {
 public:
  static absl::StatusOr<std::shared_ptr<ProposalBook>> Read(const storage::Reader& store,
                                                            std::string_view process);

  // Reads one again after it was written.
  absl::Status Refresh(const storage::Reader& store, std::string_view process,
                       ledger::ProposalNumber number);

  // One that a query found, with what it is sorted by.
  struct Found {
    std::string key;
    ledger::ProposalNumber number;
  };
  // All that fit, in order. Copies nothing but keys: of 20,000 some milliseconds.
  std::vector<Found> Find(const ledger::JournalState& state, const ProposalQuery& query) const;

 private:
  explicit ProposalBook(std::vector<ProposalRow> rows) : rows_(std::move(rows)) {}

  mutable SharedMutex mutex_;
  // Proposal n at n - 1.
  std::vector<ProposalRow> rows_ ABSL_GUARDED_BY(mutex_);
};

// Thread-safe. Books are read when somebody asks for them.
class ProposalBooks {
 public:
  // Must outlive this object.
  ProposalBooks(const storage::Store& store, const Clock& clock) : store_(store), clock_(clock) {}

  absl::StatusOr<std::shared_ptr<ProposalBook>> Get(std::string_view process);
  // After a write: as ProposalBook::Refresh, where there is a book. What cannot be read is dropped and
  // read again by whoever asks.
  void Refresh(std::string_view process, ledger::ProposalNumber number);
  void Drop(std::string_view process);
  // Lets go of those that nobody has asked for in a while.
  void CloseIdle();

 private:
  struct Opened {
    std::shared_ptr<ProposalBook> book;
    absl::Time last_asked;
  };

  const storage::Store& store_;
  const Clock& clock_;
  Mutex mutex_;
  absl::flat_hash_map<std::string, Opened> opened_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
