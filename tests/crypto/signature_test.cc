#include "crypto/signature.h"

#include <sodium.h>

#include "absl/status/status.h"
#include "crypto/support.h"
#include "support/protocol_vectors.h"

namespace urna::crypto {
namespace {

using Encoding = std::array<std::uint8_t, 32>;

// The encodings of the points of small order on edwards25519, canonical and not, as listed by
// C2SP's CCTV (ed25519/README.md).
constexpr const char* kSmallOrder[] = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"};
constexpr const char* kOrderTwo =
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
constexpr const char* kOrderEight =
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05";
constexpr const char* kIdentity =
    "0100000000000000000000000000000000000000000000000000000000000000";

Encoding AddEdwards(const Encoding& a, const Encoding& b) {
  Encoding out;
  EXPECT_EQ(crypto_core_ed25519_add(out.data(), a.data(), b.data()), 0);
  return out;
}

Encoding BaseEdwards(const Scalar& s) {
  Encoding out;
  crypto_scalarmult_ed25519_base_noclamp(out.data(), s.bytes().data());
  return out;
}

Encoding TimesEight(Encoding p) {
  for (int i = 0; i < 3; ++i) p = AddEdwards(p, p);
  return p;
}

// A signer who does not follow the algorithm: it knows its secret scalar and picks R.
class FreeSigner {
 public:
  FreeSigner() : secret_(Scalar::Random()), public_(BaseEdwards(secret_)) {}

  const Encoding& public_key() const { return public_; }

  // With S = r + h a for the h of these very bytes of R.
  Signature Sign(ByteView message, const Encoding& r_point, const Scalar& r) const {
    Bytes hashed(r_point.begin(), r_point.end());
    Append(hashed, public_);
    Append(hashed, message);
    const Scalar s = r + Scalar::Reduce(Sha512(hashed)) * secret_;
    Signature out;
    std::copy(r_point.begin(), r_point.end(), out.begin());
    std::copy(s.bytes().begin(), s.bytes().end(), out.begin() + 32);
    return out;
  }

  // The cofactored equation 8SB = 8R + 8hA, that verifiers of another kind go by.
  bool PassesCofactored(ByteView message, const Signature& signature) const {
    Encoding r_point;
    std::copy_n(signature.begin(), 32, r_point.begin());
    const Scalar s = Scalar::Parse(ByteView(signature).subspan(32)).value();
    Bytes hashed(r_point.begin(), r_point.end());
    Append(hashed, public_);
    Append(hashed, message);
    Encoding ha;
    const Scalar h = Scalar::Reduce(Sha512(hashed));
    EXPECT_EQ(crypto_scalarmult_ed25519_noclamp(ha.data(), h.bytes().data(), public_.data()), 0);
    return TimesEight(BaseEdwards(s)) == TimesEight(AddEdwards(r_point, ha));
  }

