#include "ledger/leaf.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/hash.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

using crypto::Append;
using crypto::AppendLe32;
using crypto::AppendLe64;
using crypto::ByteReader;
using crypto::Bytes;
using crypto::ByteView;

constexpr std::uint8_t kMaxSignatures = 16;
constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";

absl::Status Bad(std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("record: {}", what));
}

LeafType TypeOf(const LeafBody& body) {
  struct Visitor {
    LeafType operator()(const ManifestLeaf&) const { return LeafType::kManifest; }
    LeafType operator()(const BallotLeaf&) const { return LeafType::kBallot; }
    LeafType operator()(const RevocationLeaf&) const { return LeafType::kRevocation; }
    LeafType operator()(const TimeLeaf& leaf) const {
      return leaf.opens ? LeafType::kOpen : LeafType::kClose;
    }
    LeafType operator()(const ArtefactLeaf&) const { return LeafType::kArtefact; }
  };
  return std::visit(Visitor{}, body);
}

ContestId ContestOf(const LeafBody& body) {
  if (const auto* ballot = std::get_if<BallotLeaf>(&body)) return ballot->contest;
  if (const auto* artefact = std::get_if<ArtefactLeaf>(&body)) return artefact->contest;
  return kWholeProcess;
}

std::vector<KeyedSignature> ReadSignatures(ByteReader& reader, bool& in_range) {
  const std::uint8_t count = reader.U8();
  in_range = count >= 1 && count <= kMaxSignatures;
  std::vector<KeyedSignature> signatures;
  for (int i = 0; in_range && i < count; ++i) {
    const std::uint8_t index = reader.U8();
    signatures.push_back({index, reader.Array<64>()});
  }
  // One spelling of a set of signatures: ascending, each signer once.
  for (std::size_t i = 1; i < signatures.size(); ++i) {
    in_range = in_range && signatures[i - 1].index < signatures[i].index;
  }
  return signatures;
}

void AppendSignatures(Bytes& out, const std::vector<KeyedSignature>& signatures) {
  out.push_back(static_cast<std::uint8_t>(signatures.size()));
  for (const auto& [index, signature] : signatures) {
    out.push_back(index);
    Append(out, signature);
  }
}

struct BodyWriter {
  Bytes& out;
  void operator()(const ManifestLeaf& leaf) const {
    AppendLe64(out, leaf.config_size);
    AppendLe64(out, leaf.key_record_size);
    Append(out, leaf.config_sha256);
    Append(out, leaf.key_record_sha256);
  }
  void operator()(const BallotLeaf& leaf) const {
    Append(out, leaf.voting_key.bytes);
    AppendLe64(out, leaf.sequence);
    Append(out, leaf.previous);
    out.push_back(static_cast<std::uint8_t>(leaf.points.size() - 1));
    for (const auto& point : leaf.points) Append(out, point);
  }
  void operator()(const RevocationLeaf& leaf) const {
    Append(out, leaf.slot.bytes);
    AppendLe32(out, leaf.generation);
    out.push_back(leaf.reason);
  }
  void operator()(const TimeLeaf& leaf) const { AppendLe64(out, leaf.unix_seconds); }
  void operator()(const ArtefactLeaf& leaf) const {
    out.push_back(static_cast<std::uint8_t>(leaf.kind));
    AppendLe32(out, leaf.index);
    AppendLe64(out, leaf.size);
    Append(out, leaf.sha256);
    out.push_back(leaf.trustee);
  }
};

struct SignatureWriter {
  Bytes& out;
  void operator()(const ManifestLeaf&) const {}
  void operator()(const BallotLeaf& leaf) const {
    for (const auto& part : {leaf.t, leaf.r, leaf.s, leaf.z}) Append(out, part);
  }
  void operator()(const RevocationLeaf& leaf) const { AppendSignatures(out, leaf.signatures); }
  void operator()(const TimeLeaf& leaf) const { AppendSignatures(out, leaf.signatures); }
  void operator()(const ArtefactLeaf& leaf) const { Append(out, leaf.signature); }
};

absl::StatusOr<LeafBody> ReadBody(LeafType type, ContestId contest, ByteReader& reader) {
  bool in_range = true;
  switch (type) {
    case LeafType::kManifest: {
      ManifestLeaf leaf{};
      leaf.config_size = reader.Le64();
      leaf.key_record_size = reader.Le64();
      leaf.config_sha256 = reader.Array<32>();
      leaf.key_record_sha256 = reader.Array<32>();
      return leaf;
    }
    case LeafType::kBallot: {
      BallotLeaf leaf{};
      leaf.contest = contest;
      leaf.voting_key.bytes = reader.Array<32>();
      leaf.sequence = reader.Le64();
      leaf.previous = reader.Array<32>();
      const std::uint8_t width = reader.U8();
      if (width < 1 || width > kMaxWidth)
        return Bad("a ballot has 1 to 16 points beside the first");
      for (int i = 0; i <= width; ++i) leaf.points.push_back(reader.Array<32>());
      leaf.t = reader.Array<32>();
      leaf.r = reader.Array<32>();
      leaf.s = reader.Array<32>();
      leaf.z = reader.Array<32>();
      return leaf;
    }
    case LeafType::kRevocation: {
      RevocationLeaf leaf{};
      leaf.slot.bytes = reader.Array<32>();
      leaf.generation = reader.Le32();
      leaf.reason = reader.U8();
      leaf.signatures = ReadSignatures(reader, in_range);
      if (leaf.reason < 1 || leaf.reason > 4) return Bad("unknown reason of a revocation");
      if (!in_range) return Bad("signatures must be 1 to 16, ascending by signer");
      return leaf;
    }
    case LeafType::kOpen:
    case LeafType::kClose: {
      TimeLeaf leaf{};
      leaf.opens = type == LeafType::kOpen;
      leaf.unix_seconds = reader.Le64();
      leaf.signatures = ReadSignatures(reader, in_range);
      if (!in_range) return Bad("signatures must be 1 to 16, ascending by signer");
      return leaf;
    }
    case LeafType::kArtefact: {
      ArtefactLeaf leaf{};
      leaf.contest = contest;
      const std::uint8_t kind = reader.U8();
      if (kind < 1 || kind > 6) return Bad("unknown kind of artefact");
      leaf.kind = static_cast<ArtefactKind>(kind);
      leaf.index = reader.Le32();
      leaf.size = reader.Le64();
      leaf.sha256 = reader.Array<32>();
      leaf.trustee = reader.U8();
      leaf.signature = reader.Array<64>();
      if (leaf.trustee < 1 || leaf.trustee > kMaxTrustees) return Bad("trustees are 1 to 9");
      return leaf;
    }
  }
  return Bad("unknown type");
}

