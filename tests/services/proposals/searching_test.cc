// Everybody finds what they may see, and nothing tells them of what they may not.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "services/proposals/proposal_requests.h"
#include "services/search/findings.h"

namespace urna::services {
namespace {

namespace fs = std::filesystem;
using grpc::StatusCode;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr char kContest[] = "processes/paris/contests/north";

class Searching : public ProposalsTest {
 protected:
  void SetUp() override {
    ProposalsTest::SetUp();
    agent_ = MakeToken(v1::STAFF_ROLE_AGENT);
    elsewhere_ = MakeToken(v1::STAFF_ROLE_AGENT, "processes/elsewhere");
  }
  static v1::ProposalContent Content(const std::string& title,
                                     const std::string& description = "Rien de plus.") {
    v1::ProposalContent content = SomeContent(title);
    content.mutable_text()->set_summary("Un lieu.");
    content.mutable_text()->set_description(description);
    return content;
  }
  static v1::ListProposalsRequest SearchOf(const std::string& text) {
    v1::ListProposalsRequest request = ListOf();
    request.mutable_filter()->set_text(text);
    return request;
  }
  Answer<v1::ListProposalsResponse> Page(const std::string& token,
                                         const v1::ListProposalsRequest& request) {
    return List(token, request);
  }
  std::vector<std::string> Found(const std::string& text, const std::string& token = "") {
    return ReadAll(token, SearchOf(text));
  }
  // By the public, the staff of another process, the staff.
  std::vector<std::size_t> FoundByAll(const std::string& text) {
    return {Found(text).size(), Found(text, elsewhere_).size(), Found(text, agent_).size()};
  }
  fs::path IndexFolder() const { return fs::path(server_.config().data_dir) / "search"; }
  bool IndexHolds(const std::string& text) const {
    for (const auto& entry : fs::recursive_directory_iterator(IndexFolder())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      if (bytes.find(text) != bytes.npos) return true;
    }
    return false;
  }
  Answer<v1::Proposal> Erase(const MadeProposal& proposal) {
    return Admin(&Stub::EraseProposal, About<v1::EraseProposalRequest>(proposal));
  }
  void Hide(const MadeProposal& proposal) {
    auto request = About<v1::HideProposalRequest>(proposal);
    Because(*request.mutable_reason());
    ASSERT_THAT(Admin(&Stub::HideProposal, request).status, IsDone());
  }
  void AddProject(const std::string& id, const std::string& title, std::int64_t cost,
                  const std::string& category = "") {
    v1::CreateProjectRequest request = NewProject("paris", "north", id);
    Say(*request.mutable_project()->mutable_title(), title);
    request.mutable_project()->set_cost(cost);
    if (!category.empty()) request.mutable_project()->add_categories(category);
    ASSERT_THAT(server_.Admin(&v1::Projects::Stub::CreateProject, request).status, IsDone());
  }
  static v1::ListProjectsRequest ProjectsOf(const std::string& text,
                                            const std::string& parent = kContest) {
    v1::ListProjectsRequest request;
    request.set_parent(parent);
    request.mutable_filter()->set_text(text);
    return request;
  }
  std::vector<std::string> FoundProjects(v1::ListProjectsRequest request) {
    std::vector<std::string> ids;
    do {
      const auto page = server_.Anybody(&v1::Projects::Stub::ListProjects, request);
      EXPECT_THAT(page.status, IsDone());
      for (const v1::Project& project : page.value.projects()) {
        ids.push_back(project.name().substr(project.name().rfind('/') + 1));
      }
      request.set_page_token(page.value.next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }

  std::string agent_;
  std::string elsewhere_;
};

TEST_F(Searching, FindsAtOnceWhatWasJustWritten) {
  for (int i = 1; i <= 20; ++i) {
    Public(Content(fmt::format("Des pistes cyclables numéro {}", i)));
    EXPECT_EQ(Found("piste cyclable").size(), static_cast<std::size_t>(i));
  }
}

TEST_F(Searching, GoesByFormsAccentsAndBeginnings) {
  Public(Content("Un café associatif", "Avec des vélos à réparer."));
  Public(Content("Piste cyclable", "De la gare à l'école."));
  EXPECT_THAT(Found("cafes "), ElementsAre("p1"));
  EXPECT_THAT(Found("velo"), ElementsAre("p1"));
  EXPECT_THAT(Found("reparation "), ElementsAre("p1"));
  EXPECT_THAT(Found("pistes cyclabl"), ElementsAre("p2"));
  EXPECT_THAT(Found("\"gare a l'ecole\""), ElementsAre("p2"));
  EXPECT_THAT(Found("p2"), ElementsAre("p2"));
  EXPECT_THAT(Found("ada"), ElementsAre("p1", "p2")) << "who wants to be named";
  EXPECT_THAT(Found("example.org", agent_), IsEmpty()) << "contacts are in no index";
  EXPECT_THAT(Found("   "), ElementsAre("p1", "p2")) << "blanks are no search";
  EXPECT_THAT(Found("?!"), IsEmpty());
}

TEST_F(Searching, TellsThePublicNothingOfWhatNobodyHasScreened) {
  HandedIn(Content("Une grumelotte"));
  Draft(Content("Une grumelotte"));
  EXPECT_THAT(FoundByAll("grumelotte"), ElementsAre(0U, 0U, 1U));
}

TEST_F(Searching, TakesEachVersionForWhoSeesIt) {
  const MadeProposal proposal = Public(Content("Une fontaine"));
  ASSERT_THAT(Return(proposal).status, IsDone());
  Revise(proposal, Content("Une grumelotte"));
  EXPECT_THAT(FoundByAll("fontaine"), ElementsAre(1U, 1U, 0U));
  EXPECT_THAT(FoundByAll("grumelotte"), ElementsAre(0U, 0U, 1U));
  Screen(proposal);
  EXPECT_THAT(FoundByAll("fontaine"), ElementsAre(0U, 0U, 0U));
  EXPECT_THAT(FoundByAll("grumelotte"), ElementsAre(1U, 1U, 1U));
}

TEST_F(Searching, LeavesOutForThePublicWhatIsHiddenUntilItIsShownAgain) {
  const MadeProposal proposal = Public(Content("Une grumelotte"));
  EXPECT_THAT(FoundByAll("grumelotte"), ElementsAre(1U, 1U, 1U));
  Hide(proposal);
  EXPECT_THAT(FoundByAll("grumelotte"), ElementsAre(0U, 0U, 1U));
  ASSERT_THAT(Admin(&Stub::RestoreProposal, About<v1::RestoreProposalRequest>(proposal)).status,
              IsDone());
  EXPECT_THAT(FoundByAll("grumelotte"), ElementsAre(1U, 1U, 1U));
}

// The form asks who owns the place, for the staff alone.
class SearchingInternalAnswers : public Searching {
 protected:
  void SetUp() override {
    PlanTest::SetUp();
    agent_ = MakeToken(v1::STAFF_ROLE_AGENT);
    elsewhere_ = MakeToken(v1::STAFF_ROLE_AGENT, "processes/elsewhere");
    v1::SubmissionForm form = OpenForm();
    v1::FormField& field = *form.add_fields();
    field.set_id("owner");
    Say(*field.mutable_label(), "Owner");
    field.set_type(v1::FIELD_TYPE_TEXT);
    field.set_internal(true);
    ASSERT_NO_FATAL_FAILURE(Propose(kProcess, form));
  }
};

TEST_F(SearchingInternalAnswers, FindsThemForTheStaffAlone) {
  v1::ProposalContent content = Content("Un banc");
  v1::FieldAnswer& answer = *content.add_internal_answers();
  answer.set_field("owner");
  answer.set_value("le terrain de Grumelot");
  Public(content);
  EXPECT_THAT(FoundByAll("grumelot"), ElementsAre(0U, 0U, 1U));
  const auto page = Page(agent_, SearchOf("grumelot"));
  ASSERT_EQ(page.value.findings_size(), 1);
  EXPECT_EQ(page.value.findings(0).parts(0).part(), v1::TEXT_PART_INTERNAL_ANSWER);
}

// What is not public must not change how what is public is ranked: how often a word stands in all texts does.
TEST_F(Searching, RanksForThePublicByWhatIsPublicAlone) {
  Public(Content("Un banc", "Une fontaine, et encore une fontaine pour boire ici."));
  Public(Content("Une fontaine", "Un banc, un banc, et encore un banc ici, au soleil, là."));
  v1::ListProposalsRequest request = SearchOf("banc fontaine");
  request.set_order(v1::PROPOSAL_ORDER_RELEVANCE);
  const std::vector<std::string> before = ReadAll("", request);
  for (int i = 0; i < 30; ++i) HandedIn(Content("Un banc", i % 2 == 0 ? "Un banc." : "Rien."));
  EXPECT_EQ(ReadAll("", request), before);
}

TEST_F(Searching, ListsTheBestFirstWhereThatIsAskedFor) {
  Public(Content("Du mobilier", "Il y a un banc parmi bien d'autres choses que l'on peut faire."));
  Public(Content("Un banc"));
  v1::ListProposalsRequest request = SearchOf("banc");
  EXPECT_THAT(ReadAll("", request), ElementsAre("p1", "p2"));
  request.set_order(v1::PROPOSAL_ORDER_RELEVANCE);
  EXPECT_THAT(ReadAll("", request), ElementsAre("p2", "p1"));
  request.set_page_size(1);
  EXPECT_THAT(ReadAll("", request), ElementsAre("p2", "p1")) << "page by page";
  request.set_descending(true);
  EXPECT_THAT(ReadAll("", request), ElementsAre("p1", "p2"));
  request.mutable_filter()->clear_text();
  EXPECT_THAT(Page("", request).status, IsWrongAt("order"));
}

TEST_F(Searching, SaysWhereTheWordsStand) {
  Public(Content("Des pistes cyclables", "Vers les écoles."));
  const auto page = Page("", SearchOf("piste ecole"));
  ASSERT_THAT(page.status, IsDone());
  ASSERT_EQ(page.value.findings_size(), 1);
  const v1::Finding& finding = page.value.findings(0);
  EXPECT_EQ(finding.name(), page.value.proposals(0).name());
  ASSERT_EQ(finding.parts_size(), 2);
  EXPECT_EQ(finding.parts(0).part(), v1::TEXT_PART_TITLE);
  EXPECT_EQ(finding.parts(0).language(), "fr");
  EXPECT_EQ(finding.parts(0).pieces(1).text(), "pistes");
  EXPECT_TRUE(finding.parts(0).pieces(1).found());
  EXPECT_EQ(finding.parts(1).part(), v1::TEXT_PART_DESCRIPTION);
}

// Of what the parts say beside the title, the place that says most of what was searched.
TEST_F(Searching, ShowsThePlaceThatSaysMost) {
  const std::string between(3 * kExcerptBytes, '.');
  v1::ProposalContent content = Content(
      "Des pêchers", "Un verger. " + between + " Les écoliers récolteront leurs pêches." + between);
  content.mutable_text()->set_summary("Des pêches pour chacun.");
  Public(content);
  const auto page = Page("", SearchOf("ecolier recolter peche"));
  ASSERT_EQ(page.value.findings_size(), 1);
  const auto& parts = page.value.findings(0).parts();
  ASSERT_EQ(parts.size(), 2);
  EXPECT_EQ(parts[0].part(), v1::TEXT_PART_TITLE);
  EXPECT_EQ(parts[1].part(), v1::TEXT_PART_DESCRIPTION);
  std::vector<std::string> found;
  for (const v1::TextPiece& piece : parts[1].pieces()) {
    if (piece.found()) found.push_back(piece.text());
  }
  EXPECT_THAT(found, ElementsAre("écoliers", "récolteront", "pêches"));
}

TEST_F(Searching, GoesWithTheOtherFilters) {
  v1::ProposalContent south = Content("Un banc au sud");
  south.mutable_text()->set_area("south");
  south.mutable_text()->set_estimated_cost(500);
  Public(south);
  Public(Content("Un banc au nord"));
  v1::ListProposalsRequest request = SearchOf("banc");
  request.mutable_filter()->set_area("south");
  EXPECT_THAT(ReadAll("", request), ElementsAre("p1"));
  request = SearchOf("banc");
  request.mutable_filter()->set_least_cost(501);
  EXPECT_THAT(ReadAll("", request), ElementsAre("p2"));
  const auto page = Page("", request);
  EXPECT_EQ(page.value.total_size(), 1U);
  request.mutable_filter()->set_assignee("-");
  EXPECT_THAT(Page("", request).status, IsWrongAt("filter"));
  EXPECT_THAT(ReadAll(agent_, request), ElementsAre("p2"));
  request.set_parent("processes/-");
  EXPECT_THAT(ReadAll(agent_, request), ElementsAre("p2")) << "in all of theirs";
  EXPECT_THAT(ReadAll(elsewhere_, request), IsEmpty());
}

TEST_F(Searching, RefusesWhatIsTooMuchAndAnswersTheRest) {
  Public(Content("Un banc"));
  EXPECT_THAT(Page("", SearchOf(std::string(1 << 20, 'x'))).status, IsWrongAt("filter.text"));
  std::string words;
  for (int i = 0; i < 10'000; ++i) words += "a ";
  EXPECT_THAT(Page("", SearchOf(words)).status, IsWrongAt("filter.text"));
  for (const char* text : {"*", "* * *", "banc OR", "NOT (", "\"", "Q1", "\x01\x7f", "🚲", "自",
                           "banc^10 ~", "title:banc"}) {
    EXPECT_THAT(Page("", SearchOf(text)).status, IsDone()) << text;
  }
}

TEST_F(Searching, FiltersByHowAppealsStand) {
  const MadeProposal first = Public();
  Public();
  ASSERT_THAT(Begin(v1::PHASE_REVIEW).status, IsDone());
  ASSERT_THAT(Decide(first, v1::REVIEW_STEP_FORMAL, false).status, IsDone());
  ASSERT_THAT(Begin(v1::PHASE_APPEAL).status, IsDone());
  v1::ListProposalsRequest request = ListOf();
  request.mutable_filter()->add_appeals(v1::APPEAL_STATUS_FILED);
  EXPECT_THAT(ReadAll("", request), IsEmpty());
  auto appeal = About<v1::FileAppealRequest>(first);
  Because(*appeal.mutable_statement());
  ASSERT_THAT(By("", &Stub::FileAppeal, appeal).status, IsDone());
  EXPECT_THAT(ReadAll("", request), ElementsAre("p1"));
  request.mutable_filter()->add_appeals(v1::APPEAL_STATUS_DISMISSED);
  EXPECT_THAT(ReadAll("", request), ElementsAre("p1"));
  request.mutable_filter()->clear_appeals();
  request.mutable_filter()->add_appeals(v1::APPEAL_STATUS_UPHELD);
  EXPECT_THAT(ReadAll("", request), IsEmpty());
}

TEST_F(Searching, FindsNothingOfWhatIsErasedNotEvenInItsFiles) {
  // So that the index has more than this one.
  for (int i = 0; i < 50; ++i) Public(Content(fmt::format("Un banc numéro {}", i)));
  const MadeProposal proposal = Public(Content("Une wvkgrumelotte", "Ici, zqxgrumelin."));
  EXPECT_THAT(FoundByAll("wvkgrumelotte"), ElementsAre(1U, 1U, 1U));
  EXPECT_TRUE(IndexHolds("wvkgrumelotte")) << "nothing is looked for";
  ASSERT_THAT(Erase(proposal).status, IsDone());
  EXPECT_FALSE(IndexHolds("wvkgrumel"));
  EXPECT_FALSE(IndexHolds("zqxgrumel"));
  EXPECT_THAT(FoundByAll("wvkgrumelotte"), ElementsAre(0U, 0U, 0U));
  EXPECT_EQ(Found("banc").size(), 50U);
  server_.Restart();
  EXPECT_FALSE(IndexHolds("wvkgrumel"));
  EXPECT_EQ(Found("banc").size(), 50U);
}

TEST_F(Searching, IsAsBeforeAfterARestart) {
  Public(Content("Une fontaine"));
  EXPECT_THAT(Found("fontaine"), ElementsAre("p1"));
  server_.Restart();
  EXPECT_THAT(Found("fontaine"), ElementsAre("p1"));
}

TEST_F(Searching, MakesAnewAnIndexThatIsGoneOrTorn) {
  Public(Content("Une fontaine"));
  EXPECT_THAT(Found("fontaine"), ElementsAre("p1"));
  server_.WithoutDoors([&](Application&) { fs::remove_all(IndexFolder()); });
  EXPECT_THAT(Found("fontaine"), ElementsAre("p1"));
  for (const std::uintmax_t size : {std::uintmax_t{0}, std::uintmax_t{100}}) {
    server_.WithoutDoors([&](Application&) {
      for (const auto& entry : fs::recursive_directory_iterator(IndexFolder())) {
        if (entry.is_regular_file() && entry.file_size() > size) {
          fs::resize_file(entry.path(), size);
        }
      }
    });
    EXPECT_THAT(Found("fontaine"), ElementsAre("p1")) << "cut to " << size;
  }
}

TEST_F(Searching, NoticesAnIndexThatIsTornUnderIt) {
  Public(Content("Une fontaine"));
  EXPECT_THAT(Found("fontaine"), ElementsAre("p1"));
  for (const auto& entry : fs::recursive_directory_iterator(IndexFolder())) {
    if (entry.is_regular_file()) fs::resize_file(entry.path(), 0);
  }
  // Whoever notices is told to come again.
  const auto torn = Page("", SearchOf("fontaine"));
  if (!torn.status.ok()) {
    EXPECT_THAT(torn.status, IsRefused(StatusCode::UNAVAILABLE, "SEARCH_REBUILDING"));
  }
  Answer<v1::ListProposalsResponse> again;
  for (int i = 0; i < 10; ++i) {
    again = Page("", SearchOf("fontaine"));
    if (again.status.ok()) break;
  }
  ASSERT_THAT(again.status, IsDone());
  EXPECT_EQ(again.value.total_size(), 1U);
}

// As after a crash between the write of the store and that of the index: the index of before, and the store
// of now.
TEST_F(Searching, FindsWhatWasWrittenWhenTheIndexWasNot) {
  Public(Content("Une fontaine"));
  EXPECT_THAT(Found("fontaine"), ElementsAre("p1"));
  const TemporaryFolder before;
  server_.WithoutDoors([&](Application&) {
    fs::copy(IndexFolder(), before.Sub("search"), fs::copy_options::recursive);
  });
  const MadeProposal erased = Public(Content("Une wvkgrumelotte"));
  Public(Content("Un grand banc"));
  ASSERT_THAT(Erase(erased).status, IsDone());
  server_.WithoutDoors([&](Application&) {
    fs::remove_all(IndexFolder());
    fs::copy(before.Sub("search"), IndexFolder(), fs::copy_options::recursive);
  });
  EXPECT_THAT(Found("banc"), ElementsAre("p3"));
  EXPECT_THAT(Found("wvkgrumelotte", agent_), IsEmpty());
  EXPECT_FALSE(IndexHolds("wvkgrumel"));
}

TEST_F(Searching, FindsProjectsOfAContestAndOfAProcess) {
  for (const char* contest : {"north", "south"}) {
    ASSERT_THAT(server_.Admin(&Processes::CreateContest, NewContest("paris", contest)).status,
                IsDone());
  }
  AddProject("1", "Du mobilier", 100, "street");
  AddProject("2", "Des pistes cyclables", 200);
  AddProject("3", "Une piste de danse", 300);
  v1::CreateProjectRequest south = NewProject("paris", "south", "4");
  Say(*south.mutable_project()->mutable_title(), "La piste du sud");
  ASSERT_THAT(server_.Admin(&v1::Projects::Stub::CreateProject, south).status, IsDone());
  EXPECT_THAT(FoundProjects(ProjectsOf("piste")), ElementsAre("2", "3"));
  EXPECT_THAT(FoundProjects(ProjectsOf("street")), ElementsAre("1"));
  EXPECT_THAT(FoundProjects(ProjectsOf("piste", "processes/paris/contests/-")),
              ElementsAre("2", "3", "4"));
  v1::ListProjectsRequest paged = ProjectsOf("piste", "processes/paris/contests/-");
  paged.set_page_size(1);
  paged.set_order(v1::PROJECT_ORDER_RELEVANCE);
  EXPECT_THAT(FoundProjects(paged), UnorderedElementsAre("2", "3", "4"));
  v1::ListProjectsRequest dear = ProjectsOf("piste");
  dear.mutable_filter()->set_least_cost(201);
  EXPECT_THAT(FoundProjects(dear), ElementsAre("3"));
  dear.mutable_filter()->clear_text();
  dear.mutable_filter()->set_category("street");
  EXPECT_THAT(FoundProjects(dear), IsEmpty());
  dear.mutable_filter()->clear_least_cost();
  EXPECT_THAT(FoundProjects(dear), ElementsAre("1"));
  EXPECT_THAT(FoundProjects(ProjectsOf("")), ElementsAre("1", "2", "3"));
  const auto page = server_.Anybody(&v1::Projects::Stub::ListProjects, ProjectsOf("piste danse"));
  ASSERT_EQ(page.value.findings_size(), 1);
  EXPECT_EQ(page.value.findings(0).parts_size(), 2) << "a title in each language";
  EXPECT_EQ(page.value.total_size(), 1U);
}

TEST_F(Searching, OfProjectsFollowsTheirChanges) {
  ASSERT_THAT(server_.Admin(&Processes::CreateContest, NewContest("paris", "north")).status,
              IsDone());
  AddProject("1", "Une fontaine", 100);
  EXPECT_THAT(FoundProjects(ProjectsOf("fontaine")), ElementsAre("1"));
  v1::UpdateProjectRequest update;
  update.mutable_project()->set_name(std::string(kContest) + "/projects/1");
  Say(*update.mutable_project()->mutable_title(), "Un banc");
  update.mutable_update_mask()->add_paths("title");
  ASSERT_THAT(server_.Admin(&v1::Projects::Stub::UpdateProject, update).status, IsDone());
  EXPECT_THAT(FoundProjects(ProjectsOf("fontaine")), IsEmpty());
  EXPECT_THAT(FoundProjects(ProjectsOf("bancs ")), ElementsAre("1"));
  v1::DeleteProjectRequest remove;
  remove.set_name(update.project().name());
  ASSERT_THAT(server_.Admin(&v1::Projects::Stub::DeleteProject, remove).status, IsDone());
  EXPECT_THAT(FoundProjects(ProjectsOf("banc")), IsEmpty());
}

TEST_F(Searching, OfProjectsIsRefusedWhereItIsNone) {
  v1::ListProjectsRequest request = ProjectsOf("", "processes/paris/contests/-");
  const auto list = [&] {
    return server_.Anybody(&v1::Projects::Stub::ListProjects, request).status;
  };
  EXPECT_THAT(list(), IsWrongAt("parent"));
  request = ProjectsOf("");
  request.set_order(v1::PROJECT_ORDER_RELEVANCE);
  EXPECT_THAT(list(), IsWrongAt("order"));
  EXPECT_THAT(server_
                  .Anybody(&v1::Projects::Stub::ListProjects,
                           ProjectsOf("banc", "processes/paris/contests/none"))
                  .status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  ASSERT_THAT(server_.Admin(&Processes::CreateProcess, TwoLanguages("draft")).status, IsDone());
  EXPECT_THAT(server_
                  .Anybody(&v1::Projects::Stub::ListProjects,
                           ProjectsOf("banc", "processes/draft/contests/-"))
                  .status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"))
      << "a draft is nobody's business";
}

TEST_F(Searching, LeavesNoIndexOfAProcessThatIsDeleted) {
  const auto search = [&](const std::string& process) {
    return server_
        .Admin(&v1::Projects::Stub::ListProjects, ProjectsOf("banc", process + "/contests/-"))
        .status;
  };
  ASSERT_THAT(server_.Admin(&Processes::CreateProcess, TwoLanguages("draft")).status, IsDone());
  EXPECT_THAT(search("processes/draft"), IsDone());
  EXPECT_TRUE(fs::exists(IndexFolder() / "draft"));
  v1::DeleteProcessRequest remove;
  remove.set_name("processes/draft");
  ASSERT_THAT(server_.Admin(&Processes::DeleteProcess, remove).status, IsDone());
  EXPECT_THAT(search("processes/draft"), IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  // Indexes are seen to in turn: once this one is there, the other is gone.
  ASSERT_THAT(server_.Admin(&Processes::CreateProcess, TwoLanguages("after")).status, IsDone());
  EXPECT_THAT(search("processes/after"), IsDone());
  EXPECT_FALSE(fs::exists(IndexFolder() / "draft"));
}

}  // namespace
}  // namespace urna::services
