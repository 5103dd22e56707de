#include "services/proposals/proposal_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "services/base/limits.h"
#include "services/base/times.h"
#include "services/identity/staff_directory.h"
#include "services/proposals/proposal_store.h"

namespace urna::services {
namespace {

using internal::v1::StoredProposal;
using ledger::JournalProposal;
using ledger::ProposalState;

ProposalHeadline HeadlineIn(const v1::ProposalText& text) {
  ProposalHeadline headline{text.title(), text.area(), text.category(), std::nullopt};
  if (text.has_estimated_cost()) headline.estimated_cost = text.estimated_cost();
  return headline;
}

ProposalRow RowOf(const StoredProposal& stored) {
  ProposalRow row;
  row.newest = HeadlineIn(stored.headline());
  if (stored.has_public_headline()) row.screened = HeadlineIn(stored.public_headline());
  row.assignee = stored.assignee();
  row.supporters = stored.supporters();
  row.reports = stored.reports();
  row.erased = stored.erased();
  row.update_time = FromProto(stored.update_time());
  return row;
}

// As the caller sees it.
const ProposalHeadline& SeenOf(const ProposalRow& row, bool staff) {
  return staff || !row.screened ? row.newest : *row.screened;
}

std::optional<std::int64_t> CostOf(const ProposalHeadline& seen, const JournalProposal& proposal) {
  if (proposal.substantive == ledger::StepState::kAccepted) return proposal.verdict.cost();
  return seen.estimated_cost;
}

// In units of Xapian's weights, which stay far below.
constexpr double kRelevanceUnits = 1e9;
constexpr std::int64_t kMostRelevance = 1'000'000'000'000'000;

// Sorts as the number does.
std::string Sortable(std::int64_t number) { return fmt::format("{:020}", number); }

std::string KeyOf(ledger::ProposalNumber number, const ProposalRow& row,
                  const JournalProposal& proposal, const ProposalQuery& query) {
  const ProposalHeadline& seen = SeenOf(row, query.staff);
  switch (query.order) {
    case v1::PROPOSAL_ORDER_COST:
      // What has no cost comes first.
      return Sortable(CostOf(seen, proposal) ? *CostOf(seen, proposal) + 1 : 0);
    case v1::PROPOSAL_ORDER_TITLE:
      return seen.title;
    case v1::PROPOSAL_ORDER_UPDATE_TIME:
      return Sortable(absl::ToUnixMicros(row.update_time));
    case v1::PROPOSAL_ORDER_SUPPORTERS:
      return Sortable(row.supporters);
    case v1::PROPOSAL_ORDER_RELEVANCE:
      // What says most comes first.
      return Sortable(kMostRelevance - query.search->RelevanceOf(number));
    default:
      return "";
  }
}

bool HasCost(const v1::ProposalFilter& filter, const ProposalHeadline& seen,
             const JournalProposal& proposal) {
  if (!filter.has_least_cost() && !filter.has_most_cost()) return true;
  const std::optional<std::int64_t> cost = CostOf(seen, proposal);
  return cost && (!filter.has_least_cost() || *cost >= filter.least_cost()) &&
         (!filter.has_most_cost() || *cost <= filter.most_cost());
}

bool Fits(const ProposalQuery& query, const ProposalRow& row, const JournalProposal& proposal) {
  const v1::ProposalFilter& filter = query.filter;
  if (!query.staff && (!proposal.is_public() || proposal.hidden || row.erased)) return false;
  if (!filter.statuses().empty() &&
      std::ranges::find(filter.statuses(), StatusOf(proposal)) == filter.statuses().end()) {
    return false;
  }
  if (!filter.appeals().empty() &&
      std::ranges::find(filter.appeals(), AppealStatusOf(proposal.appeal)) ==
          filter.appeals().end()) {
    return false;
  }
  constexpr std::string_view kNobody = "-";
  const bool assigned =
      filter.assignee().empty() ||
      (filter.assignee() == kNobody ? row.assignee.empty()
                                    : filter.assignee() == StaffName(row.assignee));
  const bool awaits = !filter.awaits_screening() ||
                      (proposal.public_versions < proposal.versions && !proposal.hidden);
  const ProposalHeadline& seen = SeenOf(row, query.staff);
  return assigned && awaits && (filter.area().empty() || filter.area() == seen.area) &&
         (filter.category().empty() || filter.category() == seen.category) &&
         (!filter.reported() || row.reports > 0) && HasCost(filter, seen, proposal);
}

}  // namespace

SearchedProposals::SearchedProposals(const std::vector<FoundProposal>& found) {
  for (const FoundProposal& one : found) {
    const std::size_t number = ledger::Number(one.number);
    if (relevance_.size() <= number) relevance_.resize(number + 1, kNotFound);
    const auto units = static_cast<std::int64_t>(one.relevance * kRelevanceUnits);
    relevance_[number] = std::min(units, kMostRelevance);
  }
}

v1::ProposalStatus StatusOf(const JournalProposal& proposal) {
  if (proposal.hidden) return v1::PROPOSAL_STATUS_HIDDEN;
  if (!proposal.project.empty()) return v1::PROPOSAL_STATUS_ON_THE_BALLOT;
  switch (proposal.state) {
    case ProposalState::kSubmitted:
      return v1::PROPOSAL_STATUS_SUBMITTED;
    case ProposalState::kReturned:
      return v1::PROPOSAL_STATUS_RETURNED;
    case ProposalState::kUnderReview:
      return v1::PROPOSAL_STATUS_UNDER_REVIEW;
    case ProposalState::kAdmitted:
      return v1::PROPOSAL_STATUS_ADMITTED;
    case ProposalState::kRejected:
      return v1::PROPOSAL_STATUS_REJECTED;
    case ProposalState::kWithdrawn:
      return v1::PROPOSAL_STATUS_WITHDRAWN;
    case ProposalState::kMerged:
      return v1::PROPOSAL_STATUS_MERGED;
  }
  return v1::PROPOSAL_STATUS_UNSPECIFIED;
}

v1::AppealStatus AppealStatusOf(ledger::AppealState state) {
  switch (state) {
    case ledger::AppealState::kNone:
      return v1::APPEAL_STATUS_UNSPECIFIED;
    case ledger::AppealState::kFiled:
      return v1::APPEAL_STATUS_FILED;
    case ledger::AppealState::kUpheld:
      return v1::APPEAL_STATUS_UPHELD;
    case ledger::AppealState::kDismissed:
      return v1::APPEAL_STATUS_DISMISSED;
  }
  return v1::APPEAL_STATUS_UNSPECIFIED;
}

absl::StatusOr<std::shared_ptr<ProposalBook>> ProposalBook::Read(const storage::Reader& store,
                                                                 std::string_view process) {
  std::vector<ProposalRow> rows;
  const absl::Status read = VisitProposals(
      store, process, [&](ledger::ProposalNumber number, const StoredProposal& stored) {
        rows.resize(std::max<std::size_t>(rows.size(), ledger::Number(number)));
        rows[ledger::Number(number) - 1] = RowOf(stored);
        return true;
      });
  if (!read.ok()) return read;
  return std::shared_ptr<ProposalBook>(new ProposalBook(std::move(rows)));
}

absl::Status ProposalBook::Refresh(const storage::Reader& store, std::string_view process,
                                   ledger::ProposalNumber number) {
  // Under the lock, so that of two who refresh one row the later writes what it read later.
  const WriterMutexLock lock(mutex_);
  const auto stored = ReadProposal(store, ProposalName::Of(process, number));
  if (!stored.ok()) return stored.status();
  rows_.resize(std::max<std::size_t>(rows_.size(), ledger::Number(number)));
  rows_[ledger::Number(number) - 1] = RowOf(*stored);
  return absl::OkStatus();
}

std::vector<ProposalBook::Found> ProposalBook::Find(const ledger::JournalState& state,
                                                    const ProposalQuery& query) const {
  std::vector<Found> found;
  {
    const ReaderMutexLock lock(mutex_);
    const std::size_t size = std::min(rows_.size(), state.proposals().size());
    for (std::size_t i = 0; i < size; ++i) {
      const JournalProposal& proposal = state.proposals()[i];
      const auto number = ledger::ProposalNumber{static_cast<std::uint32_t>(i + 1)};
      if (query.search != nullptr && !query.search->Holds(number)) continue;
      if (!Fits(query, rows_[i], proposal)) continue;
      found.push_back({KeyOf(number, rows_[i], proposal, query), number});
    }
  }
  const auto before = [](const Found& a, const Found& b) {
    return std::tie(a.key, a.number) < std::tie(b.key, b.number);
  };
  if (query.order != v1::PROPOSAL_ORDER_UNSPECIFIED) std::ranges::sort(found, before);
  if (query.descending) std::ranges::reverse(found);
  return found;
}

absl::StatusOr<std::shared_ptr<ProposalBook>> ProposalBooks::Get(std::string_view process) {
  const MutexLock lock(mutex_);
  const auto found = opened_.find(std::string(process));
  if (found != opened_.end()) {
    found->second.last_asked = clock_.Now();
    return found->second.book;
  }
  auto book = ProposalBook::Read(store_, process);
  if (!book.ok()) return book.status();
  opened_[std::string(process)] = {*book, clock_.Now()};
  return book;
}

void ProposalBooks::Refresh(std::string_view process, ledger::ProposalNumber number) {
  std::shared_ptr<ProposalBook> book;
  {
    const MutexLock lock(mutex_);
    const auto found = opened_.find(std::string(process));
    if (found == opened_.end()) return;
    book = found->second.book;
  }
  if (!book->Refresh(store_, process, number).ok()) Drop(process);
}

void ProposalBooks::Drop(std::string_view process) {
  const MutexLock lock(mutex_);
  opened_.erase(std::string(process));
}

void ProposalBooks::CloseIdle() {
  const MutexLock lock(mutex_);
  const absl::Time now = clock_.Now();
  absl::erase_if(opened_, [&](const auto& entry) {
    return entry.second.book.use_count() == 1 && entry.second.last_asked + kJournalIdle <= now;
  });
}

}  // namespace urna::services
