// Signed notes, checkpoints, receipts and verifier keys. Nobody can sign, so that of all texts only
// the signed one is accepted.
#include "crypto/checkpoint.h"
#include "fuzz/patch.h"

namespace urna::crypto {
namespace {

using fuzz::Require;

SigningKey Secret42() {
  std::array<std::uint8_t, 32> seed;
  seed.fill(0x42);
  return SigningKey::FromSeed(Secret<std::array<std::uint8_t, 32>>(seed));
}

struct Example {
  SigningKey secret = Secret42();
  LogKey log{"urna.example/test", secret.public_key()};
  std::string leaf = "c";
  std::string signed_text;
  std::string receipt;
  std::vector<WitnessKey> witnesses{{"urna.example/w", secret.public_key()}};
  std::string cosigned;

  Example() {
    MerkleTree tree;
    for (const char* text : {"a", "b", "c", "d", "e"}) tree.Append(LeafHash(AsBytes(text)));
    const Checkpoint checkpoint = {log.origin, 5, tree.Root()};
    signed_text = checkpoint.Text();
    receipt = LogProof{2, tree.InclusionProof(2, 5).value(), SignCheckpoint(checkpoint, secret)}
                  .Serialize();
    cosigned = SignCheckpoint(checkpoint, secret) +
               Cosign(signed_text, witnesses[0].name, secret, 1'700'000'000);
  }
};

void CheckText(const Example& example, std::string_view text) {
  const auto note = Note::Parse(text);
  if (note.ok()) Require(!note->signatures.empty() && note->signatures.size() <= 64);
  const auto key = LogKey::FromVkey(text);
  if (key.ok()) Require(key->ToVkey() == text);
  const auto witness = WitnessKey::FromVkey(text);
  if (witness.ok()) Require(witness->ToVkey() == text && !key.ok());
  const auto cosignatures = CountCosignatures(text, example.witnesses);
  if (cosignatures.ok() && *cosignatures > 0) {
    Require(*cosignatures == 1 && note->text == example.signed_text);
  }
  const auto checkpointed = VerifyCheckpoint(text, example.log);
  if (checkpointed.ok()) Require(checkpointed->Text() == example.signed_text);
  const auto proof = LogProof::Parse(text);
  if (!proof.ok()) return;
  Require(proof->Serialize() == text);
  const auto checkpoint = VerifyLogProof(*proof, AsBytes(example.leaf), example.log);
  if (checkpoint.ok()) {
    // Signatures of others may stand beside the log's; what the log signed may not differ.
    Require(proof->index == 2);
    Require(checkpoint->Text() == example.signed_text);
  }
}

}  // namespace
}  // namespace urna::crypto

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace urna::crypto;
  static const Example example;
  const ByteView input(data, size);
  CheckText(example, AsText(input));
  const ByteView receipt = AsBytes(example.receipt);
  CheckText(example, AsText(urna::fuzz::Patch(Bytes(receipt.begin(), receipt.end()), input)));
  const ByteView cosigned = AsBytes(example.cosigned);
  CheckText(example, AsText(urna::fuzz::Patch(Bytes(cosigned.begin(), cosigned.end()), input)));
  return 0;
}
