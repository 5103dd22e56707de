// Everybody finds what they may see of what the store holds, whatever became of the index: what the
// handlers do, on a store, without a server around them.
#include "services/search/search.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/drafting/project_listing.h"
#include "services/manual_clock.h"
#include "services/messages/outbox.h"
#include "services/proposals/admitting.h"
#include "services/proposals/authoring.h"
#include "services/proposals/listing.h"
#include "services/proposals/moderating.h"
#include "services/proposals/proposal_texts.h"
#include "services/proposals/reviewing.h"
#include "services/records/child_index.h"
#include "services/records/resources.h"
#include "services/records/sealed_project.h"
#include "storage/rocks/rocks_store.h"
#include "support/temporary_folder.h"

namespace urna::services {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kProcess[] = "processes/paris";
constexpr char kContest[] = "processes/paris/contests/north";

// Whom each asks as: anybody, the staff of another process, the staff.
enum class Who { kAnybody, kElsewhere, kStaff };

class NoAccounts final : public StaffAccounts {
 public:
  absl::StatusOr<std::vector<Grant>> FindGrants(std::string_view) const override {
    return absl::NotFoundError("nobody logs in here");
  }
  absl::Status Visit(const VisitStaff&) const override { return absl::OkStatus(); }
};

// The handlers of proposals over a store and an index, from their start to their end.
class Town {
 public:
  Town(storage::Store& store, const std::string& search_folder)
      : logs_(clock_),
        journals_(store, clock_),
        tokens_(store, clock_),
        staff_(tokens_, accounts_),
        changes_(store, logs_, journals_, clock_),
        orders_(store),
        texts_(store, journals_),
        search_(search_folder, store, journals_, texts_, absl::Minutes(2)),
        books_(store, clock_),
        outbox_(store, clock_, Letterhead(), false),
        proposals_(store, changes_, journals_, books_, outbox_, clock_),
        authoring_(proposals_),
        reviewing_(proposals_, staff_),
        moderating_(proposals_, store, search_),
        admitting_(proposals_, orders_),
        listing_(proposals_, search_),
        projects_(store, search_) {
    changes_.WhenWritten([this](std::string_view process) { search_.Notice(process); });
  }

  void Open() { search_.Open(); }
  Search& search() { return search_; }

  // A process that takes proposals from everybody.
  absl::Status Begin() {
    return changes_.ApplyOwnActs(
        kProcess,
        [&](const storage::Reader&, storage::WriteBatch& batch, Acts& acts) -> absl::Status {
          acts.set_actor(Administrator());
          v1::Process process;
          process.set_name(kProcess);
          v1::LocalizedText& title = *process.add_title();
          title.set_language("fr");
          title.set_text("Budget");
          process.set_phase(v1::PHASE_SUBMISSION);
          PutResource(batch, kProcess, 1, process.SerializeAsString());
          if (auto s = acts.Begin(ledger::ElectionId{7}, "test.example/paris", batch); !s.ok()) {
            return s;
          }
          return TellPlan(batch, acts);
        });
  }

  MethodRule Rule() const {
    return {"Test", Access::kReaders, Span::kAlways, Lane::kQuick, false, "name"};
  }
  static Principal PrincipalOf(Who who) {
    if (who == Who::kAnybody) return Principal::Anonymous();
    const std::string process = who == Who::kStaff ? kProcess : "processes/elsewhere";
    return Principal::Staff(std::string(32, 't'), {{Role::kAdministrator, process}});
  }
  // Calls a handler as somebody.
  template <typename Handler>
  absl::Status By(Who who, const Handler& handler) {
    const Principal principal = PrincipalOf(who);
    const MethodRule rule = Rule();
    return handler(Call{principal, rule, kProcess, "here"});
  }

