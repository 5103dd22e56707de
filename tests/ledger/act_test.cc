// The bytes of an act: one spelling for each, and nothing else is one.
#include "ledger/act.h"

#include <algorithm>
#include <set>

#include "ledger/act_rules.h"
#include "ledger/leaf.h"
#include "ledger/limits.h"

namespace urna::ledger {
namespace {

constexpr std::size_t kActAt = 26;
constexpr std::size_t kRoleAt = 27;
constexpr std::size_t kActorAt = 28;
constexpr std::size_t kResourceSizeAt = 44;

std::vector<v1::JournalAct> AllActs() {
  std::vector<v1::JournalAct> acts;
  for (int n = 1; n < 256; ++n) {
    if (v1::JournalAct_IsValid(n)) acts.push_back(static_cast<v1::JournalAct>(n));
  }
  return acts;
}

crypto::Hash256 AnyHash() {
  return *rc::gen::container<crypto::Hash256>(rc::gen::arbitrary<std::uint8_t>());
}
std::string AnyHashBytes() {
  const crypto::Hash256 hash = AnyHash();
  return {hash.begin(), hash.end()};
}
// Up to `max` and that itself, at any size of the test.
template <typename T>
T UpTo(T least, T max) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<T>(least, max + 1));
}
std::int64_t AnyAmount() { return UpTo<std::int64_t>(0, kMaxAmount); }
std::uint32_t AnyProposal() { return UpTo<std::uint32_t>(1, kMaxProposals); }

std::set<std::uint32_t> AnyProposals(std::size_t least) {
  std::set<std::uint32_t> numbers;
  const auto count = UpTo<std::size_t>(least, kMaxNamedProposals);
  while (numbers.size() < count) numbers.insert(AnyProposal());
  return numbers;
}

v1::Calendar AnyCalendar() {
  v1::Calendar calendar;
  calendar.set_time_zone("Europe/Paris");
  for (int kind = 1; kind <= 7; ++kind) {
    if (!*rc::gen::arbitrary<bool>()) continue;
    v1::Window& window = *calendar.add_windows();
    window.set_kind(static_cast<v1::WindowKind>(kind));
    window.set_start_time(UpTo<std::uint64_t>(0, 1'000'000));
    window.set_end_time(window.start_time() + UpTo<std::uint64_t>(1, 1'000'000));
  }
  return calendar;
}

v1::VerdictFacts AnyVerdict() {
  v1::VerdictFacts verdict;
  verdict.set_step(*rc::gen::element(v1::REVIEW_STEP_FORMAL, v1::REVIEW_STEP_SUBSTANTIVE));
  verdict.set_accepted(*rc::gen::arbitrary<bool>());
  if (verdict.accepted() && verdict.step() == v1::REVIEW_STEP_SUBSTANTIVE) {
    verdict.set_cost(AnyAmount());
    verdict.set_yearly_cost(AnyAmount());
    verdict.set_co_funding(AnyAmount());
    verdict.set_months(UpTo<std::uint32_t>(0, kMaxMonths));
  }
  return verdict;
}

