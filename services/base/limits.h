// How much of itself the server gives to its callers, in one place. What an operator may change
// stands in the configuration (server_config.h).
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace urna::services {

// Threads of the lanes besides the quick one, which the configuration sets.
inline constexpr std::size_t kReadThreads = 4;
// Each verification uses all processors by itself.
inline constexpr std::size_t kSlowThreads = 2;
inline constexpr std::size_t kTallyThreads = 2;
// Calls that may wait in a lane of seconds.
inline constexpr std::size_t kSlowQueue = 64;

// Files that are being sent, in all and to one source. Each holds at most a piece and a slice
// (kPieceSize, FileReading::kSliceSize), so that all together hold less than 140 MiB.
inline constexpr std::size_t kDownloads = 128;
inline constexpr std::size_t kDownloadsPerSource = 16;
// Files that are being taken in, whatever they hold, in all and of one source.
inline constexpr std::size_t kUploads = 128;
inline constexpr std::size_t kUploadsPerSource = 16;
// Answers of more than kLargeAnswer that have not been sent yet, together and to one source.
inline constexpr std::size_t kLargeAnswer = std::size_t{16} << 10;
inline constexpr std::uint64_t kLargeAnswers = std::uint64_t{512} << 20;
inline constexpr std::uint64_t kLargeAnswersPerSource = kLargeAnswers / 4;

// Answers of more than so much are watched until they have been taken.
inline constexpr std::size_t kWatchedAnswer = std::size_t{4} << 10;

// A message that has not been taken by its reader in so long ends the call.
inline constexpr absl::Duration kWriteTimeout = absl::Seconds(30);
// A stream whose sender sends nothing for so long is over; before its first message sooner.
inline constexpr absl::Duration kReadTimeout = absl::Minutes(2);
inline constexpr absl::Duration kHeaderTimeout = absl::Seconds(10);

}  // namespace urna::services
