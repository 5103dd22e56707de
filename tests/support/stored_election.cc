#include "support/stored_election.h"

#include <fmt/format.h>

#include <stdexcept>

#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "ledger/text.h"
#include "services/append/process_log.h"
#include "services/base/clock.h"
#include "services/files/file_space.h"
#include "services/records/process_records.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

void Must(const absl::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.ToString());
}

void PutResources(storage::Store& store, const ledger::ElectionFixture& election) {
  const v1::Config& config = election.manifest()->config();
  v1::Process process;
  process.set_name(config.process());
  process.set_phase(v1::PHASE_SEALING);
  internal::v1::ProcessRecord record;
  const auto seed = election.LogSigningKey().Seed();
  record.set_log_key_seed(seed.Reveal().data(), seed.Reveal().size());
  record.set_config(std::string(crypto::AsText(election.config_bytes())));
  record.set_key_record(std::string(crypto::AsText(election.key_record())));
  // After eight bytes of magic: a role, an index and a signature of each party.
  const crypto::Bytes approvals = election.Approvals();
  crypto::ByteReader reader(approvals);
  reader.Take(8);
  while (reader.remaining() > 0) {
    internal::v1::PartySignature& approval = *record.add_approvals();
    approval.set_role(reader.Take(1)[0]);
    approval.set_index(reader.Take(1)[0]);
    const crypto::ByteView signature = reader.Take(64);
    approval.set_signature(signature.data(), signature.size());
  }
  storage::WriteBatch batch;
  for (int e = 0; e < config.electorates_size(); ++e) {
    const auto& files = election.roll_files()[static_cast<std::size_t>(e)];
    v1::Electorate electorate;
    electorate.set_name(
        fmt::format("{}/electorates/{}", config.process(), config.electorates(e).id()));
    electorate.set_roll_sha256(std::string(crypto::AsText(crypto::Sha256(files.roll))));
    electorate.set_slots(config.electorates(e).slots());
    electorate.set_code_registrars(config.electorates(e).code_registrars());
    Must(kRollFiles.Write(store, electorate.name(), files.roll).status());
    for (const crypto::Bytes& part : files.parts) {
      electorate.add_part_sha256(std::string(crypto::AsText(crypto::Sha256(part))));
      Must(kRollFiles.Write(store, electorate.name(), part).status());
    }
    PutResource(batch, electorate.name(), 2 + static_cast<std::uint64_t>(e),
                electorate.SerializeAsString());
  }
  PutResource(batch, process.name(), 1, process.SerializeAsString());
  PutProcessRecord(batch, process.name(), record);
  Must(store.Write(batch));
}

}  // namespace

void PutOpenElection(storage::Store& store, const ledger::ElectionFixture& election) {
  PutResources(store, election);
  const SystemClock clock;
  auto log = ProcessLog::Open({.store = &store,
                               .manifest = election.manifest(),
                               .rolls = election.rolls(),
                               .log_key = election.LogSigningKey(),
                               .clock = &clock});
  Must(log.status());
  Must((*log)->Seal());
  Must((*log)->Append(election.OpenLeaf()).status());
}

}  // namespace urna::services
