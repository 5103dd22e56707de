#include "ledger/bundle_paths.h"

namespace urna::ledger {
namespace {

TEST(BundleFile, NamesArtefactsByTheirRecord) {
  ArtefactLeaf leaf{};
  leaf.contest = ContestId{7};
  leaf.index = 3;
  const std::vector<std::pair<ArtefactKind, std::string>> paths = {
      {ArtefactKind::kMix, "mix/7/41.mix"},    {ArtefactKind::kDecryption, "dec/7/41.dec"},
      {ArtefactKind::kLot, "lot/7/41.lot"},    {ArtefactKind::kBallots, "result/7.ballots"},
      {ArtefactKind::kPabulib, "result/7.pb"}, {ArtefactKind::kOutcome, "result/7.tally"},
  };
  for (const auto& [kind, path] : paths) {
    leaf.kind = kind;
    EXPECT_EQ(ArtefactPath(leaf, 41), path);
    EXPECT_TRUE(IsBundleFile(path));
  }
  EXPECT_EQ(RollPath("a"), "roll/a.roll");
  EXPECT_EQ(PartPath("a", 2), "roll/a.2.part");
}

RC_GTEST_PROP(BundleFile, StandsInFoldersOfABundleOnly, ()) {
  const auto parts =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
          "mix", "dec", "roll", "tile", "entries", "result", "0", "17", "x001", "000", "000.p", "",
          "config", "17.mix", "0.dec", "0.tally", "a.roll", "a.1.part", ".", "..")));
  std::string path = parts[0];
  RC_ASSERT(!IsBundleFile(path) || !IsBundleFolder(path));
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const bool in_folder = IsBundleFolder(path);
    path += "/" + parts[i];
    RC_ASSERT(in_folder || (!IsBundleFile(path) && !IsBundleFolder(path)));
    RC_ASSERT(!IsBundleFile(path) || !IsBundleFolder(path));
  }
}

TEST(BundleFile, IsNoFolder) {
  EXPECT_TRUE(IsBundleFile("tile/0/000"));
  EXPECT_FALSE(IsBundleFolder("tile/0/000"));
  EXPECT_TRUE(IsBundleFolder("tile/0/000.p"));
  EXPECT_TRUE(IsBundleFolder("tile/0/x001"));
}

TEST(BundleFile, HasANameBeforeItsExtension) {
  for (std::string_view path : {"", "/", "/config", "config/", "mix/0/.mix", "mix//1.mix",
                                "result/.tally", "roll/.roll", "roll/..1.part", "roll/.1.part"}) {
    EXPECT_FALSE(IsBundleFile(path)) << path;
  }
}

}  // namespace
}  // namespace urna::ledger