void FillFacts(v1::ActFacts& facts, v1::ActFacts::FactsCase which) {
  switch (which) {
    case v1::ActFacts::FACTS_NOT_SET:
      break;
    case v1::ActFacts::kPhase:
      facts.mutable_phase()->set_phase(static_cast<v1::Phase>(UpTo(1, 11)));
      break;
    case v1::ActFacts::kCalendar:
      *facts.mutable_calendar() = AnyCalendar();
      break;
    case v1::ActFacts::kForm:
      facts.mutable_form()->set_support_needed(*rc::gen::arbitrary<std::uint32_t>());
      facts.mutable_form()->set_open_submission(*rc::gen::arbitrary<bool>());
      break;
    case v1::ActFacts::kReceipt:
      facts.mutable_receipt()->set_channel(static_cast<v1::Channel>(UpTo(1, 3)));
      facts.mutable_receipt()->set_version(UpTo<std::uint32_t>(1, 0xfffffffe));
      break;
    case v1::ActFacts::kReturned:
      facts.mutable_returned()->set_due_time(UpTo<std::uint64_t>(1, 1'000'000));
      break;
    case v1::ActFacts::kSupport:
      facts.mutable_support()->set_persons(UpTo<std::uint32_t>(1, 1'000'000));
      break;
    case v1::ActFacts::kVerdict:
      *facts.mutable_verdict() = AnyVerdict();
      break;
    case v1::ActFacts::kAppeal:
      facts.mutable_appeal()->set_upheld(*rc::gen::arbitrary<bool>());
      break;
    case v1::ActFacts::kMerge:
      for (const auto n : AnyProposals(1)) facts.mutable_merge()->add_parents(n);
      break;
    case v1::ActFacts::kErasure: {
      std::set<std::string> hashes;
      for (int i = UpTo(1, 20); i > 0; --i) hashes.insert(AnyHashBytes());
      for (const auto& hash : hashes) facts.mutable_erasure()->add_documents(hash);
      break;
    }
    case v1::ActFacts::kProject:
      facts.mutable_project()->set_proposal(UpTo<std::uint32_t>(0, kMaxProposals));
      facts.mutable_project()->set_cost(AnyAmount());
      facts.mutable_project()->set_config_hash(AnyHashBytes());
      break;
    case v1::ActFacts::kIncompatible:
      facts.mutable_incompatible();
      if (*rc::gen::arbitrary<bool>()) break;
      for (const auto n : AnyProposals(2)) facts.mutable_incompatible()->add_proposals(n);
      break;
  }
}

std::string AnyResource(ActSubject subject) {
  switch (subject) {
    case ActSubject::kProcess:
      return "";
    case ActSubject::kProposal:
      return "proposals/p" + std::to_string(AnyProposal());
    case ActSubject::kProject:
      break;
  }
  return *rc::gen::element<std::string>(
      "contests/c/projects/p0", "contests/a-1/projects/Zoé's (2)",
      "contests/c/projects//projects/x",
      "contests/" + std::string(63, 'c') + "/projects/" + std::string(64, 'p'));
}

// Any act that may be written.
Act AnyAct() {
  const ActRule& rule = *FindRule(*rc::gen::elementOf(AllActs()));
  Act act;
  act.act = rule.act;
  act.process = *rc::gen::container<ElectionId>(rc::gen::arbitrary<std::uint8_t>());
  act.time = *rc::gen::arbitrary<std::uint64_t>();
  act.role = static_cast<v1::JournalRole>(*rc::gen::element(0, 1, 2, 3, 8));
  if (act.role != v1::JOURNAL_ROLE_UNSPECIFIED) {
    act.actor = *rc::gen::container<ActorTag>(rc::gen::arbitrary<std::uint8_t>());
    act.actor[7] |= 1;
  }
  act.resource = AnyResource(rule.subject);
  FillFacts(act.facts, rule.facts);
  for (const auto kind : rule.documents) act.documents.push_back({kind, AnyHash()});
  for (const auto kind : rule.may_have) {
    if (*rc::gen::arbitrary<bool>()) act.documents.push_back({kind, AnyHash()});
  }
  std::ranges::sort(act.documents, {}, &ActDocument::kind);
  // No two are the same.
  for (ActDocument& one : act.documents) one.sha256[0] = static_cast<std::uint8_t>(one.kind);
  return act;
}

absl::Status StatusOf(crypto::ByteView bytes) { return ParseAct(bytes).status(); }
absl::Status StatusOf(const Act& act) { return StatusOf(SerializeAct(act)); }

// An act of the journal that a test changes: a proposal that came in.
Act Received() {
  Act act;
  act.process.fill(0x11);
  act.time = 1'600'000'000;
  act.act = v1::JOURNAL_ACT_RECEIVED;
  act.role = v1::JOURNAL_ROLE_CITIZEN;
  act.actor.fill(0x22);
  act.resource = "proposals/p17";
  act.facts.mutable_receipt()->set_channel(v1::CHANNEL_ONLINE);
  act.facts.mutable_receipt()->set_version(1);
  crypto::Hash256 hash;
  hash.fill(0x33);
  act.documents.push_back({v1::DOCUMENT_KIND_PROPOSAL, hash});
  hash.fill(0x44);
  act.documents.push_back({v1::DOCUMENT_KIND_AUTHORS, hash});
  return act;
}

