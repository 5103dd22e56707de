#include "end_to_end/spring/forged_journal.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "crypto/checkpoint.h"
#include "crypto/merkle.h"
#include "ledger/act.h"
#include "ledger/bundle.h"
#include "ledger/bundle_paths.h"
#include "services/append/record_store.h"
#include "services/base/families.h"
#include "services/base/resource_name.h"
#include "services/server/server.h"
#include "urna/internal/v1/store.pb.h"

namespace urna::end_to_end {
namespace {

constexpr std::uint64_t kAnySize = std::uint64_t{1} << 32;

template <typename T>
T Must(absl::StatusOr<T> result) {
  if (!result.ok()) throw std::runtime_error(result.status().ToString());
  return *std::move(result);
}
void Must(const absl::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

internal::v1::JournalKeys ReadKeys(const storage::Store& store, std::string_view process) {
  const std::string key = std::string(services::ProcessId(process)) + '\1';
  const auto bytes = Must(store.Get(services::kJournalsFamily, key));
  internal::v1::JournalKeys keys;
  if (!bytes.has_value() || !keys.ParseFromString(*bytes)) throw std::runtime_error("no keys");
  return keys;
}

std::vector<crypto::Bytes> ReadLeaves(storage::Store& store, std::string_view process) {
  const services::RecordStore records(store, services::ProcessId(process),
                                      services::kJournalsFamily);
  std::vector<crypto::Bytes> out;
  Must(records.Visit(0, ~std::uint64_t{0}, [&](crypto::ByteView leaf) {
    out.emplace_back(leaf.begin(), leaf.end());
    return true;
  }));
  return out;
}

crypto::SigningKey KeyOf(const internal::v1::JournalKeys& keys) {
  std::array<std::uint8_t, 32> seed{};
  std::copy_n(crypto::AsBytes(keys.log_key_seed()).begin(), seed.size(), seed.begin());
  return crypto::SigningKey::FromSeed(crypto::Secret<std::array<std::uint8_t, 32>>(seed));
}

// The first refusal: what a server would most like to have been otherwise.
std::size_t FindRefusal(const std::vector<crypto::Bytes>& leaves) {
  const auto found = std::ranges::find_if(leaves, [](const crypto::Bytes& leaf) {
    const ledger::Act act = Must(ledger::ParseAct(leaf));
    return act.act == v1::JOURNAL_ACT_VERDICT && !act.facts.verdict().accepted();
  });
  if (found == leaves.end()) throw std::runtime_error("nothing was refused");
  return static_cast<std::size_t>(found - leaves.begin());
}

}  // namespace

ForgedJournal::ForgedJournal(const services::ServerConfig& server, const std::string& process)
    : ForgedJournal(*Must(services::OpenServerStore(server)), process) {}

ForgedJournal::ForgedJournal(storage::Store& store, const std::string& process)
    : leaves_(ReadLeaves(store, process)), keys_(ReadKeys(store, process)) {}

std::vector<crypto::Bytes> ForgedJournal::Leaves(Forgery forgery) const {
  std::vector<crypto::Bytes> leaves = leaves_;
  const std::size_t at = FindRefusal(leaves);
  switch (forgery) {
    case Forgery::kForged: {
      ledger::Act act = Must(ledger::ParseAct(leaves[at]));
      act.facts.mutable_verdict()->set_accepted(true);
      leaves[at] = ledger::SerializeAct(act);
      break;
    }
    case Forgery::kDropped:
      leaves.erase(leaves.begin() + static_cast<std::ptrdiff_t>(at));
      break;
    case Forgery::kMoved:
      std::swap(leaves[at], leaves[at + 1]);
      break;
  }
  return leaves;
}

void ForgedJournal::WriteBundle(const std::string& from, Forgery forgery,
                                const std::string& to) const {
  const std::vector<crypto::Bytes> leaves = Leaves(forgery);
  crypto::MerkleTree tree;
  for (const crypto::Bytes& leaf : leaves) tree.Append(crypto::LeafHash(leaf));
  const std::string checkpoint =
      crypto::SignCheckpoint({keys_.origin(), leaves.size(), tree.Root()}, KeyOf(keys_));
  const auto bundle = Must(ledger::Bundle::Open(from));
  auto writer = Must(ledger::BundleWriter::Create(to));
  for (const auto& [path, size] : bundle.files()) {
    const bool is_of_the_journal =
        path.starts_with(ledger::kJournalFolder) && !path.starts_with(ledger::kDocumentFolder);
    if (!is_of_the_journal) Must(writer.Add(path, Must(bundle.Read(path, kAnySize))));
  }
  Must(writer.AddLog(leaves, checkpoint, ledger::kJournalFolder));
}

}  // namespace urna::end_to_end
