// Lists show each proposal once, in the order asked for, whatever comes in meanwhile.
#include <algorithm>
#include <atomic>
#include <set>
#include <thread>
#include <utility>

#include "services/proposals/proposal_requests.h"

namespace urna::services {
namespace {

using testing::ElementsAre;

constexpr int kMany = 1200;
constexpr int kBatch = 600;

class ListsOfProposals : public ProposalsTest {
 protected:
  // Costs and titles in an order that is none of numbers; some are alike.
  static v1::ProposalContent Content(int n) {
    v1::ProposalContent content = SomeContent(fmt::format("Idée {:04}", (n * 7919) % 1000));
    content.mutable_text()->set_estimated_cost((n * 104'729) % 500);
    if (n % 5 == 0) content.mutable_text()->clear_estimated_cost();
    content.mutable_text()->set_area(n % 3 == 0 ? "south" : "north");
    return content;
  }
  void ImportMany() {
    for (int begin = 1; begin <= kMany; begin += kBatch) {
      std::vector<v1::ProposalContent> contents;
      for (int n = begin; n < begin + kBatch; ++n) contents.push_back(Content(n));
      ASSERT_THAT(Import(contents).status, IsDone());
      // So that not all changed at one time.
      server_.clock().Advance(1);
    }
  }
  static v1::ListProposalsRequest Ordered(v1::ProposalOrder order, bool descending) {
    v1::ListProposalsRequest request = ListOf();
    request.set_order(order);
    request.set_descending(descending);
    request.set_page_size(170);
    return request;
  }
  // Numbers in the order of what is sorted by, then of themselves.
  template <typename Key>
  static std::vector<std::string> Sorted(const Key& key, bool descending) {
    std::vector<int> numbers(kMany);
    for (int n = 1; n <= kMany; ++n) numbers[static_cast<std::size_t>(n - 1)] = n;
    std::ranges::sort(numbers, {}, [&](int n) { return std::pair(key(n), n); });
    if (descending) std::ranges::reverse(numbers);
    std::vector<std::string> ids;
    for (const int n : numbers) ids.push_back(fmt::format("p{}", n));
    return ids;
  }
};

TEST_F(ListsOfProposals, AreInEachOrderForwardsAndBackwards) {
  ImportMany();
  const auto cost = [](int n) {
    return n % 5 == 0 ? std::int64_t{-1} : Content(n).text().estimated_cost();
  };
  for (const bool descending : {false, true}) {
    const auto read = [&](v1::ProposalOrder order) {
      return ReadAll(server_.token(), Ordered(order, descending));
    };
    EXPECT_EQ(read(v1::PROPOSAL_ORDER_UNSPECIFIED), Sorted([](int n) { return n; }, descending));
    EXPECT_EQ(read(v1::PROPOSAL_ORDER_TITLE),
              Sorted([](int n) { return Content(n).text().title(); }, descending));
    EXPECT_EQ(read(v1::PROPOSAL_ORDER_COST), Sorted(cost, descending));
    EXPECT_EQ(read(v1::PROPOSAL_ORDER_SUPPORTERS), Sorted([](int) { return 0; }, descending));
    EXPECT_EQ(read(v1::PROPOSAL_ORDER_UPDATE_TIME),
              Sorted([](int n) { return (n - 1) / kBatch; }, descending));
  }
}

TEST_F(ListsOfProposals, ShowWhatWasThereOnceWhileMoreCome) {
  ImportMany();
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int n = kMany + 1; !done && n < kMany + 400; ++n) {
      ASSERT_THAT(Import({Content(n)}).status, IsDone());
    }
  });
  for (const auto order :
       {v1::PROPOSAL_ORDER_UNSPECIFIED, v1::PROPOSAL_ORDER_COST, v1::PROPOSAL_ORDER_TITLE,
        v1::PROPOSAL_ORDER_UPDATE_TIME, v1::PROPOSAL_ORDER_SUPPORTERS}) {
    for (const bool descending : {false, true}) {
      const std::vector<std::string> ids = ReadAll(server_.token(), Ordered(order, descending));
      const std::set<std::string> different(ids.begin(), ids.end());
      EXPECT_EQ(different.size(), ids.size()) << "one twice in order " << order;
      for (int n = 1; n <= kMany; ++n) {
        EXPECT_TRUE(different.contains(fmt::format("p{}", n))) << n << " in order " << order;
      }
    }
  }
  done = true;
  writer.join();
}

TEST_F(ListsOfProposals, AreFiltered) {
  for (int n = 1; n <= 6; ++n) HandedIn(Content(n));
  const MadeProposal third = {fmt::format("{}/proposals/p3", kProcess), ""};
  Screen(third);
  const auto read = [&](const auto& set) {
    v1::ListProposalsRequest request = ListOf();
    set(*request.mutable_filter());
    return ReadAll(server_.token(), request);
  };
  EXPECT_THAT(read([](auto& f) { f.set_area("south"); }), ElementsAre("p3", "p6"));
  EXPECT_THAT(read([](auto& f) { f.set_category("none"); }), ElementsAre());
  EXPECT_THAT(read([](auto& f) { f.set_awaits_screening(true); }),
              ElementsAre("p1", "p2", "p4", "p5", "p6"));
  EXPECT_THAT(read([](auto& f) { f.add_statuses(v1::PROPOSAL_STATUS_REJECTED); }), ElementsAre());
  ASSERT_THAT(Decide(third, v1::REVIEW_STEP_FORMAL, false).status, IsDone());
  EXPECT_THAT(read([](auto& f) { f.add_statuses(v1::PROPOSAL_STATUS_REJECTED); }),
              ElementsAre("p3"));
  const std::int64_t cost = Content(2).text().estimated_cost();
  EXPECT_THAT(read([&](auto& f) {
                f.set_least_cost(cost);
                f.set_most_cost(cost);
              }),
              ElementsAre("p2"));
  const std::string agent = MakeToken(v1::STAFF_ROLE_AGENT);
  v1::AssignProposalsRequest assign;
  assign.set_parent(kProcess);
  assign.add_names(third.name);
  assign.set_assignee(last_token_);
  // What has no place on a clock has none in JSON either.
  assign.mutable_due_time()->set_nanos(-1);
  EXPECT_THAT(Admin(&Stub::AssignProposals, assign).status, IsWrongAt("due_time"));
  assign.mutable_due_time()->set_seconds(kNow);
  assign.mutable_due_time()->clear_nanos();
  ASSERT_THAT(Admin(&Stub::AssignProposals, assign).status, IsDone());
  EXPECT_THAT(read([&](auto& f) { f.set_assignee(last_token_); }), ElementsAre("p3"));
  EXPECT_THAT(read([&](auto& f) { f.set_assignee("-"); }),
              ElementsAre("p1", "p2", "p4", "p5", "p6"));
}

TEST_F(ListsOfProposals, TakeTheTokensOfTheirOwnPagesAlone) {
  ASSERT_THAT(Import({Content(1), Content(2), Content(3)}).status, IsDone());
  v1::ListProposalsRequest request = ListOf();
  request.set_page_size(2);
  const auto page = Admin(&Stub::ListProposals, request);
  ASSERT_THAT(page.status, IsDone());
  EXPECT_EQ(page.value.total_size(), 3U);
  v1::ListProposalsRequest other = request;
  other.set_page_token(page.value.next_page_token());
  other.set_order(v1::PROPOSAL_ORDER_COST);
  EXPECT_THAT(Admin(&Stub::ListProposals, other).status, IsWrongAt("page_token"));
  other = request;
  other.set_page_token("nonsense");
  EXPECT_THAT(Admin(&Stub::ListProposals, other).status, IsWrongAt("page_token"));
  other.clear_page_token();
  other.set_page_size(1001);
  EXPECT_THAT(Admin(&Stub::ListProposals, other).status, IsDone());
  other.set_page_size(-1);
  EXPECT_THAT(Admin(&Stub::ListProposals, other).status, IsWrongAt("page_size"));
}

}  // namespace
}  // namespace urna::services
