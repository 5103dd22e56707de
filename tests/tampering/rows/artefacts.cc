#include "tampering/rows/artefacts.h"

#include <algorithm>

#include "crypto/shuffle.h"

namespace urna::ledger {

Row CountedWith(std::string name, const Course& (*course)(),
                std::function<void(const ElectionFixture&, ElectionRun&)> count) {
  return {std::move(name), [course, count = std::move(count)] {
            ElectionRun run = course().closed();
            count(course().election(), run);
            run.CountAll();
            return Publish(run);
          }};
}

Row CountedByHalf(std::string name, const Course& (*course)(),
                  std::function<void(const ElectionFixture&, ElectionRun&)> count) {
  return {std::move(name), [course, count = std::move(count)] {
            ElectionRun run = course().closed();
            count(course().election(), run);
            return Publish(run);
          }};
}

SignedArtefact MixFile(const ElectionFixture& election, ElectionRun& run, std::uint32_t trustee,
                       crypto::Bytes file) {
  return election.Artefact(run.closing_hash(), kFirstContest, ArtefactKind::kMix, run.last_mix(),
                           trustee, std::move(file));
}

SignedArtefact DecryptionFile(const ElectionFixture& election, ElectionRun& run,
                              std::uint32_t trustee, crypto::Bytes file) {
  return election.Artefact(run.closing_hash(), kFirstContest, ArtefactKind::kDecryption,
                           run.last_mix(), trustee, std::move(file));
}

SignedArtefact NextMix(const ElectionFixture& election, ElectionRun& run, std::uint32_t trustee) {
  return election.Mix(run.closing_hash(), kFirstContest, run.last_mix(), trustee, run.current());
}

SignedArtefact NextDecryption(const ElectionFixture& election, ElectionRun& run,
                              std::uint32_t trustee) {
  return election.Decrypt(run.closing_hash(), kFirstContest, run.last_mix(), trustee,
                          run.current());
}

crypto::Bytes Announcement(const ElectionFixture& election, const ElectionRun& run,
                           const SignedArtefact& artefact,
                           const std::function<void(ArtefactLeaf&)>& change) {
  ArtefactLeaf leaf = std::get<ArtefactLeaf>(ParseLeaf(artefact.leaf).value().body);
  change(leaf);
  return election.SignArtefact(run.closing_hash(), leaf);
}

SignedArtefact WrongMix(const ElectionFixture& election, ElectionRun& run, std::uint32_t trustee) {
  crypto::Mix mix = crypto::Mix::Parse(NextMix(election, run, trustee).file, run.current().size(),
                                       run.current().width())
                        .value();
  std::swap(mix.output.b[0][0], mix.output.b[0][1]);
  return MixFile(election, run, trustee, mix.Serialize());
}

}  // namespace urna::ledger
