#include <gtest/gtest.h>

#include "services/records/process_records.h"
#include "support/election_fixture.h"

namespace urna::services {
namespace {

TEST(Documents, KeepTheLastConfigurationOfAProcess) {
  const auto election = ledger::ElectionFixture::Make({});
  v1::Config config = election.manifest()->config();
  const auto attempt = [&config](std::uint32_t number) {
    config.set_attempt(number);
    internal::v1::ProcessRecord record;
    record.set_config(config.SerializeAsString());
    return record;
  };
  Documents documents;
  const std::weak_ptr<const ledger::FrozenConfig> first = documents.Frozen(attempt(1)).value();
  EXPECT_EQ(documents.Frozen(attempt(1)).value(), first.lock());
  const std::weak_ptr<const ledger::FrozenConfig> second = documents.Frozen(attempt(2)).value();
  EXPECT_TRUE(first.expired());
  EXPECT_FALSE(second.expired());
  EXPECT_EQ(documents.Frozen(attempt(1)).value()->config().attempt(), 1u);
}

}  // namespace
}  // namespace urna::services
