// What trustees make of the count when they hold their keys and do not keep to the protocol.
#pragma once

#include <functional>

#include "tampering/rows/all.h"
#include "tampering/rows/elections.h"

namespace urna::ledger {

inline constexpr ContestId kFirstContest{0};

// A closed election, what trustees do with it, and the rest of the count by honest ones.
Row CountedWith(std::string name, const Course& (*course)(),
                std::function<void(const ElectionFixture&, ElectionRun&)> count);
// The same without the rest.
Row CountedByHalf(std::string name, const Course& (*course)(),
                  std::function<void(const ElectionFixture&, ElectionRun&)> count);

// Announces a file of what is due next, by its trustee.
SignedArtefact MixFile(const ElectionFixture& election, ElectionRun& run, std::uint32_t trustee,
                       crypto::Bytes file);
SignedArtefact DecryptionFile(const ElectionFixture& election, ElectionRun& run,
                              std::uint32_t trustee, crypto::Bytes file);
// What an honest trustee would announce next.
SignedArtefact NextMix(const ElectionFixture& election, ElectionRun& run, std::uint32_t trustee);
SignedArtefact NextDecryption(const ElectionFixture& election, ElectionRun& run,
                              std::uint32_t trustee);
// The announcement of an artefact, changed and signed again by the trustee that it then names.
crypto::Bytes Announcement(const ElectionFixture& election, const ElectionRun& run,
                           const SignedArtefact& artefact,
                           const std::function<void(ArtefactLeaf&)>& change);
// A mix with the ballots of two outputs exchanged: of the right length, and nothing of it holds.
SignedArtefact WrongMix(const ElectionFixture& election, ElectionRun& run, std::uint32_t trustee);

}  // namespace urna::ledger
