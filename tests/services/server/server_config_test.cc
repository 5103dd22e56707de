#include "services/server/server_config.h"

#include "pch.h"
#include "support/whole_file.h"

namespace urna::services {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::string_view kLeast = "name = \"vote.example\"\ndata_dir = \"/tmp/urna\"\n";

absl::StatusOr<ServerConfig> Parse(std::string_view text, const ConfigOverrides& overrides = {}) {
  return ParseServerConfig(text, "urna.toml", overrides);
}

std::string MessageOf(std::string_view text, const ConfigOverrides& overrides = {}) {
  return std::string(Parse(text, overrides).status().message());
}

std::string With(std::string_view line) { return std::string(kLeast) + std::string(line) + "\n"; }

std::string FileOfProject(std::string_view path) {
  return WholeFile(std::string(URNA_TEST_DATA) + "/../../" + std::string(path));
}

TEST(ServerConfig, NeedsANameAndAFolderOnly) {
  const auto config = Parse(kLeast);
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->name, "vote.example");
  EXPECT_EQ(config->listen, std::vector<std::string>{"127.0.0.1:9440"});
  EXPECT_FALSE(config->uses_tls());
}

TEST(ServerConfig, RefusesAnUnknownKeyWithItsLine) {
  EXPECT_THAT(MessageOf(With("port = 80")), HasSubstr("urna.toml:3: there is no option \"port\""));
  EXPECT_THAT(MessageOf(With("[server]\nname = \"x\"")), HasSubstr("urna.toml:3:"));
}

TEST(ServerConfig, RefusesBadTomlWithItsLine) {
  EXPECT_THAT(MessageOf(With("listen = [")), HasSubstr("urna.toml:"));
}

TEST(ServerConfig, RefusesAWrongTypeAndANumberOutOfRange) {
  EXPECT_THAT(MessageOf(With("worker_threads = \"many\"")), HasSubstr("integer, 0 to 1024"));
  EXPECT_THAT(MessageOf(With("worker_threads = 1025")), HasSubstr("integer, 0 to 1024"));
  EXPECT_THAT(MessageOf(With("listen = \"127.0.0.1:1\"")), HasSubstr("list of texts"));
  EXPECT_THAT(MessageOf(With("log_level = \"loud\"")), HasSubstr("debug"));
}

TEST(ServerConfig, ListensForHttpUnderTheSameRule) {
  EXPECT_TRUE(Parse(kLeast)->http_listen.empty());
  EXPECT_TRUE(Parse(With("http_listen = [\"127.0.0.1:0\", \"[::1]:80\"]")).ok());
  EXPECT_THAT(MessageOf(With("http_listen = [\"0.0.0.0:80\"]")),
              HasSubstr("http_listen has \"0.0.0.0:80\", which other machines can reach"));
  EXPECT_THAT(MessageOf(With("http_listen = [\"127.0.0.1\"]")), HasSubstr("expected host:port"));
}

TEST(ServerConfig, TakesOriginsAsBrowsersWriteThem) {
  EXPECT_TRUE(
      Parse(With("http_origins = [\"https://vote.example:8443\", \"http://[::1]:80\", \"*\"]"))
          .ok());
  for (const char* origin : {"vote.example", "https://vote.example/", "https://",
                             "https://Vote.example", "ftp://vote.example", ""}) {
    EXPECT_THAT(MessageOf(With("http_origins = [\"" + std::string(origin) + "\"]")),
                HasSubstr("http_origins has"))
        << origin;
  }
}

TEST(ServerConfig, ServesThePagesOfTheProgramUnlessOthersAreNamed) {
  EXPECT_EQ(Parse(kLeast)->pages, "built-in");
  EXPECT_EQ(Parse(kLeast)->map_dir, "");
  EXPECT_EQ(Parse(With("pages = \"none\"\nmap_dir = \"/srv/map\""))->map_dir, "/srv/map");
  EXPECT_THAT(MessageOf(With("pages = \"\"")), HasSubstr("expected built-in, none or a folder"));
}

TEST(ServerConfig, TakesPlainTextOnLoopbackOnly) {
  for (const char* address : {"127.0.0.1:0", "127.8.9.10:443", "[::1]:443", "localhost:9440"}) {
    EXPECT_TRUE(Parse(With("listen = [\"" + std::string(address) + "\"]")).ok()) << address;
  }
  for (const char* address :
       {"0.0.0.0:443", "[::]:443", "192.168.1.1:443", "127.0.0.1.evil.org:443", "128.0.0.1:443",
        "127.0.0.256:1", "vote.example:443"}) {
    EXPECT_THAT(MessageOf(With("listen = [\"" + std::string(address) + "\"]")),
                HasSubstr("tls_certificate"))
        << address;
  }
  EXPECT_TRUE(
      Parse(With("listen = [\"0.0.0.0:443\"]\ntls_certificate = \"c\"\ntls_key = \"k\"")).ok());
}

