// Parts and rolls that registrars, or the server, have made to gain something, and that everybody
// has sealed.
#include <algorithm>

#include "crypto/hash.h"
#include "ledger/part.h"
#include "tampering/rows/all.h"
#include "tampering/rows/elections.h"
#include "tampering/rows/raw_ed25519.h"

namespace urna::ledger {
namespace {

using crypto::Point;
using crypto::Scalar;
using Files = std::vector<RollFiles>;
using Records = std::vector<PartRecord>;

// That of every process called "test".
ElectionId Id() {
  const crypto::Hash256 id = crypto::Sha256(crypto::AsBytes("test"));
  ElectionId out;
  std::copy_n(id.begin(), out.size(), out.begin());
  return out;
}

crypto::VoterKey KeyOf(const Scalar& x) {
  return crypto::VoterKey::FromScalar(crypto::Secret<Scalar>(x)).value();
}

// Whatever they are: no parser of ours takes what some rows make.
Records RecordsOf(const RollFiles& files, std::uint32_t j) {
  crypto::ByteReader reader(files.parts[j - 1]);
  reader.Take(kPartHeaderSize);
  Records records;
  while (reader.remaining() > 0) {
    PartRecord& record = records.emplace_back();
    record.slot.bytes = reader.Array<32>();
    record.key = reader.Array<32>();
    record.r = reader.Array<32>();
    record.z = reader.Array<32>();
  }
  return records;
}

// Changes the records of part j, and serialises them in the order in which they are.
void ChangePart(RollFiles& files, std::uint32_t j, const std::function<void(Records&)>& change) {
  Records records = RecordsOf(files, j);
  change(records);
  crypto::Bytes& part = files.parts[j - 1];
  part.resize(16);
  crypto::AppendLe64(part, records.size());
  for (const PartRecord& record : records) {
    for (const auto& field : {record.slot.bytes, record.key, record.r, record.z}) {
      crypto::Append(part, field);
    }
  }
}

// The roll that the parts add up to, whatever they are.
void AddUp(RollFiles& files) {
  std::vector<RollRecord> roll;
  for (const PartRecord& first : RecordsOf(files, 1)) roll.push_back({first.slot, {}});
  std::vector<Point> sums(roll.size());
  for (std::uint32_t j = 1; j <= files.parts.size(); ++j) {
    const Records records = RecordsOf(files, j);
    for (std::size_t i = 0; i < roll.size(); ++i) sums[i] += Point::Parse(records[i].key).value();
  }
  files.roll.clear();
  for (std::size_t i = 0; i < roll.size(); ++i) {
    crypto::Append(files.roll, roll[i].slot.bytes);
    crypto::Append(files.roll, sums[i].bytes());
  }
}

// The key of record i in part j, of which its registrar knows the secret and proves it.
void SetKey(RollFiles& files, std::uint32_t j, std::size_t i, const Scalar& x) {
  ChangePart(files, j, [&](Records& records) {
    records[i] = MakePartRecord(Id(), j, records[i].slot, KeyOf(x));
  });
}

Row Of(std::string name, std::function<void(Files&)> adjust,
       std::function<void(v1::Config&)> adjust_config = nullptr) {
  return {std::move(name), [adjust = std::move(adjust), adjust_config = std::move(adjust_config)] {
            const Course course({.voters = 8,
                                 .electorates = 2,
                                 .threshold = 1,
                                 .trustees = 1,
                                 .adjust_rolls = adjust,
                                 .adjust = adjust_config},
                                EveryoneVotes(4));
            return Publish(course.counted());
          }};
}

// One part, and the roll that it then adds up to.
Row OfPart(std::string name, std::uint32_t j, std::function<void(Records&)> change) {
  return Of(std::move(name), [j, change = std::move(change)](Files& files) {
    ChangePart(files[0], j, change);
    AddUp(files[0]);
  });
}

Rows Keys() {
  return {
      // A server that puts in a key of its own.
      Of("roll_with_a_key_of_the_server",
         [](Files& files) {
           auto records = RollFile::Parse(files[0].roll).value().records();
           records[0].key.bytes = Point::Random().bytes();
           files[0].roll = RollFile::Serialize(records);
         }),
      // The registrar who comes last and wants to own the sum can prove nothing of the difference.
      Of("part_that_makes_the_sum_its_own",
         [](Files& files) {
           const Records first = RecordsOf(files[0], 1);
           ChangePart(files[0], 2, [&](Records& records) {
             records[0].key = (Point::Base() - Point::Parse(first[0].key).value()).bytes();
           });
           AddUp(files[0]);
         }),
      Of("parts_that_add_up_to_nothing",
         [](Files& files) {
           SetKey(files[0], 1, 0, Scalar::FromUint64(5));
           SetKey(files[0], 2, 0, -Scalar::FromUint64(5));
           AddUp(files[0]);
         }),
      OfPart("part_with_a_key_twice", 1,
             [](Records& records) {
               for (const std::size_t i : {0, 1}) {
                 records[i] =
                     MakePartRecord(Id(), 1, records[i].slot, KeyOf(Scalar::FromUint64(9)));
               }
             }),
      Of("parts_with_a_sum_twice",
         [](Files& files) {
           SetKey(files[0], 1, 0, Scalar::FromUint64(5));
           SetKey(files[0], 2, 0, Scalar::FromUint64(6));
           SetKey(files[0], 1, 1, Scalar::FromUint64(7));
           SetKey(files[0], 2, 1, Scalar::FromUint64(4));
           AddUp(files[0]);
         }),
      Of("part_with_a_key_of_another_electorate",
         [](Files& files) {
           for (RollFiles& of_one : files) {
             SetKey(of_one, 1, 0, Scalar::FromUint64(5));
             AddUp(of_one);
           }
         }),
      Of("parts_with_a_sum_of_another_electorate",
         [](Files& files) {
           for (std::uint64_t e = 0; e < 2; ++e) {
             SetKey(files[e], 1, 0, Scalar::FromUint64(5 + e));
             SetKey(files[e], 2, 0, Scalar::FromUint64(8 - e));
             AddUp(files[e]);
           }
         }),
      Of("parts_with_a_person_of_another_electorate", [](Files& files) {
        const SlotTag taken = RecordsOf(files[1], 1)[0].slot;
        for (std::uint32_t j = 1; j <= 2; ++j) {
          ChangePart(files[0], j, [&](Records& records) {
            records[0] = MakePartRecord(Id(), j, taken, KeyOf(Scalar::FromUint64(j)));
            std::ranges::sort(
                records, [](const PartRecord& a, const PartRecord& b) { return a.slot < b.slot; });
          });
        }
        AddUp(files[0]);
      })};
}

Rows Proofs() {
  return {
      // z = e x satisfies the equation with R = 0.
      OfPart("part_proven_without_nonce", 1,
             [](Records& records) {
               PartRecord& record = records[0];
               const Scalar x = Scalar::FromUint64(11);
               record.key = crypto::BaseMultiply(x).bytes();
               record.r = {};
               const Scalar e = crypto::PossessionChallenge(
                   {crypto::LabelledHash("election", {Id()}), 1, record.slot.bytes},
                   crypto::BaseMultiply(x), Point());
               record.z = (e * x).bytes();
             }),
      OfPart("part_proven_with_a_long_scalar", 2, [](Records& records) { AddOrder(records[1].z); }),
      OfPart("part_proven_for_another_person", 2,
             [](Records& records) {
               const PartRecord other =
                   MakePartRecord(Id(), 2, records[0].slot, KeyOf(Scalar::FromUint64(3)));
               records[1].key = other.key;
               records[1].r = other.r;
               records[1].z = other.z;
             }),
      OfPart("part_proven_by_another_registrar", 2,
             [](Records& records) {
               records[1] = MakePartRecord(Id(), 1, records[1].slot, KeyOf(Scalar::FromUint64(3)));
             }),
      OfPart("part_proven_for_another_election", 1,
             [](Records& records) {
               ElectionId other = Id();
               other[0] ^= 1;
               records[1] = MakePartRecord(other, 1, records[1].slot, KeyOf(Scalar::FromUint64(3)));
             }),
      // Not the encoding of a point: the roll adds up without it.
      Of("part_with_a_proof_that_is_no_point",
         [](Files& files) {
           ChangePart(files[0], 1, [](Records& records) { records[2].r[31] ^= 0x80; });
         }),
      Of("part_with_a_key_that_is_no_point",
         [](Files& files) {
           ChangePart(files[0], 1, [](Records& records) { records[2].key[31] ^= 0x80; });
         }),
      OfPart("part_with_a_proof_and_no_key", 1, [](Records& records) { records[2].key = {}; })};
}

Rows Shapes() {
  return {
      OfPart("parts_of_other_people", 2,
             [](Records& records) {
               SlotTag other = records[0].slot;
               other.bytes[31] ^= 1;
               records[0] = MakePartRecord(Id(), 2, other, KeyOf(Scalar::FromUint64(3)));
             }),
      OfPart("parts_with_a_key_in_one_alone", 2,
             [](Records& records) { records[1] = {.slot = records[1].slot}; }),
      Of("parts_in_another_order",
         [](Files& files) {
           for (std::uint32_t j = 1; j <= 2; ++j) {
             ChangePart(files[0], j, [](Records& records) { std::swap(records[0], records[1]); });
           }
           AddUp(files[0]);
         }),
      Of("parts_with_a_person_twice",
         [](Files& files) {
           for (std::uint32_t j = 1; j <= 2; ++j) {
             ChangePart(files[0], j, [&](Records& records) {
               records[1] =
                   MakePartRecord(Id(), j, records[0].slot, KeyOf(Scalar::FromUint64(j + 7)));
             });
           }
           AddUp(files[0]);
         }),
      Of("part_that_says_it_is_of_version_1", [](Files& files) { files[0].parts[0][7] = '1'; }),
      Of("parts_swapped", [](Files& files) { std::swap(files[0].parts[0], files[0].parts[1]); }),
      Of("part_that_counts_otherwise", [](Files& files) { ++files[0].parts[0][16]; }),
      Of("part_of_fewer_people",
         [](Files& files) {
           ChangePart(files[0], 2, [](Records& records) { records.pop_back(); });
         }),
      Of("part_of_more_people",
         [](Files& files) {
           ChangePart(files[0], 2, [](Records& records) {
             SlotTag last;
             last.bytes.fill(0xff);
             records.push_back(MakePartRecord(Id(), 2, last, KeyOf(Scalar::FromUint64(3))));
           });
         }),
      Of("roll_of_more_slots_than_people", nullptr, [](v1::Config& config) {
        config.mutable_electorates(0)->set_slots(config.electorates(0).slots() + 1);
      })};
}

}  // namespace

Rows PartRows() {
  Rows rows = Keys();
  for (const Rows& more : {Proofs(), Shapes()}) {
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

}  // namespace urna::ledger
