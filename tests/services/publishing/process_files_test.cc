// What everybody may take home of a process, from its draft to its outcome.
#include "services/publishing/process_files.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "ledger/audit.h"
#include "ledger/bundle.h"
#include "services/api/application.h"
#include "services/base/errors.h"
#include "services/election_driver.h"
#include "services/publishing/read_file.h"

namespace urna::services {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::IsSupersetOf;
using testing::Not;

// Small, so that files are read in many.
constexpr std::size_t kRead = 777;

std::string Read(PublicFiles& files, const std::string& path) {
  absl::StatusOr<PublicFile> file = files.Find(path);
  EXPECT_TRUE(file.ok()) << path << ": " << file.status();
  return file.ok() ? ReadAll(*file, kRead) : "";
}

class ProcessFilesTest : public ElectionTest {
 protected:
  // Calls `look` with the files as they are now.
  void Look(const std::function<void(PublicFiles&)>& look) {
    server_.WithoutDoors([&](Application& application) { look(application.public_files()); });
  }
  std::set<std::string> Listed() {
    std::set<std::string> paths;
    Look([&](PublicFiles& files) {
      const auto index = nlohmann::json::parse(Read(files, "/bundle/paris/"));
      for (const auto& file : index["files"]) paths.insert(file["path"].get<std::string>());
    });
    return paths;
  }
  void Count() {
    ASSERT_THAT(election_.Mix(1).status, IsDone());
    ASSERT_THAT(election_.Mix(2).status, IsDone());
    ASSERT_THAT(election_.Decrypt(1).status, IsDone());
    ASSERT_THAT(election_.Decrypt(2).status, IsDone());
  }
  void Publish() {
    const auto signatures = election_.TallySignatures(election_.GetTally(), 2);
    ASSERT_THAT(server_.Anybody(&v1::Tallies::Stub::SignTally, signatures).status, IsDone());
  }
  // That all files of the list, taken home, are what an observer verifies.
  void ExpectBundle() {
    TemporaryFolder folder;
    const std::filesystem::path bundle = folder.Sub("bundle");
    Look([&](PublicFiles& files) {
      const auto index = nlohmann::json::parse(Read(files, "/bundle/paris/"));
      EXPECT_EQ(index["process"], election_.process());
      for (const auto& listed : index["files"]) {
        const std::string path = listed["path"];
        const std::string bytes = Read(files, "/bundle/paris/" + path);
        if (listed.contains("size")) {
          EXPECT_EQ(bytes.size(), listed["size"]) << path;
        }
        if (listed.contains("sha256")) {
          EXPECT_EQ(listed["sha256"], crypto::ToHex(crypto::Sha256(crypto::AsBytes(bytes))))
              << path;
        }
        std::filesystem::create_directories((bundle / path).parent_path());
        std::ofstream(bundle / path, std::ios::binary) << bytes;
      }
    });
    const auto opened = ledger::Bundle::Open(bundle.string());
    ASSERT_TRUE(opened.ok()) << opened.status();
    const auto report =
        ledger::Audit(*opened, {.vkey = election_.manifest().log_key().ToVkey(),
                                .manifest_hash = crypto::ToHex(election_.manifest().hash())});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_TRUE(report->ok()) << report->steps.back().name << ": " << report->steps.back().status;
    EXPECT_TRUE(report->faults.empty());
  }
};

void ExpectNone(PublicFiles& files, const std::string& path) {
  const absl::StatusOr<PublicFile> file = files.Find(path);
  EXPECT_TRUE(absl::IsNotFound(file.status())) << path << ": " << file.status();
  EXPECT_EQ(ErrorReason(file.status()), "NO_SUCH_FILE") << path;
}

// Nobody learns from it whether there is such a draft.
TEST_F(ProcessFilesTest, OfADraftThereAreNoneAsOfWhatThereIsNot) {
  Freeze();
  Look([](PublicFiles& files) {
    for (const std::string file :
         {"/log/{}/checkpoint", "/log/{}/tile/entries/000.p/1", "/bundle/{}/", "/bundle/{}/config",
          "/bundle/{}/roll/all.roll"}) {
      const auto path = [&](std::string_view process) {
        return std::string(file).replace(file.find("{}"), 2, process);
      };
      ExpectNone(files, path("paris"));
      EXPECT_EQ(files.Find(path("paris")).status(), files.Find(path("nobody")).status());
    }
  });
}

TEST_F(ProcessFilesTest, ArePathsOfProcessesAndNothingElse) {
  election_.SealAll();
  Look([](PublicFiles& files) {
    EXPECT_TRUE(files.Find("/log/paris/checkpoint").ok());
    EXPECT_TRUE(files.Find("/bundle/paris/").ok());
    for (const std::string path : {"",
                                   "/",
                                   "/log",
                                   "/log/",
                                   "/log/paris",
                                   "/log/paris/",
                                   "/log//checkpoint",
                                   "log/paris/checkpoint",
                                   "/log/PARIS/checkpoint",
                                   "/log/paris//checkpoint",
                                   "/log/../log/paris/checkpoint",
                                   "/log/paris/config",
                                   "/bundle/paris",
                                   "/bundle/",
                                   "/bundle/paris//",
                                   "/bundle/paris/roll",
                                   "/bundle/paris/roll/",
                                   "/bundle/paris/roll/all",
                                   "/bundle/paris/roll/none.roll",
                                   "/bundle/paris/roll/all.3.part",
                                   "/bundle/paris/close",
                                   "/bundle/paris/close-checkpoint",
                                   "/bundle/paris/mix/0/3.mix",
                                   "/bundle/paris/mix/18446744073709551616/3.mix",
                                   "/bundle/paris/result/0.tally",
                                   "/bundle/paris/result/9.tally",
                                   "/bundle/paris/../paris/config",
                                   "/other/paris/checkpoint"}) {
      ExpectNone(files, path);
    }
    ExpectNone(files, "/log/" + std::string(100'000, 'a') + "/checkpoint");
    ExpectNone(files, std::string("/log/paris\0/checkpoint", 22));
  });
}

// While people vote there are the rolls, the log and who agreed to both; then what is counted.
TEST_F(ProcessFilesTest, GrowWithTheProcess) {
  election_.SealAll();
  const std::set<std::string> sealed = {"config",
                                        "dkg_record",
                                        "manifest-ok",
                                        "roll/all.roll",
                                        "roll/all.1.part",
                                        "roll/all.2.part",
                                        "checkpoint",
                                        "tile/0/000.p/1",
                                        "tile/entries/000.p/1",
                                        "journal/checkpoint",
                                        "journal/tile/0/000.p/5",
                                        "journal/tile/entries/000.p/5"};
  EXPECT_EQ(Listed(), sealed);
  election_.Open();
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {0, 1})).status, IsDone());
  EXPECT_THAT(Listed(), AllOf(Contains("tile/entries/000.p/3"), Not(Contains("close"))));
  election_.Close();
  EXPECT_THAT(Listed(), Not(Contains("close")));
  election_.SignClosings();
  Count();
  const std::string mix = "mix/0/" + std::to_string(election_.mixes()[0]) + ".mix";
  EXPECT_THAT(Listed(),
              AllOf(IsSupersetOf({std::string("close"), mix}), Not(Contains("result/0.pb"))));
  Publish();
  EXPECT_THAT(Listed(), IsSupersetOf({"result/0.ballots", "result/0.pb", "result/0.tally"}));
}

