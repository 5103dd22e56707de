// The outcome of ballots that nobody encrypted: what decryption would have brought to light.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/ballot_codec.h"
#include "ledger/manifest.h"
#include "ledger/tally.h"

namespace urna::ledger {

// Throws if the contest cannot be counted or a ballot breaks its limits.
TallyFiles CountPlain(const Manifest& manifest, ContestId contest,
                      const std::vector<Choices>& ballots,
                      const std::optional<crypto::Hash256>& lot_seed = std::nullopt);

// The member `outcome` of an outcome file, byte for byte.
std::string OutcomeMember(const std::string& outcome_file);

// A contest with ballots of the given format: seven projects, some of equal cost and in two
// categories, and a budget for about half of them.
void SetContest(v1::ContestConfig& contest, const v1::BallotFormat& format);

// Of each format, with limits.
std::vector<v1::BallotFormat> EveryFormat();

// `count` ballots that the contest of SetContest allows, blank ones among them; others for another
// `seed`.
std::vector<Choices> SomeBallots(const v1::BallotFormat& format, std::size_t count,
                                 std::uint32_t seed);

}  // namespace urna::ledger
