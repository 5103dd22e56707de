// Choices to payload bytes and back (section 6.1 of docs/protocol.md). One codec for voters,
// counting and audit.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "crypto/elgamal.h"
#include "tallying/profile.h"
#include "urna/v1/config.pb.h"

namespace urna::ledger {

// One project on a ballot.
struct Choice {
  // Position in the contest's list of projects.
  std::uint32_t project = 0;
  // 1 for approval, choose-1 and ordinal ballots.
  std::uint32_t points = 1;
  friend bool operator==(const Choice&, const Choice&) = default;
};

// What a voter says. Ordinal: best first. Every other format: ascending by project. Empty is a
// blank ballot.
using Choices = std::vector<Choice>;

// How the body of a payload is laid out; its first byte.
enum class PayloadFormat : std::uint8_t {
  kBitmap = 1,   // approval: bit i % 8 of byte i / 8 for project i
  kPoints = 2,   // one byte of points for each project
  kRanking = 3,  // project indexes, best first, ended by 0xff
  kSparse = 4,   // (project u16, points u8) ascending by project; an ordinal ballot has the rank,
                 // from 1, as points
};

// Encodes and decodes the ballots of one contest. Immutable, thread-safe.
class BallotCodec {
 public:
  // INVALID_ARGUMENT with the field's path for a format that cannot be encoded: no project, points
  // above 255, contradictory limits, more than 480 bytes.
  static absl::StatusOr<BallotCodec> Create(const v1::ContestConfig& contest,
                                            std::uint32_t minor_digits);

  // Points of a ballot that the contest needs: 1..16.
  std::uint32_t MinimumWidth() const;
  // The payload of 30 * width bytes. INVALID_ARGUMENT names the limit that the choices break, or a
  // project that does not exist.
  absl::StatusOr<crypto::Bytes> Encode(const Choices& choices, std::uint32_t width) const;
  // The choices of a payload; INVALID_ARGUMENT unless it is what Encode makes of them, to the bit.
  absl::StatusOr<Choices> Decode(crypto::ByteView payload) const;
  // The contest as the allocation rules see it.
  const tallying::Contest& contest() const { return contest_; }
  PayloadFormat payload_format() const { return format_; }

 private:
  BallotCodec() = default;
  absl::Status Check(const Choices& choices) const;
  tallying::Contest contest_;
  PayloadFormat format_ = PayloadFormat::kBitmap;
  std::size_t size_ = 0;  // bytes of the longest payload, the format byte included
};

// A payload cut into the chunks that are embedded, and joined again.
std::vector<crypto::Chunk> SplitPayload(crypto::ByteView payload);
crypto::Bytes JoinPayload(const std::vector<crypto::Chunk>& chunks);

// Adds a ballot to a profile.
absl::Status AddToProfile(const Choices& choices, tallying::Profile::Builder& builder);

}  // namespace urna::ledger
