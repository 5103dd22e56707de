// A store with people in it, and a clock that the test sets.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "crypto/self_test.h"
#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/manual_clock.h"
#include "services/people/accounts.h"
#include "services/people/people_store.h"
#include "services/people/sessions.h"
#include "storage/rocks/rocks_store.h"
#include "storage/scan.h"
#include "support/temporary_folder.h"

namespace urna::services {

class PeopleTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(crypto::RunSelfTest().ok());
    auto store = storage::OpenRocksStore(
        {.path = folder_.Sub("store"), .create = true, .families = FamilyNames()});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    accounts_.emplace(*store_, clock_);
    sessions_.emplace(*store_, *accounts_, clock_,
                      SessionTimes{.idle = absl::Hours(2), .whole = absl::Hours(12)});
  }

  static Identity Citizen(const std::string& subject) {
    return {.issuer = "https://issuer.example",
            .subject = subject,
            .provider = "citizens",
            .audience = v1::LOGIN_AUDIENCE_CITIZENS};
  }
  static Identity Agent(const std::string& subject) {
    return {.issuer = "https://staff.example",
            .subject = subject,
            .provider = "staff",
            .audience = v1::LOGIN_AUDIENCE_STAFF,
            .display_name = "Ada",
            .mail = "ada@example.org",
            .grants = {{Role::kAgent, "processes/north"}}};
  }
  Account Known(const Identity& identity) {
    auto account = accounts_->SignIn(
        identity, [](const Account&, storage::WriteBatch&) { return absl::OkStatus(); });
    EXPECT_TRUE(account.ok()) << account.status();
    return *account;
  }
  // Logs in; what the cookie holds.
  std::string LogIn(const Identity& identity, const std::string& earlier = "") {
    std::string secret;
    auto account = accounts_->SignIn(identity, [&](const Account& one, storage::WriteBatch& batch) {
      auto begun = sessions_->Begin(one, "an ID token", earlier, batch);
      if (!begun.ok()) return begun.status();
      secret = *begun;
      return absl::OkStatus();
    });
    EXPECT_TRUE(account.ok()) << account.status();
    return secret;
  }
  absl::StatusOr<Principal> Ask(const std::string& secret, bool is_of_own_page = true) {
    return sessions_->Authenticate({secret, is_of_own_page});
  }
  std::string ReasonFor(const std::string& secret, bool is_of_own_page = true) {
    return ErrorReason(Ask(secret, is_of_own_page).status());
  }
  // Rows of the people, keys and values.
  std::vector<std::pair<std::string, std::string>> Rows() {
    std::vector<std::pair<std::string, std::string>> rows;
    EXPECT_TRUE(storage::ScanAll(*store_, kPeopleFamily, "", "",
                                 [&](std::string_view key, std::string_view value) {
                                   rows.emplace_back(key, value);
                                   return true;
                                 })
                    .ok());
    return rows;
  }

  TemporaryFolder folder_;
  ManualClock clock_;
  std::unique_ptr<storage::Store> store_;
  std::optional<Accounts> accounts_;
  std::optional<Sessions> sessions_;
};

}  // namespace urna::services
