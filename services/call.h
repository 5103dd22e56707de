// How every unary call is answered: who calls, whether there is still time, what came of it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "services/access.h"
#include "services/clock.h"
#include "services/errors.h"
#include "services/worker_pool.h"
#include "storage/store.h"

namespace urna::services {

// What the services share. Thread-safe; all that it refers to must outlive the server.
class Calls {
 public:
  Calls(const storage::Store& store, WorkerPool& workers) : store_(store), workers_(workers) {}
  Calls(const Calls&) = delete;
  Calls& operator=(const Calls&) = delete;

  // Authenticates the caller and runs `handler`, an absl::Status(const Actor&, const Request&,
  // Response&), on a worker thread, then finishes the call.
  //   UNAVAILABLE (SERVER_BUSY)  all workers are taken and the queue is full
  //   DEADLINE_EXCEEDED          the deadline passed before a worker was free; nothing was done
  template <typename Request, typename Response, typename Handler>
  grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context, std::string_view method,
                                   const Request* request, Response* response, Handler handler) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    const absl::Time begin = absl::Now();
    const bool accepted = workers_.Submit([this, context, method, request, response, reactor, begin,
                                           handler = std::move(handler)]() mutable {
      absl::Status status = CheckTime(*context);
      if (status.ok()) {
        absl::StatusOr<Actor> actor = Identify(*context);
        status = actor.ok() ? handler(*actor, *request, *response) : actor.status();
      }
      Record(method, status, begin);
      reactor->Finish(ToGrpcStatus(status));
    });
    if (!accepted) {
      Record(method, Busy(), begin);
      reactor->Finish(ToGrpcStatus(Busy()));
    }
    return reactor;
  }

  // For calls that stream or finish elsewhere.
  absl::StatusOr<Actor> Identify(const grpc::CallbackServerContext& context) const;
  static absl::Status CheckTime(const grpc::CallbackServerContext& context);
  // UNAVAILABLE (SERVER_BUSY).
  static absl::Status Busy();
  // One line of the log: method, code, reason, milliseconds. Never who or what.
  static void Record(std::string_view method, const absl::Status& status, absl::Time begin);

  const storage::Store& store() const { return store_; }
  WorkerPool& workers() const { return workers_; }

 private:
  const storage::Store& store_;
  WorkerPool& workers_;
};

}  // namespace urna::services