// As Received, about something else.
Act Of(v1::JournalAct which, std::string resource = "proposals/p17") {
  Act act = Received();
  act.act = which;
  act.resource = std::move(resource);
  act.facts.Clear();
  act.documents.clear();
  return act;
}

MATCHER_P(IsRefusedFor, why, "") {
  return absl::IsInvalidArgument(arg) && arg.message().find(why) != std::string_view::npos;
}

// --- One spelling ---

RC_GTEST_PROP(ActBytes, AreReadBackWhateverTheActIs, ()) {
  const Act act = AnyAct();
  const crypto::Bytes bytes = SerializeAct(act);
  RC_ASSERT(bytes.size() <= kMaxLeafSize);
  const auto read = ParseAct(bytes);
  RC_ASSERT(read.ok());
  RC_ASSERT(SerializeAct(*read) == bytes);
  RC_ASSERT(read->process == act.process);
  RC_ASSERT(read->time == act.time);
  RC_ASSERT(read->act == act.act);
  RC_ASSERT(read->role == act.role);
  RC_ASSERT(read->actor == act.actor);
  RC_ASSERT(read->resource == act.resource);
  RC_ASSERT(read->documents == act.documents);
  RC_ASSERT(read->facts.SerializeAsString() == act.facts.SerializeAsString());
}

RC_GTEST_PROP(ActBytes, HaveOneSpelling, ()) {
  crypto::Bytes bytes = SerializeAct(AnyAct());
  const auto bit = UpTo<std::size_t>(0, bytes.size() * 8 - 1);
  bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
  const auto read = ParseAct(bytes);
  if (read.ok()) {
    RC_ASSERT(SerializeAct(*read) == bytes);
  } else {
    RC_ASSERT(absl::IsInvalidArgument(read.status()));
  }
}

RC_GTEST_PROP(ActBytes, AreNoActOnceCutOrLonger, ()) {
  const crypto::Bytes bytes = SerializeAct(AnyAct());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    RC_ASSERT(absl::IsInvalidArgument(StatusOf(crypto::ByteView(bytes).first(size))));
  }
  crypto::Bytes longer = bytes;
  longer.push_back(*rc::gen::arbitrary<std::uint8_t>());
  RC_ASSERT(absl::IsInvalidArgument(StatusOf(longer)));
}

RC_GTEST_PROP(ActBytes, AreReadOrRefusedWhateverTheyAre, (crypto::Bytes bytes)) {
  const auto read = ParseAct(bytes);
  RC_ASSERT(read.ok() || absl::IsInvalidArgument(read.status()));
}

// Section 20.2, byte by byte.
TEST(ActBytes, StandInThisOrder) {
  const crypto::Bytes bytes = SerializeAct(Received());
  crypto::Bytes expected = {0x20, 0x02};
  expected.insert(expected.end(), 16, 0x11);
  for (const int byte : {0x00, 0x10, 0x5e, 0x5f, 0, 0, 0, 0}) {
    expected.push_back(static_cast<std::uint8_t>(byte));
  }
  expected.push_back(16);
  expected.push_back(8);
  expected.insert(expected.end(), 16, 0x22);
  expected.push_back(13);
  crypto::Append(expected, crypto::AsBytes("proposals/p17"));
  expected.insert(expected.end(), {6, 0, 0x22, 4, 0x08, 1, 0x10, 1});
  expected.push_back(2);
  expected.push_back(3);
  expected.insert(expected.end(), 32, 0x33);
  expected.push_back(4);
  expected.insert(expected.end(), 32, 0x44);
  expected.push_back(0);
  EXPECT_EQ(bytes, expected);
}

TEST(ActBytes, AreOfAnotherTypeThanAnyRecordOfTheBallotLog) {
  EXPECT_FALSE(ParseLeaf(SerializeAct(Received())).ok());
  crypto::Bytes bytes = SerializeAct(Received());
  for (int type = 0; type < 256; ++type) {
    bytes[0] = static_cast<std::uint8_t>(type);
    EXPECT_EQ(ParseAct(bytes).ok(), type == 0x20) << type;
  }
}

TEST(ActBytes, AreOfTheVersionThatIsKnown) {
  crypto::Bytes bytes = SerializeAct(Received());
  for (int version = 0; version < 256; ++version) {
    bytes[1] = static_cast<std::uint8_t>(version);
    EXPECT_EQ(ParseAct(bytes).ok(), version == 2) << version;
  }
}

