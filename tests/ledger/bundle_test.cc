#include "ledger/bundle.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "support/error_categories.h"
#include "support/temporary_folder.h"

namespace urna::ledger {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class BundleTest : public testing::Test {
 protected:
  fs::path At(const std::string& path) const { return fs::path(folder_.path()) / path; }
  void Write(const std::string& path, std::string_view content = "abc") {
    fs::create_directories(At(path).parent_path());
    std::ofstream(At(path), std::ios::binary) << content;
  }
  void Link(const std::string& to, const std::string& path) {
    fs::create_directories(At(path).parent_path());
    fs::create_symlink(to, At(path));
  }
  Bundle Open() const { return Bundle::Open(folder_.path()).value(); }
  std::vector<std::string> Files() const {
    std::vector<std::string> paths;
    const Bundle bundle = Open();
    for (const auto& [path, size] : bundle.files()) paths.push_back(path);
    return paths;
  }
  // "<path>: <reason>"
  std::vector<std::string> Refused() const {
    std::vector<std::string> lines;
    const Bundle bundle = Open();
    for (const auto& [path, reason] : bundle.refused()) lines.push_back(path + ": " + reason);
    return lines;
  }

  TemporaryFolder folder_;
};

TEST_F(BundleTest, HoldsTheFilesOfABundle) {
  const std::vector<std::string> files = {"checkpoint",
                                          "close",
                                          "close-checkpoint",
                                          "config",
                                          "dec/0/18.dec",
                                          "dkg_record",
                                          "lot/9999/18446744073709551615.lot",
                                          "manifest-ok",
                                          "mix/10/0.mix",
                                          "result/0.ballots",
                                          "result/0.pb",
                                          "result/0.tally",
                                          "roll/a-1.1.part",
                                          "roll/a-1.3.part",
                                          "roll/a-1.roll",
                                          "tile/0/000.p/255",
                                          "tile/1/x001/234",
                                          "tile/entries/000"};
  for (const auto& path : files) Write(path);
  EXPECT_EQ(Files(), files);
  EXPECT_THAT(Refused(), IsEmpty());
  EXPECT_THAT(Open().ignored(), IsEmpty());
  EXPECT_EQ(Open().files().at("config"), 3u);
  EXPECT_EQ(Open().Read("mix/10/0.mix", 3).value(), (crypto::Bytes{'a', 'b', 'c'}));
  EXPECT_EQ(Open().Read("mix/10/0.mix", 2).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(Open().Read("mix/10/1.mix", 3).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(BundleTest, HoldsNoFileOfAnotherName) {
  for (std::string path : {"CONFIG",           "Config",
                           "config ",          "config.txt",
                           "readme",           "roll",
                           "mix/0/1",          "mix/0/1.dec",
                           "mix/0/01.mix",     "mix/0/+1.mix",

                           "mix/0/-1.mix",     "mix/0/1.mix.mix",
                           "mix/1.mix",        "mix/0/18446744073709551616.mix",
                           "dec/0/1.mix",      "lot/0/1.Lot",
                           "result/00.tally",  "result/10000.tally",
                           "result/0.json",

                           "roll/a.part",      "roll/a.0.part",
                           "roll/a.4.part",    "roll/a.01.part",
                           "roll/a.1.roll",    "roll/A.roll",
                           "roll/a.b.1.part",  "roll/1a.roll",
                           "tile/0/0",         "tile/00/000",
                           "tile/8/000",       "tile/0/000.p/0",
                           "tile/0/000.p/256", "tile/0/x000/000",
                           "tile/entries"}) {
    TemporaryFolder folder;
    const fs::path file = fs::path(folder.path()) / path;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "abc";
    const auto bundle = Bundle::Open(folder.path()).value();
    EXPECT_THAT(bundle.files(), IsEmpty()) << path;
    ASSERT_EQ(bundle.refused().size(), 1u) << path;
    EXPECT_EQ(bundle.refused()[0].path, path);
    EXPECT_EQ(bundle.refused()[0].reason, "is a file that no bundle has");
  }
}

TEST_F(BundleTest, HoldsNoFolderOfAnotherName) {
  for (std::string path :
       {"extra", "config", "Roll", "roll/sub", "result/0", "mix/x", "mix/00", "mix/10000",
        "mix/0/1", "lot/-1", "__macosx", "tile/0/000", "tile/0/000.p/1"}) {
    TemporaryFolder folder;
    const fs::path file = fs::path(folder.path()) / path / "file";
    fs::create_directories(file.parent_path());
    std::ofstream(file) << "abc";
    const auto bundle = Bundle::Open(folder.path()).value();
    EXPECT_THAT(bundle.files(), IsEmpty()) << path;
    ASSERT_EQ(bundle.refused().size(), 1u) << path;
    EXPECT_EQ(bundle.refused()[0].path, path);
    EXPECT_EQ(bundle.refused()[0].reason, "is a folder that no bundle has");
  }
}

TEST_F(BundleTest, IgnoresWhatDesktopsLeaveBehind) {
  Write("config");
  Write(".DS_Store");
  Write("Thumbs.db");
  Write("._config");
  Write("._mix");
  Write("mix/0/1.mix");
  Write("mix/0/desktop.ini");
  Write("mix/0/._1.mix");
  Write("mix/0/._._1.mix");
  Write("mix/0/._.DS_Store");
  Write("mix/0/.DS_Store");
  Write("__MACOSX/any/thing");
  Link("/etc", "__MACOSX/link");
  EXPECT_THAT(Files(), ElementsAre("config", "mix/0/1.mix"));
  EXPECT_THAT(Refused(), IsEmpty());
  EXPECT_THAT(Open().ignored(),
              UnorderedElementsAre(".DS_Store", "Thumbs.db", "._config", "._mix",
                                   "mix/0/desktop.ini", "mix/0/._1.mix", "mix/0/._._1.mix",
                                   "mix/0/._.DS_Store", "mix/0/.DS_Store", "__MACOSX"));
  EXPECT_FALSE(Open().Has(".DS_Store"));
  EXPECT_EQ(Open().Read(".DS_Store", 100).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(BundleTest, IgnoresNothingThatOnlyLooksLikeIt) {
  Write("._config");
  Write("._");
  Write(".DS_store");
  Write("thumbs.db");
  Write("Desktop.ini");
  Write("mix/0/1.mix");
  Write("mix/0/._2.mix");
  Write("mix/0/__MACOSX/file");
  fs::create_directory(At("mix/.DS_Store"));
  Link("1.mix", "mix/0/desktop.ini");
  Link("/etc", "tile/__MACOSX");
  EXPECT_THAT(Open().ignored(), IsEmpty());
  EXPECT_THAT(Refused(),
              UnorderedElementsAre("._config: has a name that begins with a dot",
                                   "._: has a name that begins with a dot",
                                   ".DS_store: has a name that begins with a dot",
                                   "thumbs.db: is a file that no bundle has",
                                   "Desktop.ini: is a file that no bundle has",
                                   "mix/0/._2.mix: has a name that begins with a dot",
                                   "mix/0/__MACOSX: is a folder that no bundle has",
                                   "mix/.DS_Store: has a name that begins with a dot",
                                   "mix/0/desktop.ini: is a link", "tile/__MACOSX: is a link"));
}

TEST_F(BundleTest, RefusesAMacosFolderThatIsNone) {
  Write("__MACOSX");
  EXPECT_THAT(Refused(), ElementsAre("__MACOSX: is a file that no bundle has"));
  fs::remove(At("__MACOSX"));
  Link("/etc", "__MACOSX");
  EXPECT_THAT(Refused(), ElementsAre("__MACOSX: is a link"));
}

TEST_F(BundleTest, RefusesOtherDotNames) {
  Write(".htaccess");
  Write(".git/config");
  Write("roll/.a.roll");
  fs::create_directory(At("mix"));
  fs::create_directory(At("mix/.empty"));
  EXPECT_THAT(Refused(), UnorderedElementsAre(".htaccess: has a name that begins with a dot",
                                              ".git: has a name that begins with a dot",
                                              "roll/.a.roll: has a name that begins with a dot",
                                              "mix/.empty: has a name that begins with a dot"));
}

TEST_F(BundleTest, RefusesLinksWhereverTheyPoint) {
  Write("close");
  Write("mix/0/1.mix");
  Link("/etc/hostname", "config");
  Link("close", "checkpoint");
  Link("mix", "dec");
  Link("nowhere", "manifest-ok");
  Link("/", "mix/1");
  Link("..", "mix/0/2.mix");
  EXPECT_THAT(Files(), ElementsAre("close", "mix/0/1.mix"));
  EXPECT_THAT(Refused(), UnorderedElementsAre("config: is a link", "checkpoint: is a link",
                                              "dec: is a link", "manifest-ok: is a link",
                                              "mix/1: is a link", "mix/0/2.mix: is a link"));
  EXPECT_EQ(Open().Read("config", 1000).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(BundleTest, RefusesWhatIsNeitherFileNorFolder) {
  ASSERT_EQ(mkfifo(At("config").c_str(), 0600), 0);
  EXPECT_THAT(Files(), IsEmpty());
  EXPECT_THAT(Refused(), ElementsAre("config: is neither a file nor a folder"));
}

TEST_F(BundleTest, RefusesEmptyFolders) {
  fs::create_directories(At("dec"));
  fs::create_directories(At("tile/0/000.p"));
  Write("mix/0/.DS_Store");
  Write("mix/0/Thumbs.db");
  Write("lot/1/.htaccess");
  Write("roll/._none");
  EXPECT_THAT(Refused(),
              UnorderedElementsAre("dec: is an empty folder", "tile/0/000.p: is an empty folder",
                                   "mix/0: is an empty folder",
                                   "lot/1/.htaccess: has a name that begins with a dot",
                                   "roll/._none: has a name that begins with a dot"));
}

TEST_F(BundleTest, PrintsNamesEscaped) {
  Write("\x1b[2J\nall is well");
  Write("con\u202efig");
  Write("mix/\xff/1.mix");
  Write("roll/\"a\\\".roll");
  Write("résumé");
  Write("._résumé");
  Write("\x07");
  Write("._\x07");
  const auto bundle = Open();
  std::vector<std::string> paths;
  for (const auto& [path, reason] : bundle.refused()) paths.push_back(path);
  EXPECT_THAT(paths,
              UnorderedElementsAre("\\x1b[2J\\x0aall is well", "con\\xe2\\x80\\xaefig", "mix/\\xff",
                                   "roll/\\x22a\\x5c\\x22.roll", "résumé", "\\x07"));
  EXPECT_THAT(bundle.ignored(), UnorderedElementsAre("._résumé", "._\\x07"));
}

// Whoever can write to the folder may do so between the listing and the reading.
TEST_F(BundleTest, FollowsNoLinkThatIsNewSinceTheListing) {
  TemporaryFolder secret;
  std::ofstream(secret.Sub("1.mix")) << "xyz";
  Write("config");
  Write("mix/0/1.mix");
  Write("dec/0/1.dec");
  Write("close");
  const Bundle bundle = Open();
  fs::remove(At("config"));
  Link(secret.Sub("1.mix"), "config");
  fs::remove_all(At("mix/0"));
  Link(secret.path(), "mix/0");
  fs::remove_all(At("dec"));
  Link("mix", "dec");
  fs::remove(At("close"));
  ASSERT_EQ(mkfifo(At("close").c_str(), 0600), 0);
  for (std::string_view path : {"config", "mix/0/1.mix", "dec/0/1.dec", "close"}) {
    const auto bytes = bundle.Read(path, 1000);
    EXPECT_EQ(bytes.status().code(), absl::StatusCode::kUnavailable) << path;
    EXPECT_THAT(std::string(bytes.status().message()), HasSubstr(std::string(path) + ": "));
  }
}

TEST_F(BundleTest, SaysSoWhenAFileHasChanged) {
  Write("config");
  Write("close");
  Write("checkpoint");
  const Bundle bundle = Open();
  Write("config", "abcd");
  Write("close", "ab");
  fs::remove(At("checkpoint"));
  for (std::string_view path : {"config", "close", "checkpoint"}) {
    EXPECT_EQ(bundle.Read(path, 1000).status().code(), absl::StatusCode::kUnavailable) << path;
  }
}

TEST_F(BundleTest, IsTheFolderThatWasOpened) {
  TemporaryFolder places;
  fs::create_directory(places.Sub("a"));
  std::ofstream(places.Sub("a/config")) << "abc";
  fs::create_directory_symlink("a", places.Sub("bundle"));
  const auto bundle = Bundle::Open(places.Sub("bundle")).value();
  fs::remove(places.Sub("bundle"));
  fs::create_directory(places.Sub("bundle"));
  std::ofstream(places.Sub("bundle/config")) << "xyz";
  EXPECT_EQ(bundle.Read("config", 3).value(), (crypto::Bytes{'a', 'b', 'c'}));
}

TEST_F(BundleTest, IsNotThere) {
  Write("config");
  for (std::string path : {"nothing", "config", "config/more"}) {
    EXPECT_EQ(Bundle::Open(folder_.Sub(path)).status().code(), absl::StatusCode::kNotFound) << path;
  }
}

// The number of the next file that is opened.
int NextDescriptor() {
  const int next = open("/dev/null", O_RDONLY | O_CLOEXEC);
  close(next);
  return next;
}

// Permissions do not stop the tests' user where that is root; running out of descriptors does.
TEST_F(BundleTest, IsUnavailableWhereAFolderCannotBeListed) {
  Write("mix/0/1.mix");
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  LookAtErrorCategories();
  ASSERT_TRUE(Bundle::Open(folder_.path()).ok());
  const auto open_with = [&](int descriptors) {
    const rlimit few = {static_cast<rlim_t>(NextDescriptor() + descriptors), before.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
    auto bundle = Bundle::Open(folder_.path());
    EXPECT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
    return bundle.status();
  };
  for (const int descriptors : {0, 1, 2}) {
    const auto status = open_with(descriptors);
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << descriptors;
    EXPECT_THAT(std::string(status.message()), HasSubstr(folder_.path())) << descriptors;
  }
  EXPECT_TRUE(open_with(4).ok()) << "the folders on the way, and the one that is listed";
}

TEST_F(BundleTest, IsListedNoFurtherThanABundleGoes) {
  for (int i = 0; i < 5; ++i) Write("mix/0/" + std::to_string(i) + ".mix");
  Write("roll/a.roll");
  // Two folders at the top, one folder, five files, and one file.
  EXPECT_THAT(Bundle::Open(folder_.path(), 9).value().refused(), IsEmpty());
  for (const std::size_t max : {0, 1, 2, 3, 7, 8}) {
    const auto bundle = Bundle::Open(folder_.path(), max).value();
    ASSERT_FALSE(bundle.refused().empty()) << max;
    EXPECT_EQ(bundle.refused()[0].reason, "holds more than a bundle may") << max;
    EXPECT_LE(bundle.files().size(), max);
  }
}

}  // namespace
}  // namespace urna::ledger
