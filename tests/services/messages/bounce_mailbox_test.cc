// What comes back marks the address, and nothing else does.
#include "services/messages/bounce_mailbox.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "crypto/bytes.h"
#include "services/messages/mail_room.h"

namespace urna::services {
namespace {

// A mailbox on loopback, for one client at a time.
class ScriptedImap {
 public:
  explicit ScriptedImap(std::map<std::uint32_t, std::string> messages)
      : messages_(std::move(messages)) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(listener_, 16) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      std::abort();
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] {
      for (int socket = accept(listener_, nullptr, nullptr); socket >= 0;
           socket = accept(listener_, nullptr, nullptr)) {
        Talk(socket);
        close(socket);
      }
    });
  }
  ~ScriptedImap() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  std::string address() const { return fmt::format("127.0.0.1:{}", port_); }
  // Read these while nobody talks.
  const std::set<std::uint32_t>& seen() const { return seen_; }
  const std::map<std::uint32_t, std::string>& messages() const { return messages_; }
  // Answers this to everything.
  void Babble(const std::string& text) { babble_ = text; }
  // Loses the line in the middle of this message, so often.
  void LoseLineAt(std::uint32_t number, int times) {
    lost_at_ = number;
    losses_ = times;
  }
  // Numbers all its messages anew.
  void SetUidValidity(int number) { uid_validity_ = number; }
  // Lets nobody change anything.
  void RefuseChanges() { is_read_only_ = true; }
  // Does not know UIDPLUS.
  void RefuseUidExpunge() { has_uidplus_ = false; }
  void Deliver(std::uint32_t number, const std::string& text) { messages_[number] = text; }
  // What a person does.
  void MarkSeen(std::uint32_t number) { seen_.insert(number); }
  void MarkDeleted(std::uint32_t number) { deleted_.insert(number); }

 private:
  static void Say(int socket, const std::string& text) {
    send(socket, text.data(), text.size(), MSG_NOSIGNAL);
  }

  void Talk(int socket) {
    Say(socket, babble_.empty() ? "* OK ready\r\n" : babble_);
    std::string buffer;
    char bytes[4096];
    for (ssize_t size = recv(socket, bytes, sizeof bytes, 0); size > 0;
         size = recv(socket, bytes, sizeof bytes, 0)) {
      buffer.append(bytes, static_cast<std::size_t>(size));
      for (std::size_t end = buffer.find("\r\n"); end != buffer.npos; end = buffer.find("\r\n")) {
        const std::string line = buffer.substr(0, end);
        buffer.erase(0, end + 2);
        if (!Answer(socket, line)) return;
      }
    }
  }

  bool Answer(int socket, const std::string& line) {
    const std::string tag = line.substr(0, line.find(' '));
    const std::string command = line.substr(tag.size() + 1);
    if (!babble_.empty()) {
      Say(socket, babble_);
      return true;
    }
    if (command.starts_with("CAPABILITY")) Say(socket, "* CAPABILITY IMAP4rev1\r\n");
    if (command.starts_with("SELECT")) {
      Say(socket, fmt::format("* 3 EXISTS\r\n* OK [UIDVALIDITY {}] fine\r\n", uid_validity_));
    }
    if (command.starts_with("UID SEARCH")) {
      std::string found = "* SEARCH";
      const bool unseen = command.find("UNSEEN") != command.npos;
      const std::uint32_t first =
          unseen || messages_.empty()
              ? 0
              : std::min(static_cast<std::uint32_t>(std::stoul(command.substr(15))),
                         messages_.rbegin()->first);
      for (const auto& [number, text] : messages_) {
        if (unseen ? !seen_.contains(number) : number >= first) found += fmt::format(" {}", number);
      }
      Say(socket, found + "\r\n");
    }
    if (command.starts_with("UID FETCH")) {
      const auto number = static_cast<std::uint32_t>(std::stoul(command.substr(10)));
      const std::string& text = messages_.at(number);
      seen_.insert(number);
      if (number == lost_at_ && losses_ > 0) {
        --losses_;
        Say(socket, fmt::format("* 1 FETCH (UID {} BODY[] {{{}}}\r\n{}", number, text.size(),
                                text.substr(0, text.size() / 2)));
        return false;
      }
      Say(socket, fmt::format("* 1 FETCH (UID {} BODY[] {{{}}}\r\n{})\r\n", number, text.size(), text));
    }
    if (command.starts_with("UID STORE")) {
      if (is_read_only_) {
        Say(socket, tag + " NO read-only\r\n");
        return true;
      }
      const auto number = static_cast<std::uint32_t>(std::stoul(command.substr(10)));
      seen_.insert(number);
      if (command.find("Deleted") != command.npos) deleted_.insert(number);
    }
    if (command.starts_with("EXPUNGE")) {
      for (const std::uint32_t number : deleted_) messages_.erase(number);
    }
    if (command.starts_with("UID EXPUNGE")) {
      if (!has_uidplus_) {
        Say(socket, tag + " BAD what?\r\n");
        return true;
      }
      const auto number = static_cast<std::uint32_t>(std::stoul(command.substr(12)));
      if (deleted_.contains(number)) messages_.erase(number);
    }
    Say(socket, tag + " OK done\r\n");
    return !command.starts_with("LOGOUT");
  }

  std::map<std::uint32_t, std::string> messages_;
  std::set<std::uint32_t> seen_;
  std::set<std::uint32_t> deleted_;
  std::string babble_;
  std::uint32_t lost_at_ = 0;
  int losses_ = 0;
  int uid_validity_ = 7;
  bool has_uidplus_ = true;
  bool is_read_only_ = false;
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

