#include "tampering/rows/published_bundle.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "cli/client/receipt.h"
#include "crypto/checkpoint.h"
#include "crypto/merkle.h"
#include "support/log_files.h"

namespace urna::ledger {
namespace {

namespace fs = std::filesystem;

void WriteFile(const fs::path& path, std::string_view bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) throw std::runtime_error(path.string() + " cannot be written");
}

}  // namespace

void PublishedBundle::Bring(const std::string& option, const std::string& file, std::string text) {
  arguments.emplace_back(option, file);
  kept[file] = std::move(text);
}

void PublishedBundle::BringCheckpoint(std::string note) {
  Bring("--checkpoint", fmt::format("checkpoint-{}", kept.size()), std::move(note));
}

void PublishedBundle::BringReceipt(const std::string& proof, const crypto::Bytes& leaf) {
  // Of the members that are for people no verifier reads anything.
  const client::Receipt receipt{
      "processes/test", Tracker("aaaaaaaaaaaaaaaaaaaa"), leaf, proof, "", ""};
  Bring("--receipt", fmt::format("receipt-{}.json", kept.size()), receipt.ToJson());
}

PublishedBundle Publish(const ElectionRun& run) { return {.files = run.Bundle()}; }

std::string NoteOf(const ElectionFixture& election, const std::vector<crypto::Bytes>& leaves) {
  crypto::MerkleTree tree;
  for (const auto& leaf : leaves) tree.Append(crypto::LeafHash(leaf));
  return crypto::SignCheckpoint({election.manifest()->log_key().origin, leaves.size(), tree.Root()},
                                election.LogSigningKey());
}

PublishedBundle PublishLog(const ElectionFixture& election, const ElectionRun& run,
                           const std::vector<crypto::Bytes>& leaves) {
  PublishedBundle bundle{.files = run.files()};
  bundle.files.merge(LogFiles(leaves, NoteOf(election, leaves)));
  return bundle;
}

crypto::Bytes BytesOf(std::string_view text) { return {text.begin(), text.end()}; }

void Write(const PublishedBundle& bundle, const fs::path& folder) {
  const fs::path inner = folder / "bundle";
  fs::create_directories(inner);
  for (const auto& [path, bytes] : bundle.files) WriteFile(inner / path, crypto::AsText(bytes));
  if (bundle.on_disk) bundle.on_disk(inner);
  for (const auto& [name, text] : bundle.kept) WriteFile(folder / name, text);
  if (bundle.arguments.empty()) return;
  nlohmann::json arguments = nlohmann::json::array();
  for (const auto& [option, value] : bundle.arguments) {
    arguments.push_back(option);
    arguments.push_back(value);
  }
  WriteFile(folder / "args.json", nlohmann::json{{"args", arguments}}.dump(2) + "\n");
}

}  // namespace urna::ledger
