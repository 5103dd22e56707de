// Log-ins from the leaving to the coming back, in the browser that began them and in others.
#include "services/people/sign_ins.h"

#include "services/base/limits.h"
#include "services/messages/link_sender.h"
#include "services/people/issuer_in_test.h"
#include "services/people/people_store_in_test.h"
#include "services/people/sign_in_links.h"

namespace urna::services {
namespace {

using testing::HasSubstr;

class SignInsTest : public PeopleTest {
 protected:
  void SetUp() override {
    PeopleTest::SetUp();
    options_.public_url = "https://urna.example";
    options_.providers = {IssuerInTest::Config()};
    Open();
  }
  void Open() {
    sign_ins_ =
        std::make_unique<SignIns>(*store_, *accounts_, *sessions_, issuer_, clock_, options_);
    ASSERT_TRUE(sign_ins_->Open().ok());
  }
  SignIns::Begun Begin(const std::string& path = "/staff/") {
    auto begun = sign_ins_->Begin("citizens", path, "here");
    EXPECT_TRUE(begun.ok()) << begun.status();
    return *begun;
  }
  static std::string Parameter(const std::string& url, const std::string& name) {
    const std::size_t at = url.find("&" + name + "=") + name.size() + 2;
    return url.substr(at, url.find('&', at) - at);
  }
  // As the browser comes back with what the provider says to it.
  absl::StatusOr<SignIns::Finished> Finish(const SignIns::Begun& begun, const std::string& kept,
                                           const std::string& earlier = "") {
    issuer_.nonce = Parameter(begun.url, "nonce");
    return sign_ins_->Finish(kept, {.code = "code", .state = Parameter(begun.url, "state")},
                             earlier, "here");
  }
  std::string ReasonFor(const SignIns::Begun& begun, const std::string& kept) {
    return ErrorReason(Finish(begun, kept).status());
  }

