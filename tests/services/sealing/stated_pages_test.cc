// Which pages voters are given, as a manifest states it.
#include <filesystem>
#include <fstream>

#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "pch.h"
#include "services/election_driver.h"
#include "services/http/http_client.h"
#include "services/pages/page_source.h"
#include "support/temporary_folder.h"

namespace urna::services {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr char kOther[] = "other pages than the manifest states";

class StatedPages : public ElectionTest {
 protected:
  // A build of the front end whose only page says this.
  std::string Build(const std::string& text) const {
    const std::string folder = folder_.Sub(text);
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/index.html") << text;
    std::ofstream(folder + "/routes.json")
        << R"({"routes":[{"path":"/","file":"index.html","csp":"default-src 'none'"}],"embeddable":[]})";
    return folder;
  }
  std::string DigestOf(const std::string& folder) const {
    return std::string(crypto::AsText((*LoadPages(folder))->digest()));
  }
  std::string ToldWhileServing(const std::string& pages) {
    testing::internal::CaptureStderr();
    server_.ServePages(pages);
    return testing::internal::GetCapturedStderr();
  }

  TemporaryFolder folder_;
};

TEST_F(StatedPages, AreThoseThatAreServedAtTheFreezing) {
  const std::string pages = Build("first");
  server_.ServePages(pages);
  election_.SealAll();
  EXPECT_EQ(election_.manifest().config().pages_sha256(), DigestOf(pages));
  HttpClient client(server_.http_address());
  const std::string list = client.Call({.method = "GET", .target = "/pages.sha256"}).body;
  EXPECT_EQ(election_.manifest().config().pages_sha256(),
            crypto::AsText(crypto::Sha256(crypto::AsBytes(list))));
}

TEST_F(StatedPages, AreNoneWhereNoneAreServed) {
  election_.SealAll();
  EXPECT_EQ(election_.manifest().config().pages_sha256(), "");
  // Nothing was stated, so that nothing else is served.
  EXPECT_THAT(ToldWhileServing(Build("first")), Not(HasSubstr(kOther)));
}

TEST_F(StatedPages, AreComparedWithWhatIsServedUntilTheVotingIsOver) {
  const std::string first = Build("first");
  server_.ServePages(first);
  election_.SealAll();
  EXPECT_THAT(ToldWhileServing(first), Not(HasSubstr(kOther)));
  EXPECT_THAT(ToldWhileServing(Build("second")),
              AllOf(HasSubstr(kOther), HasSubstr("warning"), HasSubstr(election_.process())));
  election_.Open();
  EXPECT_THAT(ToldWhileServing("none"), HasSubstr(kOther));
  election_.Close();
  EXPECT_THAT(ToldWhileServing(Build("second")), Not(HasSubstr(kOther)));
}

}  // namespace
}  // namespace urna::services