std::string Report(const std::string& to, const std::string& status) {
  return fmt::format(
      "To: {}\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
      "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
      "Action: failed\r\nStatus: {}\r\n\r\n--b--\r\n",
      to, status);
}

class Bounces : public MailRoom {
 protected:
  // A message that the mail server took.
  std::string Sent(const std::string& address) {
    auto news = SomeNews();
    AddAuthor(news, address);
    Tell(news);
    sender_->Work();
    return server_.received().back().from;
  }
  BounceOptions OptionsFor(const ScriptedImap& imap, absl::Duration time = absl::Seconds(10)) const {
    return {.account = {.server = imap.address(),
                        .security = MailSecurity::kNone,
                        .user = "retours",
                        .password = "geheim"},
            .bounces = options_.bounces,
            .domain = "example.org",
            .time = time};
  }
  // By a program that has just been started.
  absl::Status Look(const ScriptedImap& imap, absl::Duration time = absl::Seconds(10)) {
    return BounceMailbox(*store_, *changes_, clock_, OptionsFor(imap, time)).Look();
  }
};

TEST_F(Bounces, MarkTheAddressAndAreDeleted) {
  const std::string marie = Sent("marie@example.org");
  const std::string paul = Sent("paul@example.org");
  ScriptedImap imap({{3, Report(marie, "5.1.1")},
                     {4, "To: budget@example.org\r\nSubject: a question\r\n\r\nHello\r\n"},
                     {9, Report(paul, "5.7.1")}});
  ASSERT_TRUE(Look(imap).ok());
  EXPECT_EQ(CountIn(v1::MESSAGE_STATE_BOUNCED), 2u);
  EXPECT_EQ(Rows("s"), 1u) << "what is our own fault marks nobody";
  ASSERT_EQ(imap.messages().size(), 1u) << "what a person wrote stays";
  EXPECT_TRUE(imap.seen().contains(4));
  const std::size_t before = server_.received().size();
  auto news = SomeNews();
  AddAuthor(news, "marie@example.org");
  AddAuthor(news, "paul@example.org");
  Tell(news);
  sender_->Work();
  ASSERT_EQ(server_.received().size(), before + 1);
  EXPECT_EQ(server_.received().back().to, "paul@example.org");
}

TEST_F(Bounces, OfNobodyMarkNobody) {
  Sent("marie@example.org");
  ScriptedImap imap({{1, Report("retours+00112233445566778899aabbccddeeff@example.org", "5.1.1")}});
  ASSERT_TRUE(Look(imap).ok());
  EXPECT_EQ(CountIn(v1::MESSAGE_STATE_BOUNCED), 0u);
  EXPECT_EQ(Rows("s"), 0u);
}

// What was read has been marked as seen by the mailbox itself, whoever did not live to note it.
TEST_F(Bounces, AreReadAgainWhereTheLineWasLost) {
  const std::string marie = Sent("marie@example.org");
  const std::string paul = Sent("paul@example.org");
  ScriptedImap imap({{3, Report(marie, "5.1.1")}, {9, Report(paul, "5.1.1")}});
  imap.LoseLineAt(9, 1);
  EXPECT_FALSE(Look(imap).ok());
  EXPECT_EQ(CountIn(v1::MESSAGE_STATE_BOUNCED), 1u);
  EXPECT_TRUE(imap.seen().contains(9));
  ASSERT_TRUE(Look(imap).ok());
  EXPECT_EQ(CountIn(v1::MESSAGE_STATE_BOUNCED), 2u);
  EXPECT_TRUE(imap.messages().empty());
}

TEST_F(Bounces, GoOnBehindOneAtWhichTheLineIsLostAgainAndAgain) {
  const std::string marie = Sent("marie@example.org");
  ScriptedImap imap({{3, "To: x@example.org\r\n\r\nHello\r\n"}, {9, Report(marie, "5.1.1")}});
  imap.LoseLineAt(3, 1000);
  BounceMailbox mailbox(*store_, *changes_, clock_, OptionsFor(imap));
  for (int i = 1; i < BounceMailbox::kMostTries; ++i) EXPECT_FALSE(mailbox.Look().ok());
  EXPECT_TRUE(mailbox.Look().ok());
  EXPECT_EQ(CountIn(v1::MESSAGE_STATE_BOUNCED), 1u);
}

