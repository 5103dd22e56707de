// grpc.health.v1, under the same limits as the table's methods: gRPC's own takes in whatever it is
// sent.
#pragma once

#include <grpcpp/impl/service_type.h>

#include <set>
#include <string>

#include "concurrency/mutex.h"
#include "services/api/door.h"
#include "services/api/places.h"
#include "services/base/limits.h"

namespace urna::services {

// One status for the server and all of its services. Thread-safe.
class HealthService final : public grpc::Service {
 public:
  // `door` must outlive this object, and this object the server that it is registered with.
  HealthService(Door& door, std::set<std::string> services);

  void Set(bool is_serving) ABSL_LOCKS_EXCLUDED(mutex_);
  // NOT_SERVING from now on; ends all watches.
  void Shutdown() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  class CheckCall;
  class WatchCall;

  bool Has(const std::string& service) const {
    return service.empty() || services_.contains(service);
  }
  bool IsServing() const ABSL_LOCKS_EXCLUDED(mutex_);
  // Tells the watch how things stand, and again of every change until it leaves.
  void Enter(WatchCall& watch) ABSL_LOCKS_EXCLUDED(mutex_);
  void Leave(WatchCall& watch) ABSL_LOCKS_EXCLUDED(mutex_);

  Door& door_;
  const std::set<std::string> services_;
  Places places_{{.most = kHealthWatches, .most_of_source = kHealthWatchesPerSource}};
  mutable Mutex mutex_;
  bool is_serving_ ABSL_GUARDED_BY(mutex_) = true;
  bool is_over_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<WatchCall*> watches_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
