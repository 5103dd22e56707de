#include "cli/progress_bar.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace urna::cli {
namespace {

constexpr std::size_t kWidth = 30;
constexpr auto kBetween = std::chrono::milliseconds(100);

}  // namespace

ProgressBar::ProgressBar() : terminal_(isatty(STDERR_FILENO) != 0) {}

ProgressBar::~ProgressBar() { Clear(); }

void ProgressBar::Show(std::string_view what, double done) {
  if (!terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (what == what_ && now - last_ < kBetween) return;
  what_ = std::string(what);
  last_ = now;
  drawn_ = true;
  const double part = std::clamp(done, 0.0, 1.0);
  const auto filled = static_cast<std::size_t>(part * static_cast<double>(kWidth));
  std::cerr << fmt::format("\r\x1b[K{} [{}{}] {:3.0f}%", what, std::string(filled, '#'),
                           std::string(kWidth - filled, ' '), part * 100)
            << std::flush;
}

void ProgressBar::Clear() {
  if (!drawn_) return;
  std::cerr << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace urna::cli
