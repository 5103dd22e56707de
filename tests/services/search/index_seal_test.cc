// What was sealed is taken for what it was, and nothing else is.
#include "services/search/index_seal.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "services/search/text_index.h"
#include "support/temporary_folder.h"

namespace urna::services {
namespace {

namespace fs = std::filesystem;

IndexSeal SomeSeal() {
  IndexSeal seal{3, {117, {}}};
  seal.position.root.fill(0x5a);
  return seal;
}

// An index of some texts in generation 3, sealed.
void MakeIndex(const std::string& folder) {
  fs::create_directories(GenerationFolder(folder, 3));
  auto writer = TextIndexWriter::Create(GenerationFolder(folder, 3) + "/public");
  ASSERT_TRUE(writer.ok());
  for (int i = 0; i < 50; ++i) {
    const SearchedText text = {{v1::TEXT_PART_TITLE, "fr", fmt::format("Un banc numéro {}", i)}};
    ASSERT_TRUE((*writer)->Put(std::to_string(i), text).ok());
  }
  ASSERT_TRUE((*writer)->Commit().ok());
  writer->reset();
  ASSERT_TRUE(SealIndex(folder, SomeSeal()).ok());
}

std::vector<fs::path> FilesOf(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void WriteAll(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

TEST(SealedIndexes, AreReadAsTheyWereLeft) {
  const TemporaryFolder folder;
  MakeIndex(folder.path());
  const auto read = ReadIndexSeal(folder.path());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->generation, 3U);
  EXPECT_EQ(read->position, SomeSeal().position);
  ASSERT_TRUE(BreakIndexSeal(folder.path()).ok());
  EXPECT_FALSE(ReadIndexSeal(folder.path()));
  EXPECT_TRUE(BreakIndexSeal(folder.path()).ok()) << "twice is no error";
}

TEST(SealedIndexes, ThatAreMissingAreNone) {
  const TemporaryFolder folder;
  EXPECT_FALSE(ReadIndexSeal(folder.path()));
  EXPECT_FALSE(ReadIndexSeal(folder.Sub("none")));
  EXPECT_FALSE(SealIndex(folder.path(), SomeSeal()).ok()) << "of no files";
}

// Bytes turned, cut off, put in, files taken away or added, in the index as in its seal.
RC_GTEST_PROP(SealedIndexes, ThatWereTouchedAreNone, ()) {
  static const TemporaryFolder folder;
  static const bool made = [] {
    MakeIndex(folder.path());
    return true;
  }();
  RC_ASSERT(made);
  const std::vector<fs::path> files = FilesOf(folder.path());
  const fs::path path = *rc::gen::elementOf(files);
  const std::string before = ReadAll(path);
  std::string bytes = before;
  const auto at = bytes.empty() ? 0 : *rc::gen::inRange<std::size_t>(0, bytes.size());
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      if (bytes.empty())
        bytes = "x";
      else
        bytes[at] = static_cast<char>(bytes[at] ^ *rc::gen::inRange(1, 256));
      break;
    case 1:
      bytes.resize(at);
      break;
    case 2:
      bytes.insert(at, *rc::gen::nonEmpty(rc::gen::string<std::string>()));
      break;
    default:
      bytes += '\0';
      break;
  }
  if (bytes == before) return;
  WriteAll(path, bytes);
  const bool is_taken = ReadIndexSeal(folder.path()).has_value();
  WriteAll(path, before);
  RC_ASSERT(!is_taken);
  RC_ASSERT(ReadIndexSeal(folder.path()).has_value());
}

TEST(SealedIndexes, WithAFileMoreOrLessAreNone) {
  const TemporaryFolder folder;
  MakeIndex(folder.path());
  const fs::path added = fs::path(GenerationFolder(folder.path(), 3)) / "added";
  WriteAll(added, "");
  EXPECT_FALSE(ReadIndexSeal(folder.path()));
  fs::remove(added);
  EXPECT_TRUE(ReadIndexSeal(folder.path()));
  for (const fs::path& file : FilesOf(folder.path())) {
    const std::string bytes = ReadAll(file);
    fs::remove(file);
    EXPECT_FALSE(ReadIndexSeal(folder.path())) << file;
    WriteAll(file, bytes);
  }
}

}  // namespace
}  // namespace urna::services
