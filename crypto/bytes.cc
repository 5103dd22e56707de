#include "crypto/bytes.h"

#include <sodium.h>

#include "absl/status/status.h"

namespace urna::crypto {

ByteView AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view AsText(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void AppendLe32(Bytes& out, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void AppendLe64(Bytes& out, std::uint64_t value) {
  for (int i = 0; i < 8; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void Append(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

void AppendFrame(Bytes& out, ByteView bytes) {
  AppendLe64(out, bytes.size());
  Append(out, bytes);
}

std::string ToHex(ByteView bytes) {
  std::string out(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
  out.pop_back();
  return out;
}

absl::StatusOr<Bytes> FromHex(std::string_view text) {
  Bytes out(text.size() / 2);
  std::size_t size = 0;
  const char* end = nullptr;
  if (text.size() % 2 != 0 ||
      (!text.empty() && sodium_hex2bin(out.data(), out.size(), text.data(), text.size(), nullptr,
                                       &size, &end) != 0) ||
      size != out.size()) {
    return absl::InvalidArgumentError("not a hexadecimal string of whole bytes");
  }
  return out;
}

std::string ToBase64(ByteView bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string out(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), kVariant);
  out.pop_back();
  return out;
}

absl::StatusOr<Bytes> FromBase64(std::string_view text) {
  Bytes out(text.size() / 4 * 3 + 3);
  std::size_t size = 0;
  const char* end = nullptr;
  if (!text.empty() && sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr,
                                         &size, &end, sodium_base64_VARIANT_ORIGINAL) != 0) {
    return absl::InvalidArgumentError("not base64");
  }
  out.resize(size);
  // One byte string has one spelling, or signed texts would be malleable.
  if (ToBase64(out) != text) return absl::InvalidArgumentError("base64 is not canonical");
  return out;
}

std::string ToBase32(ByteView bytes) {
  static constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string out;
  out.reserve((bytes.size() * 8 + 4) / 5);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const std::uint8_t byte : bytes) {
    buffer = (buffer << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) out.push_back(kAlphabet[(buffer >> (bits - 5)) & 31]);
  }
  if (bits > 0) out.push_back(kAlphabet[(buffer << (5 - bits)) & 31]);
  return out;
}

std::uint8_t ByteReader::U8() { return Array<1>()[0]; }

std::uint32_t ByteReader::Le32() {
  std::uint32_t value = 0;
  const auto bytes = Array<4>();
  for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::uint32_t{bytes[i]} << (8 * i);
  return value;
}

std::uint64_t ByteReader::Le64() {
  std::uint64_t value = 0;
  const auto bytes = Array<8>();
  for (std::size_t i = 0; i < bytes.size(); ++i) value |= std::uint64_t{bytes[i]} << (8 * i);
  return value;
}

ByteView ByteReader::Take(std::size_t size) {
  if (!ok_ || size > rest_.size()) {
    ok_ = false;
    return {};
  }
  ByteView out = rest_.first(size);
  rest_ = rest_.subspan(size);
  return out;
}

ByteView ByteReader::Frame(std::size_t max_size) {
  const std::uint64_t size = Le64();
  if (!ok_ || size > max_size || size > rest_.size()) {
    ok_ = false;
    return {};
  }
  return Take(static_cast<std::size_t>(size));
}

}  // namespace urna::crypto
