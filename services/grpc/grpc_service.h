// gRPC's door to the table of methods: services made from their descriptors, no code per method.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "services/api/dispatcher.h"
#include "services/api/method.h"
#include "services/api/stream_limits.h"
#include "services/api/watchdog.h"
#include "services/base/clock.h"
#include "services/base/limits.h"

namespace urna::services {

// Answers that are on their way to readers, counted in bytes, in all and by source. Thread-safe.
class AnswerBudget {
 public:
  AnswerBudget(std::uint64_t bytes, std::uint64_t of_source)
      : left_(bytes), of_source_(of_source) {}
  // False where they are more than is left.
  bool Take(const std::string& source, std::uint64_t bytes) ABSL_LOCKS_EXCLUDED(mutex_);
  void GiveBack(const std::string& source, std::uint64_t bytes) ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  Mutex mutex_;
  std::uint64_t left_ ABSL_GUARDED_BY(mutex_);
  const std::uint64_t of_source_;
  absl::flat_hash_map<std::string, std::uint64_t> taken_ ABSL_GUARDED_BY(mutex_);
};

// What the calls of all services share.
struct GrpcDoor {
  Dispatcher& dispatcher;
  Watchdog& watchdog;
  const Clock& clock;
  // Addresses of proxies whose X-Forwarded-For is believed.
  std::vector<std::string> trusted_proxies;
  StreamLimits downloads{kDownloads, kDownloadsPerSource};
  StreamLimits uploads{kUploads, kUploadsPerSource};
  AnswerBudget answers{kLargeAnswers, kLargeAnswersPerSource};
};

// One service for each in the table. Door and table must outlive them and the server.
std::vector<std::unique_ptr<grpc::Service>> MakeGrpcServices(GrpcDoor& door,
                                                             const std::vector<Method>& table);

}  // namespace urna::services
