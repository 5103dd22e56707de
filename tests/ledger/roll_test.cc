#include "ledger/roll.h"

#include "crypto/group.h"

namespace urna::ledger {
namespace {

std::vector<RollRecord> Records(std::size_t count) {
  std::vector<RollRecord> records;
  for (std::size_t i = 0; i < count; ++i) {
    records.push_back({{crypto::Point::Random().bytes()}, {crypto::Point::Random().bytes()}});
  }
  return records;
}

TEST(RollFile, IsReadBackInOrderOfTheTags) {
  const auto bytes = RollFile::Serialize(Records(50));
  EXPECT_EQ(bytes.size(), 50 * kRollRecordSize);
  const auto file = RollFile::Parse(bytes, 2);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE(std::is_sorted(file->records().begin(), file->records().end(),
                             [](const auto& a, const auto& b) { return a.slot < b.slot; }));
  EXPECT_EQ(RollFile::Serialize(file->records()), bytes);
}

TEST(RollFile, MayHaveSlotsWithoutAKey) {
  auto records = Records(3);
  records[1].key = {};
  records[2].key = {};
  EXPECT_TRUE(RollFile::Parse(RollFile::Serialize(records)).ok());
}

TEST(RollFile, NamesTheFirstRecordThatIsWrong) {
  auto bytes = RollFile::Serialize(Records(200));
  auto refused = [](const crypto::Bytes& file) {
    return std::string(RollFile::Parse(file, 2).status().message());
  };
  auto bad_key = bytes;
  // A negative field element.
  std::fill_n(bad_key.begin() + 150 * 64 + 32, 32, std::uint8_t{0});
  bad_key[150 * 64 + 32] = 1;
  EXPECT_THAT(refused(bad_key), testing::HasSubstr("record 151"));
  auto swapped = bytes;
  std::swap_ranges(swapped.begin(), swapped.begin() + 64, swapped.begin() + 64);
  EXPECT_THAT(refused(swapped), testing::HasSubstr("record 2"));
  auto doubled = bytes;
  std::copy_n(bytes.begin() + 32, 32, doubled.begin() + 64 * 9 + 32);
  EXPECT_THAT(refused(doubled), testing::HasSubstr("record 10"));
  bytes.pop_back();
  EXPECT_THAT(refused(bytes), testing::HasSubstr("64"));
}

TEST(Rolls, FindAPersonByKeyAndByTag) {
  const auto a = RollFile::Parse(RollFile::Serialize(Records(5))).value();
  const auto b = RollFile::Parse(RollFile::Serialize(Records(7))).value();
  const auto rolls = Rolls::Join({a, b}).value();
  EXPECT_EQ(rolls.size(), 12u);
  const RollRecord& record = b.records()[3];
  const auto slot = rolls.FindKey(record.key);
  ASSERT_TRUE(slot.has_value());
  EXPECT_EQ(rolls.FindTag(record.slot), slot);
  EXPECT_EQ(rolls.slot(*slot).electorate, 1u);
  EXPECT_FALSE(rolls.FindKey({}).has_value());
  EXPECT_FALSE(rolls.FindTag({}).has_value());
}

TEST(Rolls, RefuseAPersonInTwoElectorates) {
  const auto records = Records(2);
  const auto file = RollFile::Parse(RollFile::Serialize(records)).value();
  EXPECT_FALSE(Rolls::Join({file, file}).ok());
  auto same_key = Records(1);
  same_key[0].key = records[0].key;
  EXPECT_FALSE(Rolls::Join({file, RollFile::Parse(RollFile::Serialize(same_key)).value()}).ok());
}

}  // namespace
}  // namespace urna::ledger
