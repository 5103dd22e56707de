#include "end_to_end/spring/store_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <tuple>

#include "google/protobuf/util/message_differencer.h"
#include "ledger/journal_document.h"
#include "pch.h"
#include "services/records/sealed_project.h"
#include "urna/v1/planning_service.grpc.pb.h"
#include "urna/v1/projects_service.grpc.pb.h"

namespace urna::end_to_end {
namespace {

using google::protobuf::util::MessageDifferencer;
using ledger::JournalProposal;
using ledger::ProposalState;
using Stub = v1::Proposals::Stub;

// Small, so that pages are turned.
constexpr int kPage = 7;
constexpr char kNobody[] = "-";

v1::ProposalStatus StatusOf(const JournalProposal& told) {
  if (told.hidden) return v1::PROPOSAL_STATUS_HIDDEN;
  if (!told.project.empty()) return v1::PROPOSAL_STATUS_ON_THE_BALLOT;
  switch (told.state) {
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

// One proposal, by all who may see it.
struct Shown {
  v1::Proposal staff;
  std::optional<v1::Proposal> everybody;
  // The newest version that was handed in; what the staff sees may be another that is being written.
  std::optional<v1::ProposalText> text;
};

class StoreCheck {
 public:
  StoreCheck(const Caller& caller, const ReadJournal& journal)
      : caller_(caller), journal_(journal), state_(journal.state()) {}

  void Proposals();
  void Lists();
  void Projects();
  void Plan();
  const std::string& seen() const { return seen_; }

 private:
  using Keep = std::function<bool(const Shown&)>;

  absl::StatusOr<v1::Proposal> Get(std::size_t number, By by, std::uint32_t version = 0);
  void Proposal(std::size_t number);
  std::vector<v1::Proposal> List(By by, const v1::ListProposalsRequest& request);
  // Of the staff's list with this filter: exactly those that `keep` keeps, by number.
  void Filtered(const std::string& what, const v1::ProposalFilter& filter, const Keep& keep);
  void Ordered(v1::ProposalOrder order, bool descending);
  static std::optional<std::int64_t> CostOf(const Shown& shown);

  const Caller& caller_;
  const ReadJournal& journal_;
  const ledger::JournalState& state_;
  // Proposal n at n - 1.
  std::vector<Shown> shown_;
  // All answers, to look for words in.
  std::string seen_;
};

absl::StatusOr<v1::Proposal> StoreCheck::Get(std::size_t number, By by, std::uint32_t version) {
  v1::GetProposalRequest request;
  request.set_name(fmt::format("{}/proposals/p{}", Department::kProcess, number));
  request.set_version(version);
  auto answer = caller_.Call(by, &Stub::GetProposal, request);
  if (answer.ok()) seen_ += answer->SerializeAsString();
  return answer;
}

void StoreCheck::Proposal(std::size_t number) {
  SCOPED_TRACE(fmt::format("p{}", number));
  const JournalProposal& told = state_.proposals()[number - 1];
  const auto staff = Get(number, By::kModerator);
  ASSERT_TRUE(staff.ok()) << staff.status();
  EXPECT_EQ(staff->status(), StatusOf(told));
  EXPECT_EQ(staff->versions(), told.versions);
  EXPECT_EQ(staff->internal().awaits_screening(), told.public_versions < told.versions);
  EXPECT_EQ(staff->project(),
            told.project.empty() ? "" : fmt::format("{}/{}", Department::kProcess, told.project));
  EXPECT_EQ(staff->merged_into().empty(), !told.merged_into.has_value());
  EXPECT_EQ(static_cast<std::size_t>(staff->parents_size()), told.parents.size());
  EXPECT_EQ(staff->has_appeal(), told.appeal != ledger::AppealState::kNone);
  EXPECT_EQ(staff->has_returned(), told.state == ProposalState::kReturned);
  EXPECT_EQ(staff->supporters() >= state_.form_facts().support_needed(), told.supported);
  EXPECT_EQ(!staff->hidden_reason().empty(), told.hidden);
  shown_.push_back({*staff, std::nullopt, std::nullopt});
  Shown& shown = shown_.back();
  for (std::uint32_t version = 1; version <= told.versions; ++version) {
    const auto one = Get(number, By::kModerator, version);
    EXPECT_EQ(one.ok(), !staff->erased()) << "version " << version << ": " << one.status();
    if (one.ok()) shown.text = one->text();
  }
  EXPECT_FALSE(Get(number, By::kModerator, told.versions + 1).ok());

  const auto everybody = Get(number, By::kNobody);
  EXPECT_EQ(everybody.ok(), told.is_public()) << everybody.status();
  if (everybody.ok()) {
    EXPECT_EQ(everybody->versions(), told.public_versions);
    EXPECT_EQ(everybody->has_text(), !told.hidden && !staff->erased());
    shown.everybody = *everybody;
  }

  const std::string resource = fmt::format("proposals/p{}", number);
  v1::ListActsRequest acts;
  acts.set_process(Department::kProcess);
  acts.set_resource(fmt::format("{}/{}", Department::kProcess, resource));
  acts.set_page_size(1000);
  const auto about = caller_.Call(By::kNobody, &v1::Journal::Stub::ListActs, acts);
  ASSERT_TRUE(about.ok()) << about.status();
  EXPECT_EQ(static_cast<std::size_t>(about->entries_size()), journal_.ActsAbout(resource));
}

void StoreCheck::Proposals() {
  for (std::size_t n = 1; n <= state_.proposals().size(); ++n) Proposal(n);
  EXPECT_TRUE(absl::IsNotFound(Get(state_.proposals().size() + 1, By::kModerator).status()));
}

std::vector<v1::Proposal> StoreCheck::List(By by, const v1::ListProposalsRequest& asked) {
  v1::ListProposalsRequest request = asked;
  request.set_parent(Department::kProcess);
  request.set_page_size(kPage);
  std::vector<v1::Proposal> all;
  std::uint32_t total = 0;
  do {
    const auto page = caller_.Call(by, &Stub::ListProposals, request);
    EXPECT_TRUE(page.ok()) << page.status();
    if (!page.ok()) return all;
    seen_ += page->SerializeAsString();
    all.insert(all.end(), page->proposals().begin(), page->proposals().end());
    total = page->total_size();
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(all.size(), total);
  return all;
}

void StoreCheck::Filtered(const std::string& what, const v1::ProposalFilter& filter,
                          const Keep& keep) {
  v1::ListProposalsRequest request;
  *request.mutable_filter() = filter;
  std::vector<std::string> listed, expected;
  for (const v1::Proposal& one : List(By::kModerator, request)) listed.push_back(one.name());
  for (const Shown& one : shown_) {
    if (keep(one)) expected.push_back(one.staff.name());
  }
  EXPECT_EQ(listed, expected) << what;
}

std::optional<std::int64_t> StoreCheck::CostOf(const Shown& shown) {
  std::optional<std::int64_t> cost;
  if (shown.text && shown.text->has_estimated_cost()) cost = shown.text->estimated_cost();
  for (const v1::Verdict& verdict : shown.staff.verdicts()) {
    if (verdict.facts().step() != v1::REVIEW_STEP_SUBSTANTIVE) continue;
    if (verdict.facts().accepted()) cost = verdict.facts().cost();
  }
  return cost;
}

void StoreCheck::Ordered(v1::ProposalOrder order, bool descending) {
  v1::ListProposalsRequest request;
  request.set_order(order);
  request.set_descending(descending);
  std::vector<std::string> listed, expected;
  for (const v1::Proposal& one : List(By::kModerator, request)) listed.push_back(one.name());
  using Key = std::tuple<std::int64_t, std::string, std::size_t>;
  std::vector<Key> keys;
  for (std::size_t i = 0; i < shown_.size(); ++i) {
    const v1::Proposal& staff = shown_[i].staff;
    const google::protobuf::Timestamp& time = staff.update_time();
    const std::int64_t number = order == v1::PROPOSAL_ORDER_COST ? CostOf(shown_[i]).value_or(-1)
                                : order == v1::PROPOSAL_ORDER_SUPPORTERS ? staff.supporters()
                                : order == v1::PROPOSAL_ORDER_UPDATE_TIME
                                    ? time.seconds() * 1'000'000 + time.nanos() / 1'000
                                    : 0;
    const bool by_title = order == v1::PROPOSAL_ORDER_TITLE && shown_[i].text;
    keys.emplace_back(number, by_title ? shown_[i].text->title() : "", i);
  }
  std::ranges::sort(keys);
  if (descending) std::ranges::reverse(keys);
  for (const Key& key : keys) expected.push_back(shown_[std::get<2>(key)].staff.name());
  EXPECT_EQ(listed, expected) << v1::ProposalOrder_Name(order) << (descending ? ", down" : "");
}

void StoreCheck::Lists() {
  const std::vector<v1::Proposal> all = List(By::kModerator, {});
  ASSERT_EQ(all.size(), shown_.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const v1::Proposal& staff = shown_[i].staff;
    SCOPED_TRACE(staff.name());
    EXPECT_EQ(all[i].name(), staff.name());
    EXPECT_EQ(all[i].status(), staff.status());
    EXPECT_EQ(all[i].versions(), staff.versions());
    EXPECT_EQ(all[i].supporters(), staff.supporters());
    EXPECT_EQ(all[i].verdicts_size(), staff.verdicts_size());
    EXPECT_EQ(all[i].has_text(), shown_[i].text.has_value());
    if (shown_[i].text) EXPECT_EQ(all[i].text().title(), shown_[i].text->title());
    EXPECT_TRUE(MessageDifferencer::Equals(all[i].update_time(), staff.update_time()));
    EXPECT_TRUE(MessageDifferencer::Equals(all[i].internal(), staff.internal()))
        << all[i].internal().ShortDebugString() << " and " << staff.internal().ShortDebugString();
  }
  std::vector<std::string> listed, expected;
  for (const v1::Proposal& one : List(By::kNobody, {})) listed.push_back(one.name());
  for (const Shown& one : shown_) {
    if (one.everybody && one.everybody->has_text()) expected.push_back(one.staff.name());
  }
  EXPECT_EQ(listed, expected) << "for everybody";

  for (int status = v1::PROPOSAL_STATUS_SUBMITTED; status <= v1::PROPOSAL_STATUS_ON_THE_BALLOT;
       ++status) {
    v1::ProposalFilter filter;
    filter.add_statuses(static_cast<v1::ProposalStatus>(status));
    Filtered("status", filter,
             [&](const Shown& one) { return one.staff.status() == filter.statuses(0); });
  }
  std::set<std::string> assignees = {kNobody};
  for (const Shown& one : shown_) assignees.insert(one.staff.internal().assignee());
  assignees.erase("");
  for (const std::string& assignee : assignees) {
    v1::ProposalFilter filter;
    filter.set_assignee(assignee);
    Filtered("assignee", filter, [&](const Shown& one) {
      return one.staff.internal().assignee() == (assignee == kNobody ? "" : assignee);
    });
  }
  v1::ProposalFilter awaits, reported, area, category, cost;
  awaits.set_awaits_screening(true);
  Filtered("awaits screening", awaits, [](const Shown& one) {
    return one.staff.internal().awaits_screening() &&
           one.staff.status() != v1::PROPOSAL_STATUS_HIDDEN;
  });
  reported.set_reported(true);
  Filtered("reported", reported,
           [](const Shown& one) { return one.staff.internal().reports() > 0; });
  // Where an erased one was meant for is still counted, and shown nowhere else.
  area.set_area("nord");
  area.add_statuses(v1::PROPOSAL_STATUS_ON_THE_BALLOT);
  Filtered("area", area, [](const Shown& one) {
    return one.staff.status() == v1::PROPOSAL_STATUS_ON_THE_BALLOT && one.text->area() == "nord";
  });
  category.set_category("nature");
  category.add_statuses(v1::PROPOSAL_STATUS_ADMITTED);
  Filtered("category", category, [](const Shown& one) {
    return one.staff.status() == v1::PROPOSAL_STATUS_ADMITTED && one.text->category() == "nature";
  });
  constexpr std::int64_t kLeast = 4'000, kMost = 600'000;
  cost.set_least_cost(kLeast);
  cost.set_most_cost(kMost);
  Filtered("cost", cost, [](const Shown& one) {
    const auto its = CostOf(one);
    return its && *its >= kLeast && *its <= kMost;
  });
  for (int order = v1::PROPOSAL_ORDER_UNSPECIFIED; order <= v1::PROPOSAL_ORDER_SUPPORTERS;
       ++order) {
    for (const bool descending : {false, true}) {
      Ordered(static_cast<v1::ProposalOrder>(order), descending);
    }
  }
}

void StoreCheck::Projects() {
  std::size_t listed = 0;
  for (const char* contest : {"nord", "centre", "sud", "departement"}) {
    v1::ListProjectsRequest request;
    request.set_parent(fmt::format("{}/contests/{}", Department::kProcess, contest));
    request.set_page_size(kPage);
    do {
      const auto page =
          caller_.Call(By::kAdministrator, &v1::Projects::Stub::ListProjects, request);
      ASSERT_TRUE(page.ok()) << page.status();
      for (const v1::Project& project : page->projects()) {
        ++listed;
        const std::string name =
            project.name().substr(std::string_view(Department::kProcess).size() + 1);
        const auto told = state_.projects().find(name);
        ASSERT_NE(told, state_.projects().end()) << name;
        EXPECT_EQ(told->second.cost, project.cost()) << name;
        EXPECT_EQ(told->second.config_hash, ledger::ProjectHash(services::SealedProject(project)))
            << name;
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
  }
  EXPECT_EQ(listed, state_.projects().size());
}

void StoreCheck::Plan() {
  using Planning = v1::Planning::Stub;
  v1::ListMandateVersionsRequest mandates;
  mandates.set_process(Department::kProcess);
  const auto versions = caller_.Call(By::kAdministrator, &Planning::ListMandateVersions, mandates);
  ASSERT_TRUE(versions.ok()) << versions.status();
  EXPECT_EQ(static_cast<std::uint32_t>(versions->versions_size()), state_.mandate_versions());
  if (state_.mandate()) {
    EXPECT_EQ(versions->versions().rbegin()->sha256(), crypto::AsText(*state_.mandate()));
  }
  v1::GetFormRequest form;
  form.set_process(Department::kProcess);
  const auto shown = caller_.Call(By::kAdministrator, &Planning::GetForm, form);
  ASSERT_TRUE(shown.ok()) << shown.status();
  EXPECT_EQ(shown->sha256(), state_.form() ? crypto::AsText(*state_.form()) : "");
}

}  // namespace

void ExpectAgree(const Caller& caller, const ReadJournal& journal,
                 const std::vector<std::string>& erased_words) {
  StoreCheck check(caller, journal);
  check.Plan();
  check.Projects();
  if (journal.state().phase() != v1::PHASE_DRAFT) {
    check.Proposals();
    if (!testing::Test::HasFatalFailure()) check.Lists();
  }
  for (const std::string& word : erased_words) {
    EXPECT_EQ(check.seen().find(word), std::string::npos) << word << " was erased";
    EXPECT_EQ(journal.texts().find(word), std::string::npos) << word << " was erased";
  }
}

}  // namespace urna::end_to_end
