#include "services/metrics/metrics_listener.h"

#include <fmt/format.h>
#include <netdb.h>
#include <prometheus/collectable.h>
#include <prometheus/exposer.h>
#include <prometheus/metric_family.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <exception>
#include <future>
#include <optional>
#include <utility>
#include <vector>

#include "services/metrics/process_figures.h"

namespace urna::services {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// Whoever is asked by one collector needs no more; a connection on which nothing comes is soon free.
constexpr const char* kThreads = "2";
constexpr const char* kTimeoutMilliseconds = "5000";
constexpr std::chrono::milliseconds kKnocking(10);

void Fill(ClientMetric& metric, MetricType type, double value) {
  (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
}

void Fill(ClientMetric& metric, MetricType, const HistogramReading& reading) {
  metric.histogram.sample_count = reading.count;
  metric.histogram.sample_sum = reading.sum;
  for (const HistogramReading::Bucket& bucket : reading.buckets) {
    metric.histogram.bucket.push_back({bucket.count, bucket.bound});
  }
}

template <typename Value>
void Append(const std::vector<Family<Value>>& families, MetricType type,
            std::vector<MetricFamily>& out) {
  for (const Family<Value>& family : families) {
    MetricFamily collected{family.name, family.help, type, {}};
    for (const Sample<Value>& sample : family.samples) {
      ClientMetric& metric = collected.metric.emplace_back();
      for (const auto& [name, value] : sample.labels) metric.label.push_back({name, value});
      Fill(metric, type, sample.value);
    }
    out.push_back(std::move(collected));
  }
}

class Collected final : public prometheus::Collectable {
 public:
  explicit Collected(Measure measure) : measure_(std::move(measure)) {}

  std::vector<MetricFamily> Collect() const override {
    Measurements measured;
    measure_(measured);
    MeasureProcess(measured);
    std::vector<MetricFamily> families;
    Append(measured.counters, MetricType::Counter, families);
    Append(measured.gauges, MetricType::Gauge, families);
    Append(measured.histograms, MetricType::Histogram, families);
    return families;
  }

 private:
  const Measure measure_;
};

// Connects, and is gone.
void Knock(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* where = nullptr;
  if (getaddrinfo(host.c_str(), address.c_str() + colon + 1, &hints, &where) != 0) return;
  const int connection = socket(where->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connection >= 0) {
    connect(connection, where->ai_addr, where->ai_addrlen);
    close(connection);
  }
  freeaddrinfo(where);
}

class Listening final : public MetricsListener {
 public:
  // Throws where the address cannot be listened on.
  Listening(const std::string& address, Measure measure)
      : collected_(std::make_shared<Collected>(std::move(measure))),
        exposer_(std::in_place,
                 std::vector<std::string>{"listening_ports", address, "num_threads", kThreads,
                                          "request_timeout_ms", kTimeoutMilliseconds}),
        address_(fmt::format("{}:{}", address.substr(0, address.rfind(':')),
                             exposer_->GetListeningPorts().at(0))) {
    exposer_->RegisterCollectable(collected_);
  }
  // The library looks whether it is to end when somebody connects, and else every two seconds; none of its
  // options changes that.
  ~Listening() override {
    const std::future<void> ended = std::async(std::launch::async, [this] { exposer_.reset(); });
    do {
      Knock(address_);
    } while (ended.wait_for(kKnocking) != std::future_status::ready);
  }
  const std::string& address() const override { return address_; }

 private:
  // Outlives those who collect.
  const std::shared_ptr<Collected> collected_;
  std::optional<prometheus::Exposer> exposer_;
  const std::string address_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<MetricsListener>> MetricsListener::Start(const std::string& address,
                                                                        Measure measure) {
  try {
    return std::make_unique<Listening>(address, std::move(measure));
  } catch (const std::exception&) {
    // The library does not say why.
    return absl::UnavailableError(fmt::format(
        "{}: metrics cannot be listened for there: the address is in use, or is none of "
        "this machine",
        address));
  }
}

}  // namespace urna::services
