// How many connections there are and were.
#pragma once

#include "services/base/measurements.h"
#include "services/base/meters.h"

namespace urna::services {

// Thread-safe.
class ConnectionMeter {
 public:
  void NoteTaken() { taken_.Add(); }
  void NoteOver() { over_.Add(); }
  // Of one that is over too.
  void NoteEvicted() { evicted_.Add(); }

  void Measure(Measurements& out) const {
    // Read first: what is over was taken before.
    const auto over = static_cast<double>(over_.value());
    const auto taken = static_cast<double>(taken_.value());
    const auto evicted = static_cast<double>(evicted_.value());
    out.gauges.push_back(
        {"urna_connections_open", "Connections that are open.", {{{}, taken - over}}});
    out.counters.push_back(
        {"urna_connections_total", "Connections that were taken.", {{{}, taken}}});
    out.counters.push_back({"urna_connections_evicted_total",
                            "Connections that were closed so that others got in.",
                            {{{}, evicted}}});
  }

 private:
  Counter taken_;
  Counter over_;
  Counter evicted_;
};

}  // namespace urna::services
