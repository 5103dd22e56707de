#include "cli/client/sealed_file.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "cli/client/files.h"
#include "pch.h"
#include "support/temporary_folder.h"

namespace urna::client {
namespace {

crypto::SecretBytes Secret(std::string_view text) { return {text.begin(), text.end()}; }

// Not synced: a thousand of these would take a minute.
void Write(const std::string& path, crypto::ByteView bytes) {
  std::ofstream(path, std::ios::binary) << crypto::AsText(bytes);
}

crypto::ByteView ContentOf(const SealedFile& file) {
  return {file.content().data(), file.content().size()};
}

std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

class SealedFileTest : public testing::Test {
 protected:
  absl::StatusOr<SealedFile> Create(std::string_view content) {
    return SealedFile::Create(path_, Secret("correct horse"), SealingCost::Least(),
                              crypto::AsBytes(content));
  }
  TemporaryFolder folder_;
  const std::string path_ = folder_.Sub("trustee.key");
};

TEST_F(SealedFileTest, OpensWithItsPassphraseOnly) {
  ASSERT_TRUE(Create("shares").ok());
  {
    const auto opened = SealedFile::Open(path_, Secret("correct horse"));
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(crypto::AsText(ContentOf(*opened)), "shares");
  }
  EXPECT_EQ(SealedFile::Open(path_, Secret("battery staple")).status().code(),
            absl::StatusCode::kPermissionDenied);
}

TEST_F(SealedFileTest, IsForItsOwnerAloneAndNeverHoldsThePlaintext) {
  ASSERT_TRUE(Create("a secret that can be searched for").ok());
  struct stat state {};
  ASSERT_EQ(stat(path_.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777U, 0600U);
  EXPECT_THAT(std::string(crypto::AsText(ReadFile(path_, 4096).value())),
              testing::Not(testing::HasSubstr("searched")));
}

TEST_F(SealedFileTest, IsNeverWrittenOver) {
  ASSERT_TRUE(Create("first").ok());
  EXPECT_EQ(Create("second").status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(crypto::AsText(ContentOf(SealedFile::Open(path_, Secret("correct horse")).value())),
            "first");
}

TEST_F(SealedFileTest, SavesWithoutThePassphrase) {
  {
    auto file = Create("before");
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE(file->Save(crypto::AsBytes("after, and longer")).ok());
  }
  EXPECT_EQ(crypto::AsText(ContentOf(SealedFile::Open(path_, Secret("correct horse")).value())),
            "after, and longer");
  struct stat state {};
  ASSERT_EQ(stat(path_.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777U, 0600U);
  // Nothing but the lock is left beside it.
  EXPECT_THAT(NamesIn(folder_.path()),
              testing::UnorderedElementsAre("trustee.key", "trustee.key.lock"));
}

TEST_F(SealedFileTest, IsOneProgramsAloneWhileItIsOpen) {
  const auto open = [](const std::string& path) {
    return SealedFile::Open(path, Secret("correct horse")).status().code();
  };
  const std::string link = folder_.Sub("link.key");
  std::filesystem::create_symlink("trustee.key", link);
  {
    auto file = Create("first");
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(open(path_), absl::StatusCode::kFailedPrecondition);
    // By another name too.
    EXPECT_EQ(open(link), absl::StatusCode::kFailedPrecondition);
    // What is only read is not kept back: it is never saved.
    EXPECT_TRUE(SealedFile::Read(path_, Secret("correct horse")).ok());
    SealedFile moved = *std::move(file);
    EXPECT_EQ(open(path_), absl::StatusCode::kFailedPrecondition);
  }
  auto again = SealedFile::Open(link, Secret("correct horse"));
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(open(path_), absl::StatusCode::kFailedPrecondition);
  // A save goes where the link leads, so that there are never two memories.
  ASSERT_TRUE(again->Save(crypto::AsBytes("second")).ok());
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(SealedFile::Read(path_, Secret("correct horse")).value(), Secret("second"));
}

// Two programs that replace a file at once write into two files.
TEST_F(SealedFileTest, IsReplacedUnderANameOfItsOwn) {
  Write(path_ + ".new", crypto::AsBytes("another's"));
  auto file = Create("before");
  ASSERT_TRUE(file.ok());
  ASSERT_TRUE(file->Save(crypto::AsBytes("after")).ok());
  EXPECT_EQ(ReadText(path_ + ".new", 4096).value(), "another's");
}

TEST_F(SealedFileTest, SavesNothingThatItCouldNotOpenAgain) {
  {
    auto file = Create("before");
    ASSERT_TRUE(file.ok());
    const crypto::Bytes large(std::size_t{65} << 20);
    EXPECT_EQ(file->Save(large).code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(crypto::AsText(ContentOf(*file)), "before");
  }
  EXPECT_EQ(SealedFile::Read(path_, Secret("correct horse")).value(), Secret("before"));
}

TEST_F(SealedFileTest, EverySaveTakesANewNonce) {
  auto file = Create("same");
  ASSERT_TRUE(file.ok());
  const auto before = ReadFile(path_, 4096).value();
  ASSERT_TRUE(file->Save(crypto::AsBytes("same")).ok());
  EXPECT_NE(ReadFile(path_, 4096).value(), before);
}

TEST_F(SealedFileTest, NoticesEveryFlippedBit) {
  ASSERT_TRUE(Create("shares").ok());
  const auto good = ReadFile(path_, 4096).value();
  const std::string damaged = folder_.Sub("damaged.key");
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    // A higher cost only takes longer, or has a test of its own.
    if (bit / 8 >= 9 && bit / 8 < 25) continue;
    auto bytes = good;
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    Write(damaged, bytes);
    EXPECT_FALSE(SealedFile::Open(damaged, Secret("correct horse")).ok()) << "bit " << bit;
  }
}

TEST_F(SealedFileTest, RefusesWhatIsNoSealedFile) {
  ASSERT_TRUE(Create("shares").ok());
  const auto good = ReadFile(path_, 4096).value();
  const std::string cut = folder_.Sub("cut.key");
  for (std::size_t size = 0; size < good.size(); ++size) {
    Write(cut, crypto::ByteView(good).first(size));
    EXPECT_FALSE(SealedFile::Open(cut, Secret("correct horse")).ok()) << size << " bytes";
  }
  EXPECT_EQ(SealedFile::Open(folder_.Sub("none"), Secret("x")).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(SealedFileTest, RefusesAFileThatAsksForTooMuchMemory) {
  ASSERT_TRUE(Create("shares").ok());
  auto bytes = ReadFile(path_, 4096).value();
  bytes[9 + 8 + 7] = 0x7f;
  ASSERT_TRUE(ReplaceFile(path_, bytes, Access::kOwnerOnly).ok());
  EXPECT_EQ(SealedFile::Open(path_, Secret("correct horse")).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(SealedFileTest, RefusesAnEmptyPassphrase) {
  EXPECT_FALSE(SealedFile::Create(path_, {}, SealingCost::Least(), crypto::AsBytes("shares")).ok());
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace urna::client
