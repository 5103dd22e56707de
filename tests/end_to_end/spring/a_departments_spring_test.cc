// The spring of a citizen budget, from the mandate to the count: what citizens propose, what the
// administration does with it, and what anybody can verify of both afterwards.
//
// One server and the program, as people use them; they live at the day that the story tells. What is
// done sixty times goes through the API.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "crypto/checkpoint.h"
#include "end_to_end/spring/citizens.h"
#include "end_to_end/spring/department.h"
#include "end_to_end/spring/forged_journal.h"
#include "pch.h"
#include "support/whole_file.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;
using testing::Not;
using Planning = v1::Planning::Stub;
using Stub = client::ProposalsClient::Stub;

// Words that stand in one proposal alone.
constexpr char kErased[] = "Voici le mot que je regrette : anticonstitutionnellement-7412";
constexpr char kErasedLater[] = "Et celui-ci : hippopotomonstrosesquippedaliophobie-3391";

std::string Id(int n) { return fmt::format("p{}", n); }

// What becomes of each; whatever is not here is admitted as it came.
constexpr int kReturned = 1, kRefusedFormally = 2, kAppealUpheld = 3, kAppealDismissed = 4;
constexpr int kMergedInto = 5, kMerged = 9, kRestored = 7, kHidden = 8;
constexpr int kErasedEarly = 10, kWithdrawn = 11, kErasedLate = 15;
constexpr int kFormula = 14;           // A title that a spreadsheet would run.
constexpr int kOne = 13, kOther = 17;  // Of these two at most one is funded.

bool IsAdmitted(int n) {
  static const std::set<int> not_admitted = {
      kRefusedFormally, kAppealDismissed, kMerged, kHidden, kErasedEarly, kWithdrawn, kErasedLate};
  return !not_admitted.contains(n);
}

class Spring : public testing::Test {
 protected:
  void Plan();
  void Submit();
  void Review();
  void Refuse();
  void Moderate();
  void Appeal();
  void Admit();
  void EraseOne();

  // Steps of them.
  Draft ProposeOnline(int n, const std::string& author) const;
  void Support(int n) const;
  void Accept(int n, bool formal) const;
  std::string Verdict(int n, const std::string& what) const {
    return department_.Propose(fmt::format("verdict {} {}", Id(n), what), By::kAgent);
  }
  v1::ProposalStatus StatusOf(int n) const { return department_.Get(Id(n), By::kNobody).status(); }
  // The documents of a proposal in the journal that are its texts, as hexadecimal digits.
  std::vector<std::string> TextsOf(int n) const;

  Department department_;
  std::map<int, Draft> drafts_;
};

