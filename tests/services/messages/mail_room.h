// All that mail stands on, without a server: a store in a folder, a clock that the test sets, and a mail
// server that does what the test wants.
#pragma once

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "pch.h"
#include "services/base/families.h"
#include "services/base/times.h"
#include "services/manual_clock.h"
#include "services/messages/mail_sender.h"
#include "services/messages/message_store.h"
#include "services/messages/outbox.h"
#include "services/messages/scripted_smtp.h"
#include "services/messages/smtp_client.h"
#include "storage/rocks/rocks_store.h"
#include "support/faulty_store.h"
#include "support/temporary_folder.h"

namespace urna::services {

class MailRoom : public testing::Test {
 protected:
  static constexpr char kProcess[] = "paris";

  void SetUp() override { Start(nullptr); }
  void TearDown() override { End(); }

  // The program on the store as it is now; what was in memory is gone.
  void Start(storage::FaultScript faults) {
    auto store = storage::OpenRocksStore(
        {.path = folder_.Sub("store"), .create = true, .families = FamilyNames()});
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = std::make_unique<storage::FaultyStore>(*std::move(store), std::move(faults));
    logs_.emplace(clock_);
    journals_.emplace(*store_, clock_);
    changes_.emplace(*store_, *logs_, *journals_, clock_);
    outbox_.emplace(*store_, clock_, Letterhead{"vote.example.org", "https://vote.example.org"},
                    true);
    ASSERT_TRUE(outbox_->Open().ok());
    smtp_ = std::make_unique<SmtpClient>(
        MailAccount{.server = server_.address(), .security = MailSecurity::kNone}, "example.org",
        SmtpTimes{.connect = absl::Milliseconds(500), .message = absl::Seconds(2)});
    sender_.emplace(*store_, *changes_, *outbox_, *smtp_, clock_, options_);
  }
  void End() {
    sender_.reset();
    smtp_.reset();
    outbox_.reset();
    changes_.reset();
    journals_.reset();
    logs_.reset();
    store_.reset();
  }
  void Restart(storage::FaultScript faults = nullptr) {
    End();
    Start(std::move(faults));
  }

  static internal::v1::StoredNews SomeNews(const std::string& proposal = "p17") {
    internal::v1::StoredNews news;
    news.set_process(kProcess);
    news.set_proposal(proposal);
    news.set_occasion(v1::OCCASION_ACCEPTED);
    AddField(news, "title", "Un banc sous les tilleuls", "fr");
    AddField(news, "process", "Budget citoyen", "fr");
    return news;
  }
  static void AddAuthor(internal::v1::StoredNews& news, const std::string& address) {
    internal::v1::StoredRecipient& author = *news.add_recipients();
    author.set_kind(v1::RECIPIENT_KIND_AUTHOR);
    author.set_address(address);
    author.set_language("fr");
  }
  void Tell(const internal::v1::StoredNews& news) {
    storage::WriteBatch batch;
    outbox_->Tell(batch, news);
    ASSERT_TRUE(store_->Write(batch).ok());
  }
  // Somebody who follows and has said yes.
  void Follow(const std::string& address, const std::string& proposal = "p17",
              bool confirmed = true) {
    const std::string about = AboutKey(kProcess, proposal);
    internal::v1::StoredFollower follower;
    follower.set_id(outbox_->secrets().FollowerOf(about, *MailAddress::Parse(address)));
    follower.set_address(address);
    follower.set_language("en");
    follower.set_confirmed(confirmed);
    *follower.mutable_time() = ToProto(clock_.Now());
    storage::WriteBatch batch;
    batch.Put(kMessagesFamily, RowKey('f', about, follower.id()), follower.SerializeAsString());
    batch.Put(kMessagesFamily, RowKey('j', follower.id(), ""), about);
    ASSERT_TRUE(store_->Write(batch).ok());
  }

  std::vector<internal::v1::StoredMessage> Messages() const {
    std::vector<internal::v1::StoredMessage> messages;
    EXPECT_TRUE(VisitRows(*store_, "m", "",
                          [&](std::string_view, std::string_view value) {
                            EXPECT_TRUE(messages.emplace_back().ParseFromArray(
                                value.data(), static_cast<int>(value.size())));
                            return true;
                          })
                    .ok());
    return messages;
  }
  std::size_t CountIn(v1::MessageState state) const {
    std::size_t count = 0;
    for (const auto& message : Messages()) count += message.state() == state ? 1 : 0;
    return count;
  }
  std::size_t Rows(std::string_view prefix) const {
    std::size_t count = 0;
    EXPECT_TRUE(VisitRows(*store_, prefix, "",
                          [&](std::string_view, std::string_view) {
                            ++count;
                            return true;
                          })
                    .ok());
    return count;
  }
  // How often each address got something.
  std::map<std::string, int> Received() const {
    std::map<std::string, int> received;
    for (const ReceivedMail& mail : server_.received()) ++received[mail.to];
    return received;
  }
  static std::string MessageIdOf(const ReceivedMail& mail) {
    const std::size_t begin = mail.bytes.find("Message-ID: ") + 12;
    return mail.bytes.substr(begin, mail.bytes.find("\r\n", begin) - begin);
  }

  TemporaryFolder folder_;
  ManualClock clock_;
  ScriptedSmtp server_;
  SenderOptions options_{.from = *NamedAddress::Parse("Budget citoyen <budget@example.org>"),
                         .bounces = *MailAddress::Parse("retours@example.org"),
                         .per_minute = 100'000};
  std::unique_ptr<storage::FaultyStore> store_;
  std::optional<LogRegistry> logs_;
  std::optional<Journals> journals_;
  std::optional<Changes> changes_;
  std::optional<Outbox> outbox_;
  std::unique_ptr<SmtpClient> smtp_;
  std::optional<MailSender> sender_;
};

}  // namespace urna::services
