#include "crypto/nonce.h"

#include <numeric>

#include "crypto/sodium.h"

namespace urna::crypto {
namespace {

void Absorb(crypto_hash_sha512_state& state, ByteView bytes) {
  crypto_hash_sha512_update(&state, bytes.data(), bytes.size());
}

void AbsorbLength(crypto_hash_sha512_state& state, std::size_t length) {
  std::array<std::uint8_t, 8> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(std::uint64_t{length} >> (8 * i));
  }
  Absorb(state, bytes);
}

Secret<Scalar> NonceOf(std::string_view name, const Scalar& secret, const Secret<FreshBytes>& fresh,
                       std::initializer_list<ByteView> statement) {
  static constexpr std::string_view kPrefix = "urna/v2/nonce-";
  crypto_hash_sha512_state state;
  crypto_hash_sha512_init(&state);
  AbsorbLength(state, kPrefix.size() + name.size());
  Absorb(state, AsBytes(kPrefix));
  Absorb(state, AsBytes(name));
  AbsorbLength(state, Scalar::kSize);
  Absorb(state, secret.bytes());
  AbsorbLength(state, fresh.Reveal().size());
  Absorb(state, fresh.Reveal());
  AbsorbLength(state,
               std::accumulate(statement.begin(), statement.end(), std::size_t{0},
                               [](std::size_t sum, ByteView part) { return sum + part.size(); }));
  for (ByteView part : statement) Absorb(state, part);
  Hash512 wide;
  crypto_hash_sha512_final(&state, wide.data());
  sodium_memzero(&state, sizeof state);
  Scalar nonce = Scalar::Reduce(wide);
  sodium_memzero(wide.data(), wide.size());
  Secret<Scalar> out(nonce);
  sodium_memzero(&nonce, sizeof nonce);
  return out;
}

}  // namespace

Secret<FreshBytes> DrawFreshBytes() {
  EnsureSodium();
  FreshBytes bytes;
  randombytes_buf(bytes.data(), bytes.size());
  Secret<FreshBytes> fresh(bytes);
  sodium_memzero(bytes.data(), bytes.size());
  return fresh;
}

Secret<Scalar> HedgedNonce(std::string_view name, const Scalar& secret,
                           const Secret<FreshBytes>& fresh,
                           std::initializer_list<ByteView> statement) {
  return FirstNonZero(
      [&](const Secret<FreshBytes>& bytes) { return NonceOf(name, secret, bytes, statement); },
      fresh);
}

}  // namespace urna::crypto
