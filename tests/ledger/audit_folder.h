// What the tests of the audit share: a bundle as a folder, and the step at which its audit fails.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "crypto/bytes.h"
#include "ledger/audit.h"
#include "support/whole_file.h"

namespace urna::ledger {

inline crypto::Bytes ReadFile(const std::filesystem::path& path) {
  const std::string text = WholeFile(path);
  return {text.begin(), text.end()};
}

inline void WriteFile(const std::filesystem::path& path, const crypto::Bytes& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  const std::string_view text = crypto::AsText(bytes);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
}

inline AuditReport AuditFolder(const std::string& folder, const AuditOptions& options = {}) {
  return Audit(Bundle::Open(folder).value(), options).value();
}

constexpr int kAllHold = -1;

// The number of the step that fails.
inline int FailingStep(const std::string& folder, const AuditOptions& options = {}) {
  const AuditReport report = AuditFolder(folder, options);
  return report.ok() ? kAllHold : report.steps.back().number;
}

}  // namespace urna::ledger
