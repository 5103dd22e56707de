// SHA-256, SHA-512 and BLAKE2b, over plain bytes and over frames.
#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/secret.h"

namespace urna::crypto {

Hash256 Sha256(ByteView bytes);
Hash512 Sha512(ByteView bytes);

// SHA-256( F("urna/v2/" || label) || F(part_1) || F(part_2) .. ): the labelled hash of section 1.3
// of docs/protocol.md, which lists the labels.
Hash256 LabelledHash(std::string_view label, std::initializer_list<ByteView> parts);

// BLAKE2b of `size` bytes (16..64) over the same framing, under a key of at most 64 bytes where one
// is given; derives voters' secrets from codes, and slots from identities.
SecretBytes LabelledBlake2b(std::string_view label, std::size_t size,
                            std::initializer_list<ByteView> parts, ByteView key = {});

// SHA-256 of data that arrives in pieces.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  void Update(ByteView bytes);
  Hash256 Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace urna::crypto
