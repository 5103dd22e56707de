// The table of section 20.4: who may do what, when, and what it must bring; and the ranges of facts.
#include "ledger/act_rules.h"

#include <set>

#include "ledger/limits.h"

namespace urna::ledger {
namespace {

using Kinds = std::vector<v1::DocumentKind>;

constexpr auto kProposal = v1::DOCUMENT_KIND_PROPOSAL;
constexpr auto kAuthors = v1::DOCUMENT_KIND_AUTHORS;
constexpr auto kReason = v1::DOCUMENT_KIND_REASON;

struct Brings {
  v1::JournalAct act;
  std::string_view facts;
  Kinds must = {};
  Kinds may = {};
};
// As the document has it. Who may do what in which phase, journal_state_test.cc has.
const Brings kBrings[] = {
    {v1::JOURNAL_ACT_CREATED, ""},
    {v1::JOURNAL_ACT_PHASE, "phase"},
    {v1::JOURNAL_ACT_MANDATE, "", {v1::DOCUMENT_KIND_MANDATE}},
    {v1::JOURNAL_ACT_CALENDAR, "calendar"},
    {v1::JOURNAL_ACT_FORM, "form", {v1::DOCUMENT_KIND_FORM}},
    {v1::JOURNAL_ACT_RECEIVED, "receipt", {kProposal}, {kAuthors}},
    {v1::JOURNAL_ACT_SCREENED, ""},
    {v1::JOURNAL_ACT_REVISED, "receipt", {kProposal}, {kAuthors}},
    {v1::JOURNAL_ACT_RETURNED, "returned", {kReason}},
    {v1::JOURNAL_ACT_WITHDRAWN, "", {}, {kReason}},
    {v1::JOURNAL_ACT_SUPPORTED, "support"},
    {v1::JOURNAL_ACT_VERDICT, "verdict", {kReason}},
    {v1::JOURNAL_ACT_APPEALED, "", {kReason}},
    {v1::JOURNAL_ACT_APPEAL_DECIDED, "appeal", {kReason}},
    {v1::JOURNAL_ACT_MERGED, "merge", {kReason}},
    {v1::JOURNAL_ACT_HIDDEN, "", {kReason}},
    {v1::JOURNAL_ACT_RESTORED, ""},
    {v1::JOURNAL_ACT_ERASED, "erasure"},
    {v1::JOURNAL_ACT_PROJECT, "project"},
    {v1::JOURNAL_ACT_PROJECT_REMOVED, ""},
    {v1::JOURNAL_ACT_INCOMPATIBLE, "incompatible"},
};

TEST(ActRules, AreOfEveryActAndOfNoOther) {
  std::set<int> known;
  for (const Brings& brings : kBrings) known.insert(brings.act);
  for (int n = 0; n < 300; ++n) {
    EXPECT_EQ(FindRule(static_cast<v1::JournalAct>(n)) != nullptr, known.contains(n)) << n;
    EXPECT_EQ(n != 0 && v1::JournalAct_IsValid(n), known.contains(n)) << n;
  }
}

TEST(ActRules, SayWhatAnActBrings) {
  for (const Brings& brings : kBrings) {
    const ActRule& rule = *FindRule(brings.act);
    const auto* field = v1::ActFacts::descriptor()->FindFieldByNumber(rule.facts);
    EXPECT_EQ(field == nullptr ? "" : field->name(), brings.facts) << brings.act;
    EXPECT_EQ(rule.documents, brings.must) << brings.act;
    EXPECT_EQ(rule.may_have, brings.may) << brings.act;
  }
}

// --- Ranges of facts ---

class FactRanges : public testing::Test {
 protected:
  // Whether an act of this kind may have these facts, all else being right.
  static bool May(v1::JournalAct which, const v1::ActFacts& facts) {
    const ActRule& rule = *FindRule(which);
    Act act;
    act.act = which;
    act.role = v1::JOURNAL_ROLE_ADMINISTRATOR;
    act.actor.fill(1);
    act.facts = facts;
    for (const auto kind : rule.documents) act.documents.push_back({kind, {}});
    return CheckForm(act, rule.subject).ok();
  }
};

TEST_F(FactRanges, PhasesAreThoseThatThereAre) {
  v1::ActFacts facts;
  facts.mutable_phase();
  EXPECT_FALSE(May(v1::JOURNAL_ACT_PHASE, facts));
  for (int phase = -1; phase < 20; ++phase) {
    facts.mutable_phase()->set_phase(static_cast<v1::Phase>(phase));
    EXPECT_EQ(May(v1::JOURNAL_ACT_PHASE, facts), phase >= 1 && phase <= 11) << phase;
  }
}

TEST_F(FactRanges, CalendarsHaveWindowsInOrderThatAreNotEmpty) {
  const auto may = [](const std::vector<std::array<std::uint64_t, 3>>& windows,
                      const std::string& zone = "Europe/Paris") {
    v1::ActFacts facts;
    facts.mutable_calendar()->set_time_zone(zone);
    for (const auto& [kind, start, end] : windows) {
      v1::Window& window = *facts.mutable_calendar()->add_windows();
      window.set_kind(static_cast<v1::WindowKind>(kind));
      window.set_start_time(start);
      window.set_end_time(end);
    }
    return May(v1::JOURNAL_ACT_CALENDAR, facts);
  };
  EXPECT_TRUE(may({}));
  EXPECT_TRUE(may({{1, 5, 6}, {3, 0, 1}, {7, 0, 1}}));
  EXPECT_FALSE(may({{0, 5, 6}}));
  EXPECT_FALSE(may({{8, 5, 6}}));
  EXPECT_FALSE(may({{2, 5, 6}, {1, 5, 6}}));
  EXPECT_FALSE(may({{1, 5, 6}, {1, 7, 8}}));
  EXPECT_FALSE(may({{1, 5, 5}}));
  EXPECT_FALSE(may({{1, 6, 5}}));
  EXPECT_FALSE(may({}, ""));
  EXPECT_TRUE(may({}, std::string(64, 'z')));
  EXPECT_FALSE(may({}, std::string(65, 'z')));
}

TEST_F(FactRanges, VersionsCountFromOneAndChannelsAreKnown) {
  for (const auto which : {v1::JOURNAL_ACT_RECEIVED, v1::JOURNAL_ACT_REVISED}) {
    for (int channel = -1; channel < 6; ++channel) {
      for (const std::uint32_t version : {0u, 1u, 0xffffffffu}) {
        v1::ActFacts facts;
        facts.mutable_receipt()->set_channel(static_cast<v1::Channel>(channel));
        facts.mutable_receipt()->set_version(version);
        EXPECT_EQ(May(which, facts), channel >= 1 && channel <= 3 && version >= 1)
            << channel << " " << version;
      }
    }
  }
}

TEST_F(FactRanges, AReturnHasATimeAndSupportAPerson) {
  v1::ActFacts facts;
  facts.mutable_returned();
  EXPECT_FALSE(May(v1::JOURNAL_ACT_RETURNED, facts));
  facts.mutable_returned()->set_due_time(1);
  EXPECT_TRUE(May(v1::JOURNAL_ACT_RETURNED, facts));
  facts.mutable_support();
  EXPECT_FALSE(May(v1::JOURNAL_ACT_SUPPORTED, facts));
  facts.mutable_support()->set_persons(1);
  EXPECT_TRUE(May(v1::JOURNAL_ACT_SUPPORTED, facts));
}

// The four amounts are of an accepted substantive step alone.
TEST_F(FactRanges, VerdictsHaveAmountsWhereTheyAdmit) {
  using Set = void (*)(v1::VerdictFacts&);
  const Set amounts[] = {[](v1::VerdictFacts& v) { v.set_cost(1); },
                         [](v1::VerdictFacts& v) { v.set_yearly_cost(1); },
                         [](v1::VerdictFacts& v) { v.set_months(1); },
                         [](v1::VerdictFacts& v) { v.set_co_funding(1); }};
  const Set beyond[] = {[](v1::VerdictFacts& v) { v.set_cost(kMaxAmount + 1); },
                        [](v1::VerdictFacts& v) { v.set_cost(-1); },
                        [](v1::VerdictFacts& v) { v.set_yearly_cost(kMaxAmount + 1); },
                        [](v1::VerdictFacts& v) { v.set_yearly_cost(-1); },
                        [](v1::VerdictFacts& v) { v.set_months(kMaxMonths + 1); },
                        [](v1::VerdictFacts& v) { v.set_co_funding(kMaxAmount + 1); },
                        [](v1::VerdictFacts& v) { v.set_co_funding(-1); }};
  for (int step = -1; step < 4; ++step) {
    for (const bool accepted : {false, true}) {
      v1::ActFacts facts;
      v1::VerdictFacts& verdict = *facts.mutable_verdict();
      verdict.set_step(static_cast<v1::ReviewStep>(step));
      verdict.set_accepted(accepted);
      EXPECT_EQ(May(v1::JOURNAL_ACT_VERDICT, facts), step == 1 || step == 2) << step;
      for (const Set set : amounts) {
        v1::ActFacts more = facts;
        set(*more.mutable_verdict());
        EXPECT_EQ(May(v1::JOURNAL_ACT_VERDICT, more), step == 2 && accepted) << step;
      }
      for (const Set set : beyond) {
        v1::ActFacts more = facts;
        set(*more.mutable_verdict());
        EXPECT_FALSE(May(v1::JOURNAL_ACT_VERDICT, more)) << step;
      }
    }
  }
}

TEST_F(FactRanges, NamedProposalsAreAscendingAndNotTooMany) {
  const auto parents = [](const std::vector<std::uint32_t>& numbers) {
    v1::ActFacts facts;
    facts.mutable_merge()->mutable_parents()->Assign(numbers.begin(), numbers.end());
    return May(v1::JOURNAL_ACT_MERGED, facts);
  };
  const auto group = [](const std::vector<std::uint32_t>& numbers) {
    v1::ActFacts facts;
    facts.mutable_incompatible()->mutable_proposals()->Assign(numbers.begin(), numbers.end());
    return May(v1::JOURNAL_ACT_INCOMPATIBLE, facts);
  };
  std::vector<std::uint32_t> hundred;
  for (std::uint32_t n = 1; n <= 100; ++n) hundred.push_back(n);
  std::vector<std::uint32_t> more = hundred;
  more.push_back(101);
  EXPECT_FALSE(parents({}));
  EXPECT_TRUE(parents({7}));
  EXPECT_TRUE(group({})) << "takes the group away";
  EXPECT_FALSE(group({7}));
  for (const auto& may : {std::function<bool(std::vector<std::uint32_t>)>(parents),
                          std::function<bool(std::vector<std::uint32_t>)>(group)}) {
    EXPECT_TRUE(may({1, kMaxProposals}));
    EXPECT_FALSE(may({0, 1}));
    EXPECT_FALSE(may({1, kMaxProposals + 1}));
    EXPECT_FALSE(may({2, 1}));
    EXPECT_FALSE(may({2, 2}));
    EXPECT_TRUE(may(hundred));
    EXPECT_FALSE(may(more));
  }
}

TEST_F(FactRanges, ErasuresNameDocumentsInOrder) {
  const auto may = [](const std::vector<std::string>& hashes) {
    v1::ActFacts facts;
    facts.mutable_erasure();
    for (const auto& hash : hashes) facts.mutable_erasure()->add_documents(hash);
    return May(v1::JOURNAL_ACT_ERASED, facts);
  };
  const auto hash = [](int n) {
    std::string bytes(32, '\0');
    bytes[0] = static_cast<char>(n >> 8);
    bytes[1] = static_cast<char>(n & 0xff);
    return bytes;
  };
  EXPECT_FALSE(may({}));
  EXPECT_TRUE(may({hash(0x80ff)})) << "bytes compare as numbers without a sign";
  EXPECT_TRUE(may({hash(0x7f00), hash(0x8000)}));
  EXPECT_FALSE(may({hash(0x8000), hash(0x7f00)}));
  EXPECT_FALSE(may({hash(1), hash(1)}));
  EXPECT_FALSE(may({std::string(31, 'a')}));
  EXPECT_FALSE(may({std::string(33, 'a')}));
  std::vector<std::string> many;
  for (int n = 0; n < kMaxErasedDocuments; ++n) many.push_back(hash(n));
  EXPECT_TRUE(may(many));
  many.push_back(hash(kMaxErasedDocuments));
  EXPECT_FALSE(may(many));
}

TEST_F(FactRanges, ProjectsHaveACostAndAHash) {
  const auto may = [](std::uint32_t proposal, std::int64_t cost, std::size_t hash) {
    v1::ActFacts facts;
    facts.mutable_project()->set_proposal(proposal);
    facts.mutable_project()->set_cost(cost);
    facts.mutable_project()->set_config_hash(std::string(hash, 'h'));
    return May(v1::JOURNAL_ACT_PROJECT, facts);
  };
  EXPECT_TRUE(may(0, 0, 32));
  EXPECT_TRUE(may(kMaxProposals, kMaxAmount, 32));
  EXPECT_FALSE(may(kMaxProposals + 1, 0, 32));
  EXPECT_FALSE(may(0, kMaxAmount + 1, 32));
  EXPECT_FALSE(may(0, -1, 32));
  for (const std::size_t size : {0, 31, 33}) EXPECT_FALSE(may(0, 0, size));
}

// --- The order of phases ---

TEST(Phases, AreInTheOrderOfAProcess) {
  const v1::Phase order[] = {v1::PHASE_UNSPECIFIED, v1::PHASE_DRAFT,     v1::PHASE_SUBMISSION,
                             v1::PHASE_REVIEW,      v1::PHASE_APPEAL,    v1::PHASE_SEALING,
                             v1::PHASE_SEALED,      v1::PHASE_VOTING,    v1::PHASE_CLOSED,
                             v1::PHASE_MIXED,       v1::PHASE_DECRYPTED, v1::PHASE_TALLIED};
  for (int i = 0; i < 12; ++i) EXPECT_EQ(RankOf(order[i]), i) << PhaseWord(order[i]);
  EXPECT_EQ(RankOf(static_cast<v1::Phase>(12)), 0);
  EXPECT_EQ(PhaseWord(v1::PHASE_REVIEW), "REVIEW");
}

}  // namespace
}  // namespace urna::ledger