TEST_F(Bounces, AreNotedWhereTheyCannotBeDeleted) {
  const std::string marie = Sent("marie@example.org");
  const std::string paul = Sent("paul@example.org");
  ScriptedImap imap({{3, Report(marie, "5.1.1")}, {9, Report(paul, "5.1.1")}});
  imap.RefuseChanges();
  BounceMailbox mailbox(*store_, *changes_, clock_, OptionsFor(imap));
  for (int i = 0; i < 2 * BounceMailbox::kMostTries; ++i) static_cast<void>(mailbox.Look());
  EXPECT_EQ(CountIn(v1::MESSAGE_STATE_BOUNCED), 2u);
  EXPECT_EQ(imap.messages().size(), 2u);
  EXPECT_TRUE(mailbox.Look().ok()) << "what was passed over is not looked at again";
}

TEST_F(Bounces, AreFoundThoughSomebodyHasSeenThem) {
  ScriptedImap imap({{3, "To: x@example.org\r\n\r\nHello\r\n"}});
  ASSERT_TRUE(Look(imap).ok());
  const std::string marie = Sent("marie@example.org");
  imap.Deliver(5, Report(marie, "5.1.1"));
  imap.MarkSeen(5);
  ASSERT_TRUE(Look(imap).ok());
  EXPECT_EQ(CountIn(v1::MESSAGE_STATE_BOUNCED), 1u);
}

TEST_F(Bounces, AreFoundInAMailboxThatHasNumberedThemAnew) {
  ScriptedImap imap({{30, "To: x@example.org\r\n\r\nHello\r\n"}});
  ASSERT_TRUE(Look(imap).ok());
  const std::string marie = Sent("marie@example.org");
  imap.SetUidValidity(8);
  imap.Deliver(2, Report(marie, "5.1.1"));
  ASSERT_TRUE(Look(imap).ok());
  EXPECT_EQ(CountIn(v1::MESSAGE_STATE_BOUNCED), 1u);
}

// Others keep what they have marked as deleted until they say otherwise, where the mailbox can tell them apart.
TEST_F(Bounces, TakeNothingOfAPersonsWithThem) {
  const std::string marie = Sent("marie@example.org");
  ScriptedImap imap({{1, "To: x@example.org\r\n\r\nHello\r\n"}, {3, Report(marie, "5.1.1")}});
  imap.MarkDeleted(1);
  ASSERT_TRUE(Look(imap).ok());
  EXPECT_EQ(imap.messages().size(), 1u);
  EXPECT_TRUE(imap.messages().contains(1));
}

TEST_F(Bounces, AreDeletedWhereTheMailboxKnowsNoNumbersForThat) {
  const std::string marie = Sent("marie@example.org");
  ScriptedImap imap({{3, Report(marie, "5.1.1")}});
  imap.RefuseUidExpunge();
  ASSERT_TRUE(Look(imap).ok());
  EXPECT_TRUE(imap.messages().empty());
}

TEST_F(Bounces, AreReadAgainWhereTheMailboxDoesNotAnswer) {
  for (const char* text : {"* BYE\r\n", "garbage\r\n", "* SEARCH 1 2 3\r\n", "+ \r\n"}) {
    ScriptedImap imap({});
    imap.Babble(text);
    EXPECT_FALSE(Look(imap, absl::Milliseconds(300)).ok()) << text;
  }
}

TEST(UidValidity, IsANumberInAnAnswerOfItsOwn) {
  EXPECT_EQ(UidValidityIn("* OK [UIDVALIDITY 1702] UIDs valid\r\n"), 1702u);
  for (const char* line : {"", "* OK", "* OK [UIDVALIDITY ", "* OK [UIDVALIDITY x]",
                           "* OK [UIDVALIDITY 99999999999]", "x * OK [UIDVALIDITY 7]"}) {
    EXPECT_EQ(UidValidityIn(line), 0u) << line;
  }
}

TEST(SearchAnswers, AreNumbers) {
  EXPECT_EQ(NumbersIn("* SEARCH 1 22 x 3\r\n", 10), (std::vector<std::uint32_t>{1, 22, 3}));
  EXPECT_EQ(NumbersIn("* SEARCH 1 2 3\r\n", 2).size(), 2u);
  EXPECT_TRUE(NumbersIn("* SEARCH\r\n", 10).empty());
  EXPECT_TRUE(NumbersIn("* OK 1 2\r\n99999999999\r\n", 10).empty());
}

}  // namespace
}  // namespace urna::services
