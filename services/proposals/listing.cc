#include "services/proposals/listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "crypto/hash.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/base/pages.h"
#include "services/planning/text_changes.h"
#include "services/proposals/proposal_texts.h"
#include "services/records/current_phase.h"
#include "services/records/resources.h"
#include "services/search/findings.h"

namespace urna::services {
namespace {

constexpr std::string_view kAllProcesses = "processes/-";

// Where a page begins: after what is sorted by this key, of this process, with this number.
struct Position {
  std::string key;
  std::string process;
  std::uint32_t number = 0;
  auto operator<=>(const Position&) const = default;
};

crypto::Bytes Write(const Position& position) {
  crypto::Bytes out;
  crypto::AppendFrame(out, crypto::AsBytes(position.key));
  crypto::AppendFrame(out, crypto::AsBytes(position.process));
  crypto::AppendLe32(out, position.number);
  return out;
}

absl::StatusOr<Position> ReadPosition(std::string_view token) {
  constexpr std::size_t kLongest = 4096;
  crypto::ByteReader reader(crypto::AsBytes(token));
  Position position;
  position.key = crypto::AsText(reader.Frame(kLongest));
  position.process = crypto::AsText(reader.Frame(kLongest));
  position.number = reader.Le32();
  if (!reader.Finished()) {
    return FieldError("page_token", "is not the next_page_token of a page of this list");
  }
  return position;
}

// A list of other filters is another list.
std::string NameOfList(const v1::ListProposalsRequest& request) {
  const std::string filter = request.filter().SerializeAsString();
  return fmt::format("{}/proposals {} {} {}", request.parent(),
                     crypto::ToHex(crypto::Sha256(crypto::AsBytes(filter))),
                     static_cast<int>(request.order()), request.descending());
}

bool IsForStaff(const v1::ProposalFilter& filter) {
  return !filter.assignee().empty() || filter.awaits_screening() || filter.reported();
}

// One process of a list.
struct Source {
  std::string process;
  std::shared_ptr<LiveJournal> journal;
  std::shared_ptr<ProposalBook> book;
  bool staff;
};

}  // namespace

absl::Status ProposalListing::GetProposal(const Call& call, const v1::GetProposalRequest& request,
                                          v1::Proposal& response) const {
  return proposals_.Show(call, request.name(), request.edit_key(), request.version(), response);
}

absl::Status ProposalListing::ListProposals(const Call& call,
                                            const v1::ListProposalsRequest& request,
                                            v1::ListProposalsResponse& response) const {
  const absl::StatusOr<std::size_t> size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  if (!v1::ProposalOrder_IsValid(request.order())) return FieldError("order", "is not known");
  const bool is_search = IsSearch(request.filter().text());
  const bool by_relevance = request.order() == v1::PROPOSAL_ORDER_RELEVANCE;
  if (by_relevance && !is_search) {
    return FieldError("order", "RELEVANCE is of searches: give filter.text");
  }
  const absl::StatusOr<SearchText> text = ParseSearchText(request.filter().text(), "filter.text");
  if (!text.ok()) return text.status();
  const std::string list = NameOfList(request);
  const absl::StatusOr<std::string> token = ReadPageToken(list, request.page_token());
  if (!token.ok()) return token.status();
  Position after;
  if (!token->empty()) {
    absl::StatusOr<Position> position = ReadPosition(*token);
    if (!position.ok()) return position.status();
    after = *std::move(position);
  }

  std::vector<std::string> processes = {call.process};
  if (request.parent() == kAllProcesses) {
    processes.clear();
    const auto all = ReadResources<v1::Process>(proposals_.store(), "");
    if (!all.ok()) return all.status();
    for (const v1::Process& process : *all) {
      if (call.principal.May(Permission::kScreen, process.name())) {
        processes.push_back(process.name());
      }
    }
  } else if (call.process.empty()) {
    return FieldError("parent", "expected processes/{process}, or processes/- for all of yours");
  }

  std::vector<Source> sources;
  std::vector<std::pair<Position, std::size_t>> found;
  for (const std::string& process : processes) {
    Source source{process, nullptr, nullptr, call.principal.May(Permission::kScreen, process)};
    if (!source.staff && IsForStaff(request.filter())) {
      return FieldError("filter", "assignee, awaits_screening and reported are for the staff");
    }
    absl::StatusOr<std::shared_ptr<LiveJournal>> journal = proposals_.journals().Get(process);
    // Of before there were journals: it has no proposals.
    if (absl::IsNotFound(journal.status()) && request.parent() == kAllProcesses) continue;
    if (!journal.ok()) return journal.status();
    absl::StatusOr<std::shared_ptr<ProposalBook>> book = proposals_.books().Get(process);
    if (!book.ok()) return book.status();
    source.journal = *std::move(journal);
    source.book = *std::move(book);
    std::optional<SearchedProposals> searched;
    if (is_search) {
      const auto by = source.staff ? SearchedBy::kStaff : SearchedBy::kEverybody;
      const auto hits = search_.FindProposals(process, *text, by, by_relevance);
      if (!hits.ok()) return hits.status();
      searched.emplace(*hits);
    }
    const std::vector<ProposalBook::Found> rows =
        source.journal->WithState([&](const ledger::JournalState& state) {
          return source.book->Find(state, {request.filter(), request.order(), request.descending(),
                                           source.staff, searched ? &*searched : nullptr});
        });
    for (const ProposalBook::Found& row : rows) {
      found.emplace_back(Position{row.key, process, ledger::Number(row.number)}, sources.size());
    }
    sources.push_back(std::move(source));
  }
  const auto precedes = [&](const Position& a, const Position& b) {
    return request.descending() ? b < a : a < b;
  };
  // Those of one process come in their order.
  if (sources.size() > 1) {
    std::ranges::sort(found,
                      [&](const auto& a, const auto& b) { return precedes(a.first, b.first); });
  }
  response.set_total_size(static_cast<std::uint32_t>(found.size()));
  auto next = token->empty() ? found.begin() : std::ranges::find_if(found, [&](const auto& one) {
    return precedes(after, one.first);
  });
  WordForms forms;
  for (; next != found.end() && static_cast<std::size_t>(response.proposals_size()) < *size;
       ++next) {
    const Source& source = sources[next->second];
    const ledger::ProposalNumber number{next->first.number};
    const ProposalName name = ProposalName::Of(source.process, number);
    const auto stored = ReadProposal(proposals_.store(), name);
    if (!stored.ok()) return stored.status();
    const ledger::JournalProposal told = source.journal->WithState(
        [&](const ledger::JournalState& state) { return *state.proposal(number); });
    const ShownProposal shown{name, *stored, &told};
    const Viewer viewer = source.staff ? Viewer::kStaff : Viewer::kPublic;
    *response.add_proposals() = ShowInList(shown, viewer);
    if (!is_search || response.findings_size() == kFindings) continue;
    const auto seen = ReadSearchedText(shown, viewer, *source.journal);
    if (!seen.ok()) return seen.status();
    *response.add_findings() = FindingIn(name.text(), *text, *seen, forms);
  }
  if (next != found.end()) {
    response.set_next_page_token(
        MakePageToken(list, crypto::AsText(Write(std::prev(next)->first))));
  }
  return absl::OkStatus();
}

absl::Status ProposalListing::CompareProposalVersions(
    const Call& call, const v1::CompareProposalVersionsRequest& request,
    v1::CompareProposalVersionsResponse& response) const {
  return proposals_.Read(
      call, request.name(), request.edit_key(),
      [&](const ShownProposal& proposal, Viewer viewer,
          const LiveJournal& journal) -> absl::Status {
        const std::uint32_t to =
            request.to_version() == 0 ? NewestFor(proposal, viewer) : request.to_version();
        const absl::StatusOr<v1::ProposalText> before =
            ReadVersion(proposal, request.from_version(), viewer, journal);
        if (!before.ok()) return before.status();
        const absl::StatusOr<v1::ProposalText> now = ReadVersion(proposal, to, viewer, journal);
        if (!now.ok()) return now.status();
        AddTextChanges(*before, *now, *response.mutable_changes());
        return absl::OkStatus();
      });
}

}  // namespace urna::services
