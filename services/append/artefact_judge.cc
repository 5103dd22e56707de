#include "services/append/artefact_judge.h"

#include <algorithm>
#include <string>
#include <utility>

#include "concurrency/processors.h"
#include "crypto/hash.h"
#include "ledger/count.h"
#include "services/append/record_store.h"
#include "services/base/resource_name.h"
#include "services/files/file_space.h"

namespace urna::services {
namespace {

// The count of a contest as its right artefacts so far have made it.
class Judgement {
 public:
  Judgement(storage::Store& store, const ledger::Manifest& manifest)
      : store_(store),
        records_(store, ProcessId(manifest.config().process())),
        process_(ProcessId(manifest.config().process())) {}

  absl::StatusOr<bool> Decide(const std::shared_ptr<const ledger::Manifest>& manifest,
                              const ledger::ElectionState& state,
                              const ledger::ArtefactLeaf& artefact, std::uint64_t record) {
    const auto file = kArtefactFiles.Read(store_, process_, artefact.sha256);
    // Its bytes are not there, or are others. A store that cannot be read judges nothing.
    if (absl::IsDataLoss(file.status())) return false;
    if (!file.ok()) return file.status();
    auto counter = CounterOf(manifest, state, artefact.contest);
    if (!counter.ok()) return counter.status();
    switch (artefact.kind) {
      case ledger::ArtefactKind::kMix:
        return counter->AddMix(record, *file).ok();
      case ledger::ArtefactKind::kDecryption:
        return counter->AddDecryption(artefact.trustee, *file).ok();
      case ledger::ArtefactKind::kLot:
        return counter->AddLot(artefact.trustee, *file).ok();
      default:
        return IsResult(*counter, artefact.kind, *file);
    }
  }

 private:
  absl::StatusOr<ledger::ContestCounter> CounterOf(
      const std::shared_ptr<const ledger::Manifest>& manifest, const ledger::ElectionState& state,
      ledger::ContestId contest) {
    auto input = ledger::SelectedCiphertexts(
        state, contest, [this](std::uint64_t index) { return records_.Read(index); });
    if (!input.ok()) return input.status();
    ledger::ContestCounter counter(manifest, state.closing_hash().value_or(crypto::Hash256{}),
                                   contest, *std::move(input), state.HasTooFewBallots(contest),
                                   Processors());
    const ledger::ContestArtefacts& known = state.artefacts(contest);
    for (const auto& mix : known.mixes) {
      auto file = kArtefactFiles.Read(store_, process_, mix.sha256);
      if (!file.ok()) return file.status();
      if (auto s = counter.AddMix(mix.leaf_index, *file); !s.ok()) return s;
    }
    for (const auto& decryption : known.decryptions) {
      auto file = kArtefactFiles.Read(store_, process_, decryption.sha256);
      if (!file.ok()) return file.status();
      if (auto s = counter.AddDecryption(decryption.trustee, *file); !s.ok()) return s;
    }
    for (const auto& lot : known.lots) {
      auto file = kArtefactFiles.Read(store_, process_, lot.sha256);
      if (!file.ok()) return file.status();
      if (auto s = counter.AddLot(lot.trustee, *file); !s.ok()) return s;
    }
    return counter;
  }

  static bool IsResult(const ledger::ContestCounter& counter, ledger::ArtefactKind kind,
                       crypto::ByteView file) {
    const auto tally = counter.Tally();
    if (!tally.ok()) return false;
    const crypto::ByteView right =
        kind == ledger::ArtefactKind::kBallots   ? crypto::ByteView(tally->ballots)
        : kind == ledger::ArtefactKind::kPabulib ? crypto::AsBytes(tally->pabulib)
                                                 : crypto::AsBytes(tally->outcome);
    return std::equal(file.begin(), file.end(), right.begin(), right.end());
  }

  storage::Store& store_;
  RecordStore records_;
  const std::string process_;
};

}  // namespace

LiveLog::Judge MakeArtefactJudge(storage::Store& store,
                                 std::shared_ptr<const ledger::Manifest> manifest) {
  auto judgement = std::make_shared<Judgement>(store, *manifest);
  return [judgement, manifest = std::move(manifest)](
             const ledger::ElectionState& state, const ledger::ArtefactLeaf& artefact,
             std::uint64_t record) { return judgement->Decide(manifest, state, artefact, record); };
}

}  // namespace urna::services