bool IsKnown(std::uint8_t type) {
  switch (static_cast<LeafType>(type)) {
    case LeafType::kManifest:
    case LeafType::kBallot:
    case LeafType::kRevocation:
    case LeafType::kOpen:
    case LeafType::kClose:
    case LeafType::kArtefact:
      return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<Leaf> ParseLeaf(ByteView bytes) {
  ByteReader reader(bytes);
  const std::uint8_t type = reader.U8();
  const std::uint8_t version = reader.U8();
  Leaf leaf{};
  leaf.manifest_hash = reader.Array<32>();
  const ContestId contest{reader.Le32()};
  if (!reader.ok()) return Bad("shorter than a header");
  if (version == 1) return Bad("is of version 1 of the protocol, which this program does not read");
  if (version != kLeafVersion) return Bad(fmt::format("version {}, known is 2", version));
  if (!IsKnown(type)) return Bad(fmt::format("type {} is not known", type));
  auto body = ReadBody(static_cast<LeafType>(type), contest, reader);
  if (!body.ok()) return body.status();
  if (!reader.Finished()) return Bad("wrong length");
  if (ContestOf(*body) != contest) return Bad("names a contest where there is none");
  leaf.body = std::move(*body);
  return leaf;
}

Bytes LeafHeader(const Leaf& leaf) {
  Bytes out;
  out.push_back(static_cast<std::uint8_t>(TypeOf(leaf.body)));
  out.push_back(kLeafVersion);
  Append(out, leaf.manifest_hash);
  AppendLe32(out, Number(ContestOf(leaf.body)));
  return out;
}

Bytes SignedPart(const Leaf& leaf) {
  Bytes out = LeafHeader(leaf);
  std::visit(BodyWriter{out}, leaf.body);
  return out;
}

Bytes SerializeLeaf(const Leaf& leaf) {
  Bytes out = SignedPart(leaf);
  std::visit(SignatureWriter{out}, leaf.body);
  return out;
}

std::string_view SignaturePurpose(const LeafBody& body) {
  switch (TypeOf(body)) {
    case LeafType::kManifest:
      return "leaf-01";
    case LeafType::kBallot:
      return "";
    case LeafType::kRevocation:
      return "leaf-07";
    case LeafType::kOpen:
      return "leaf-08";
    case LeafType::kClose:
      return "leaf-09";
    case LeafType::kArtefact:
      return "leaf-10";
  }
  return "";
}

crypto::EncodedBallot EncodedBallotOf(const crypto::Hash256& manifest_hash,
                                      const BallotLeaf& ballot, ByteView head) {
  return {{manifest_hash, head},
          ballot.voting_key.bytes,
          ballot.points,
          ballot.t,
          ballot.r,
          ballot.s,
          ballot.z};
}

absl::StatusOr<crypto::Ciphertext> DecodeCiphertext(const BallotLeaf& ballot) {
  crypto::Ciphertext out;
  auto a = crypto::Point::ParseNonIdentity(ballot.points[0]);
  if (!a.ok()) return a.status();
  out.a = *a;
  for (std::size_t i = 1; i < ballot.points.size(); ++i) {
    auto b = crypto::Point::Parse(ballot.points[i]);
    if (!b.ok()) return b.status();
    out.b.push_back(*b);
  }
  return out;
}

std::string FullTracker(ByteView head) {
  return crypto::ToBase32(crypto::LabelledHash("tracker", {head}));
}

Tracker ShortTracker(std::string_view full) { return Tracker(full.substr(0, kTrackerCharacters)); }

Tracker BallotTracker(const Leaf& ballot) { return ShortTracker(FullTracker(SignedPart(ballot))); }

absl::StatusOr<std::string> ParseTracker(std::string_view text) {
  if (text.starts_with(kTrackerPrefix)) text.remove_prefix(kTrackerPrefix.size());
  std::string out;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (kBase32.find(c) == std::string_view::npos) {
      return absl::InvalidArgumentError("a tracker has only letters and the digits 2 to 7");
    }
    out.push_back(c);
  }
  if (out.size() != kTrackerCharacters && out.size() != kFullTrackerCharacters) {
    return absl::InvalidArgumentError("a tracker has 20 characters, in a QR code 52");
  }
  // The last of 52 holds one bit, in front of four that are zero.
  if (out.size() == kFullTrackerCharacters && out.back() != 'a' && out.back() != 'q') {
    return absl::InvalidArgumentError("no tracker ends in this character");
  }
  return out;
}

}  // namespace urna::ledger