// In January the assembly decides what is asked, of whom, with what money, and by when. It says so three
// times, and everybody reads what changed.
void Spring::Plan() {
  department_.WriteDescription();
  department_.Do("admin create process.toml", By::kAdministrator);
  department_.MakeToken(By::kAgent, "Marie, service citoyenneté", "agent");
  department_.MakeToken(By::kModerator, "Karim, modération", "moderator");
  for (const int version : {1, 2, 3}) {
    v1::UpdateMandateDraftRequest draft;
    draft.set_process(Department::kProcess);
    *draft.mutable_mandate() = MandateVersion(version);
    department_.Call(By::kAgent, &Planning::UpdateMandateDraft, draft);
    v1::PublishMandateRequest publish;
    publish.set_process(Department::kProcess);
    const auto published = department_.Call(By::kAdministrator, &Planning::PublishMandate, publish);
    EXPECT_EQ(published.version(), static_cast<std::uint32_t>(version));
  }
  v1::SetFormRequest form;
  form.set_process(Department::kProcess);
  *form.mutable_form() = Form();
  department_.Call(By::kAdministrator, &Planning::SetForm, form);
  v1::SetCalendarRequest calendar;
  calendar.set_process(Department::kProcess);
  calendar.mutable_calendar()->set_time_zone("Europe/Paris");
  const auto window = [&](v1::WindowKind kind, int from, int to) {
    v1::Window& one = *calendar.mutable_calendar()->add_windows();
    one.set_kind(kind);
    one.set_start_time(static_cast<std::uint64_t>(department_.Day(from)));
    one.set_end_time(static_cast<std::uint64_t>(department_.Day(to)));
  };
  window(v1::WINDOW_KIND_SUBMISSION, 10, 40);
  window(v1::WINDOW_KIND_PAPER_SUBMISSION, 10, 45);
  window(v1::WINDOW_KIND_REVIEW, 42, 70);
  window(v1::WINDOW_KIND_APPEAL, 72, 80);
  window(v1::WINDOW_KIND_VOTING, Department::kVotingOpens, Department::kVotingCloses);
  department_.Call(By::kAdministrator, &Planning::SetCalendar, calendar);
  department_.IssueCodes();

  v1::CompareMandatesRequest compare;
  compare.set_process(Department::kProcess);
  compare.set_from_version(1);
  const auto changes =
      department_.Call(By::kAdministrator, &Planning::CompareMandates, compare).changes();
  std::set<std::string> fields;
  for (const v1::TextChange& change : changes) fields.insert(change.field());
  EXPECT_EQ(fields, (std::set<std::string>{"envelope", "commitment"}));
}

Draft Spring::ProposeOnline(int n, const std::string& author) const {
  const auto citizen = department_.Proposals(By::kNobody);
  v1::CreateProposalRequest create;
  create.set_parent(Department::kProcess);
  create.set_channel(v1::CHANNEL_ONLINE);
  *create.mutable_content() = Content(n, author);
  v1::ProposalText& text = *create.mutable_content()->mutable_text();
  if (n == kFormula) text.set_title("=HYPERLINK(\"https://example.org\")");
  if (n == kErasedEarly) text.set_description(kErased);
  if (n == kErasedLate) text.set_description(kErasedLater);
  const auto made = Department::Must(citizen.Call(&Stub::CreateProposal, create));
  v1::SubmitProposalRequest submit;
  submit.set_name(made.proposal().name());
  submit.set_edit_key(made.edit_key());
  const auto submitted = Department::Must(citizen.Call(&Stub::SubmitProposal, submit));
  EXPECT_EQ(submitted.name(), department_.Name(Id(n)));
  return {submitted.name(), made.edit_key()};
}