  PeopleOptions options_;
  IssuerInTest issuer_{clock_};
  std::unique_ptr<SignIns> sign_ins_;
};

TEST_F(SignInsTest, LogInWhoeverComesBack) {
  const SignIns::Begun begun = Begin("/propositions/?x=1");
  const auto done = Finish(begun, begun.kept);
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->return_path, "/propositions/?x=1");
  EXPECT_TRUE(Ask(done->session).ok());
}

TEST_F(SignInsTest, StoreNothingWhileTheBrowserIsAway) {
  const auto before = Rows();
  for (int i = 0; i < 10; ++i) Begin();
  EXPECT_EQ(Rows(), before);
}

TEST_F(SignInsTest, AreOfTheBrowserThatBeganThem) {
  const SignIns::Begun mine = Begin();
  const SignIns::Begun theirs = Begin();
  EXPECT_EQ(ReasonFor(theirs, mine.kept), "SIGN_IN_OVER");
  EXPECT_EQ(ReasonFor(mine, ""), "SIGN_IN_OVER");
  for (std::size_t i = 0; i < mine.kept.size(); ++i) {
    std::string changed = mine.kept;
    changed[i] = changed[i] == 'A' ? 'E' : 'A';
    if (i + 1 < mine.kept.size()) {
      EXPECT_EQ(ReasonFor(mine, changed), "SIGN_IN_OVER") << i;
    }
  }
  EXPECT_EQ(ReasonFor(mine, mine.kept), "");
}

TEST_F(SignInsTest, AreFinishedOnce) {
  const SignIns::Begun begun = Begin();
  ASSERT_TRUE(Finish(begun, begun.kept).ok());
  // The provider would take the code again.
  EXPECT_EQ(ReasonFor(begun, begun.kept), "SIGN_IN_OVER");
  clock_.Advance(absl::ToInt64Seconds(SignIns::kTime));
  ASSERT_TRUE(sign_ins_->ForgetOld().ok());
  EXPECT_EQ(ReasonFor(begun, begun.kept), "SIGN_IN_OVER");
}

TEST_F(SignInsTest, TakeNoLongerThanTheyMay) {
  const SignIns::Begun begun = Begin();
  clock_.Advance(absl::ToInt64Seconds(SignIns::kTime) - 1);
  EXPECT_EQ(ReasonFor(begun, begun.kept), "");
  const SignIns::Begun late = Begin();
  clock_.Advance(absl::ToInt64Seconds(SignIns::kTime));
  EXPECT_EQ(ReasonFor(late, late.kept), "SIGN_IN_OVER");
}

TEST_F(SignInsTest, GoOnAfterTheServerWasStartedAgain) {
  const SignIns::Begun begun = Begin();
  Open();
  EXPECT_EQ(ReasonFor(begun, begun.kept), "");
}

TEST_F(SignInsTest, SayWhereToReturnOnlyToWhoeverBegan) {
  EXPECT_EQ(sign_ins_->ReturnPathOf(Begin("/staff/").kept), "/staff/");
  EXPECT_EQ(sign_ins_->ReturnPathOf("forged"), "/");
}

TEST_F(SignInsTest, ReturnToThisServerAlone) {
  for (const char* elsewhere : {"https://evil.example", "//evil.example", "", "/\\evil.example"}) {
    EXPECT_EQ(ErrorReason(sign_ins_->Begin("citizens", elsewhere, "here").status()),
              "INVALID_FIELD");
  }
  EXPECT_EQ(ErrorReason(sign_ins_->Begin("none", "/", "here").status()), "NO_SUCH_PROVIDER");
}

TEST_F(SignInsTest, AreRefusedWhereThePersonRefuses) {
  const SignIns::Begun begun = Begin();
  const SignIns::Answer refused = {.state = Parameter(begun.url, "state"),
                                   .error = "access_denied"};
  EXPECT_EQ(ErrorReason(sign_ins_->Finish(begun.kept, refused, "", "here").status()),
            "SIGN_IN_REFUSED");
  // Nobody can break one off for somebody else.
  const SignIns::Answer forged = {.state = "forged", .error = "access_denied"};
  EXPECT_EQ(ErrorReason(sign_ins_->Finish(begun.kept, forged, "", "here").status()),
            "SIGN_IN_OVER");
}

TEST_F(SignInsTest, BeginANewSessionEachTime) {
  const SignIns::Begun first = Begin();
  const std::string planted = Finish(first, first.kept)->session;
  const SignIns::Begun second = Begin();
  const auto done = Finish(second, second.kept, planted);
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_NE(done->session, planted);
  EXPECT_EQ(PeopleTest::ReasonFor(planted), "SESSION_OVER");
}

TEST_F(SignInsTest, EndAtTheProviderToo) {
  const SignIns::Begun begun = Begin();
  const std::string session = Finish(begun, begun.kept)->session;
  const auto url = sign_ins_->LogOut(session);
  ASSERT_TRUE(url.ok()) << url.status();
  EXPECT_THAT(*url, HasSubstr("https://issuer.example/end?id_token_hint="));
  EXPECT_EQ(PeopleTest::ReasonFor(session), "SESSION_OVER");
  EXPECT_EQ(*sign_ins_->LogOut(session), "");
  EXPECT_EQ(*sign_ins_->LogOut("none"), "");
}

TEST_F(SignInsTest, FromOneSourceAreBounded) {
  for (std::size_t i = 0; i < kSignInsPerSource; ++i) Begin();
  EXPECT_EQ(ErrorReason(sign_ins_->Begin("citizens", "/", "here").status()), "TOO_MANY_SIGN_INS");
  EXPECT_TRUE(sign_ins_->Begin("citizens", "/", "there").ok());
}

// Keeps what would be mailed.
class Letterbox final : public LinkSender {
 public:
  absl::Status SendSignInLink(storage::WriteBatch&, std::string_view address, std::string_view,
                              std::string_view link) override {
    mails.emplace_back(address, link);
    return absl::OkStatus();
  }
  std::vector<std::pair<std::string, std::string>> mails;
};

class SignInLinksTest : public PeopleTest {
 protected:
  void SetUp() override {
    PeopleTest::SetUp();
    options_ = {.public_url = "https://urna.example", .mails_links = true};
    links_.emplace(*store_, *accounts_, *sessions_, &letterbox_, clock_, options_);
  }
  absl::Status Request(const std::string& address, const std::string& source = "here") {
    v1::RequestSignInLinkRequest request;
    request.set_address(address);
    request.set_language("fr");
    request.set_return_path("/propositions/");
    google::protobuf::Empty response;
    return links_->RequestSignInLink({nobody_, rule_, "", source}, request, response);
  }
  std::string LastToken() const {
    const std::string& link = letterbox_.mails.back().second;
    return link.substr(link.find("?t=") + 3);
  }
  std::string ReasonFor(const std::string& token) {
    return ErrorReason(links_->Use(token, "").status());
  }

