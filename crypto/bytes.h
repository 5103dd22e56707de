// Byte strings and the framing that every hash of the protocol uses.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace urna::crypto {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using Hash256 = std::array<std::uint8_t, 32>;
using Hash512 = std::array<std::uint8_t, 64>;

ByteView AsBytes(std::string_view text);
std::string_view AsText(ByteView bytes);

// Little-endian integers, as every format of the protocol has them.
void AppendLe32(Bytes& out, std::uint32_t value);
void AppendLe64(Bytes& out, std::uint64_t value);
void Append(Bytes& out, ByteView bytes);
// F(x) = LE64(len x) || x.
void AppendFrame(Bytes& out, ByteView bytes);

// Lower-case hexadecimal. Decoding accepts either case and refuses anything else.
std::string ToHex(ByteView bytes);
absl::StatusOr<Bytes> FromHex(std::string_view text);

// Standard base64 with padding (RFC 4648, section 4). Decoding refuses every non-canonical
// spelling.
std::string ToBase64(ByteView bytes);
absl::StatusOr<Bytes> FromBase64(std::string_view text);

// Base32 (RFC 4648, section 6), lower case, without padding: what people read aloud and compare.
std::string ToBase32(ByteView bytes);

// Reads fixed-size fields off the front of untrusted bytes. After a read past the end every further
// read returns zeros and `ok()` stays false, so that a parser checks once, at the end.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}
  std::uint8_t U8();
  std::uint32_t Le32();
  std::uint64_t Le64();
  // A view into the bytes given to the constructor; empty after a failure.
  ByteView Take(std::size_t size);
  template <std::size_t kSize>
  std::array<std::uint8_t, kSize> Array() {
    std::array<std::uint8_t, kSize> out{};
    ByteView view = Take(kSize);
    for (std::size_t i = 0; i < view.size(); ++i) out[i] = view[i];
    return out;
  }
  // A frame F(x): its length, then so many bytes. Fails when longer than `max_size`.
  ByteView Frame(std::size_t max_size);
  bool ok() const { return ok_; }
  std::size_t remaining() const { return rest_.size(); }
  // All was read and nothing is left.
  bool Finished() const { return ok_ && rest_.empty(); }

 private:
  ByteView rest_;
  bool ok_ = true;
};

}  // namespace urna::crypto