// In February citizens propose: most by themselves, some for a group, with neighbours as co-authors; whoever
// has no computer fills in a form at the town hall, and an agent types it.
void Spring::Submit() {
  v1::BeginPhaseRequest begin;
  begin.set_process(Department::kProcess);
  begin.set_phase(v1::PHASE_SUBMISSION);
  department_.Call(By::kAdministrator, &Planning::BeginPhase, begin);

  // The first one by hand: a draft that is shown to nobody, a neighbour who joins, and the submission.
  department_.Write("idee.toml", Toml(1, "Ada"));
  const std::string made = department_.Propose("create idee.toml --edit-key-out idee.key");
  const std::string draft = made.substr(0, made.find('\n'));
  EXPECT_THAT(draft, testing::StartsWith("d-"));
  EXPECT_EQ(
      department_.Try(fmt::format("proposals show {} --process {}", draft, Department::kProcess))
          .exit_code,
      2);
  department_.Propose(
      fmt::format("invite {} --edit-key idee.key --accept-key-out voisin.key", draft));
  department_.Propose(fmt::format("accept {} --accept-key voisin.key --name Blaise", draft));
  EXPECT_THAT(department_.Propose(fmt::format("submit {} --edit-key idee.key --lang fr", draft)),
              HasSubstr("p1  reçue"));
  for (int n = 2; n <= kOnline; ++n) drafts_[n] = ProposeOnline(n, n % 3 == 0 ? "Chloé" : "");
  for (int n = kOnline + 1; n <= kOnline + kGroups; ++n) {
    drafts_[n] = ProposeOnline(n, fmt::format("Association {}", n));
  }
  department_.Write("guichet.csv", PaperTable(kOnline + kGroups + 1, kProposals));
  EXPECT_THAT(department_.Propose("import guichet.csv --paper --check", By::kAgent),
              HasSubstr("guichet.csv:2: ok"));
  EXPECT_THAT(department_.Propose("import guichet.csv --paper", By::kAgent),
              HasSubstr(fmt::format("proposals/p{}", kProposals)));
  // One author changes their mind.
  department_.Propose(fmt::format("withdraw {}", Id(kWithdrawn)), By::kNobody,
                      {{"URNA_EDIT_KEY", drafts_[kWithdrawn].key}});

  // Nobody sees what the staff has not looked through; what an agent has typed, an agent has seen.
  EXPECT_THAT(department_.Propose("list --lang fr"), Not(HasSubstr("p1 ")));
  EXPECT_THAT(department_.Propose("list --lang fr"), HasSubstr(Id(kProposals)));
  EXPECT_EQ(department_.Try(fmt::format("proposals show p1 --process {}", Department::kProcess))
                .exit_code,
            2);
  const auto moderator = department_.Proposals(By::kModerator);
  for (int n = 1; n <= kOnline + kGroups; ++n) {
    v1::ScreenProposalRequest screen;
    screen.set_name(department_.Name(Id(n)));
    Department::Must(moderator.Call(&Stub::ScreenProposal, screen));
  }
  EXPECT_THAT(department_.Propose("list --area nord --sort title --lang fr"),
              HasSubstr("Un banc ombragé, "));
}

// Three neighbours have signed for it.
void Spring::Support(int n) const {
  v1::RecordSupportRequest request;
  request.set_name(department_.Name(Id(n)));
  for (const char* name : {"Ada 1990-02-01", "Blaise 1984-12-24", "Chloé 2009-07-14"}) {
    request.add_persons(name);
  }
  const auto counted =
      Department::Must(department_.Proposals(By::kAgent).Call(&Stub::RecordSupport, request));
  EXPECT_EQ(counted.supporters(), 3U);
}

void Spring::Accept(int n, bool formal) const {
  v1::RecordVerdictRequest request;
  request.set_name(department_.Name(Id(n)));
  v1::VerdictFacts& facts = *request.mutable_facts();
  facts.set_step(formal ? v1::REVIEW_STEP_FORMAL : v1::REVIEW_STEP_SUBSTANTIVE);
  facts.set_accepted(true);
  if (!formal) facts.set_cost(110 * EurosOf(n));
  v1::LocalizedText& reason = *request.add_reason();
  reason.set_language("fr");
  reason.set_text(formal ? "Dans le périmètre du mandat." : "Faisable en régie.");
  Department::Must(department_.Proposals(By::kAgent).Call(&Stub::RecordVerdict, request));
}

