#include "crypto/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "crypto/hash.h"
#include "crypto/utf8.h"

namespace urna::crypto {
namespace {

constexpr std::uint8_t kEd25519 = 0x01;      // C2SP's type of a plain Ed25519 note signature
constexpr std::uint8_t kCosignature = 0x04;  // and of a timestamped cosignature
constexpr std::size_t kMaxNoteSize = 64 << 10;
constexpr std::size_t kMaxSignatures = 64;
constexpr std::size_t kMaxPath = 63;
// Sizes and times are below: others keep them in signed integers.
constexpr std::uint64_t kNumberLimit = std::uint64_t{1} << 63;
constexpr char kDash[] = "\u2014 ";
constexpr char kProofHeader[] = "c2sp.org/tlog-proof@v1\n";

absl::Status Invalid(const char* what) { return absl::InvalidArgumentError(what); }

// Takes a line off the front, without its newline; nothing when no newline is left.
std::optional<std::string_view> TakeLine(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

// A decimal number with one spelling: digits, no sign, no leading zero.
std::optional<std::uint64_t> ParseDecimal(std::string_view text) {
  std::uint64_t value = 0;
  if (text.empty() || !std::all_of(text.begin(), text.end(), absl::ascii_isdigit) ||
      (text.size() > 1 && text[0] == '0') ||
      !absl::SimpleAtoi(absl::string_view(text.data(), text.size()), &value)) {
    return std::nullopt;
  }
  return value;
}

std::optional<Hash256> ParseHash(std::string_view base64) {
  const absl::StatusOr<Bytes> bytes = FromBase64(base64);
  Hash256 out;
  if (!bytes.ok() || bytes->size() != out.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return out;
}

std::uint32_t BigEndian32(ByteView bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
         std::uint32_t{bytes[2]} << 8 | std::uint32_t{bytes[3]};
}

bool IsNoteText(std::string_view text) {
  const auto points = DecodeUtf8(text);
  return points && !points->empty() && points->back() == '\n' &&
         std::all_of(points->begin(), points->end(),
                     [](char32_t c) { return c >= 0x20 || c == '\n'; });
}

absl::StatusOr<NoteSignature> ParseSignatureLine(std::string_view line) {
  if (!line.starts_with(kDash)) return Invalid("a note's signature line starts with U+2014");
  line.remove_prefix(std::string_view(kDash).size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos)
    return Invalid("a signature line has a name and a signature");
  NoteSignature out;
  out.name = line.substr(0, space);
  if (!IsValidOrigin(out.name)) return Invalid("bad name in a note's signature line");
  const absl::StatusOr<Bytes> bytes = FromBase64(line.substr(space + 1));
  if (!bytes.ok()) return bytes.status();
  if (bytes->size() < 5) return Invalid("a note's signature is too short");
  out.key_id = BigEndian32(*bytes);
  out.signature.assign(bytes->begin() + 4, bytes->end());
  return out;
}

absl::StatusOr<Checkpoint> ParseCheckpointText(std::string_view text) {
  const auto origin = TakeLine(text);
  const auto size_line = TakeLine(text);
  const auto root_line = TakeLine(text);
  if (!root_line || !text.empty()) return Invalid("a checkpoint has exactly three lines");
  if (!IsValidOrigin(*origin)) return Invalid("bad origin in a checkpoint");
  const auto size = ParseDecimal(*size_line);
  if (!size || *size >= kNumberLimit) return Invalid("bad size in a checkpoint");
  const auto root = ParseHash(*root_line);
  if (!root) return Invalid("bad root in a checkpoint");
  return Checkpoint{std::string(*origin), *size, *root};
}

// A name and a key of one of C2SP's types.
struct TypedKey {
  std::string name;
  VerifyingKey key;
};

std::uint32_t KeyIdOf(std::string_view name, std::uint8_t type, const VerifyingKey& key) {
  const std::uint8_t separator[] = {0x0a, type};
  Sha256Stream stream;
  stream.Update(AsBytes(name));
  stream.Update(separator);
  stream.Update(key.bytes());
  return BigEndian32(stream.Finish());
}

std::string VkeyOf(std::string_view name, std::uint8_t type, const VerifyingKey& key) {
  Bytes typed = {type};
  Append(typed, key.bytes());
  return fmt::format("{}+{:08x}+{}", name, KeyIdOf(name, type, key), ToBase64(typed));
}

absl::StatusOr<TypedKey> ParseVkey(std::string_view vkey, std::uint8_t type) {
  const std::size_t first = vkey.find('+');
  const std::size_t second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
  if (second == std::string_view::npos) {
    return Invalid("a verifier key is <origin>+<key id>+<key>");
  }
  TypedKey out;
  out.name = vkey.substr(0, first);
  if (!IsValidOrigin(out.name)) return Invalid("bad origin in a verifier key");
  const absl::StatusOr<Bytes> typed = FromBase64(vkey.substr(second + 1));
  if (!typed.ok()) return typed.status();
  if (typed->empty() || (*typed)[0] != type) {
    return Invalid(type == kEd25519 ? "a verifier key must be of the Ed25519 kind (0x01)"
                                    : "a witness's key must be of the cosignature kind (0x04)");
  }
  absl::StatusOr<VerifyingKey> key = VerifyingKey::Parse(ByteView(*typed).subspan(1));
  if (!key.ok()) return key.status();
  out.key = *key;
  if (VkeyOf(out.name, type, out.key) != vkey) {
    return Invalid("the key id of a verifier key does not match its key");
  }
  return out;
}

// What a witness signs.
std::string CosignedText(std::string_view note_text, std::uint64_t unix_seconds) {
  return fmt::format("cosignature/v1\ntime {}\n{}", unix_seconds, note_text);
}

}  // namespace

bool IsValidOrigin(std::string_view origin) {
  if (origin.empty() || origin.size() > 255) return false;
  const auto points = DecodeUtf8(origin);
  return points && std::none_of(points->begin(), points->end(), [](char32_t c) {
           return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == '+' || IsUnicodeSpace(c);
         });
}

std::uint32_t LogKey::KeyId() const { return KeyIdOf(origin, kEd25519, key); }

std::string LogKey::ToVkey() const { return VkeyOf(origin, kEd25519, key); }

absl::StatusOr<LogKey> LogKey::FromVkey(std::string_view vkey) {
  const absl::StatusOr<TypedKey> parsed = ParseVkey(vkey, kEd25519);
  if (!parsed.ok()) return parsed.status();
  return LogKey{parsed->name, parsed->key};
}

std::uint32_t WitnessKey::KeyId() const { return KeyIdOf(name, kCosignature, key); }

std::string WitnessKey::ToVkey() const { return VkeyOf(name, kCosignature, key); }

absl::StatusOr<WitnessKey> WitnessKey::FromVkey(std::string_view vkey) {
  const absl::StatusOr<TypedKey> parsed = ParseVkey(vkey, kCosignature);
  if (!parsed.ok()) return parsed.status();
  return WitnessKey{parsed->name, parsed->key};
}

std::string Checkpoint::Text() const {
  return fmt::format("{}\n{}\n{}\n", origin, size, ToBase64(root));
}

absl::StatusOr<Note> Note::Parse(std::string_view note) {
  if (note.size() > kMaxNoteSize) return Invalid("a note has at most 64 KiB");
  const std::size_t blank = note.rfind("\n\n");
  if (blank == std::string_view::npos) return Invalid("a note has an empty line after its text");
  Note out;
  out.text = note.substr(0, blank + 1);
  if (!IsNoteText(out.text)) return Invalid("a note's text is UTF-8 without control characters");
  std::string_view rest = note.substr(blank + 2);
  if (rest.empty()) return Invalid("a note has at least one signature");
  while (!rest.empty()) {
    const auto line = TakeLine(rest);
    if (!line) return Invalid("a note ends with a newline");
    if (out.signatures.size() == kMaxSignatures) return Invalid("a note has at most 64 signatures");
    absl::StatusOr<NoteSignature> signature = ParseSignatureLine(*line);
    if (!signature.ok()) return signature.status();
    out.signatures.push_back(*std::move(signature));
  }
  return out;
}

std::string SignCheckpoint(const Checkpoint& checkpoint, const SigningKey& key) {
  const std::string text = checkpoint.Text();
  const std::uint32_t id = LogKey{checkpoint.origin, key.public_key()}.KeyId();
  Bytes signature;
  for (int shift = 24; shift >= 0; shift -= 8) {
    signature.push_back(static_cast<std::uint8_t>(id >> shift));
  }
  Append(signature, key.SignRaw(AsBytes(text)));
  return fmt::format("{}\n{}{} {}\n", text, kDash, checkpoint.origin, ToBase64(signature));
}

absl::StatusOr<Checkpoint> VerifyCheckpoint(std::string_view note, const LogKey& log) {
  const absl::StatusOr<Note> parsed = Note::Parse(note);
  if (!parsed.ok()) return parsed.status();
  const std::uint32_t id = log.KeyId();
  bool is_signed = false;
  for (const NoteSignature& line : parsed->signatures) {
    if (line.name != log.origin || line.key_id != id) continue;
    Signature signature;
    if (line.signature.size() != signature.size())
      return Invalid("the log's signature is malformed");
    std::copy(line.signature.begin(), line.signature.end(), signature.begin());
    if (!log.key.VerifyRaw(AsBytes(parsed->text), signature)) {
      return Invalid("the log's signature on a checkpoint does not verify");
    }
    is_signed = true;
  }
  if (!is_signed) return Invalid("a checkpoint is not signed by the log");
  absl::StatusOr<Checkpoint> checkpoint = ParseCheckpointText(parsed->text);
  if (checkpoint.ok() && checkpoint->origin != log.origin) {
    return Invalid("a checkpoint of another log");
  }
  return checkpoint;
}

absl::StatusOr<std::uint32_t> CountCosignatures(std::string_view note,
                                                std::span<const WitnessKey> witnesses) {
  const absl::StatusOr<Note> parsed = Note::Parse(note);
  if (!parsed.ok()) return parsed.status();
  std::uint32_t count = 0;
  for (const WitnessKey& witness : witnesses) {
    bool has_signed = false;
    for (const NoteSignature& line : parsed->signatures) {
      if (line.name != witness.name || line.key_id != witness.KeyId()) continue;
      Signature signature;
      if (line.signature.size() != 8 + signature.size()) {
        return Invalid("a witness's cosignature is malformed");
      }
      std::uint64_t time = 0;
      for (std::size_t i = 0; i < 8; ++i) time = time << 8 | line.signature[i];
      std::copy(line.signature.begin() + 8, line.signature.end(), signature.begin());
      if (time >= kNumberLimit ||
          !witness.key.VerifyRaw(AsBytes(CosignedText(parsed->text, time)), signature)) {
        return Invalid("a witness's cosignature does not verify");
      }
      has_signed = true;
    }
    count += has_signed ? 1 : 0;
  }
  return count;
}

std::string Cosign(std::string_view note_text, const std::string& name, const SigningKey& key,
                   std::uint64_t unix_seconds) {
  const std::uint32_t id = WitnessKey{name, key.public_key()}.KeyId();
  Bytes line;
  for (int shift = 24; shift >= 0; shift -= 8)
    line.push_back(static_cast<std::uint8_t>(id >> shift));
  for (int shift = 56; shift >= 0; shift -= 8) {
    line.push_back(static_cast<std::uint8_t>(unix_seconds >> shift));
  }
  Append(line, key.SignRaw(AsBytes(CosignedText(note_text, unix_seconds))));
  return fmt::format("{}{} {}\n", kDash, name, ToBase64(line));
}

std::string LogProof::Serialize() const {
  std::string out = fmt::format("{}index {}\n", kProofHeader, index);
  for (const Hash256& hash : path) out += fmt::format("{}\n", ToBase64(hash));
  out += fmt::format("\n{}", checkpoint_note);
  return out;
}

absl::StatusOr<LogProof> LogProof::Parse(std::string_view text) {
  static constexpr std::string_view kIndex = "index ";
  if (!text.starts_with(kProofHeader)) return Invalid("not a tlog-proof, version 1");
  text.remove_prefix(std::string_view(kProofHeader).size());
  LogProof out;
  const auto index_line = TakeLine(text);
  if (!index_line || !index_line->starts_with(kIndex)) return Invalid("a tlog-proof has an index");
  const auto index = ParseDecimal(index_line->substr(kIndex.size()));
  if (!index) return Invalid("bad index in a tlog-proof");
  out.index = *index;
  for (;;) {
    const auto line = TakeLine(text);
    if (!line) return Invalid("a tlog-proof has an empty line before its checkpoint");
    if (line->empty()) break;
    if (out.path.size() == kMaxPath) return Invalid("a tlog-proof has at most 63 hashes");
    const auto hash = ParseHash(*line);
    if (!hash) return Invalid("bad hash in a tlog-proof");
    out.path.push_back(*hash);
  }
  const absl::StatusOr<Note> note = Note::Parse(text);
  if (!note.ok()) return note.status();
  out.checkpoint_note = text;
  return out;
}

absl::StatusOr<Checkpoint> VerifyLogProof(const LogProof& proof, ByteView leaf, const LogKey& log) {
  absl::StatusOr<Checkpoint> checkpoint = VerifyCheckpoint(proof.checkpoint_note, log);
  if (!checkpoint.ok()) return checkpoint;
  if (!VerifyInclusion(LeafHash(leaf), proof.index, checkpoint->size, proof.path,
                       checkpoint->root)) {
    return Invalid("the leaf is not in the checkpoint's tree at the proof's index");
  }
  return checkpoint;
}

}  // namespace urna::crypto