TEST(ActBytes, HaveNoSignatures) {
  crypto::Bytes bytes = SerializeAct(Received());
  bytes.back() = 1;
  EXPECT_THAT(StatusOf(bytes), IsRefusedFor("signatures"));
  bytes.insert(bytes.end(), 65, 0);
  EXPECT_THAT(StatusOf(bytes), IsRefusedFor("signatures"));
}

// --- What is known ---

TEST(ActNumber, IsOneOfThoseInUse) {
  crypto::Bytes bytes = SerializeAct(Of(v1::JOURNAL_ACT_SCREENED));
  std::set<int> known;
  for (int n = 0; n < 256; ++n) {
    bytes[kActAt] = static_cast<std::uint8_t>(n);
    const absl::Status status = StatusOf(bytes);
    if (status.message().find("not in use") == std::string_view::npos) known.insert(n);
  }
  EXPECT_THAT(known, testing::ElementsAre(1, 2, 3, 4, 5, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
                                          27, 28, 32, 33, 34));
}

TEST(ActRole, IsOneOfThoseInUse) {
  crypto::Bytes bytes = SerializeAct(Of(v1::JOURNAL_ACT_SCREENED));
  for (int role = 1; role < 256; ++role) {
    bytes[kRoleAt] = static_cast<std::uint8_t>(role);
    EXPECT_EQ(ParseAct(bytes).ok(), role <= 3 || role == 8) << role;
  }
}

TEST(ActActor, IsZerosIfAndOnlyIfTheServerActs) {
  Act act = Of(v1::JOURNAL_ACT_SCREENED);
  act.actor = {};
  EXPECT_THAT(StatusOf(act), IsRefusedFor("names an actor"));
  act.role = v1::JOURNAL_ROLE_UNSPECIFIED;
  EXPECT_TRUE(StatusOf(act).ok());
  act.actor[15] = 1;
  EXPECT_THAT(StatusOf(act), IsRefusedFor("names an actor"));
  crypto::Bytes bytes = SerializeAct(Received());
  std::fill_n(bytes.begin() + kActorAt, 16, std::uint8_t{0});
  EXPECT_THAT(StatusOf(bytes), IsRefusedFor("names an actor"));
}

// --- What it is about ---

TEST(ActResource, IsAProposalByItsOnlySpelling) {
  for (const char* right :
       {"proposals/p1", "proposals/p9", "proposals/p10", "proposals/p1048576"}) {
    EXPECT_TRUE(StatusOf(Of(v1::JOURNAL_ACT_SCREENED, right)).ok()) << right;
  }
  for (const std::string& wrong : {std::string("proposals/p0"),
                                   std::string("proposals/p01"),
                                   std::string("proposals/p1048577"),
                                   std::string("proposals/p4294967297"),
                                   std::string("proposals/p"),
                                   std::string("proposals/"),
                                   std::string("proposals"),
                                   std::string("proposals/17"),
                                   std::string("proposals/P17"),
                                   std::string("proposals/p-1"),
                                   std::string("proposals/p+1"),
                                   std::string("proposals/p 1"),
                                   std::string("proposals/p1 "),
                                   std::string("proposals/p1/"),
                                   std::string("proposals/p1.0"),
                                   std::string("Proposals/p1"),
                                   std::string("/proposals/p1"),
                                   std::string("processes/x/proposals/p1"),
                                   std::string("proposals/p1\0", 13),
                                   std::string("\0", 1),
                                   std::string(255, 'p')}) {
    EXPECT_THAT(StatusOf(Of(v1::JOURNAL_ACT_SCREENED, wrong)), IsRefusedFor("names no resource"));
  }
}