// In spring the services review: first whether the mandate allows it, then whether it can be done, and at
// what cost. What is unclear goes back to its author, who completes it.
void Spring::Review() {
  department_.Live(41);
  v1::BeginPhaseRequest begin;
  begin.set_process(Department::kProcess);
  begin.set_phase(v1::PHASE_REVIEW);
  department_.Call(By::kAdministrator, &Planning::BeginPhase, begin);
  EXPECT_THAT(
      department_.Propose(fmt::format("assign p1 p2 p3 --to {} --due {}",
                                      department_.TokenId(By::kAgent), department_.DayText(60)),
                          By::kAdministrator),
      HasSubstr("assigned 3"));
  EXPECT_THAT(department_.Propose(
                  fmt::format("list --assignee {}", department_.TokenId(By::kAgent)), By::kAgent),
              HasSubstr("p3"));

  department_.Propose(fmt::format("return {} --due {} --reason-fr \"Où exactement ?\"",
                                  Id(kReturned), department_.DayText(50)),
                      By::kAgent);
  std::string completed = Toml(kReturned, "Ada");
  completed.replace(completed.find("\"\"\"\nLe lieu"), 12, "\"\"\"\nDevant le lavoir. Le lieu");
  department_.Write("complete.toml", completed);
  department_.Propose("update p1 complete.toml --edit-key idee.key");
  department_.Propose("submit p1 --edit-key idee.key");
  EXPECT_THAT(department_.Propose("show p1 --lang fr"), Not(HasSubstr("lavoir")));
  department_.Propose("screen p1", By::kAgent);
  EXPECT_THAT(department_.Propose("diff p1"), HasSubstr("+ Devant le lavoir."));
  // Whoever accepted to be an author is named with the next version.
  EXPECT_THAT(department_.Propose("show p1 --lang fr"), HasSubstr("Ada, Blaise"));

  department_.Write("liste.txt", "Ada 1990-02-01\nBlaise 1984-12-24\n\nChloé 2009-07-14\n");
  EXPECT_THAT(department_.Propose("support p1 liste.txt", By::kAgent),
              HasSubstr("3 of 3 lines are new; 3 support it"));
  EXPECT_THAT(department_.Propose("support p1 liste.txt", By::kAgent), HasSubstr("0 of 3"));
  Verdict(1, "--formal --accept --reason-fr \"Dans le périmètre.\"");
  EXPECT_THAT(Verdict(1,
                      "--substantive --accept --cost 1250.50 --yearly 80 --months 6 "
                      "--co-funding 300 --reason-fr \"Faisable.\" --lang fr"),
              HasSubstr("retenue"));
  for (int n = 2; n <= kProposals; ++n) {
    const bool by_hand = n == kRefusedFormally || n == kAppealUpheld || n == kAppealDismissed ||
                         n == kWithdrawn || n == kErasedEarly || n == kErasedLate;
    if (n == kWithdrawn) continue;
    Support(n);
    if (by_hand) continue;
    if (n != kMerged && n != kHidden) {
      Accept(n, true);
      Accept(n, false);
    }
  }
}

void Spring::Refuse() {
  Verdict(kRefusedFormally, "--formal --refuse --reason-fr \"Relève de la commune.\"");
  for (const int n : {kAppealUpheld, kAppealDismissed, kErasedEarly, kErasedLate}) {
    Verdict(n, "--formal --accept --reason-fr \"Dans le périmètre.\"");
    Verdict(n, "--substantive --refuse --reason-fr \"Le terrain est inondable.\"");
    EXPECT_EQ(StatusOf(n), v1::PROPOSAL_STATUS_REJECTED);
  }
  EXPECT_THAT(department_.Propose(fmt::format("show {} --lang fr", Id(kRefusedFormally))),
              HasSubstr("Relève de la commune."));
  // Two that want the same become one; of two others only one can be built.
  department_.Propose(
      fmt::format("merge {} {} --reason-fr \"Le même besoin.\"", Id(kMergedInto), Id(kMerged)),
      By::kAgent);
  EXPECT_EQ(department_.Get(Id(kMerged), By::kNobody).merged_into(),
            department_.Name(Id(kMergedInto)));
  department_.Propose(fmt::format("incompatible {} {}", Id(kOne), Id(kOther)), By::kAgent);
  EXPECT_EQ(department_.Get(Id(kOne), By::kNobody).incompatible_size(), 2);
}

