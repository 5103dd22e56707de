// Work in stages, each with a name, and how long each of them took.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "cli/client/errors.h"
#include "cli/progress_bar.h"

namespace urna::cli {

class Stages {
 public:
  // What is under way is drawn by `bar`; a stage that is done is a line on standard output, unless
  // `quiet`.
  Stages(ProgressBar& bar, bool quiet) : bar_(bar), quiet_(quiet) {}

  // The status of `stage`, with its name before the message.
  template <typename Body>
  absl::Status Run(const std::string& name, const Body& body) {
    const auto begin = std::chrono::steady_clock::now();
    const absl::Status status = body();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    bar_.Clear();
    if (!status.ok()) return client::While(name, status);
    times_.emplace_back(name, took.count());
    if (!quiet_) std::cout << fmt::format("{:>9.2f} s  {}\n", took.count(), name) << std::flush;
    return status;
  }
  const std::vector<std::pair<std::string, double>>& times() const { return times_; }

 private:
  ProgressBar& bar_;
  const bool quiet_;
  std::vector<std::pair<std::string, double>> times_;
};

}  // namespace urna::cli
