// The encodings of bytes, points, scalars and keys.
#include <decaf.h>

#include <algorithm>
#include <array>

#include "crypto/bytes.h"
#include "crypto/elgamal.h"
#include "crypto/group.h"
#include "crypto/signature.h"
#include "crypto/utf8.h"
#include "fuzz/patch.h"

namespace urna::crypto {
namespace {

using fuzz::Require;

void CheckText(ByteView input) {
  const std::string_view text = AsText(input);
  const auto from_base64 = FromBase64(text);
  if (from_base64.ok()) Require(ToBase64(*from_base64) == text);
  Require(FromBase64(ToBase64(input)).value() == Bytes(input.begin(), input.end()));
  const auto from_hex = FromHex(text);
  if (from_hex.ok()) Require(2 * from_hex->size() == text.size());
  Require(FromHex(ToHex(input)).value() == Bytes(input.begin(), input.end()));
  const auto points = DecodeUtf8(text);
  if (points) Require(points->size() <= text.size());
  Require(IsUtf8(text) == points.has_value());
}

void CheckGroup(ByteView input) {
  std::array<std::uint8_t, 32> bytes{};
  std::copy_n(input.begin(), std::min<std::size_t>(32, input.size()), bytes.begin());
  const auto point = Point::Parse(bytes);
  // libsodium and libdecaf take the same encodings.
  decaf_255_point_t decoded;
  const bool decodes = decaf_255_point_decode(decoded, bytes.data(), DECAF_TRUE) == DECAF_SUCCESS;
  Require(point.ok() == decodes);
  if (point.ok()) {
    Require(point->bytes() == bytes);
    const auto chunk = Unembed(*point);
    if (chunk.ok()) Require(Embed(*chunk).value() == *point);
  }
  const auto scalar = Scalar::Parse(bytes);
  decaf_255_scalar_t number;
  Require(scalar.ok() == (decaf_255_scalar_decode(number, bytes.data()) == DECAF_SUCCESS));
  if (scalar.ok()) Require(scalar->bytes() == bytes);
  const auto key = VerifyingKey::Parse(bytes);
  if (key.ok()) Require(key->bytes() == bytes);
}

}  // namespace
}  // namespace urna::crypto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const urna::crypto::ByteView input(data, size);
  urna::crypto::CheckText(input);
  urna::crypto::CheckGroup(input);
  return 0;
}