TEST(ActResource, IsAProjectOfAContest) {
  const auto removed = [](std::string resource) {
    return StatusOf(Of(v1::JOURNAL_ACT_PROJECT_REMOVED, std::move(resource)));
  };
  for (const char* right : {"contests/c/projects/p0", "contests/c-1/projects/17",
                            "contests/c/projects/Zoé's trees", "contests/c/projects/a/b"}) {
    EXPECT_TRUE(removed(right).ok()) << right;
  }
  for (const std::string& wrong :
       {std::string("contests/x/projects/"), std::string("contests//projects/p"),
        std::string("contests/projects/p"), std::string("contests/C/projects/p"),
        std::string("contests/1/projects/p"), std::string("contests/a/b/projects/p"),
        std::string("contests/x"), std::string("contests/"), std::string("contests/x/projects"),
        std::string("contests/x/projects/a;b"), std::string("contests/x/projects/a,b"),
        std::string("contests/x/projects/ a"), std::string("contests/x/projects/a\n"),
        std::string("contests/x/projects/a\0", 22), std::string("contests/x/projects/\xff"),
        "contests/x/projects/" + std::string(65, 'p'),
        "contests/x/projects/" + std::string(235, 'p'),
        "contests/" + std::string(64, 'x') + "/projects/p"}) {
    EXPECT_EQ(removed(wrong).code(), absl::StatusCode::kInvalidArgument) << wrong;
  }
}

TEST(ActResource, IsWhatTheActIsAbout) {
  const auto subject_of = [](v1::JournalAct which) {
    if (which <= v1::JOURNAL_ACT_FORM) return ActSubject::kProcess;
    const bool project =
        which == v1::JOURNAL_ACT_PROJECT || which == v1::JOURNAL_ACT_PROJECT_REMOVED;
    return project ? ActSubject::kProject : ActSubject::kProposal;
  };
  const std::pair<ActSubject, std::string> resources[] = {
      {ActSubject::kProcess, ""},
      {ActSubject::kProposal, "proposals/p1"},
      {ActSubject::kProject, "contests/c/projects/p"}};
  for (const v1::JournalAct which : AllActs()) {
    for (const auto& [subject, resource] : resources) {
      const absl::Status status = StatusOf(Of(which, resource));
      EXPECT_EQ((status.message().find("is about something else") != std::string_view::npos),
                subject != subject_of(which))
          << v1::JournalAct_Name(which) << " " << resource;
    }
  }
}

TEST(ActResource, HasTheLengthThatItSays) {
  crypto::Bytes bytes = SerializeAct(Received());
  for (const int size : {0, 12, 14, 255}) {
    bytes[kResourceSizeAt] = static_cast<std::uint8_t>(size);
    EXPECT_FALSE(ParseAct(bytes).ok()) << size;
  }
}

// --- Facts ---

// Puts these bytes in the place of the facts of Received().
crypto::Bytes WithFacts(const crypto::Bytes& facts) {
  const crypto::Bytes bytes = SerializeAct(Received());
  const std::size_t at = kResourceSizeAt + 1 + 13;
  crypto::Bytes out(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
  out.push_back(static_cast<std::uint8_t>(facts.size() & 0xff));
  out.push_back(static_cast<std::uint8_t>(facts.size() >> 8));
  crypto::Append(out, facts);
  out.insert(out.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at) + 2 + 6, bytes.end());
  return out;
}

TEST(ActFacts, AreCanonical) {
  EXPECT_TRUE(StatusOf(WithFacts({0x22, 4, 0x08, 1, 0x10, 1})).ok());
  const crypto::Bytes wrong[] = {
      {0x22, 4, 0x10, 1, 0x08, 1},                       // not ascending
      {0x22, 5, 0x08, 0x81, 0x00, 0x10, 1},              // a longer varint
      {0x22, 0x84, 0x00, 0x08, 1, 0x10, 1},              // a longer length
      {0x22, 6, 0x08, 1, 0x10, 1, 0x18, 0},              // an unknown field
      {0x22, 4, 0x08, 1, 0x10, 1, 0x22, 0},              // a member of the oneof twice
      {0x1a, 0, 0x22, 4, 0x08, 1, 0x10, 1},              // two members of the oneof
      {0x22, 4, 0x08, 1, 0x10, 1, 0xf8, 0x07, 1},        // an unknown field beside
      {0x22, 5, 0x08, 1, 0x10, 1},                       // shorter than it says
      {0x23, 0x08, 1, 0x10, 1, 0x24},                    // a group
      {0x22, 6, 0x08, 1, 0x10, 1, 0x10, 1},              // a field twice
      {0x22, 6, 0x08, 1, 0x10, 0xff, 0xff, 0x7f, 0x00},  // more than it says
  };
  for (const crypto::Bytes& facts : wrong) {
    EXPECT_THAT(StatusOf(WithFacts(facts)), IsRefusedFor("facts"));
  }
}

