// A process is killed while it writes; what it had acknowledged must be there.
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <random>
#include <thread>

#include "absl/strings/numbers.h"
#include "pch.h"
#include "storage/rocks/crash_writer.h"
#include "storage/store_contents.h"
#include "support/random_rounds.h"
#include "support/temporary_folder.h"

namespace urna::storage {
namespace {

constexpr int kRounds = 20;  // more with the environment variable URNA_CRASH_ROUNDS
constexpr int kMostAcknowledgements = 60;
constexpr int kLongestWaitMicroseconds = 3'000;
// Without waiting for an acknowledgement, so that the kill may fall into the opening.
constexpr int kLongestStartMicroseconds = 60'000;

using Heads = std::array<std::uint64_t, kCrashWriterThreads>;

int Rounds() { return NumberIn("URNA_CRASH_ROUNDS", kRounds); }

// A crash writer under way.
class Victim {
 public:
  explicit Victim(std::string path) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    std::string program = "/proc/self/exe";
    std::string argument = kCrashWriterArgument;
    char* const arguments[] = {program.data(), argument.data(), path.data(), nullptr};
    const int failed =
        posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    acknowledgements_ = fdopen(ends[0], "r");
    if (failed != 0 || acknowledgements_ == nullptr) throw std::runtime_error("cannot spawn");
  }
  ~Victim() { fclose(acknowledgements_); }
  Victim(const Victim&) = delete;
  Victim& operator=(const Victim&) = delete;

  // Whether one was read; there is none when the process is dead.
  bool ReadAcknowledgement(Heads* heads) {
    int thread = 0;
    unsigned long long number = 0;
    if (fscanf(acknowledgements_, "%d %llu", &thread, &number) != 2) return false;
    (*heads)[static_cast<std::size_t>(thread)] = number;
    return true;
  }
  // Whether it was still alive until then.
  bool Kill() {
    kill(process_, SIGKILL);
    int status = 0;
    waitpid(process_, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  }

 private:
  pid_t process_ = 0;
  FILE* acknowledgements_ = nullptr;
};

TEST(Crash, LosesNoAcknowledgedBatchAndLeavesNoneHalf) {
  const TemporaryFolder folder;
  const std::string path = folder.Sub("store");
  const std::uint32_t seed = RandomSeed();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const auto draw = [&random](int most) {
    return std::uniform_int_distribution<int>(0, most)(random);
  };

  Heads acknowledged{};
  const int rounds = Rounds();
  for (int round = 0; round < rounds && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE(testing::Message() << "round " << round);
    Victim victim(path);
    const int awaited = round % 4 == 0 ? 0 : draw(kMostAcknowledgements);
    for (int i = 0; i < awaited && victim.ReadAcknowledgement(&acknowledged); ++i) {
    }
    std::this_thread::sleep_for(std::chrono::microseconds(
        draw(awaited == 0 ? kLongestStartMicroseconds : kLongestWaitMicroseconds)));
    EXPECT_TRUE(victim.Kill());
    while (victim.ReadAcknowledgement(&acknowledged)) {
    }

    const std::unique_ptr<Store> store = MustOpen(CrashStoreOptions(path));
    Contents whole;
    for (int thread = 0; thread < kCrashWriterThreads; ++thread) {
      const std::uint64_t known = acknowledged[static_cast<std::size_t>(thread)];
      std::uint64_t head = 0;
      if (const auto value = ValueOf(*store, kCrashHeads, CrashHeadKey(thread)); value) {
        ASSERT_TRUE(absl::SimpleAtoi(*value, &head));
      }
      EXPECT_GE(head, known) << "an acknowledged batch of thread " << thread << " is lost";
      EXPECT_LE(head, known + 1) << "thread " << thread << " had one batch under way at most";
      for (std::uint64_t number = 1; number <= head; ++number) {
        whole.merge(CrashLeaves(thread, number));
      }
      // What came through without an answer is part of the store from now on.
      acknowledged[static_cast<std::size_t>(thread)] = head;
    }
    EXPECT_TRUE(Everything(*store, kCrashLeaves) == whole) << "a batch is there in part";
  }
  EXPECT_GT(acknowledged[0] + acknowledged[1] + acknowledged[2], 0u);
}

}  // namespace
}  // namespace urna::storage
