// The small parts: names, pages, masks, times, the worker pool.
#include <atomic>
#include <future>

#include "crypto/self_test.h"
#include "services/base/families.h"
#include "services/base/field_masks.h"
#include "services/base/pages.h"
#include "services/base/resource_name.h"
#include "services/base/times.h"
#include "services/base/worker_pool.h"
#include "services/test_server.h"
#include "storage/rocks/rocks_store.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

using testing::ElementsAre;

rc::Gen<std::string> Ids() {
  return rc::gen::map(rc::gen::pair(rc::gen::inRange('a', '{'),
                                    rc::gen::container<std::string>(rc::gen::elementOf(
                                        std::string("abcdefghijklmnopqrstuvwxyz0123456789-")))),
                      [](const std::pair<int, std::string>& p) {
                        return (static_cast<char>(p.first) + p.second).substr(0, 63);
                      });
}

RC_GTEST_PROP(ResourceName, IsMadeOfItsParts, ()) {
  const auto contest = ResourceName::Child(Kind::kContest, "processes/" + *Ids(), *Ids(), "id");
  RC_ASSERT(contest.ok());
  const auto project = ResourceName::Child(Kind::kProject, contest->text(), "Écluse 3", "id");
  RC_ASSERT(project.ok());
  RC_ASSERT(project->parent() == contest->text());
  RC_ASSERT(project->process() == contest->process());
  RC_ASSERT(project->id() == "Écluse 3");
  const auto again = ResourceName::Parse(Kind::kProject, project->text(), "name");
  RC_ASSERT(again.ok() && again->text() == project->text());
}

// Cities number their projects like this: "L18/09/XI".
TEST(ResourceName, TakesAProjectIdWithSlashesWhole) {
  const auto project =
      ResourceName::Child(Kind::kProject, "processes/a/contests/b", "2023/projects/17", "id");
  ASSERT_TRUE(project.ok());
  EXPECT_EQ(project->id(), "2023/projects/17");
  EXPECT_EQ(project->parent(), "processes/a/contests/b");
  EXPECT_EQ(ResourceName::Parse(Kind::kProject, project->text(), "name")->id(), project->id());
  EXPECT_FALSE(ResourceName::Child(Kind::kArea, "processes/a", "b/c", "id").ok());
}

TEST(ResourceName, RefusesEveryOtherForm) {
  for (const char* name :
       {"", "/", "processes", "processes/", "processes//", "/processes/a", "processes/A",
        "processes/1a", "processes/a/", "processes/a/areas/b", "areas/a", "processes/a b",
        "processes/a/processes/b", "processes/a\n"}) {
    EXPECT_FALSE(ResourceName::Parse(Kind::kProcess, name, "name").ok()) << name;
  }
  EXPECT_FALSE(ResourceName::Parse(Kind::kArea, "processes/a/contests/b", "name").ok());
  EXPECT_FALSE(ResourceName::Parse(Kind::kProject, "processes/a/projects/b", "name").ok());
  EXPECT_FALSE(
      ResourceName::Parse(Kind::kProcess, "processes/" + std::string(64, 'a'), "name").ok());
}

RC_GTEST_PROP(ResourceName, NeverCrashes, (const std::string& text)) {
  for (const Kind kind : {Kind::kProcess, Kind::kArea, Kind::kProject}) {
    static_cast<void>(ResourceName::Parse(kind, text, "name"));
  }
}

RC_GTEST_PROP(PageToken, GivesBackWhatItWasMadeOf, (const std::string& list, std::string last)) {
  last += 'x';
  const auto read = ReadPageToken(list, MakePageToken(list, last));
  RC_ASSERT(read.ok() && *read == last);
}

RC_GTEST_PROP(PageToken, IsOfOneListOnly, (const std::string& list, const std::string& other)) {
  RC_PRE(list != other);
  RC_ASSERT(!ReadPageToken(other, MakePageToken(list, "x")).ok());
}

TEST(PageSize, HasADefaultAndAMaximum) {
  EXPECT_EQ(PageSize(0).value(), 100u);
  EXPECT_EQ(PageSize(7).value(), 7u);
  EXPECT_EQ(PageSize(5000).value(), 1000u);
  EXPECT_FALSE(PageSize(-1).ok());
}

v1::Project Project(const std::string& name, std::int64_t cost) {
  v1::Project project;
  project.set_name(name);
  project.set_cost(cost);
  project.add_categories("green");
  return project;
}

TEST(FieldMask, ChangesWhatItNamesOnly) {
  v1::Project target = Project("old", 5);
  v1::Project source = Project("new", 7);
  google::protobuf::FieldMask mask;
  mask.add_paths("cost");
  ASSERT_TRUE(ApplyMask(source, mask, {"name"}, target).ok());
  EXPECT_EQ(target.cost(), 7);
  EXPECT_EQ(target.name(), "old");
  EXPECT_THAT(target.categories(), ElementsAre("green"));
}

TEST(FieldMask, EmptiesANamedFieldThatIsNotGiven) {
  v1::Project target = Project("old", 5);
  google::protobuf::FieldMask mask;
  mask.add_paths("cost");
  mask.add_paths("categories");
  ASSERT_TRUE(ApplyMask(v1::Project(), mask, {"name"}, target).ok());
  EXPECT_EQ(target.cost(), 0);
  EXPECT_TRUE(target.categories().empty());
}

