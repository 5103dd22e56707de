// What another program gets to see, and how it ends; and what one that was tricked can still do.
#include "services/attachments/locked_process.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

namespace urna::services {
namespace {

constexpr std::size_t kRoom = 1 << 20;
// Longer than anything takes here that ends.
constexpr absl::Duration kLong = absl::Minutes(2);
constexpr int kDone = 42;

Ending RunIt(const std::string& program, const std::vector<std::string>& arguments,
             std::string_view input = "", absl::Duration time = kLong) {
  absl::StatusOr<Ending> ending = RunLocked(program, arguments, input, kRoom, time);
  EXPECT_TRUE(ending.ok()) << ending.status();
  return ending.ok() ? *ending : Ending();
}

Ending Misbehave(std::string_view how, absl::Duration time = kLong) {
  return RunIt(URNA_MISBEHAVE, {}, how, time);
}

TEST(LockedProcess, ReadsItsInputAndIsHeardToTheEnd) {
  for (const std::size_t size : {0UL, 1UL, 65536UL, kRoom}) {
    const std::string input(size, 'x');
    const Ending ending = RunIt("/bin/cat", {}, input);
    EXPECT_EQ(ending.status, 0);
    EXPECT_EQ(ending.output, input);
  }
}

TEST(LockedProcess, GetsNothingOfTheOneThatStartsIt) {
  setenv("URNA_TOKEN", "secret", 1);
  EXPECT_EQ(RunIt("/usr/bin/env", {}).output, "");
  EXPECT_EQ(RunIt("/bin/pwd", {}).output, "/\n");
  // Its own three, and the folder that it lists.
  EXPECT_EQ(RunIt("/bin/ls", {"/proc/self/fd"}).output, "0\n1\n2\n3\n");
}

TEST(LockedProcess, CannotWriteItsInput) {
  EXPECT_NE(RunIt("/bin/sh", {"-c", "echo x >/proc/self/fd/0"}, "input").status, 0);
}

TEST(LockedProcess, IsStoppedWhenItTakesTooLong) {
  const Ending ending = RunIt("/bin/sleep", {"1000"}, "", absl::Milliseconds(50));
  EXPECT_TRUE(ending.was_stopped);
  EXPECT_EQ(ending.signal, SIGKILL);
}

TEST(LockedProcess, IsStoppedWhenItHasClosedItsOutputAndRunsOn) {
  const Ending ending =
      RunIt("/bin/sh", {"-c", "exec >&-; sleep 1000"}, "", absl::Milliseconds(200));
  EXPECT_TRUE(ending.was_stopped);
}

TEST(LockedProcess, IsStoppedWhenItWritesTooMuch) {
  const Ending ending = RunIt("/bin/cat", {"/dev/zero"});
  EXPECT_TRUE(ending.was_stopped);
  EXPECT_EQ(ending.output, "");
}

TEST(LockedProcess, SaysNothingWhereItFails) {
  const Ending ending = RunIt("/bin/sh", {"-c", "echo half; exit 7"});
  EXPECT_EQ(ending.status, 7);
  EXPECT_EQ(ending.output, "");
}

TEST(LockedProcess, IsNotThere) {
  EXPECT_EQ(RunLocked("/no/such/program", {}, "", kRoom, kLong).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST(Sandbox, LetsAProgramReadAndEnd) { EXPECT_EQ(Misbehave("nothing").status, kDone); }

TEST(Sandbox, KillsWhoeverAsksForAnythingElse) {
  for (const char* how :
       {"open", "write a file", "fork", "execute", "connect", "kill", "say", "read another file",
        "make code", "turn into code", "map its input", "close and run for ever"}) {
    EXPECT_EQ(Misbehave(how).signal, SIGSYS) << how;
  }
}

TEST(Sandbox, GivesNoMoreMemoryThanThereIsFor) {
  EXPECT_EQ(Misbehave("take all memory").status, kDone);
}

TEST(Sandbox, KeepsNobodyFromStoppingWhoRunsOrWritesForEver) {
  EXPECT_TRUE(Misbehave("run for ever", absl::Milliseconds(200)).was_stopped);
  EXPECT_TRUE(Misbehave("write for ever").was_stopped);
}

TEST(Long, SandboxGivesAProgramSomeSecondsOfAProcessor) {
  const Ending ending = Misbehave("run for ever");
  EXPECT_FALSE(ending.was_stopped);
  // At the limit, which is also the hard one.
  EXPECT_EQ(ending.signal, SIGKILL);
}

}  // namespace
}  // namespace urna::services