 private:
  Scalar secret_;
  Encoding public_;
};

struct Rfc8032Vector {
  const char* seed;
  const char* key;
  const char* message;
  const char* signature;
};
// RFC 8032, section 7.1, tests 1 to 3.
constexpr Rfc8032Vector kRfc8032[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"}};

TEST(SigningKey, MatchesRfc8032) {
  for (const Rfc8032Vector& vector : kRfc8032) {
    const SigningKey key =
        SigningKey::FromSeed(Secret<std::array<std::uint8_t, 32>>(HexArray<32>(vector.seed)));
    EXPECT_EQ(ToHex(key.public_key().bytes()), vector.key);
    EXPECT_EQ(ToHex(key.Seed().Reveal()), vector.seed);
    const Signature signature = key.SignRaw(Hex(vector.message));
    EXPECT_EQ(ToHex(signature), vector.signature);
    EXPECT_TRUE(key.public_key().VerifyRaw(Hex(vector.message), signature));
  }
}

TEST(SigningKey, GeneratesDistinctKeys) {
  EXPECT_NE(SigningKey::Generate().public_key(), SigningKey::Generate().public_key());
}

RC_GTEST_PROP(Signature, BindsPurposeContextAndBody, (const Bytes& body, std::uint8_t context)) {
  const SigningKey key = KeyFromByte(1);
  const Hash256 hash = Filled<32>(context);
  const Signature signature = key.Sign("ballot", hash, body);
  const VerifyingKey& verifier = key.public_key();
  RC_ASSERT(verifier.Verify("ballot", hash, body, signature));
  RC_ASSERT(!verifier.Verify("cred", hash, body, signature));
  RC_ASSERT(!verifier.Verify("ballot", WithBitFlipped(hash, 0), body, signature));
  Bytes longer = body;
  longer.push_back(0);
  RC_ASSERT(!verifier.Verify("ballot", hash, longer, signature));
  RC_ASSERT(!KeyFromByte(2).public_key().Verify("ballot", hash, body, signature));
  RC_ASSERT(!verifier.VerifyRaw(body, signature));
}

TEST(Signature, IsOverTheBytesOfSection14) {
  const SigningKey key = KeyFromByte(1);
  Bytes message;
  Append(message, AsBytes("urna/v2/sig/close"));
  message.push_back(0);
  Append(message, Filled<32>(5));
  Append(message, AsBytes("body"));
  EXPECT_EQ(key.Sign("close", Filled<32>(5), AsBytes("body")), key.SignRaw(message));
}

// docs/protocol.md, section 18: trustee 1 signs the manifest, registrar 1 its part.
TEST(Signature, MatchesTheVectors) {
  const SigningKey trustee = KeyFromByte(0x51);
  EXPECT_EQ(trustee.public_key().bytes(), VectorArray("trustee 1"));
  EXPECT_EQ(trustee.Sign("manifest-ok", Filled<32>(0x11), {}), VectorArray<64>("manifest-ok"));
  const SigningKey registrar = KeyFromByte(0x72);
  EXPECT_EQ(registrar.public_key().bytes(), VectorArray("registrar key"));
  Bytes body;
  AppendFrame(body, AsBytes("processes/p/electorates/e"));
  AppendLe64(body, 2);
  AppendLe64(body, 152);
  Append(body, VectorBytes("SHA-256 of part file 2"));
  EXPECT_EQ(registrar.Sign("roll", Sha256(Hex("00112233445566778899aabbccddeeff")), body),
            VectorArray<64>("part signature"));
}

TEST(Signature, RefusesAnyBitFlipped) {
  const SigningKey key = KeyFromByte(1);
  const Signature signature = key.SignRaw(AsBytes("message"));
  for (std::size_t bit = 0; bit < 512; ++bit) {
    EXPECT_FALSE(key.public_key().VerifyRaw(AsBytes("message"), WithBitFlipped(signature, bit)));
  }
}

TEST(Signature, RefusesSThatIsNotReduced) {
  const SigningKey key = KeyFromByte(1);
  Signature signature = key.SignRaw(AsBytes("message"));
  Encoding s;
  std::copy_n(signature.begin() + 32, 32, s.begin());
  const Encoding more = PlusOrder(s);
  std::copy(more.begin(), more.end(), signature.begin() + 32);
  EXPECT_FALSE(key.public_key().VerifyRaw(AsBytes("message"), signature));
}

// The free signer itself is sound: with an honest R its signatures are good.
TEST(Signature, TakesAnyHonestR) {
  const FreeSigner signer;
  const VerifyingKey key = VerifyingKey::Parse(signer.public_key()).value();
  const Scalar r = Scalar::Random();
  const Signature signature = signer.Sign(AsBytes("m"), BaseEdwards(r), r);
  EXPECT_TRUE(key.VerifyRaw(AsBytes("m"), signature));
  EXPECT_TRUE(signer.PassesCofactored(AsBytes("m"), signature));
}

TEST(Signature, RefusesTorsionInR) {
  const FreeSigner signer;
  const VerifyingKey key = VerifyingKey::Parse(signer.public_key()).value();
  for (const char* torsion : {kOrderTwo, kOrderEight}) {
    const Scalar r = Scalar::Random();
    const Encoding r_point = AddEdwards(BaseEdwards(r), HexArray<32>(torsion));
    const Signature signature = signer.Sign(AsBytes("m"), r_point, r);
    EXPECT_TRUE(signer.PassesCofactored(AsBytes("m"), signature));
    EXPECT_FALSE(key.VerifyRaw(AsBytes("m"), signature));
  }
}

// 0 = SB - hA holds, but libsodium takes no R of small order, and verifiers must agree.
TEST(Signature, RefusesTheIdentityInR) {
  const FreeSigner signer;
  const VerifyingKey key = VerifyingKey::Parse(signer.public_key()).value();
  const Signature signature = signer.Sign(AsBytes("m"), HexArray<32>(kIdentity), Scalar());
  EXPECT_TRUE(signer.PassesCofactored(AsBytes("m"), signature));
  EXPECT_FALSE(key.VerifyRaw(AsBytes("m"), signature));
}

TEST(VerifyingKey, RefusesSmallOrder) {
  for (const char* encoding : kSmallOrder) {
    EXPECT_EQ(VerifyingKey::Parse(Hex(encoding)).status().code(),
              absl::StatusCode::kInvalidArgument)
        << encoding;
  }
}

// The library of CVE-2025-69277 let the first of these through.
TEST(VerifyingKey, RefusesTorsion) {
  for (int i = 0; i < 8; ++i) {
    const Encoding good = SigningKey::Generate().public_key().bytes();
    EXPECT_TRUE(VerifyingKey::Parse(good).ok());
    for (const char* torsion : {kOrderTwo, kOrderEight}) {
      EXPECT_FALSE(VerifyingKey::Parse(AddEdwards(good, HexArray<32>(torsion))).ok());
    }
  }
}

TEST(VerifyingKey, RefusesNonCanonicalEncodingsAndOtherLengths) {
  EXPECT_FALSE(VerifyingKey::Parse({}).ok());
  EXPECT_FALSE(VerifyingKey::Parse(Bytes(31, 9)).ok());
  EXPECT_FALSE(VerifyingKey::Parse(Bytes(33, 9)).ok());
  // y + p for every y below 19: the only points with a second encoding.
  for (std::uint8_t y = 0; y < 19; ++y) {
    Encoding bytes = Filled<32>(0xff);
    bytes[0] = static_cast<std::uint8_t>(0xed + y);
    for (std::uint8_t sign : {0x7f, 0xff}) {
      bytes[31] = sign;
      EXPECT_FALSE(VerifyingKey::Parse(bytes).ok()) << int{y};
    }
  }
}

}  // namespace
}  // namespace urna::crypto
