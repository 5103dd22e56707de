// A bundle as somebody publishes it, honestly or not, and what an observer brings along to verify it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "crypto/bytes.h"
#include "support/election_run.h"

namespace urna::ledger {

struct PublishedBundle {
  // By their paths.
  std::map<std::string, crypto::Bytes> files;
  // What only a folder can hold: called with it once the files are there.
  std::function<void(const std::filesystem::path&)> on_disk = nullptr;
  // Arguments of `urna verify` beside the folder, as an option and its value.
  std::vector<std::pair<std::string, std::string>> arguments = {};
  // Files beside the bundle that arguments name.
  std::map<std::string, std::string> kept = {};

  // The observer brings this text as a file of the option.
  void Bring(const std::string& option, const std::string& file, std::string text);
  void BringCheckpoint(std::string note);
  // As `urna vote` keeps it: the receipt's text and the record.
  void BringReceipt(const std::string& proof, const crypto::Bytes& leaf);
};

// What the run has come to.
PublishedBundle Publish(const ElectionRun& run);
// The same with a log of other records, which its key signs.
PublishedBundle PublishLog(const ElectionFixture& election, const ElectionRun& run,
                           const std::vector<crypto::Bytes>& leaves);
// A checkpoint of these records, signed by the log's key.
std::string NoteOf(const ElectionFixture& election, const std::vector<crypto::Bytes>& leaves);
crypto::Bytes BytesOf(std::string_view text);

// Writes `bundle` and, where there are arguments, `args.json` and the files that they name, into a
// folder that it makes. Throws where it cannot.
void Write(const PublishedBundle& bundle, const std::filesystem::path& folder);

}  // namespace urna::ledger