  absl::Status Import(const std::vector<v1::ProposalContent>& contents) {
    v1::ImportProposalsRequest request;
    request.set_parent(kProcess);
    request.set_channel(v1::CHANNEL_STAFF);
    *request.mutable_contents() = {contents.begin(), contents.end()};
    v1::ImportProposalsResponse response;
    return By(Who::kStaff, [&](const Call& call) {
      return admitting_.ImportProposals(call, request, response);
    });
  }
  // Handed in by somebody online, and not looked through.
  absl::StatusOr<std::string> HandIn(const v1::ProposalContent& content) {
    v1::CreateProposalRequest create;
    create.set_parent(kProcess);
    create.set_channel(v1::CHANNEL_ONLINE);
    *create.mutable_content() = content;
    v1::CreateProposalResponse created;
    absl::Status done = By(Who::kAnybody, [&](const Call& call) {
      return authoring_.CreateProposal(call, create, created);
    });
    if (!done.ok()) return done;
    v1::SubmitProposalRequest submit;
    submit.set_name(created.proposal().name());
    submit.set_edit_key(created.edit_key());
    v1::Proposal submitted;
    done = By(Who::kAnybody,
              [&](const Call& call) { return authoring_.SubmitProposal(call, submit, submitted); });
    if (!done.ok()) return done;
    return submitted.name();
  }
  absl::Status Screen(const std::string& name) {
    v1::ScreenProposalRequest request;
    request.set_name(name);
    v1::Proposal response;
    return By(Who::kStaff,
              [&](const Call& call) { return reviewing_.ScreenProposal(call, request, response); });
  }
  absl::Status Hide(const std::string& name) {
    v1::HideProposalRequest request;
    request.set_name(name);
    v1::LocalizedText& reason = *request.add_reason();
    reason.set_language("fr");
    reason.set_text("Parce que.");
    v1::Proposal response;
    return By(Who::kStaff,
              [&](const Call& call) { return moderating_.HideProposal(call, request, response); });
  }
  absl::Status Restore(const std::string& name) {
    v1::RestoreProposalRequest request;
    request.set_name(name);
    v1::Proposal response;
    return By(Who::kStaff, [&](const Call& call) {
      return moderating_.RestoreProposal(call, request, response);
    });
  }
  absl::Status Erase(const std::string& name) {
    v1::EraseProposalRequest request;
    request.set_name(name);
    v1::Proposal response;
    return By(Who::kStaff,
              [&](const Call& call) { return moderating_.EraseProposal(call, request, response); });
  }

  absl::Status PutProject(const std::string& id, const std::string& title, std::int64_t cost) {
    return changes_.ApplyOwnActs(
        kProcess,
        [&](const storage::Reader& store, storage::WriteBatch& batch, Acts& acts) -> absl::Status {
          acts.set_actor(Administrator());
          const auto name = ResourceName::Child(Kind::kProject, kContest, id, "id");
          v1::Project project;
          project.set_name(name->text());
          v1::LocalizedText& text = *project.add_title();
          text.set_language("fr");
          text.set_text(title);
          project.set_cost(cost);
          const auto children = CountChildren(store, Kind::kProject, kContest);
          const auto order = orders_.Take(1);
          if (!children.ok() || !order.ok()) return absl::InternalError("store");
          AddChild(batch, *name, *order, project.SerializeAsString(), *children);
          return TellProject(project, acts, batch);
        });
  }
  absl::Status PutContest() {
    return changes_.ApplyOwn(
        kProcess, [&](const storage::Reader&, storage::WriteBatch& batch) -> absl::Status {
          v1::Contest contest;
          contest.set_name(kContest);
          const auto name = ResourceName::Parse(Kind::kContest, kContest, "name");
          AddChild(batch, *name, 2, contest.SerializeAsString(), 0);
          return absl::OkStatus();
        });
  }

  absl::StatusOr<v1::ListProposalsResponse> List(Who who, const v1::ListProposalsRequest& request) {
    v1::ListProposalsResponse response;
    const absl::Status listed =
        By(who, [&](const Call& call) { return listing_.ListProposals(call, request, response); });
    if (!listed.ok()) return listed;
    return response;
  }
  absl::StatusOr<v1::ListProjectsResponse> List(const v1::ListProjectsRequest& request) {
    v1::ListProjectsResponse response;
    const absl::Status listed = By(Who::kAnybody, [&](const Call& call) {
      return projects_.ListProjects(call, request, response);
    });
    if (!listed.ok()) return listed;
    return response;
  }

 private:
  static Actor Administrator() { return {v1::JOURNAL_ROLE_ADMINISTRATOR, "somebody"}; }

