#include "ledger/part.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "crypto/hash.h"
#include "crypto/parallel.h"
#include "crypto/schnorr_batch.h"
#include "ledger/limits.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

constexpr std::string_view kMagic = "URNAPRT2";
constexpr std::string_view kPurpose = "roll";
// Enough for a sum to cost little beside decoding, few enough to name a false one quickly.
constexpr std::size_t kBatch = 256;

absl::Status BadRecord(std::size_t i, std::string_view what) {
  return absl::InvalidArgumentError(fmt::format("part: record {}: {}", i + 1, what));
}

crypto::PossessionStatement StatementOf(const crypto::Hash256& election, std::uint32_t registrar,
                                        const PartRecord& record) {
  return {election, registrar, record.slot.bytes};
}

crypto::Hash256 ElectionHash(const ElectionId& election) {
  return crypto::LabelledHash("election", {election});
}

crypto::Bytes SignedPartOf(std::string_view electorate, std::uint32_t registrar, std::uint64_t size,
                           const crypto::Hash256& sha256) {
  crypto::Bytes body;
  crypto::AppendFrame(body, crypto::AsBytes(electorate));
  crypto::AppendLe64(body, registrar);
  crypto::AppendLe64(body, size);
  crypto::Append(body, sha256);
  return body;
}

// The reference, for records that a batch is not content with.
bool ProofHolds(const crypto::Hash256& election, std::uint32_t registrar,
                const PartRecord& record) {
  const auto v = crypto::Point::ParseNonIdentity(record.key);
  const auto r = crypto::Point::ParseNonIdentity(record.r);
  const auto z = crypto::Scalar::Parse(record.z);
  return v.ok() && r.ok() && z.ok() &&
         crypto::VerifyPossession(StatementOf(election, registrar, record), *v, {*r, *z});
}

// The first record of [begin, end) whose proof does not hold; end when all do.
std::size_t FirstFalse(const crypto::Hash256& election, std::uint32_t registrar,
                       const std::vector<PartRecord>& records, std::size_t begin, std::size_t end) {
  std::vector<crypto::Point> encoded;
  std::vector<std::size_t> owners;
  bool decoded = true;
  for (std::size_t i = begin; i < end; ++i) {
    const PartRecord& record = records[i];
    if (!record.HasKey()) continue;
    decoded = decoded && record.r != PartRecord{}.r && crypto::Scalar::Parse(record.z).ok();
    encoded.push_back(crypto::Point::FromVerified(record.key));
    encoded.push_back(crypto::Point::FromVerified(record.r));
    owners.push_back(i);
  }
  std::vector<crypto::AffinePoint> points(encoded.size());
  decoded = decoded && crypto::AffinePoint::Decode(encoded, points);
  std::vector<crypto::SchnorrEquation> equations;
  for (std::size_t n = 0; decoded && n < owners.size(); ++n) {
    const PartRecord& record = records[owners[n]];
    equations.push_back({points[2 * n], points[2 * n + 1],
                         crypto::PossessionChallenge(StatementOf(election, registrar, record),
                                                     encoded[2 * n], encoded[2 * n + 1]),
                         *crypto::Scalar::Parse(record.z)});
  }
  if (decoded && crypto::AllHold(equations)) return end;
  for (std::size_t i = begin; i < end; ++i) {
    if (records[i].HasKey() && !ProofHolds(election, registrar, records[i])) return i;
  }
  return end;
}

}  // namespace

PartRecord MakePartRecord(const ElectionId& election, std::uint32_t registrar, const SlotTag& slot,
                          const crypto::VoterKey& key) {
  PartRecord record{slot, key.public_key().bytes(), {}, {}};
  const crypto::Possession proof =
      crypto::ProvePossession(StatementOf(ElectionHash(election), registrar, record), key);
  record.r = proof.r.bytes();
  record.z = proof.z.bytes();
  return record;
}

absl::StatusOr<PartFile> PartFile::ParseAccepted(crypto::ByteView bytes, std::uint32_t registrar) {
  crypto::ByteReader reader(bytes);
  if (crypto::AsText(reader.Take(kMagic.size())) != kMagic) {
    return absl::InvalidArgumentError("part: does not begin with URNAPRT2");
  }
  if (reader.Le64() != registrar) {
    return absl::InvalidArgumentError(
        fmt::format("part: is not that of code registrar {}", registrar));
  }
  const std::uint64_t count = reader.Le64();
  if (!reader.ok() || count > kMaxSlots || reader.remaining() != count * kPartRecordSize) {
    return absl::InvalidArgumentError(
        "part: its length is not that of the records that it announces, of at most 2^24");
  }
  PartFile file;
  file.registrar_ = registrar;
  file.records_.resize(count);
  absl::flat_hash_set<std::array<std::uint8_t, 32>> keys;
  keys.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    PartRecord& record = file.records_[i];
    record.slot.bytes = reader.Array<32>();
    record.key = reader.Array<32>();
    record.r = reader.Array<32>();
    record.z = reader.Array<32>();
    if (i > 0 && !(file.records_[i - 1].slot < record.slot)) {
      return BadRecord(i, "tags must ascend, each once");
    }
    if (!record.HasKey()) {
      if (record.r != PartRecord{}.r || record.z != PartRecord{}.z) {
        return BadRecord(i, "has a proof and no key");
      }
    } else if (!keys.insert(record.key).second) {
      return BadRecord(i, "has the key of an earlier record");
    }
  }
  return file;
}

