// What voters notice while everybody who follows a process is told that the vote has begun.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <semaphore>
#include <thread>
#include <vector>

#include "services/append/log_registry.h"
#include "services/base/times.h"
#include "services/journal/journals.h"
#include "services/messages/followers.h"
#include "services/messages/mail_sender.h"
#include "services/messages/message_store.h"
#include "services/records/changes.h"
#include "voting_log.h"

namespace urna::services {
namespace {

constexpr char kProcess[] = "paris";

// A mail server that takes everything at once: what is left is what the store and the processors do.
class Takes final : public MailTransport {
 public:
  Handover Send(const MailItem&) override {
    ++taken;
    return {.end = Handover::End::kTaken, .code = 250};
  }
  void Close() override {}
  void Stop() override {}

  std::atomic<std::size_t> taken = 0;
};

// Mail of a process that has so many followers.
class Mail {
 public:
  Mail(storage::Store& store, const Clock& clock)
      : store_(store),
        logs_(clock),
        journals_(store, clock),
        changes_(store, logs_, journals_, clock),
        clock_(clock),
        outbox_(store, clock, {"vote.example.org", "https://vote.example.org"}, true),
        sender_(store, changes_, outbox_, transport_, clock,
                {.from = {"", *MailAddress::Parse("urna@vote.example.org")},
                 .per_minute = 1'000'000'000}) {}

  absl::Status Follow(std::size_t followers) {
    if (absl::Status opened = outbox_.Open(); !opened.ok()) return opened;
    const std::string about = AboutKey(kProcess, "");
    for (std::size_t i = 0; i < followers;) {
      storage::WriteBatch batch;
      constexpr std::size_t kTogether = 1000;
      for (std::size_t end = std::min(followers, i + kTogether); i < end; ++i) {
        const auto address = MailAddress::Parse(fmt::format("person{}@example.org", i));
        internal::v1::StoredFollower follower;
        follower.set_id(outbox_.secrets().FollowerOf(about, *address));
        follower.set_address(address->text());
        follower.set_address_tag(outbox_.secrets().TagOf(*address));
        follower.set_language("fr");
        follower.set_confirmed(true);
        *follower.mutable_time() = ToProto(clock_.Now() - absl::Hours(1));
        PutFollower(batch, RowKey('f', about, follower.id()), follower);
      }
      if (absl::Status written = store_.Write(batch).status(); !written.ok()) return written;
    }
    internal::v1::StoredNews news;
    news.set_process(kProcess);
    news.set_occasion(v1::OCCASION_PHASE);
    news.set_tells_followers(true);
    AddField(news, "process", "Budget citoyen", "fr");
    AddField(news, "phase", "Le vote est ouvert", "fr");
    storage::WriteBatch batch;
    outbox_.Tell(batch, news);
    return store_.Write(batch).status();
  }
  void Work() { sender_.Work(); }
  void Stop() { sender_.Stop(); }
  std::size_t taken() const { return transport_.taken; }

 private:
  storage::Store& store_;
  const LogRegistry logs_;
  Journals journals_;
  Changes changes_;
  const Clock& clock_;
  Outbox outbox_;
  Takes transport_;
  MailSender sender_;
};

// range(0): who follows; range(1): ballots under way at any time. Ends when every ballot has its receipt, whether or
// not everybody has been told.
void CastBallotsWhileFollowersAreTold(benchmark::State& state) {
  const auto& ballots = Ballots();
  for (auto _ : state) {
    state.PauseTiming();
    VotingLog vote;
    if (!vote.Open().ok()) {
      state.SkipWithError("the log cannot be opened");
      break;
    }
    Mail mail(vote.store(), vote.clock());
    if (state.range(0) > 0 && !mail.Follow(static_cast<std::size_t>(state.range(0))).ok()) {
      state.SkipWithError("nobody follows");
      break;
    }
    using Moment = std::chrono::steady_clock::time_point;
    std::vector<double> milliseconds(ballots.size());
    std::counting_semaphore<> under_way(state.range(1));
    std::atomic<std::size_t> receipts = 0;
    std::thread postman;
    if (state.range(0) > 0) postman = std::thread([&] { mail.Work(); });
    state.ResumeTiming();
    crypto::ParallelFor(
        ballots.size(), kThreads, [&](std::size_t begin, std::size_t end, std::size_t) {
          for (std::size_t i = begin; i < end; ++i) {
            under_way.acquire();
            const Moment sent = std::chrono::steady_clock::now();
            vote.log().CastBallot(ballots[i], [&, i, sent](Acknowledgement answer) {
              const auto waited = std::chrono::steady_clock::now() - sent;
              milliseconds[i] = std::chrono::duration<double, std::milli>(waited).count();
              if (answer.ok()) ++receipts;
              under_way.release();
            });
          }
        });
    vote.Close();
    state.PauseTiming();
    state.counters["told"] = static_cast<double>(mail.taken());
    mail.Stop();
    if (postman.joinable()) postman.join();
    std::sort(milliseconds.begin(), milliseconds.end());
    state.counters["p50_ms"] = milliseconds[milliseconds.size() / 2];
    state.counters["p99_ms"] = milliseconds[milliseconds.size() * 99 / 100];
    state.counters["max_ms"] = milliseconds.back();
    if (receipts != ballots.size()) state.SkipWithError("not every ballot got a receipt");
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * kBallots);
}
BENCHMARK(CastBallotsWhileFollowersAreTold)
    ->ArgNames({"followers", "under_way"})
    ->ArgsProduct({{0, 50'000}, {1, 64}})
    ->Iterations(1)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace urna::services

BENCHMARK_MAIN();