TEST(ServerConfig, TakesMetricsOfOneNetworkOnly) {
  for (const char* address :
       {"127.0.0.1:9464", "127.0.0.1:0", "[::1]:9464", "10.0.0.5:9464", "[fd00::5]:9464"}) {
    EXPECT_TRUE(Parse(With("metrics_listen = \"" + std::string(address) + "\"")).ok()) << address;
  }
  for (const char* address :
       {"0.0.0.0:9464", "[::]:9464", "[0::0]:9464", "[::ffff:0.0.0.0]:9464", "9464", ":9464",
        "localhost:9464", "metrics.example:9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
        "127.0.0.1:-1", "::1:9464", "[]:9464", "[:9464", "+127.0.0.1:9464", "127.0.0.1:9464,80"}) {
    EXPECT_THAT(MessageOf(With("metrics_listen = \"" + std::string(address) + "\"")),
                HasSubstr("expected an IP address of one network"))
        << address;
  }
}

TEST(ServerConfig, WantsCertificateAndKeyTogether) {
  EXPECT_THAT(MessageOf(With("tls_certificate = \"c.pem\"")), HasSubstr("go together"));
  EXPECT_THAT(MessageOf(With("tls_key = \"k.pem\"")), HasSubstr("go together"));
}

TEST(ServerConfig, RefusesAddressesWithoutAPort) {
  for (const char* address :
       {"127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1"}) {
    EXPECT_FALSE(Parse(With("listen = [\"" + std::string(address) + "\"]")).ok()) << address;
  }
  EXPECT_FALSE(Parse(With("listen = []")).ok());
}

TEST(ServerConfig, RefusesANameThatNoLogCanHave) {
  for (const char* name : {"", "a b", "a+b"}) {
    EXPECT_FALSE(Parse("name = \"" + std::string(name) + "\"\ndata_dir = \"d\"").ok()) << name;
  }
}

TEST(ServerConfig, RefusesAStoreOfNoEngineAndSaysWhichThereAre) {
  EXPECT_TRUE(Parse(With("store = \"rocks\"")).ok());
  EXPECT_THAT(MessageOf(With("store = \"abacus\"")),
              AllOf(HasSubstr("store"), HasSubstr("\"abacus\""), HasSubstr("\"rocks\"")));
}

TEST(ServerConfig, WantsOneConnectionOfADatabaseAndNoneOfAFolder) {
  const std::string postgres = "store = \"postgres\"\n";
  const auto config = Parse(With(postgres + "store_connection = \"host=/run dbname=urna\"\n"
                                            "require_standby = true"));
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_TRUE(config->require_standby);
  EXPECT_THAT(MessageOf(With(postgres)), HasSubstr("either store_connection or"));
  EXPECT_THAT(MessageOf(With(postgres + "store_connection = \"password=hunter2\"\n"
                                        "store_connection_file = \"x\"")),
              AllOf(HasSubstr("either"), testing::Not(HasSubstr("hunter2"))));
  EXPECT_THAT(MessageOf(With("require_standby = true")), HasSubstr("\"postgres\" has"));
  EXPECT_THAT(MessageOf(With("require_standby = 1")), HasSubstr("expected true or false"));
  EXPECT_THAT(MessageOf(kLeast, {{"require_standby", "yes"}}), HasSubstr("expected true or false"));
}

TEST(ServerConfig, LetsOverridesWin) {
  const auto config =
      Parse(kLeast, {{"listen", "127.0.0.1:1,127.0.0.1:2"}, {"worker_threads", "3"}});
  ASSERT_TRUE(config.ok()) << config.status();
  EXPECT_EQ(config->listen, (std::vector<std::string>{"127.0.0.1:1", "127.0.0.1:2"}));
  EXPECT_EQ(config->worker_threads, 3);
  EXPECT_THAT(MessageOf(kLeast, {{"worker_threads", "x"}}), HasSubstr("URNA_WORKER_THREADS"));
}

RC_GTEST_PROP(ServerConfig, NeverCrashes, (const std::string& text)) {
  static_cast<void>(Parse(text));
}

TEST(ServerConfig, IsDocumentedWholly) {
  EXPECT_THAT(FileOfProject("docs/configuration.md"), HasSubstr(ConfigurationReference()))
      << "docs/configuration.md must hold this table:\n"
      << ConfigurationReference();
}

TEST(ServerConfig, HasAnExampleThatIsValid) {
  const auto config = Parse(FileOfProject("deploy/urna.toml.example"));
  EXPECT_TRUE(config.ok()) << config.status();
}

}  // namespace
}  // namespace urna::services
