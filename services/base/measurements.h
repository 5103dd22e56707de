// What the rooms tell whoever collects their meters, in no program's own terms. Names and labels are
// as Prometheus wants them. Labels name methods, codes, lanes and the like: never a process, a contest,
// a voter, an address.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "services/base/meters.h"

namespace urna::services {

// Name and value of each.
using Labels = std::vector<std::pair<std::string, std::string>>;

template <typename Value>
struct Sample {
  Labels labels;
  Value value;
};

// What has one name.
template <typename Value>
struct Family {
  std::string name;
  std::string help;
  std::vector<Sample<Value>> samples;
};

struct Measurements {
  // Since the server started.
  std::vector<Family<double>> counters;
  // Now.
  std::vector<Family<double>> gauges;
  std::vector<Family<HistogramReading>> histograms;
};

// Adds what there is to be told at this moment. Thread-safe.
using Measure = std::function<void(Measurements& out)>;

}  // namespace urna::services
