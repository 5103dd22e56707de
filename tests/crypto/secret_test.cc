#include "crypto/secret.h"

#include <new>

#include "crypto/support.h"

namespace urna::crypto {
namespace {

using Key = std::array<std::uint8_t, 32>;

TEST(Secret, IsWipedWhenItGoes) {
  alignas(Secret<Key>) std::array<unsigned char, sizeof(Secret<Key>)> storage;
  auto* secret = new (storage.data()) Secret<Key>(Filled<32>(0xa5));
  ASSERT_EQ(secret->Reveal(), Filled<32>(0xa5));
  secret->~Secret();
  EXPECT_EQ(std::count(storage.begin(), storage.end(), 0), 32);
}

TEST(Secret, LeavesNothingWhereItMovedFrom) {
  Secret<Key> from(Filled<32>(0xa5));
  const Secret<Key> to = std::move(from);
  EXPECT_EQ(to.Reveal(), Filled<32>(0xa5));
  EXPECT_EQ(from.Reveal(), Filled<32>(0));  // NOLINT: that is the point
}

TEST(Secret, DoesNotCopy) {
  EXPECT_FALSE(std::is_copy_constructible_v<Secret<Key>>);
  EXPECT_FALSE(std::is_copy_assignable_v<Secret<Key>>);
}

}  // namespace
}  // namespace urna::crypto
