// The server is killed in the spring, again and again, while citizens propose and the staff reviews and plans. What was
// answered is there; of the calls that were not, each is done or not done; the journal tells of all of it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <random>
#include <thread>

#include "cli/client/journal_mirror.h"
#include "cli/client/process_reader.h"
#include "end_to_end/spring/department.h"
#include "end_to_end/spring/person.h"
#include "end_to_end/spring/plan_deeds.h"
#include "end_to_end/spring/proposal_deeds.h"
#include "end_to_end/spring/read_journal.h"
#include "end_to_end/spring/store_check.h"
#include "ledger/journal_audit.h"
#include "pch.h"
#include "services/proposals/proposal_store.h"
#include "services/server/server.h"
#include "support/random_rounds.h"

namespace urna::end_to_end {
namespace {

constexpr int kRounds = 7;  // more with the environment variable URNA_KILL_ROUNDS
// From so many on, every call that changes something has its turn.
constexpr int kThoroughRounds = 60;
constexpr int kPersons = 6;
// Of them, those who come by the other door.
constexpr int kByHttp = 2;
constexpr int kMostAnswers = 150;
constexpr int kGoingOn = 20;
constexpr int kLongestWaitMicroseconds = 20'000;

int Rounds() { return NumberIn("URNA_KILL_ROUNDS", kRounds); }

class SpringKill : public testing::Test {
 protected:
  explicit SpringKill(std::uint32_t seed = RandomSeed()) : seed_(seed), random_(seed) {}

  // A process with everything that is sealed, but for what is decided in the spring.
  void SetUp() override;
  // Everybody works until the server dies, at a random moment after a random number of answers.
  void WorkUntilKilled();
  // Nobody works: journal and store are as they must be.
  void Audit();
  // Everybody settles what was in doubt, and nothing is in doubt then.
  void SettleAll();
  // Everybody goes on, on a server that nobody kills.
  void GoOn();
  // Everything is decided that keeps the process from being frozen.
  void DecideAll();
  void Decide(const Caller& caller, Person& person);
  // Frozen, its journal is verified as an observer does.
  void FreezeAndVerify();
  // What lies in the store of a server that has ended.
  void CheckFiles();

  void ExpectNoFaults();
  // What was called, how often, and how often it was in doubt.
  void RecordTallies();
  std::vector<std::string> ErasedWords() const;
  Caller CallerOf(std::size_t person) const {
    return Caller(department_,
                  static_cast<int>(person) <= kByHttp && person > 0 ? Over::kHttp : Over::kGrpc);
  }
  int Draw(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }

  const std::uint32_t seed_;
  std::mt19937 random_;
  Department department_;
  std::string reviewer_;
  Season season_;
  // Up to which the phases may go by now.
  std::atomic<v1::Phase> goal_ = v1::PHASE_DRAFT;
  // The first plans.
  std::vector<std::unique_ptr<Person>> persons_;
  Visits visits_;
};

void SpringKill::SetUp() {
  department_.WriteDescription();
  department_.Do("admin create process.toml", By::kAdministrator);
  department_.MakeToken(By::kAgent, "Marie", "agent");
  department_.MakeToken(By::kModerator, "Karim", "moderator");
  department_.IssueCodes();
  reviewer_ = "accessTokens/" + department_.TokenId(By::kAgent);
  v1::GetProcessRequest request;
  request.set_name(Department::kProcess);
  const auto process =
      department_.Call(By::kAdministrator, &v1::Processes::Stub::GetProcess, request);
  ASSERT_EQ(process.election_id().size(), visits_.process.size());
  std::ranges::copy(crypto::AsBytes(process.election_id()), visits_.process.begin());

  persons_.push_back(std::make_unique<Person>(
      season_, 0, random_(), [this](const Shadow& shadow, v1::Phase, Ideas& ideas) {
        return DrawPlanDeed(shadow, season_, goal_, ideas);
      }));
  persons_[0]->shadow().plan.emplace();
  for (int number = 1; number <= kPersons; ++number) {
    persons_.push_back(std::make_unique<Person>(
        season_, number, random_(), [this](const Shadow& shadow, v1::Phase phase, Ideas& ideas) {
          return DrawProposalDeed({shadow, phase, ideas, reviewer_});
        }));
  }
}

void SpringKill::WorkUntilKilled() {
  std::atomic<int> answers = 0;
  std::atomic<std::size_t> working = persons_.size();
  std::atomic<bool> is_over = false;
  std::vector<Caller> callers;
  for (std::size_t i = 0; i < persons_.size(); ++i) callers.push_back(CallerOf(i));
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < persons_.size(); ++i) {
    threads.emplace_back([&, i] {
      persons_[i]->WorkUntilItFails(callers[i], answers);
      --working;
    });
  }
  // Whatever the journal signs meanwhile, it must continue for ever.
  std::thread observer([&, caller = CallerOf(0)] {
    v1::GetJournalRequest request;
    request.set_process(Department::kProcess);
    while (!is_over) {
      const auto journal = caller.Call(By::kAdministrator, &v1::Journal::Stub::GetJournal, request);
      if (!journal.ok()) return;
      if (visits_.checkpoints.empty() || visits_.checkpoints.back() != journal->checkpoint()) {
        visits_.checkpoints.push_back(journal->checkpoint());
      }
    }
  });
  const int awaited = Draw(kMostAnswers);
  while (answers < awaited && working == persons_.size()) std::this_thread::yield();
  std::this_thread::sleep_for(std::chrono::microseconds(Draw(kLongestWaitMicroseconds)));
  EXPECT_TRUE(department_.Kill());
  is_over = true;
  for (std::thread& thread : threads) thread.join();
  observer.join();
}

void SpringKill::ExpectNoFaults() {
  for (const auto& person : persons_) {
    for (const std::string& fault : person->faults()) ADD_FAILURE() << fault;
  }
}

void SpringKill::RecordTallies() {
  std::map<std::string, Tally> all;
  for (const auto& person : persons_) {
    for (const auto& [what, one] : person->tallies()) {
      Tally& sum = all[what];
      sum.answered += one.answered;
      sum.in_doubt += one.in_doubt;
      sum.found_done += one.found_done;
      sum.found_not_done += one.found_not_done;
    }
  }
  int in_doubt = 0;
  for (const auto& [what, sum] : all) {
    in_doubt += sum.in_doubt;
    std::string name = what;
    std::ranges::replace_if(name, [](char c) { return c == ' ' || c == ','; }, '_');
    RecordProperty(name, fmt::format("{} answered, {} in doubt: {} done, {} not", sum.answered,
                                     sum.in_doubt, sum.found_done, sum.found_not_done));
  }
  // Else the kills came at moments at which nothing was under way.
  EXPECT_GT(in_doubt, 0);
  if (Rounds() < kThoroughRounds) return;
  for (const google::protobuf::FileDescriptor* file :
       {v1::CreateProposalRequest::descriptor()->file(), v1::SetFormRequest::descriptor()->file(),
        v1::CreateProjectRequest::descriptor()->file()}) {
    const google::protobuf::ServiceDescriptor& service = *file->service(0);
    for (int i = 0; i < service.method_count(); ++i) {
      const std::string& method = service.method(i)->name();
      const bool only_reads = service.method(i)->options().idempotency_level() ==
                                  google::protobuf::MethodOptions::NO_SIDE_EFFECTS ||
                              method.starts_with("Get") || method.starts_with("Compare");
      // A deed is called by its method, and maybe by what it does with it.
      const auto of_method = [&](const auto& one) { return one.first.starts_with(method); };
      EXPECT_TRUE(only_reads || std::ranges::any_of(all, of_method)) << method;
    }
  }
}

std::vector<std::string> SpringKill::ErasedWords() const {
  std::vector<std::string> words;
  for (const auto& person : persons_) {
    const auto& erased = person->shadow().erased_words;
    words.insert(words.end(), erased.begin(), erased.end());
  }
  return words;
}

void SpringKill::Audit() {
  const Caller caller = CallerOf(0);
  const ReadJournal journal(caller, visits_);
  if (!HasFatalFailure()) ExpectAgree(caller, journal, ErasedWords());
}

void SpringKill::SettleAll() {
  for (std::size_t i = 0; i < persons_.size(); ++i) {
    EXPECT_TRUE(persons_[i]->Settle(CallerOf(i)));
  }
  ExpectNoFaults();
  EXPECT_THAT(department_.HeldOf(ErasedWords()), testing::IsEmpty());
}

void SpringKill::GoOn() {
  std::vector<Caller> callers;
  for (std::size_t i = 0; i < persons_.size(); ++i) callers.push_back(CallerOf(i));
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < persons_.size(); ++i) {
    threads.emplace_back([&, i] { persons_[i]->WorkFor(callers[i], kGoingOn); });
  }
  for (std::thread& thread : threads) thread.join();
  ExpectNoFaults();
}

void SpringKill::Decide(const Caller& caller, Person& person) {
  const auto desk = [&] { return Desk{person.shadow(), season_.phase, person.ideas(), reviewer_}; };
  std::vector<int> ids;
  for (const auto& [id, owned] : person.shadow().proposals) ids.push_back(id);
  for (const int id : ids) {
    const Owned& owned = person.shadow().proposals.at(id);
    const bool is_open = owned.is(v1::PROPOSAL_STATUS_SUBMITTED) ||
                         owned.is(v1::PROPOSAL_STATUS_RETURNED) ||
                         owned.is(v1::PROPOSAL_STATUS_UNDER_REVIEW);
    if (is_open) person.Do(caller, WithdrawByStaff(desk(), id));
    if (owned.is(v1::PROPOSAL_STATUS_REJECTED) &&
        owned.seen.appeal().status() == v1::APPEAL_STATUS_FILED) {
      person.Do(caller, Dismiss(desk(), id));
    }
    if (owned.is(v1::PROPOSAL_STATUS_ADMITTED)) person.Do(caller, PutOnBallot(desk(), {id}));
  }
}