// Whoever follows the index has a bundle that verifies.
TEST_F(ProcessFilesTest, AreABundle) {
  CloseWithBallots();
  election_.SignClosings();
  Count();
  Publish();
  ExpectBundle();
}

TEST_F(ProcessFilesTest, AreABundleWithLotsAndWitnesses) {
  const crypto::SigningKey witness = crypto::SigningKey::Generate();
  CloseWithBallots(
      {.lot = true,
       .witness_vkeys = {crypto::WitnessKey{"w.example", witness.public_key()}.ToVkey()},
       .witness_quorum = 1});
  election_.SignClosings();
  EXPECT_THAT(Listed(), Not(Contains("close")));
  v1::SubmitCloseCheckpointRequest request = Of<v1::SubmitCloseCheckpointRequest>();
  const std::string note = election_.Checkpoint();
  request.set_checkpoint(note + crypto::Cosign(crypto::Note::Parse(note).value().text, "w.example",
                                               witness, 1'750'000'000));
  ASSERT_THAT(server_.Anybody(&v1::Trustees::Stub::SubmitCloseCheckpoint, request).status,
              IsDone());
  EXPECT_THAT(Listed(), IsSupersetOf({"close", "close-checkpoint"}));
  Count();
  for (const std::uint32_t m : {1u, 3u}) {
    const crypto::Bytes file = election_.LotFile(m);
    ASSERT_THAT(election_.Submit(election_.Header(v1::ARTEFACT_KIND_LOT, m, m, file), file).status,
                IsDone());
  }
  Publish();
  ExpectBundle();
}

// Of a contest without ballots there is an outcome, and nothing to mix.
TEST_F(ProcessFilesTest, AreABundleWithoutBallots) {
  SealAndOpen();
  election_.Close();
  election_.SignClosings();
  Publish();
  ExpectBundle();
}

TEST_F(ProcessFilesTest, SayWhatMayBeKept) {
  CloseWithBallots();
  election_.SignClosings();
  Count();
  Publish();
  Look([](PublicFiles& files) {
    for (const std::string path : {"config", "dkg_record", "manifest-ok", "roll/all.roll",
                                   "roll/all.1.part", "result/0.tally", "tile/0/000.p/2"}) {
      EXPECT_TRUE(files.Find("/bundle/paris/" + path)->is_immutable) << path;
    }
    for (const std::string path : {"", "close", "checkpoint"}) {
      EXPECT_FALSE(files.Find("/bundle/paris/" + path)->is_immutable) << path;
    }
    const absl::StatusOr<PublicFile> tally = files.Find("/bundle/paris/result/0.tally");
    EXPECT_EQ(tally->content_type, "application/json");
    EXPECT_EQ(tally->etag.size(), 64u);
    EXPECT_EQ(files.Find("/bundle/paris/result/0.pb")->content_type, "text/plain; charset=utf-8");
  });
}

}  // namespace
}  // namespace urna::services