  absl::Status TellPlan(storage::WriteBatch& batch, Acts& acts) {
    v1::JournalDocument mandate;
    v1::LocalizedText& title = *mandate.mutable_mandate()->add_title();
    title.set_language("fr");
    title.set_text("Mandat");
    absl::Status told = acts.Add(v1::JOURNAL_ACT_MANDATE, "", {},
                                 {ledger::MakeDocument(std::move(mandate))}, batch);
    v1::JournalDocument form;
    form.mutable_form()->set_open_submission(true);
    v1::FormField& field = *form.mutable_form()->add_fields();
    field.set_id("owner");
    field.set_type(v1::FIELD_TYPE_TEXT);
    field.set_internal(true);
    v1::ActFacts form_facts;
    form_facts.mutable_form()->set_open_submission(true);
    if (told.ok()) {
      told = acts.Add(v1::JOURNAL_ACT_FORM, "", form_facts, {ledger::MakeDocument(std::move(form))},
                      batch);
    }
    v1::ActFacts calendar;
    calendar.mutable_calendar()->set_time_zone("Europe/Paris");
    v1::Window& window = *calendar.mutable_calendar()->add_windows();
    window.set_kind(v1::WINDOW_KIND_SUBMISSION);
    const auto now = static_cast<std::uint64_t>(absl::ToUnixSeconds(clock_.Now()));
    window.set_start_time(now);
    window.set_end_time(now + 1'000'000);
    if (told.ok()) told = acts.Add(v1::JOURNAL_ACT_CALENDAR, "", calendar, {}, batch);
    v1::ActFacts phase;
    phase.mutable_phase()->set_phase(v1::PHASE_SUBMISSION);
    if (told.ok()) told = acts.Add(v1::JOURNAL_ACT_PHASE, "", phase, {}, batch);
    return told;
  }

  ManualClock clock_;
  LogRegistry logs_;
  Journals journals_;
  Tokens tokens_;
  NoAccounts accounts_;
  StaffDirectory staff_;
  Changes changes_;
  CreationOrders orders_;
  StoredProposalTexts texts_;
  Search search_;
  ProposalBooks books_;
  // Mail is off.
  Outbox outbox_;
  ProposalChanges proposals_;
  Authoring authoring_;
  Reviewing reviewing_;
  Moderating moderating_;
  Admitting admitting_;
  ProposalListing listing_;
  ProjectListing projects_;
};

v1::ProposalContent Content(const std::string& title, const std::string& text = "Rien de plus.") {
  v1::ProposalContent content;
  content.mutable_text()->set_language("fr");
  content.mutable_text()->set_title(title);
  content.mutable_text()->set_summary("Un lieu.");
  content.mutable_text()->set_description(text);
  content.set_author_name("Ada");
  content.set_contact("ada@example.org");
  return content;
}

class SearchTest : public testing::Test {
 protected:
  void SetUp() override {
    store_ = storage::OpenRocksStore(
                 {.path = folder_.Sub("store"), .create = true, .families = FamilyNames()})
                 .value();
    Start();
    const absl::Status begun = town_->Begin();
    ASSERT_TRUE(begun.ok()) << begun;
  }
  fs::path IndexFolder() const { return folder_.Sub("search"); }
  void Start() {
    town_ = std::make_unique<Town>(*store_, IndexFolder().string());
    town_->Open();
  }
  void End() { town_.reset(); }

