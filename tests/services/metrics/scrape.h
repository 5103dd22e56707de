// Metrics as a collector gets them.
#pragma once

#include <string>
#include <vector>

namespace urna::services {

// One GET over HTTP/1.1: status line, headers and body as they came; empty where nobody listens.
std::string Get(const std::string& address, const std::string& path);

// A line of the exposition, such as `urna_calls_total{method="GetProcess",code="OK"} 2`.
struct ExposedSample {
  // With labels, as it stands.
  std::string series;
  double value;
};

// Fails the test unless the answer is 200 and every line of its body is a comment or a sample.
std::vector<ExposedSample> Scrape(const std::string& address);
// Of just this series; -1 where there is none.
double ValueOf(const std::vector<ExposedSample>& samples, const std::string& series);

}  // namespace urna::services
