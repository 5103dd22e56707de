// Every bound of the formats, in one place.
#pragma once

#include <cstddef>
#include <cstdint>

namespace urna::ledger {

// A C2SP entry bundle gives a leaf's length in 16 bits.
inline constexpr std::size_t kMaxLeafSize = 65535;
// Records: a log beyond this is refused before anything of it is read.
inline constexpr std::uint64_t kMaxLogSize = std::uint64_t{1} << 32;
// Points of a ballot beside A. 16 points hold 480 bytes: an approval ballot over 3,832 projects.
inline constexpr std::uint32_t kMaxWidth = 16;
inline constexpr std::uint32_t kMaxTrustees = 9;
// Their indexes and counts are bytes of the leaf formats.
inline constexpr std::uint32_t kMaxRegistrars = 16;
inline constexpr std::uint32_t kMaxAuthorities = 16;
// Codes that one person must type, one of each code registrar.
inline constexpr std::uint32_t kMaxCodeRegistrars = 3;
inline constexpr std::uint32_t kMaxWitnesses = 16;
// Ballots of one contest: what the shuffle's soundness bound of N / 2^128 is stated for.
inline constexpr std::uint64_t kMaxBallots = std::uint64_t{1} << 24;
inline constexpr std::uint64_t kMaxSlots = std::uint64_t{1} << 24;
inline constexpr std::uint32_t kMaxContests = 10000;
inline constexpr std::uint32_t kMaxProjects = 10000;
// Proposals of one process, its whole life long.
inline constexpr std::uint32_t kMaxProposals = 1U << 20;
// Proposals that one act may name beside its own.
inline constexpr int kMaxNamedProposals = 100;
inline constexpr int kMaxErasedDocuments = 1000;
inline constexpr std::uint32_t kMaxMonths = 1200;
// A document of the journal: exact bytes.
inline constexpr std::size_t kMaxDocumentSize = std::size_t{1} << 20;
// A config beyond this is refused before it is parsed.
inline constexpr std::size_t kMaxConfigSize = std::size_t{64} << 20;
inline constexpr std::size_t kMaxKeyRecordSize = std::size_t{1} << 20;
// Ballots that one key may cast in one contest: bounds what one voter can add to the log.
inline constexpr std::uint32_t kMaxBallotsPerKey = 1000;
// Amounts stay exact in any sum over a contest.
inline constexpr std::int64_t kMaxAmount = std::int64_t{1} << 53;

static_assert(kMaxTrustees < 256 && kMaxRegistrars < 256 && kMaxAuthorities < 256);
static_assert(kMaxCodeRegistrars <= kMaxRegistrars);

}  // namespace urna::ledger
