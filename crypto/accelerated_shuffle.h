// The shuffle's prover, over libdecaf, and verifier (section 19 of docs/protocol.md): the same
// bytes, several times faster than the reference. Callers choose freely between the two:
// `ShuffleFast` for `Shuffle`, `VerifyShuffleFast` for `VerifyShuffle`.
#pragma once

#include "crypto/shuffle.h"

namespace urna::crypto {

// As Shuffle. What multiplies a fixed point (psi's rho and r, the chain) does so in constant time.
// The blinding sums over omega' are in variable time: see the source for why that gives away
// nothing that the memory accesses of any shuffle do not.
Mix ShuffleFast(const ShuffleStatement& statement, const CiphertextList& input, int threads = 1,
                const Progress& progress = {});

// As VerifyShuffle. All equations are folded into one with random weights; a false proof passes
// with a chance below 2^-120. When the fold fails, the reference verifier decides and names the
// equation.
absl::Status VerifyShuffleFast(const ShuffleStatement& statement, const CiphertextList& input,
                               const Mix& mix, int threads = 1);

// As Mix::Parse and, of its mix, VerifyShuffle; decodes every point once.
absl::StatusOr<Mix> ReadMixFast(const ShuffleStatement& statement, const CiphertextList& input,
                                ByteView file, int threads = 1);

// The fold alone, for tests of its agreement with the reference. False also for a wrong shape, and
// when a point of the mix does not decode.
bool PassesFoldedEquations(const ShuffleStatement& statement, const CiphertextList& input,
                           const Mix& mix, int threads = 1);

}  // namespace urna::crypto