void SpringKill::DecideAll() {
  const Caller caller = CallerOf(0);
  Person& planner = *persons_[0];
  while (const auto deed =
             NextPlanDeed(planner.shadow(), season_, v1::PHASE_APPEAL, planner.ideas())) {
    planner.Do(caller, *deed);
    if (!planner.faults().empty()) break;
  }
  for (std::size_t i = 1; i < persons_.size(); ++i) Decide(CallerOf(i), *persons_[i]);
  Person& clerk = *persons_[1];
  for (const char* contest : {"nord", "centre", "sud", "departement"}) {
    clerk.Do(caller,
             AddProject({clerk.shadow(), season_.phase, clerk.ideas(), reviewer_}, contest));
  }
  ExpectNoFaults();
}

void SpringKill::FreezeAndVerify() {
  department_.Do(fmt::format("admin freeze {}", Department::kProcess), By::kAdministrator);
  const auto connection =
      client::Connection::Open({department_.address(), {}, department_.Token(By::kAdministrator)});
  ASSERT_TRUE(connection.ok()) << connection.status();
  const auto config = client::ProcessReader(*connection, Department::kProcess).ReadConfig();
  ASSERT_TRUE(config.ok()) << config.status();
  const std::string folder = department_.Path("bundle");
  auto writer = ledger::BundleWriter::Create(folder);
  ASSERT_TRUE(writer.ok()) << writer.status();
  const absl::Status mirrored = client::MirrorJournal(*connection, *config, *writer);
  ASSERT_TRUE(mirrored.ok()) << mirrored;
  const auto bundle = ledger::Bundle::Open(folder);
  ASSERT_TRUE(bundle.ok()) << bundle.status();
  ledger::JournalReport report;
  const absl::Status verified =
      ledger::AuditJournal(*bundle, *config, visits_.checkpoints, [](double) {}, report);
  EXPECT_TRUE(verified.ok()) << verified;
  RecordProperty("acts", static_cast<int>(report.acts));
  RecordProperty("proposals", static_cast<int>(report.proposals));
  std::size_t handed_in = 0;
  for (const auto& person : persons_) {
    for (const auto& [id, owned] : person->shadow().proposals) handed_in += owned.number() > 0;
  }
  EXPECT_EQ(report.proposals, handed_in) << "something is there that nobody has handed in";
}

void SpringKill::CheckFiles() {
  const services::ServerConfig config = department_.StopAndOpen();
  EXPECT_THAT(department_.HeldOf(ErasedWords()), testing::IsEmpty());
  const auto store = services::OpenServerStore(config);
  ASSERT_TRUE(store.ok()) << store.status();
  std::size_t drafts = 0;
  for (const auto& person : persons_) {
    drafts += static_cast<std::size_t>(person->shadow().lost_drafts);
    for (const auto& [id, owned] : person->shadow().proposals) drafts += owned.is_draft();
  }
  constexpr std::size_t kMost = 1'000'000;
  const auto counted = services::CountDrafts(**store, Department::kProcess, kMost);
  ASSERT_TRUE(counted.ok()) << counted.status();
  EXPECT_EQ(*counted, drafts);
}

TEST_F(SpringKill, LosesNothingThatWasAnswered) {
  SCOPED_TRACE(testing::Message() << "seed " << seed_);
  constexpr std::array kPhases = {v1::PHASE_DRAFT,  v1::PHASE_SUBMISSION, v1::PHASE_SUBMISSION,
                                  v1::PHASE_REVIEW, v1::PHASE_REVIEW,     v1::PHASE_APPEAL,
                                  v1::PHASE_APPEAL};
  const int rounds = Rounds();
  for (int round = 0; round < rounds && !HasFailure(); ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round);
    goal_ = kPhases[static_cast<std::size_t>(round) * kPhases.size() /
                    static_cast<std::size_t>(rounds)];
    WorkUntilKilled();
    department_.Serve();
    Audit();
    // Or else among others, and maybe killed once more.
    if (Draw(1) == 0) SettleAll();
    ExpectNoFaults();
  }
  if (HasFailure()) return;

  SettleAll();
  RecordTallies();
  if (!HasFailure()) GoOn();
  if (!HasFailure()) DecideAll();
  if (!HasFailure()) Audit();
  if (!HasFailure()) FreezeAndVerify();
  if (!HasFailure()) CheckFiles();
}

}  // namespace
}  // namespace urna::end_to_end