RC_GTEST_PROP(ActFacts, AreThoseOfTheAct, ()) {
  Act act = AnyAct();
  const ActRule& other = *FindRule(*rc::gen::elementOf(AllActs()));
  RC_PRE(other.facts != act.facts.facts_case());
  act.facts.Clear();
  FillFacts(act.facts, other.facts);
  RC_ASSERT(absl::IsInvalidArgument(StatusOf(act)));
}

// --- Documents ---

TEST(ActDocuments, AreThoseThatTheActMustAndMayHave) {
  Act act = Received();
  act.documents.pop_back();
  EXPECT_TRUE(StatusOf(act).ok()) << "nobody is named";
  act.documents.clear();
  EXPECT_THAT(StatusOf(act), IsRefusedFor("lacks a document"));
  act = Received();
  act.documents.erase(act.documents.begin());
  EXPECT_THAT(StatusOf(act), IsRefusedFor("lacks a document"));
  act = Received();
  act.documents.push_back({v1::DOCUMENT_KIND_REASON, {}});
  EXPECT_THAT(StatusOf(act), IsRefusedFor("may not have"));
  for (const int kind : {0, 1, 2, 5, 6, 255}) {
    act = Of(v1::JOURNAL_ACT_SCREENED);
    act.documents = {{static_cast<v1::DocumentKind>(kind), {}}};
    EXPECT_THAT(StatusOf(act), IsRefusedFor("may not have"));
  }
}

// A verdict, a return, an appeal, its decision and a hiding have their reason; nothing is refused
// without one.
TEST(ActDocuments, AreReasonsWhereSomethingIsRefused) {
  for (const v1::JournalAct which :
       {v1::JOURNAL_ACT_RETURNED, v1::JOURNAL_ACT_VERDICT, v1::JOURNAL_ACT_APPEALED,
        v1::JOURNAL_ACT_APPEAL_DECIDED, v1::JOURNAL_ACT_HIDDEN}) {
    Act act = Of(which);
    if (which == v1::JOURNAL_ACT_RETURNED) act.facts.mutable_returned()->set_due_time(1);
    if (which == v1::JOURNAL_ACT_APPEAL_DECIDED) act.facts.mutable_appeal();
    if (which == v1::JOURNAL_ACT_VERDICT) {
      act.facts.mutable_verdict()->set_step(v1::REVIEW_STEP_FORMAL);
    }
    EXPECT_THAT(StatusOf(act), IsRefusedFor("lacks a document"));
    act.documents = {{v1::DOCUMENT_KIND_REASON, {}}};
    EXPECT_TRUE(StatusOf(act).ok()) << StatusOf(act);
  }
}

TEST(ActDocuments, AreAscendingAndOfEachKindOne) {
  Act act = Received();
  std::swap(act.documents[0], act.documents[1]);
  EXPECT_THAT(StatusOf(act), IsRefusedFor("ascending"));
  act = Received();
  act.documents[1].kind = v1::DOCUMENT_KIND_PROPOSAL;
  EXPECT_THAT(StatusOf(act), IsRefusedFor("ascending"));
  crypto::Bytes bytes = SerializeAct(Received());
  bytes[kResourceSizeAt + 1 + 13 + 2 + 6] = 3;
  EXPECT_THAT(StatusOf(bytes), IsRefusedFor("act: "));
}

// Of two kinds at once nothing can be: one of both would be missing, and no audit could say so.
TEST(ActDocuments, AreDifferent) {
  Act act = Received();
  act.documents[1].sha256 = act.documents[0].sha256;
  EXPECT_THAT(StatusOf(act), IsRefusedFor("names a document twice"));
}

// --- A proposal's number ---

RC_GTEST_PROP(ProposalIds, AreReadBack, ()) {
  const ProposalNumber proposal{AnyProposal()};
  RC_ASSERT(ParseProposalId(ProposalId(proposal)) == proposal);
  Act act = Of(v1::JOURNAL_ACT_SCREENED, "proposals/" + ProposalId(proposal));
  RC_ASSERT(act.subject() == ActSubject::kProposal);
  RC_ASSERT(act.proposal() == proposal);
}

}  // namespace
}  // namespace urna::ledger
