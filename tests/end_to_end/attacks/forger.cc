#include "end_to_end/attacks/forger.h"

#include <stdexcept>

#include "crypto/hash.h"
#include "crypto/merkle.h"
#include "ledger/bundle.h"
#include "services/append/record_store.h"
#include "services/base/resource_name.h"
#include "services/files/file_space.h"
#include "services/records/process_records.h"
#include "services/server/server.h"
#include "urna/v1/ledger_service.pb.h"

namespace urna::end_to_end {
namespace {

constexpr std::uint64_t kAnySize = std::uint64_t{1} << 40;

void Must(const absl::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

template <typename T>
T Must(absl::StatusOr<T> value) {
  Must(value.status());
  return *std::move(value);
}

}  // namespace

ForgedLog::ForgedLog(std::vector<crypto::Bytes> leaves, std::string origin, crypto::SigningKey key)
    : leaves_(std::move(leaves)),
      origin_(std::move(origin)),
      key_(std::make_shared<const crypto::SigningKey>(std::move(key))) {}

ForgedLog ForgedLog::Beginning(std::uint64_t size) const {
  ForgedLog log = *this;
  log.leaves_.resize(size);
  return log;
}

std::uint64_t ForgedLog::Append(crypto::Bytes leaf) {
  leaves_.push_back(std::move(leaf));
  return leaves_.size() - 1;
}

crypto::MerkleTree ForgedLog::Tree() const {
  crypto::MerkleTree tree;
  for (const crypto::Bytes& leaf : leaves_) tree.Append(crypto::LeafHash(leaf));
  return tree;
}

std::string ForgedLog::Checkpoint() const {
  return crypto::SignCheckpoint({origin_, leaves_.size(), Tree().Root()}, *key_);
}

crypto::LogProof ForgedLog::Receipt(std::uint64_t index) const {
  return {index, Must(Tree().InclusionProof(index, leaves_.size())), Checkpoint()};
}

void ForgedLog::ShowAt(LyingProxy& proxy) const {
  proxy.On("/GetCheckpoint", [log = *this](const LyingProxy::Call&) -> LyingProxy::Answer {
    v1::GetCheckpointResponse response;
    response.set_checkpoint(log.Checkpoint());
    return {.messages = {response.SerializeAsString()}};
  });
  proxy.On("/ListEntries", [log = *this](const LyingProxy::Call& call) -> LyingProxy::Answer {
    v1::ListEntriesResponse response;
    response.set_size(log.leaves_.size());
    for (auto i = RequestOf<v1::ListEntriesRequest>(call).start(); i < log.leaves_.size(); ++i) {
      response.add_entries(std::string(crypto::AsText(log.leaves_[i])));
    }
    return {.messages = {response.SerializeAsString()}};
  });
  proxy.On("/GetConsistencyProof",
           [log = *this](const LyingProxy::Call& call) -> LyingProxy::Answer {
             const auto request = RequestOf<v1::GetConsistencyProofRequest>(call);
             v1::GetConsistencyProofResponse response;
             response.set_size(request.size());
             for (const auto& hash :
                  Must(log.Tree().ConsistencyProof(request.old_size(), request.size()))) {
               response.add_hashes(std::string(crypto::AsText(hash)));
             }
             return {.messages = {response.SerializeAsString()}};
           });
}

void ForgedLog::WriteBundle(const std::string& from, const std::string& to) const {
  const auto bundle = Must(ledger::Bundle::Open(from));
  auto writer = Must(ledger::BundleWriter::Create(to));
  for (const auto& [path, size] : bundle.files()) {
    if (path == ledger::kCheckpointFile || path.starts_with("tile/")) continue;
    Must(writer.Add(path, Must(bundle.Read(path, kAnySize))));
  }
  Must(writer.AddLog(leaves_, Checkpoint()));
}

Forger::Forger(const services::ServerConfig& server, const std::string& process)
    : process_(process), store_(Must(services::OpenServerStore(server))) {
  manifest_ =
      Must(services::Documents().ManifestOf(Must(services::ReadProcessRecord(*store_, process_))));
}

Forger::~Forger() = default;

std::vector<crypto::Bytes> Forger::Leaves() const {
  const services::RecordStore leaves(*store_, services::ProcessId(process_));
  std::vector<crypto::Bytes> out;
  Must(leaves.Visit(0, ~std::uint64_t{0}, [&](crypto::ByteView leaf) {
    out.emplace_back(leaf.begin(), leaf.end());
    return true;
  }));
  return out;
}

crypto::SigningKey Forger::LogKey() const {
  const auto record = Must(services::ReadProcessRecord(*store_, process_));
  std::array<std::uint8_t, 32> seed{};
  std::copy_n(crypto::AsBytes(record.log_key_seed()).begin(), seed.size(), seed.begin());
  return crypto::SigningKey::FromSeed(crypto::Secret<std::array<std::uint8_t, 32>>(seed));
}

ForgedLog Forger::Log() const { return {Leaves(), manifest_->log_key().origin, LogKey()}; }

std::uint64_t Forger::Append(const crypto::Bytes& leaf) {
  services::RecordStore leaves(*store_, services::ProcessId(process_));
  storage::WriteBatch batch;
  const std::uint64_t record = Leaves().size();
  leaves.Put(batch, record, leaf);
  Must(leaves.Write(batch));
  return record;
}

ledger::Closing Forger::Closing() const {
  const std::vector<crypto::Bytes> leaves = Leaves();
  crypto::MerkleTree tree;
  for (std::uint64_t i = 0; i < leaves.size(); ++i) {
    tree.Append(crypto::LeafHash(leaves[i]));
    if (leaves[i].at(0) == static_cast<std::uint8_t>(ledger::LeafType::kClose)) {
      return {i, tree.Root()};
    }
  }
  throw std::runtime_error("the log is not closed");
}

std::uint64_t Forger::Announce(ledger::ArtefactLeaf announced, const crypto::Bytes& file,
                               const crypto::SigningKey& trustee) {
  announced.size = file.size();
  announced.sha256 =
      Must(services::kArtefactFiles.Write(*store_, services::ProcessId(process_), file));
  ledger::Leaf leaf{manifest_->hash(), announced};
  std::get<ledger::ArtefactLeaf>(leaf.body).signature =
      trustee.Sign(ledger::SignaturePurpose(leaf.body),
                   ledger::ClosingHash(manifest_->hash(), Closing()), ledger::SignedPart(leaf));
  return Append(ledger::SerializeLeaf(leaf));
}

}  // namespace urna::end_to_end