absl::StatusOr<PartFile> PartFile::Parse(crypto::ByteView bytes, const ElectionId& election,
                                         std::uint32_t registrar, int threads) {
  absl::StatusOr<PartFile> file = ParseAccepted(bytes, registrar);
  if (!file.ok()) return file;
  const std::size_t count = file->records_.size();
  const crypto::Hash256 hash = ElectionHash(election);
  std::atomic<std::size_t> first_bad{count};
  crypto::ParallelFor(
      count, threads,
      [&](std::size_t begin, std::size_t end, std::size_t) {
        const std::size_t bad = FirstFalse(hash, registrar, file->records_, begin, end);
        std::size_t known = first_bad.load();
        while (bad < end && bad < known && !first_bad.compare_exchange_weak(known, bad)) {
        }
      },
      {}, kBatch);
  if (first_bad < count) {
    return BadRecord(first_bad,
                     "the proof that its registrar knows the key's secret does not hold");
  }
  return file;
}

crypto::Bytes PartFile::Serialize(std::uint32_t registrar, std::vector<PartRecord> records) {
  std::sort(records.begin(), records.end(),
            [](const PartRecord& a, const PartRecord& b) { return a.slot < b.slot; });
  crypto::Bytes bytes;
  bytes.reserve(kPartHeaderSize + records.size() * kPartRecordSize);
  crypto::Append(bytes, crypto::AsBytes(kMagic));
  crypto::AppendLe64(bytes, registrar);
  crypto::AppendLe64(bytes, records.size());
  for (const PartRecord& record : records) {
    crypto::Append(bytes, record.slot.bytes);
    crypto::Append(bytes, record.key);
    crypto::Append(bytes, record.r);
    crypto::Append(bytes, record.z);
  }
  return bytes;
}

absl::StatusOr<crypto::Bytes> CombineParts(std::span<const PartFile> parts, int threads) {
  if (parts.empty()) return absl::InvalidArgumentError("parts: there are none");
  const std::vector<PartRecord>& first = parts[0].records();
  for (const PartFile& part : parts) {
    if (part.records().size() != first.size()) {
      return absl::InvalidArgumentError(fmt::format("parts: part {} has {} records, part {} has {}",
                                                    part.registrar(), part.records().size(),
                                                    parts[0].registrar(), first.size()));
    }
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (part.records()[i].slot != first[i].slot) {
        return absl::InvalidArgumentError(
            fmt::format("parts: record {} of part {} is of another slot", i + 1, part.registrar()));
      }
      if (part.records()[i].HasKey() != first[i].HasKey()) {
        return absl::InvalidArgumentError(
            fmt::format("parts: record {} has a key in one part and none in another", i + 1));
      }
    }
  }
  std::vector<RollRecord> records(first.size());
  std::atomic<std::size_t> first_bad{first.size()};
  crypto::ParallelFor(
      first.size(), threads,
      [&](std::size_t begin, std::size_t end, std::size_t) {
        std::vector<crypto::PublicPoint> sums(end - begin);
        std::vector<crypto::Point> encoded(end - begin);
        std::vector<crypto::AffinePoint> points(end - begin);
        bool valid = true;
        for (const PartFile& part : parts) {
          for (std::size_t i = begin; i < end; ++i) {
            // The identity, which adds nothing, where there is no key.
            encoded[i - begin] = crypto::Point::FromVerified(part.records()[i].key);
          }
          valid = valid && crypto::AffinePoint::Decode(encoded, points);
          for (std::size_t i = 0; i < points.size(); ++i) sums[i] += points[i];
        }
        crypto::PublicPoint::Encode(sums, encoded);
        for (std::size_t i = begin; i < end; ++i) {
          records[i].slot = first[i].slot;
          if (!first[i].HasKey()) continue;
          records[i].key.bytes = encoded[i - begin].bytes();
          if (valid && !encoded[i - begin].IsIdentity()) continue;
          std::size_t known = first_bad.load();
          while (i < known && !first_bad.compare_exchange_weak(known, i)) {
          }
        }
      },
      {}, kBatch);
  if (first_bad < first.size()) {
    return absl::InvalidArgumentError(
        fmt::format("parts: record {}: the keys add up to nothing", first_bad + 1));
  }
  absl::flat_hash_set<VotingKey> sums;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (records[i].key != VotingKey{} && !sums.insert(records[i].key).second) {
      return absl::InvalidArgumentError(
          fmt::format("parts: record {}: has the key of an earlier record", i + 1));
    }
  }
  return RollFile::Serialize(std::move(records));
}

absl::Status CheckPartKeysDistinct(std::span<const PartFile* const> parts) {
  std::vector<absl::flat_hash_set<std::array<std::uint8_t, 32>>> seen(kMaxCodeRegistrars + 1);
  for (const PartFile* part : parts) {
    for (const PartRecord& record : part->records()) {
      if (record.HasKey() && !seen[part->registrar()].insert(record.key).second) {
        return absl::InvalidArgumentError(
            fmt::format("parts: a key of part {} stands in two electorates", part->registrar()));
      }
    }
  }
  return absl::OkStatus();
}

crypto::Signature SignPart(const crypto::SigningKey& key, const ElectionId& election,
                           std::string_view electorate, std::uint32_t registrar, std::uint64_t size,
                           const crypto::Hash256& sha256) {
  return key.Sign(kPurpose, crypto::Sha256(election),
                  SignedPartOf(electorate, registrar, size, sha256));
}

bool VerifyPartSignature(const crypto::VerifyingKey& key, const ElectionId& election,
                         std::string_view electorate, std::uint32_t registrar, std::uint64_t size,
                         const crypto::Hash256& sha256, const crypto::Signature& signature) {
  return key.Verify(kPurpose, crypto::Sha256(election),
                    SignedPartOf(electorate, registrar, size, sha256), signature);
}

}  // namespace urna::ledger