TEST(FieldMask, StarMeansAllAndNothingMeansWhatIsGiven) {
  v1::Project source;
  source.set_name("new");
  source.set_cost(7);
  google::protobuf::FieldMask mask;
  v1::Project target = Project("old", 5);
  ASSERT_TRUE(ApplyMask(source, mask, {"name"}, target).ok());
  EXPECT_EQ(target.cost(), 7);
  EXPECT_EQ(target.categories_size(), 1);
  mask.add_paths("*");
  ASSERT_TRUE(ApplyMask(source, mask, {"name"}, target).ok());
  EXPECT_EQ(target.name(), "old");
  EXPECT_EQ(target.categories_size(), 0);
}

TEST(FieldMask, RefusesUnknownAndFixedFields) {
  for (const char* path : {"price", "name", "", "cost.cents", "title.text.x"}) {
    v1::Project target = Project("old", 5);
    google::protobuf::FieldMask mask;
    mask.add_paths(path);
    EXPECT_FALSE(ApplyMask(Project("new", 7), mask, {"name"}, target).ok()) << path;
    EXPECT_EQ(target.cost(), 5);
  }
}

TEST(WholeSeconds, RefusesFractionsAndFarTimes) {
  google::protobuf::Timestamp time;
  time.set_seconds(1'750'000'000);
  EXPECT_EQ(WholeSeconds(time).value(), 1'750'000'000);
  time.set_nanos(1);
  EXPECT_FALSE(WholeSeconds(time).ok());
  time.set_nanos(0);
  for (const std::int64_t seconds : {std::int64_t{-1}, std::int64_t{253402300800}}) {
    time.set_seconds(seconds);
    EXPECT_FALSE(WholeSeconds(time).ok());
  }
}

// Its one thread is busy from here on until the gate opens.
void Occupy(WorkerPool& pool, std::promise<void>& gate) {
  const auto begun = std::make_shared<std::promise<void>>();
  ASSERT_TRUE(pool.Submit("", [begun, &gate] {
    begun->set_value();
    gate.get_future().wait();
  }));
  begun->get_future().wait();
}

TEST(WorkerPool, CarriesOutAllThatItAccepted) {
  std::atomic<int> done = 0;
  int accepted = 0;
  {
    WorkerPool pool(4, 1000);
    for (int i = 0; i < 500; ++i) {
      if (pool.Submit(std::to_string(i % 7), [&done] { ++done; })) ++accepted;
    }
  }
  EXPECT_EQ(accepted, 500);
  EXPECT_EQ(done, 500);
}

// Whoever has brought jobs may go then, and what they refer to.
TEST(WorkerPool, HoldsNothingAfterItsEnd) {
  const auto held = std::make_shared<int>(0);
  WorkerPool pool(2, 100);
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(pool.Submit(std::to_string(i), [held] { std::this_thread::yield(); }));
  }
  pool.End();
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_FALSE(pool.Submit("late", [held] {}));
  EXPECT_EQ(held.use_count(), 1);
  pool.End();
}

TEST(WorkerPool, RefusesWhatItCannotKeepUpWith) {
  std::promise<void> gate;
  WorkerPool pool(1, 8);
  Occupy(pool, gate);
  EXPECT_TRUE(pool.Submit("a", [] {}));
  EXPECT_TRUE(pool.Submit("a", [] {}));
  EXPECT_FALSE(pool.Submit("a", [] {}));
  // Others have their place.
  EXPECT_TRUE(pool.Submit("b", [] {}));
  EXPECT_EQ(pool.waiting(), 3u);
  gate.set_value();
}

// A few sources that fill it keep nobody else out.
TEST(WorkerPool, HasAPlaceForWhoeverHasNone) {
  std::promise<void> gate;
  WorkerPool pool(1, 8);
  Occupy(pool, gate);
  for (const char* source : {"a", "b", "c", "d"}) {
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(pool.Submit(source, [] {}));
  }
  EXPECT_FALSE(pool.Submit("a", [] {}));
  int others = 0;
  while (pool.Submit("voter" + std::to_string(others), [] {})) ++others;
  EXPECT_EQ(others, 8);
  gate.set_value();
}

TEST(WorkerPool, ServesSourcesByTurns) {
  std::promise<void> gate;
  std::string order;
  {
    WorkerPool pool(1, 100);
    Occupy(pool, gate);
    for (const char source : std::string("aaaaabbc")) {
      ASSERT_TRUE(pool.Submit(std::string(1, source), [&order, source] { order += source; }));
    }
    gate.set_value();
  }
  EXPECT_EQ(order, "abcabaaa");
}

TEST(Initialisation, RefusesASecondTimeAndLeavesTheFirstTokenValid) {
  TestServer server;
  EXPECT_FALSE(InitialiseServerStore(server.config(), server.clock()).ok());
  v1::ListProcessesResponse response;
  auto context = server.Administrator();
  EXPECT_THAT(server.processes().ListProcesses(context.get(), {}, &response), IsDone());
}

}  // namespace
}  // namespace urna::services