  const Principal nobody_ = Principal::Anonymous();
  const MethodRule rule_{
      "RequestSignInLink", Access::kReaders, Span::kAlways, Lane::kQuick, false, ""};
  PeopleOptions options_;
  Letterbox letterbox_;
  std::optional<SignInLinks> links_;
};

TEST_F(SignInLinksTest, LogInWhoeverReadsTheMail) {
  ASSERT_TRUE(Request("Ada@Example.org").ok());
  ASSERT_EQ(letterbox_.mails.size(), 1u);
  EXPECT_EQ(letterbox_.mails[0].first, "ada@example.org");
  EXPECT_THAT(letterbox_.mails[0].second, HasSubstr("https://urna.example/auth/link?t="));
  const auto done = links_->Use(LastToken(), "");
  ASSERT_TRUE(done.ok()) << done.status();
  EXPECT_EQ(done->return_path, "/propositions/");
  EXPECT_FALSE(Ask(done->session)->is_staff());
  EXPECT_EQ(done->account.stored.mail(), "ada@example.org");
  // The same person the next time.
  ASSERT_TRUE(Request("ada@example.org").ok());
  EXPECT_EQ(links_->Use(LastToken(), "")->account.id, done->account.id);
}

TEST_F(SignInLinksTest, AreGoodOnceAndForAWhile) {
  ASSERT_TRUE(Request("ada@example.org").ok());
  const std::string used = LastToken();
  ASSERT_TRUE(links_->Use(used, "").ok());
  EXPECT_EQ(ReasonFor(used), "LINK_OVER");
  ASSERT_TRUE(Request("ada@example.org").ok());
  clock_.Advance(absl::ToInt64Seconds(SignInLinks::kTime));
  EXPECT_EQ(ReasonFor(LastToken()), "LINK_OVER");
  ASSERT_TRUE(links_->ForgetOld().ok());
  for (const std::string& none : {std::string(), std::string(43, 'A'), used + "A"}) {
    EXPECT_EQ(ReasonFor(none), "LINK_OVER");
  }
}

TEST_F(SignInLinksTest, AreNotInTheStore) {
  ASSERT_TRUE(Request("ada@example.org").ok());
  for (const auto& [key, value] : Rows()) {
    EXPECT_EQ(key.find(LastToken()), key.npos);
    EXPECT_EQ(value.find(LastToken()), value.npos);
  }
}

TEST_F(SignInLinksTest, AreAnsweredAlikeHoweverManyGoToOneAddress) {
  for (std::size_t i = 0; i < kLinksPerAddress + 3; ++i) {
    EXPECT_TRUE(Request("ada@example.org", std::to_string(i)).ok());
  }
  EXPECT_EQ(letterbox_.mails.size(), kLinksPerAddress);
}

TEST_F(SignInLinksTest, OfOneSourceAreBounded) {
  for (std::size_t i = 0; i < kLinksPerSource; ++i) {
    EXPECT_TRUE(Request(std::to_string(i) + "@example.org").ok());
  }
  EXPECT_EQ(ErrorReason(Request("last@example.org")), "TOO_MANY_LINKS");
  EXPECT_TRUE(Request("last@example.org", "there").ok());
}

TEST_F(SignInLinksTest, GoToAddressesAlone) {
  EXPECT_EQ(ErrorReason(Request("ada@example.org\r\nBcc: all@example.org")), "INVALID_FIELD");
  EXPECT_TRUE(letterbox_.mails.empty());
}

TEST_F(SignInLinksTest, AreOffWhereNothingIsMailed) {
  SignInLinks none(*store_, *accounts_, *sessions_, nullptr, clock_, options_);
  v1::RequestSignInLinkRequest request;
  google::protobuf::Empty response;
  EXPECT_EQ(ErrorReason(none.RequestSignInLink({nobody_, rule_, ""}, request, response)),
            "LINKS_OFF");
  EXPECT_EQ(ErrorReason(none.Use("", "").status()), "LINKS_OFF");
}

// Over gRPC nobody could keep it, and the link is good still.
TEST_F(SignInLinksTest, AreNotUsedUpWhereNoCookieCanBeSet) {
  ASSERT_TRUE(Request("ada@example.org").ok());
  v1::SignInWithLinkRequest request;
  request.set_token(LastToken());
  v1::SignInWithLinkResponse response;
  EXPECT_EQ(ErrorReason(links_->SignInWithLink({nobody_, rule_, ""}, request, response)),
            "ONLY_FOR_BROWSERS");
  const auto secret = std::make_shared<std::string>();
  ASSERT_TRUE(links_->SignInWithLink({nobody_, rule_, "", "", secret}, request, response).ok());
  EXPECT_TRUE(Ask(*secret).ok());
}

}  // namespace
}  // namespace urna::services