  static v1::ListProposalsRequest SearchOf(const std::string& text) {
    v1::ListProposalsRequest request;
    request.set_parent(kProcess);
    request.mutable_filter()->set_text(text);
    return request;
  }
  std::vector<std::string> Ids(Who who, v1::ListProposalsRequest request) {
    std::vector<std::string> ids;
    do {
      const auto page = town_->List(who, request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return ids;
      for (const v1::Proposal& one : page->proposals()) {
        ids.push_back(one.name().substr(one.name().rfind('/') + 1));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }
  std::vector<std::string> Found(const std::string& text, Who who = Who::kAnybody) {
    return Ids(who, SearchOf(text));
  }
  std::vector<std::size_t> FoundByAll(const std::string& text) {
    return {Found(text).size(), Found(text, Who::kElsewhere).size(),
            Found(text, Who::kStaff).size()};
  }
  std::string Public(const v1::ProposalContent& content) {
    const absl::StatusOr<std::string> name = town_->HandIn(content);
    EXPECT_TRUE(name.ok()) << name.status();
    const absl::Status screened = town_->Screen(*name);
    EXPECT_TRUE(screened.ok()) << screened;
    return *name;
  }
  bool IndexHolds(const std::string& text) const {
    for (const auto& entry : fs::recursive_directory_iterator(IndexFolder())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      if (bytes.find(text) != bytes.npos) return true;
    }
    return false;
  }

  TemporaryFolder folder_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<Town> town_;
};

TEST_F(SearchTest, FindsAtOnceWhatWasJustWritten) {
  for (int i = 1; i <= 20; ++i) {
    Public(Content(fmt::format("Des pistes cyclables numéro {}", i)));
    EXPECT_EQ(Found("piste cyclable").size(), static_cast<std::size_t>(i));
  }
}

TEST_F(SearchTest, GoesByFormsAccentsAndBeginnings) {
  Public(Content("Un café associatif", "Avec des vélos à réparer."));
  Public(Content("Piste cyclable", "De la gare à l'école."));
  EXPECT_THAT(Found("cafes "), ElementsAre("p1"));
  EXPECT_THAT(Found("velo"), ElementsAre("p1"));
  EXPECT_THAT(Found("pistes cyclabl"), ElementsAre("p2"));
  EXPECT_THAT(Found("\"gare a l'ecole\""), ElementsAre("p2"));
  EXPECT_THAT(Found("p2"), ElementsAre("p2"));
  EXPECT_THAT(Found("ada"), ElementsAre("p1", "p2")) << "who wants to be named";
  EXPECT_THAT(Found("example.org", Who::kStaff), IsEmpty()) << "contacts are in no index";
  EXPECT_THAT(Found("   "), ElementsAre("p1", "p2")) << "blanks are no search";
  EXPECT_THAT(Found("?!"), IsEmpty());
}

TEST_F(SearchTest, TellsNobodyButTheStaffOfWhatNobodyHasScreened) {
  const auto name = town_->HandIn(Content("Une grumelotte"));
  ASSERT_TRUE(name.ok()) << name.status();
  EXPECT_THAT(FoundByAll("grumelotte"), ElementsAre(0U, 0U, 1U));
  ASSERT_TRUE(town_->Screen(*name).ok());
  EXPECT_THAT(FoundByAll("grumelotte"), ElementsAre(1U, 1U, 1U));
}

TEST_F(SearchTest, LeavesOutWhatIsHiddenUntilItIsShownAgain) {
  const std::string name = Public(Content("Une grumelotte"));
  ASSERT_TRUE(town_->Hide(name).ok());
  EXPECT_THAT(FoundByAll("grumelotte"), ElementsAre(0U, 0U, 1U));
  ASSERT_TRUE(town_->Restore(name).ok());
  EXPECT_THAT(FoundByAll("grumelotte"), ElementsAre(1U, 1U, 1U));
}

TEST_F(SearchTest, FindsInternalAnswersForTheStaffAlone) {
  v1::ProposalContent content = Content("Un banc");
  v1::FieldAnswer& answer = *content.add_internal_answers();
  answer.set_field("owner");
  answer.set_value("le terrain de Grumelot");
  Public(content);
  EXPECT_THAT(FoundByAll("grumelot"), ElementsAre(0U, 0U, 1U));
}

// How often a word stands in all texts decides on ranks: what is not public must not change them.
TEST_F(SearchTest, RanksForThePublicByWhatIsPublicAlone) {
  Public(Content("Un banc", "Une fontaine, et encore une fontaine pour boire ici."));
  Public(Content("Une fontaine", "Un banc, un banc, et encore un banc ici, au soleil, là."));
  const auto relevance = [&] {
    const auto text = ParseSearchText("banc fontaine", "text");
    auto found = town_->search().FindProposals(kProcess, *text, SearchedBy::kEverybody, true);
    EXPECT_TRUE(found.ok());
    std::ranges::sort(*found, {}, &FoundProposal::number);
    return std::pair(found->at(0).relevance, found->at(1).relevance);
  };
  const auto before = relevance();
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(town_->HandIn(Content("Un banc")).ok());
  EXPECT_EQ(Found("banc", Who::kStaff).size(), 32U);
  EXPECT_EQ(relevance(), before);
}

TEST_F(SearchTest, ListsTheBestFirstWhereThatIsAskedFor) {
  Public(Content("Du mobilier", "Il y a un banc parmi bien d'autres choses que l'on peut faire."));
  Public(Content("Un banc"));
  v1::ListProposalsRequest request = SearchOf("banc");
  EXPECT_THAT(Ids(Who::kAnybody, request), ElementsAre("p1", "p2"));
  request.set_order(v1::PROPOSAL_ORDER_RELEVANCE);
  EXPECT_THAT(Ids(Who::kAnybody, request), ElementsAre("p2", "p1"));
  request.set_page_size(1);
  EXPECT_THAT(Ids(Who::kAnybody, request), ElementsAre("p2", "p1")) << "page by page";
  request.set_descending(true);
  EXPECT_THAT(Ids(Who::kAnybody, request), ElementsAre("p1", "p2"));
  request.mutable_filter()->clear_text();
  EXPECT_TRUE(absl::IsInvalidArgument(town_->List(Who::kAnybody, request).status()));
}

TEST_F(SearchTest, SaysWhereTheWordsStand) {
  Public(Content("Des pistes cyclables", "Vers les écoles."));
  const auto page = town_->List(Who::kAnybody, SearchOf("piste ecole"));
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->findings_size(), 1);
  ASSERT_EQ(page->findings(0).parts_size(), 2);
  EXPECT_EQ(page->findings(0).name(), page->proposals(0).name());
  EXPECT_EQ(page->findings(0).parts(0).pieces(1).text(), "pistes");
  EXPECT_EQ(page->findings(0).parts(1).part(), v1::TEXT_PART_DESCRIPTION);
}

TEST_F(SearchTest, FindsNothingOfWhatIsErasedNotEvenInItsFiles) {
  for (int i = 0; i < 20; ++i) Public(Content(fmt::format("Un banc numéro {}", i)));
  const std::string name = Public(Content("Une wvkgrumelotte", "Ici, zqxgrumelin."));
  EXPECT_THAT(FoundByAll("wvkgrumelotte"), ElementsAre(1U, 1U, 1U));
  EXPECT_TRUE(IndexHolds("wvkgrumelotte")) << "nothing is looked for";
  const absl::Status erased = town_->Erase(name);
  ASSERT_TRUE(erased.ok()) << erased;
  EXPECT_FALSE(IndexHolds("wvkgrumel"));
  EXPECT_FALSE(IndexHolds("zqxgrumel"));
  EXPECT_THAT(FoundByAll("wvkgrumelotte"), ElementsAre(0U, 0U, 0U));
  EXPECT_EQ(Found("banc").size(), 20U);
}

TEST_F(SearchTest, IsAsBeforeAfterARestart) {
  Public(Content("Une fontaine"));
  EXPECT_THAT(Found("fontaine"), ElementsAre("p1"));
  End();
  EXPECT_TRUE(ReadIndexSeal((IndexFolder() / "paris").string()));
  Start();
  EXPECT_THAT(Found("fontaine"), ElementsAre("p1"));
}

TEST_F(SearchTest, MakesAnewAnIndexThatIsGoneOrTorn) {
  Public(Content("Une fontaine"));
  EXPECT_THAT(Found("fontaine"), ElementsAre("p1"));
  End();
  fs::remove_all(IndexFolder());
  Start();
  EXPECT_THAT(Found("fontaine"), ElementsAre("p1"));
  for (const std::uintmax_t size : {std::uintmax_t{0}, std::uintmax_t{100}}) {
    End();
    for (const auto& entry : fs::recursive_directory_iterator(IndexFolder())) {
      if (entry.is_regular_file() && entry.file_size() > size) fs::resize_file(entry.path(), size);
    }
    Start();
    EXPECT_THAT(Found("fontaine"), ElementsAre("p1")) << "cut to " << size;
  }
}

TEST_F(SearchTest, NoticesAnIndexThatIsTornUnderIt) {
  Public(Content("Une fontaine"));
  EXPECT_THAT(Found("fontaine"), ElementsAre("p1"));
  for (const auto& entry : fs::recursive_directory_iterator(IndexFolder())) {
    if (entry.is_regular_file()) fs::resize_file(entry.path(), 0);
  }
  const auto torn = town_->List(Who::kAnybody, SearchOf("fontaine"));
  ASSERT_FALSE(torn.ok());
  EXPECT_EQ(ErrorReason(torn.status()), "SEARCH_REBUILDING");
  auto again = town_->List(Who::kAnybody, SearchOf("fontaine"));
  for (int i = 0; i < 10 && !again.ok(); ++i) {
    again = town_->List(Who::kAnybody, SearchOf("fontaine"));
  }
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->total_size(), 1U);
}

// As after a crash between the write of the store and that of the index: the index of before, and the store
// of now.
TEST_F(SearchTest, FindsWhatWasWrittenWhenTheIndexWasNot) {
  Public(Content("Une fontaine"));
  EXPECT_THAT(Found("fontaine"), ElementsAre("p1"));
  End();
  fs::copy(IndexFolder(), folder_.Sub("before"), fs::copy_options::recursive);
  Start();
  const std::string erased = Public(Content("Une wvkgrumelotte"));
  Public(Content("Un grand banc"));
  End();
  // One in which the words still stand, and one that never had them.
  fs::copy(IndexFolder(), folder_.Sub("with"), fs::copy_options::recursive);
  Start();
  ASSERT_TRUE(town_->Erase(erased).ok());
  for (const char* left : {"before", "with"}) {
    End();
    fs::remove_all(IndexFolder());
    fs::copy(folder_.Sub(left), IndexFolder(), fs::copy_options::recursive);
    Start();
    EXPECT_THAT(Found("banc"), ElementsAre("p3"));
    EXPECT_THAT(Found("wvkgrumelotte", Who::kStaff), IsEmpty());
    // What it was made of goes once nobody reads it any more.
    End();
    EXPECT_FALSE(IndexHolds("wvkgrumel")) << left;
    Start();
  }
}

TEST_F(SearchTest, FindsProjectsOfAContestAndOfAProcess) {
  ASSERT_TRUE(town_->PutContest().ok());
  ASSERT_TRUE(town_->PutProject("1", "Du mobilier", 100).ok());
  ASSERT_TRUE(town_->PutProject("2", "Des pistes cyclables", 200).ok());
  ASSERT_TRUE(town_->PutProject("3", "Une piste de danse", 300).ok());
  const auto find = [&](const std::string& parent, const std::string& text, int page_size,
                        std::int64_t least_cost) {
    v1::ListProjectsRequest request;
    request.set_parent(parent);
    request.set_page_size(page_size);
    request.mutable_filter()->set_text(text);
    if (least_cost > 0) request.mutable_filter()->set_least_cost(least_cost);
    std::vector<std::string> ids;
    do {
      const auto page = town_->List(request);
      EXPECT_TRUE(page.ok()) << page.status();
      if (!page.ok()) return ids;
      for (const v1::Project& one : page->projects()) {
        ids.push_back(one.name().substr(one.name().rfind('/') + 1));
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return ids;
  };
  const std::string all = std::string(kProcess) + "/contests/-";
  EXPECT_THAT(find(kContest, "piste", 0, 0), ElementsAre("2", "3"));
  EXPECT_THAT(find(all, "piste", 1, 0), ElementsAre("2", "3"));
  EXPECT_THAT(find(kContest, "piste", 0, 201), ElementsAre("3"));
  EXPECT_THAT(find(kContest, "", 0, 201), ElementsAre("3"));
  EXPECT_THAT(find(kContest, "", 2, 0), ElementsAre("1", "2", "3"));
  v1::ListProjectsRequest whole;
  whole.set_parent(all);
  EXPECT_TRUE(absl::IsInvalidArgument(town_->List(whole).status())) << "all, and nothing searched";
}

}  // namespace
}  // namespace urna::services