// Citizens report, a moderator looks: one is shown again, another stays hidden, and everybody reads why.
void Spring::Moderate() {
  for (const int n : {kRestored, kHidden}) {
    department_.Propose(fmt::format("report {} --reason \"Propos injurieux ?\"", Id(n)));
  }
  EXPECT_THAT(department_.Propose("list --reported", By::kModerator), HasSubstr(Id(kHidden)));
  for (const int n : {kRestored, kHidden}) {
    department_.Propose(fmt::format("hide {} --reason-fr \"Le temps de vérifier.\"", Id(n)),
                        By::kModerator);
  }
  department_.Propose(fmt::format("restore {}", Id(kRestored)), By::kModerator);
  EXPECT_THAT(department_.Propose(fmt::format("show {}", Id(kRestored))),
              HasSubstr(TitleOf(kRestored)));
  const std::string hidden = department_.Propose(fmt::format("show {} --lang fr", Id(kHidden)));
  EXPECT_THAT(hidden, HasSubstr("Le temps de vérifier."));
  EXPECT_THAT(hidden, Not(HasSubstr(TitleOf(kHidden))));
}

// Whoever was refused may object, once. One is heard, and reviewed again; the other is not.
void Spring::Appeal() {
  department_.Live(71);
  v1::BeginPhaseRequest begin;
  begin.set_process(Department::kProcess);
  begin.set_phase(v1::PHASE_APPEAL);
  department_.Call(By::kAdministrator, &Planning::BeginPhase, begin);
  for (const int n : {kAppealUpheld, kAppealDismissed}) {
    department_.Propose(
        fmt::format("appeal {} --statement-fr \"Le terrain est en hauteur.\"", Id(n)), By::kNobody,
        {{"URNA_EDIT_KEY", drafts_[n].key}});
  }
  department_.Propose(
      fmt::format("decide-appeal {} --uphold --reason-fr \"C'est exact.\"", Id(kAppealUpheld)),
      By::kAdministrator);
  Verdict(kAppealUpheld, "--substantive --accept --cost 2000 --reason-fr \"Faisable en hauteur.\"");
  department_.Propose(
      fmt::format("decide-appeal {} --dismiss --reason-fr \"Le plan dit l'inverse.\"",
                  Id(kAppealDismissed)),
      By::kAdministrator);
  EXPECT_EQ(StatusOf(kAppealUpheld), v1::PROPOSAL_STATUS_ADMITTED);
  EXPECT_EQ(StatusOf(kAppealDismissed), v1::PROPOSAL_STATUS_REJECTED);
}

std::vector<std::string> Spring::TextsOf(int n) const {
  v1::ListActsRequest request;
  request.set_process(Department::kProcess);
  request.set_resource(department_.Name(Id(n)));
  std::vector<std::string> hashes;
  const auto acts = department_.Call(By::kNobody, &v1::Journal::Stub::ListActs, request);
  for (const v1::JournalEntry& entry : acts.entries()) {
    for (const v1::NamedDocument& document : entry.documents()) {
      if (document.kind() != v1::DOCUMENT_KIND_PROPOSAL) continue;
      hashes.push_back(crypto::ToHex(crypto::AsBytes(document.sha256())));
    }
  }
  return hashes;
}

// Somebody asks that their words be forgotten. They are: no file of the server holds them when the command
// returns, and no page shows them; that they were there, and who erased them, stays in the journal.
void Spring::EraseOne() {
  const std::vector<std::string> texts = TextsOf(kErasedEarly);
  ASSERT_EQ(texts.size(), 1U);
  const std::string page = fmt::format("/journal/herault-2027/doc/{}", texts[0]);
  EXPECT_EQ(department_.HttpStatus(page), "200");
  EXPECT_TRUE(department_.StoreHolds(kErased));
  department_.Propose(fmt::format("data {} --out a-moi.json", Id(kErasedEarly)), By::kNobody,
                      {{"URNA_EDIT_KEY", drafts_[kErasedEarly].key}});
  department_.Propose(fmt::format("erase {} --yes", Id(kErasedEarly)), By::kAdministrator);
  EXPECT_FALSE(department_.StoreHolds(kErased));
  EXPECT_FALSE(department_.StoreHolds(fmt::format("auteur{}@example.org", kErasedEarly)));
  EXPECT_EQ(department_.HttpStatus(page), "404");
  const v1::Proposal erased = department_.Get(Id(kErasedEarly), By::kAdministrator);
  EXPECT_TRUE(erased.erased());
  EXPECT_FALSE(erased.has_text());
  EXPECT_EQ(erased.status(), v1::PROPOSAL_STATUS_REJECTED);
}

