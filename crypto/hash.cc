#include "crypto/hash.h"

#include <sodium.h>

#include "crypto/check.h"

namespace urna::crypto {
namespace {

// Calls `update` with the bytes of F("urna/v2/" || label) || F(part_1) || F(part_2) ..
template <typename Update>
void ForEachFrame(std::string_view label, std::initializer_list<ByteView> parts, Update update) {
  static constexpr std::string_view kPrefix = "urna/v2/";
  Bytes head;
  AppendLe64(head, kPrefix.size() + label.size());
  Append(head, AsBytes(kPrefix));
  Append(head, AsBytes(label));
  update(head);
  for (ByteView part : parts) {
    Bytes length;
    AppendLe64(length, part.size());
    update(length);
    update(part);
  }
}

}  // namespace

Hash256 Sha256(ByteView bytes) {
  Hash256 out;
  crypto_hash_sha256(out.data(), bytes.data(), bytes.size());
  return out;
}

Hash512 Sha512(ByteView bytes) {
  Hash512 out;
  crypto_hash_sha512(out.data(), bytes.data(), bytes.size());
  return out;
}

Hash256 LabelledHash(std::string_view label, std::initializer_list<ByteView> parts) {
  Sha256Stream stream;
  ForEachFrame(label, parts, [&](ByteView bytes) { stream.Update(bytes); });
  return stream.Finish();
}

SecretBytes LabelledBlake2b(std::string_view label, std::size_t size,
                            std::initializer_list<ByteView> parts, ByteView key) {
  Require(size >= crypto_generichash_BYTES_MIN && size <= crypto_generichash_BYTES_MAX,
          "a BLAKE2b digest has 16 to 64 bytes");
  Require(key.size() <= crypto_generichash_KEYBYTES_MAX, "a BLAKE2b key has at most 64 bytes");
  crypto_generichash_state state;
  crypto_generichash_init(&state, key.data(), key.size(), size);
  ForEachFrame(label, parts, [&](ByteView bytes) {
    crypto_generichash_update(&state, bytes.data(), bytes.size());
  });
  SecretBytes out(size);
  crypto_generichash_final(&state, out.data(), size);
  // The input is a voter's code or a key.
  sodium_memzero(&state, sizeof state);
  return out;
}

struct Sha256Stream::State {
  crypto_hash_sha256_state sodium;
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {
  crypto_hash_sha256_init(&state_->sodium);
}

// Secrets such as slot secrets pass through this state.
Sha256Stream::~Sha256Stream() { sodium_memzero(state_.get(), sizeof(State)); }

void Sha256Stream::Update(ByteView bytes) {
  crypto_hash_sha256_update(&state_->sodium, bytes.data(), bytes.size());
}

Hash256 Sha256Stream::Finish() {
  Hash256 out;
  crypto_hash_sha256_final(&state_->sodium, out.data());
  return out;
}

}  // namespace urna::crypto
