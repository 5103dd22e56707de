// Constants of RFC 9496, section 4.1, that decoding a point takes.
#pragma once

#include "crypto/field25519.h"

namespace urna::crypto {

inline constexpr FieldElement kD = {0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029,
                                    0x739c663a03cbb, 0x52036cee2b6ff};
inline constexpr FieldElement kSqrtMinusOne = {0x61b274a0ea0b0, 0xd5a5fc8f189d, 0x7ef5e9cbd0c60,
                                               0x78595a6804c9e, 0x2b8324804fc1d};

}  // namespace urna::crypto