// What was admitted becomes the list of a contest, in one call for each.
void Spring::Admit() {
  for (const char* contest : {"nord", "centre", "sud", "departement"}) {
    const std::string projects =
        department_.Propose(fmt::format("admit --contest {} --all-admitted", contest), By::kAgent);
    for (int n = 1; n <= kProposals; ++n) {
      if (AreaOf(n) != contest) continue;
      const std::string line =
          fmt::format("{}/contests/{}/projects/{}\n", Department::kProcess, contest, Id(n));
      EXPECT_EQ(projects.find(line) != std::string::npos, IsAdmitted(n)) << line;
    }
  }
  EXPECT_EQ(StatusOf(1), v1::PROPOSAL_STATUS_ON_THE_BALLOT);
  // What leaves the server as a table runs nothing on the desk of whoever opens it.
  department_.Propose("export --out tout.csv", By::kAgent);
  const std::string table = WholeFile(department_.Path("tout.csv"));
  EXPECT_THAT(table, HasSubstr("\"'=HYPERLINK("));
  EXPECT_THAT(table, HasSubstr("lavoir"));
}

TEST_F(Spring, LeadsFromAMandateToAVoteThatAnybodyVerifies) {
  ASSERT_NO_THROW(Plan());
  ASSERT_NO_THROW(Submit());
  ASSERT_NO_THROW(Review());
  ASSERT_NO_THROW(Refuse());
  ASSERT_NO_THROW(Moderate());
  ASSERT_NO_THROW(EraseOne());
  ASSERT_NO_THROW(Appeal());
  ASSERT_NO_THROW(Admit());

  // Frozen and sealed; in summer people vote.
  department_.Live(85);
  ASSERT_NO_THROW(department_.FreezeAndSeal());
  department_.Live(Department::kVotingOpens + 1);
  department_.Open();
  department_.Vote("nord", "nord", Id(1));
  department_.Vote("centre", "centre", Id(6));
  department_.Vote("sud", "sud", Id(kAppealUpheld));
  department_.Vote("nord", "departement", Id(12));
  ASSERT_NO_THROW(department_.CloseAndCount());

  // Anybody takes it home, and verifies the spring with the vote.
  const std::string bundle = department_.Fetch("bundle");
  const Finished verified = department_.Verify(bundle);
  EXPECT_EQ(verified.exit_code, 0) << verified.output;
  EXPECT_THAT(verified.output, HasSubstr(fmt::format("{} proposals", kProposals)));

  // Years later somebody else asks to be forgotten: what was verified holds without their words.
  EXPECT_TRUE(department_.StoreHolds(kErasedLater));
  department_.Propose(fmt::format("erase {} --yes", Id(kErasedLate)), By::kAdministrator);
  EXPECT_FALSE(department_.StoreHolds(kErasedLater));
  const std::string again = department_.Fetch("bundle-again");
  const Finished holds = department_.Verify(again);
  EXPECT_EQ(holds.exit_code, 0) << holds.output;

  // A server that would rather have had another spring holds the journal's key, and signs what it likes.
  // The one that people voted upon was sealed.
  const ForgedJournal journal(department_.StopAndOpen(), Department::kProcess);
  for (const Forgery forgery : {Forgery::kForged, Forgery::kDropped, Forgery::kMoved}) {
    const std::string lie = department_.Path(fmt::format("lie-{}", static_cast<int>(forgery)));
    journal.WriteBundle(again, forgery, lie);
    const Finished refused = department_.Verify(lie);
    EXPECT_EQ(refused.exit_code, 1) << refused.output;
    EXPECT_THAT(refused.output, HasSubstr("FAUX 13 journal"));
  }
}

}  // namespace
}  // namespace urna::end_to_end
