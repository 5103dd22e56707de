#include "services/http/http_server.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <chrono>
#include <exception>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "concurrency/mutex.h"
#include "services/base/events.h"
#include "services/base/limits.h"
#include "services/http/connection.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;

}  // namespace

class HttpServer::Impl {
 public:
  Impl(Door& door, const std::vector<Method>& table, PublicFiles* files, HttpOptions options,
       TlsContext tls)
      : context_(door, table, files, std::move(options)),
        tls_(std::move(tls)),
        work_(asio::make_work_guard(io_)) {
    for (int i = 0; i < kHttpThreads; ++i) threads_.emplace_back([this] { io_.run(); });
  }

  ~Impl() { Shutdown(absl::ZeroDuration()); }

  void Take(int connection) {
    const asio::any_io_executor strand = asio::make_strand(io_);
    std::string peer = PeerName(connection);
    std::shared_ptr<Transport> transport = MakeTransport(strand, connection, tls_);
    if (transport == nullptr) return;
    auto taken = std::make_shared<Connection>(context_, std::move(transport), std::move(peer));
    {
      const MutexLock lock(mutex_);
      connections_.insert(taken.get());
    }
    Connection& running = *taken;
    asio::co_spawn(strand, running.Run(),
                   [this, taken = std::move(taken)](const std::exception_ptr& failure) {
                     // Memory has run out: what it holds goes, the others stay.
                     if (failure) TellOperator(Severity::kError, "http connection failed");
                     Forget(taken.get());
                   });
  }

  void SetServing(bool is_serving) { context_.is_serving = is_serving; }
  void Measure(Measurements& out) const { context_.requests.Measure(out); }

  void Drain() ABSL_LOCKS_EXCLUDED(mutex_) {
    context_.is_ending = true;
    const MutexLock lock(mutex_);
    for (Connection* connection : connections_) connection->EndIdle();
  }

  void Shutdown(absl::Duration grace) ABSL_LOCKS_EXCLUDED(mutex_) {
    Drain();
    // Clocks end, too.
    const auto limit = std::chrono::steady_clock::now() +
                       absl::ToChronoNanoseconds(std::min(grace, absl::Hours(24 * 365)));
    {
      const MutexLock lock(mutex_);
      while (!connections_.empty() && changed_.WaitUntil(mutex_, limit)) {
      }
      for (Connection* connection : connections_) connection->Cut();
      while (!connections_.empty()) changed_.Wait(mutex_);
    }
    work_.reset();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

 private:
  void Forget(Connection* connection) ABSL_LOCKS_EXCLUDED(mutex_) {
    const MutexLock lock(mutex_);
    connections_.erase(connection);
    changed_.NotifyAll();
  }

  HttpContext context_;
  const TlsContext tls_;
  Mutex mutex_;
  Condition changed_;
  std::set<Connection*> connections_ ABSL_GUARDED_BY(mutex_);
  asio::io_context io_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::vector<std::thread> threads_;
};

HttpServer::HttpServer(Door& door, const std::vector<Method>& table, PublicFiles* files,
                       HttpOptions options, TlsContext tls)
    : impl_(std::make_unique<Impl>(door, table, files, std::move(options), std::move(tls))) {}

HttpServer::~HttpServer() = default;

void HttpServer::Take(int connection) { impl_->Take(connection); }
void HttpServer::SetServing(bool is_serving) { impl_->SetServing(is_serving); }
void HttpServer::Measure(Measurements& out) const { impl_->Measure(out); }
void HttpServer::Drain() { impl_->Drain(); }
void HttpServer::Shutdown(absl::Duration grace) { impl_->Shutdown(grace); }

}  // namespace urna::services
