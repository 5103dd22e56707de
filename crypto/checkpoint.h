// C2SP signed notes, tlog checkpoints and tlog proofs (sections 8.4 and 8.5 of docs/protocol.md).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/merkle.h"
#include "crypto/signature.h"

namespace urna::crypto {

// The key of a log: its origin and Ed25519 key. Text form "<origin>+<keyid, 8 hex
// digits>+<base64(0x01 || key)>" (C2SP vkey).
struct LogKey {
  std::string origin;
  VerifyingKey key;
  std::uint32_t KeyId() const;
  std::string ToVkey() const;
  // INVALID_ARGUMENT for a malformed line, a wrong key id, an unknown algorithm, or a key outside
  // the prime-order subgroup.
  static absl::StatusOr<LogKey> FromVkey(std::string_view vkey);
};

// The key of a witness: its name and Ed25519 key, as C2SP's tlog-cosignature has it (type 0x04).
struct WitnessKey {
  std::string name;
  VerifyingKey key;
  std::uint32_t KeyId() const;
  std::string ToVkey() const;
  // As LogKey::FromVkey.
  static absl::StatusOr<WitnessKey> FromVkey(std::string_view vkey);
};

// Is `origin` usable as a C2SP origin and key name: non-empty, at most 255 bytes, no white space,
// no control characters, no '+'.
bool IsValidOrigin(std::string_view origin);

struct Checkpoint {
  std::string origin;
  std::uint64_t size;
  Hash256 root;
  // The three lines that are signed.
  std::string Text() const;
};

struct NoteSignature {
  std::string name;
  std::uint32_t key_id;
  Bytes signature;
};
struct Note {
  std::string text;
  std::vector<NoteSignature> signatures;
  // Strict: canonical base64, U+2014, no stray bytes; at most 64 KiB and 64 signatures.
  static absl::StatusOr<Note> Parse(std::string_view note);
};

// text || empty line || signature line, as published.
std::string SignCheckpoint(const Checkpoint& checkpoint, const SigningKey& key);
// Parses a note and accepts it when the log's signature is valid. Signatures by other names are
// ignored, as C2SP says.
absl::StatusOr<Checkpoint> VerifyCheckpoint(std::string_view note, const LogKey& log);

// How many of these witnesses have cosigned a checkpoint's note. INVALID_ARGUMENT for a note that
// is malformed, or has a cosignature of one of them that does not hold; lines of others are
// ignored.
absl::StatusOr<std::uint32_t> CountCosignatures(std::string_view note,
                                                std::span<const WitnessKey> witnesses);
// A witness's line, with its newline, to be put after those of a note.
std::string Cosign(std::string_view note_text, const std::string& name, const SigningKey& key,
                   std::uint64_t unix_seconds);

// A C2SP tlog-proof: the receipt.
struct LogProof {
  std::uint64_t index;
  std::vector<Hash256> path;
  std::string checkpoint_note;
  std::string Serialize() const;
  static absl::StatusOr<LogProof> Parse(std::string_view text);
};
// The receipt's checks: the log's signature, and that `leaf` is at the proof's index. Returns the
// checkpoint it hangs from.
absl::StatusOr<Checkpoint> VerifyLogProof(const LogProof& proof, ByteView leaf, const LogKey& log);

}  // namespace urna::crypto
