// A progress bar on standard error, where that is a terminal; nothing anywhere else.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace urna::cli {

// Not thread-safe.
class ProgressBar {
 public:
  ProgressBar();
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // `done` in [0, 1]. Drawn at most ten times a second.
  void Show(std::string_view what, double done);
  // Wipes the bar, before anything else is written.
  void Clear();

 private:
  const bool terminal_;
  bool drawn_ = false;
  std::string what_;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace urna::cli
