// A wire that a test cuts, or holds, after so many bytes.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "concurrency/mutex.h"

namespace urna {

// Stands before the socket of a PostgresServer. Thread-safe.
class CuttingProxy {
 public:
  explicit CuttingProxy(std::string server_socket);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  // The folder of its own socket, for `host=`.
  const std::string& folder() const { return folder_; }

  enum class Way { kToServer, kToClient };
  // From now on `bytes` bytes pass that way, over whichever connections; then the one that they came
  // over is closed at both ends, and none of the rest arrives. Once.
  void CutAfter(Way way, std::uint64_t bytes);
  // Whether that has happened, or is no longer asked for.
  bool has_cut() const;
  // Closes all that are open; what CutAfter asked for and has not happened is forgotten.
  void CutAll();
  // While set, whoever connects is closed at once.
  void Refuse(bool refuse) { refuses_ = refuse; }
  // While set, nothing passes, and nothing is closed.
  void Hold(bool hold) { holds_ = hold; }
  // Since it was made.
  std::uint64_t passed(Way way) const;

 private:
  struct Wire {
    int client;
    int server;
    std::thread thread;
    std::atomic<bool> cut = false;
  };
  void Listen();
  void Carry(Wire& wire);
  // How many of `bytes` may pass; fewer where the wire is to be cut after them.
  std::size_t Allow(Way way, std::size_t bytes);

  const std::string server_socket_;
  const std::string folder_;
  int listener_ = -1;
  std::atomic<bool> ending_ = false;
  std::atomic<bool> refuses_ = false;
  std::atomic<bool> holds_ = false;
  mutable Mutex mutex_;
  std::optional<Way> cut_way_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t cut_after_ ABSL_GUARDED_BY(mutex_) = 0;
  std::uint64_t passed_[2] ABSL_GUARDED_BY(mutex_) = {0, 0};
  std::vector<std::unique_ptr<Wire>> wires_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace urna
