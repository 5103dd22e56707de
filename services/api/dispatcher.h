// Every call of every method, whatever carried it here: who calls, whether that may be, whether
// there is still time, by which threads, and what came of it. gRPC and HTTP only read and write.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/api/call_meter.h"
#include "services/api/method.h"
#include "services/append/log_registry.h"
#include "services/base/worker_pool.h"
#include "services/identity/tokens.h"
#include "services/records/call.h"
#include "storage/store.h"

namespace urna::services {

// What is known of a call before its message is read.
struct Caller {
  // The header of that name; nothing where there is none.
  std::optional<std::string> authorization;
  absl::Time deadline = absl::InfiniteFuture();
  // As SourceOf. Never written down.
  std::string source;
};

// Thread-safe.
class Dispatcher {
 public:
  struct Threads {
    std::size_t quick;
    // How many calls may wait in the lanes of milliseconds.
    std::size_t queue;
  };

  // All must outlive this object and the answers that are still awaited of it.
  Dispatcher(const storage::Reader& store, const LogRegistry& logs, Tokens& tokens,
             CallMeter& meter, const Threads& threads);

  // Fills the request from what came, on one of the server's threads. INVALID_ARGUMENT for what is
  // no such message.
  using ReadRequest = absl::AnyInvocable<absl::Status(Message& request)>;
  // Makes of an answer that is OK what will be sent, from any thread, before it is noted what came of the
  // call. The response is valid during the call only. UNAVAILABLE (SERVER_BUSY) where there is no room.
  using WriteAnswer = absl::AnyInvocable<absl::Status(const Message& response)>;
  // Is told exactly once, from any thread, what came of the call; after the answer was written, where it is
  // OK.
  using Finish = absl::AnyInvocable<void(const absl::Status& status)>;

  // Answers a call of a method of two messages. Beside what the method answers:
  //   UNAVAILABLE (SERVER_BUSY)        as many calls wait as may
  //   DEADLINE_EXCEEDED (NOT_STARTED)  the deadline passed before a thread was free
  //   UNAUTHENTICATED, PERMISSION_DENIED, NOT_FOUND, FAILED_PRECONDITION  as the method's rule says
  void Answer(const Method& method, Caller caller, ReadRequest read, WriteAnswer write,
              Finish finish);

  // Runs `job` by the threads of the method's lane. False when as many wait as may.
  [[nodiscard]] bool Run(const Method& method, std::string_view source, WorkerPool::Job job) {
    return Run(method.rule.lane, source, std::move(job));
  }
  // The same for what no method does.
  [[nodiscard]] bool Run(Lane lane, std::string_view source, WorkerPool::Job job) {
    return lanes_[static_cast<std::size_t>(lane)]->Submit(source, std::move(job));
  }

  // For streams, on a thread of the lane: the same checks as above, then what the method begins.
  absl::StatusOr<std::unique_ptr<Upload>> Begin(const Method& method, const Caller& caller,
                                                const Message& header);
  absl::StatusOr<NextBytes> BeginSending(const Method& method, const Caller& caller,
                                         const Message& request);

  // For streams: where it is noted what came of a call.
  CallMeter& meter() { return meter_; }

  // Takes no more, and returns when nothing of what was taken is left: whoever brought calls may go then. Not by
  // a thread of a lane.
  void End() {
    for (const std::unique_ptr<WorkerPool>& lane : lanes_) lane->End();
  }

  // The calls of all methods, and what waits for a thread.
  void Measure(Measurements& out) const;

 private:
  // The call, if it may be made.
  absl::StatusOr<Principal> Identify(const Caller& caller);
  absl::StatusOr<std::string> Admit(const MethodRule& rule, const Principal& principal,
                                    const Message& request) const;

  const storage::Reader& store_;
  const LogRegistry& logs_;
  Tokens& tokens_;
  CallMeter& meter_;
  // By Lane.
  std::array<std::unique_ptr<WorkerPool>, 5> lanes_;
};

// DEADLINE_EXCEEDED (NOT_STARTED).
absl::Status NotStarted();
// UNIMPLEMENTED (MESSAGE_COUNT): gRPC's and Connect's code for other than the one message that a method
// takes.
absl::Status MessageCount();

}  // namespace urna::services
