// A server, together with a trustee, puts artefacts into the log that prove nothing, or that may
// not stand where they stand. They end nothing, and are in every report.
#include <map>

#include "end_to_end/attacks/forger.h"
#include "end_to_end/attacks/real_election.h"
#include "ledger/count.h"
#include "ledger/leaf.h"
#include "pch.h"

namespace urna::end_to_end {
namespace {

using testing::HasSubstr;

constexpr ledger::ContestId kStreet{0};
constexpr char kWrong[] = "trustee 1: its file does not hold";
constexpr char kNoPlace[] = "is not well-placed: the contest is mixed";

// Of the form of such a file for so many ballots, and the identity wherever a point should be.
crypto::Bytes EmptyFile(const ledger::Manifest& manifest, ledger::ArtefactKind kind,
                        std::uint64_t ballots) {
  crypto::Bytes file;
  if (kind == ledger::ArtefactKind::kMix) {
    crypto::Append(file, crypto::AsBytes("URNAMIX1"));
  } else {
    crypto::Append(file, crypto::AsBytes("URNADEC1"));
    crypto::AppendLe64(file, 1);
  }
  crypto::AppendLe64(file, ballots);
  crypto::AppendLe64(file, manifest.width());
  file.resize(ledger::ArtefactSize(manifest, kind, ballots));
  return file;
}

class BadArtefact : public testing::Test {
 protected:
  BadArtefact() {
    election_.SealAndOpen();
    for (int v = 0; v < 3; ++v) election_.Vote(v, "bench", "voter" + std::to_string(v));
    election_.Close();
    election_.SignClosings();
  }
  // By trustee 1. Its record.
  std::uint64_t Announce(ledger::ArtefactKind kind, std::uint32_t index) {
    election_.StopServer();
    std::uint64_t record = 0;
    {
      Forger forger(election_.home().Config(), election_.process());
      const bool result = kind == ledger::ArtefactKind::kOutcome;
      const crypto::ByteView invented = crypto::AsBytes("{}\n");
      record = forger.Announce({.contest = kStreet,
                                .kind = kind,
                                .index = index,
                                .size = 0,
                                .sha256 = {},
                                .trustee = 1,
                                .signature = {}},
                               result ? crypto::Bytes(invented.begin(), invented.end())
                                      : EmptyFile(forger.manifest(), kind, 3),
                               election_.Memory(1).keys.signing);
    }
    election_.StartServer();
    return record;
  }
  std::uint32_t LastRecord() const { return static_cast<std::uint32_t>(election_.LogSize() - 1); }
  // Everything holds, and these records are named, each with its reason.
  void ExpectCountedDespite(const std::string& bundle,
                            const std::map<std::uint64_t, std::string>& faults) const {
    const Verdict verdict = election_.Verify(bundle, {"voter0", "voter1", "voter2"});
    EXPECT_EQ(verdict.exit_code, 0) << verdict.output;
    EXPECT_EQ(verdict.report["contests"][0]["valid"], 3);
    EXPECT_EQ(verdict.report["faults"].size(), faults.size()) << verdict.output;
    for (const auto& fault : verdict.report["faults"]) {
      const auto expected = faults.find(fault["leaf_index"].get<std::uint64_t>());
      ASSERT_NE(expected, faults.end()) << fault;
      EXPECT_THAT(fault["reason"].get<std::string>(), HasSubstr(expected->second));
    }
  }

  RealElection election_{{.code_registrars = 1, .trustees = 4, .threshold = 2}};
};

TEST_F(BadArtefact, ThatIsTheFirstMixIsItsTrusteesFaultAndTheOthersGoOn) {
  const std::uint64_t record = Announce(ledger::ArtefactKind::kMix, 0);
  election_.Count({2, 3});
  ExpectCountedDespite(election_.Fetch("bundle"), {{record, kWrong}});
}

TEST_F(BadArtefact, BetweenTwoGoodOnesIsPassedOver) {
  EXPECT_THAT(election_.Trustee(2, "mix"), HasSubstr("mixed contest 0"));
  const std::uint64_t mix = Announce(ledger::ArtefactKind::kMix, LastRecord());
  EXPECT_THAT(election_.Trustee(3, "mix"), HasSubstr("mixed contest 0"));
  const std::uint64_t decryption = Announce(ledger::ArtefactKind::kDecryption, LastRecord());
  for (const int m : {3, 4}) {
    EXPECT_THAT(election_.Trustee(m, "decrypt"), HasSubstr("decrypted contest 0"));
  }
  const std::uint64_t outcome = Announce(ledger::ArtefactKind::kOutcome, 0);
  election_.Trustee(2, "tally");
  ExpectCountedDespite(election_.Fetch("bundle"),
                       {{mix, kWrong}, {decryption, kWrong}, {outcome, kWrong}});
}

TEST_F(BadArtefact, AfterTheOutcomeChangesNothing) {
  election_.Count({2, 3});
  // A third mix has no place, of whatever it is made.
  const std::uint64_t record = Announce(ledger::ArtefactKind::kMix, 0);
  const std::string bundle = election_.Fetch("bundle");
  ExpectCountedDespite(bundle, {{record, kNoPlace}});
  // Nor has what is no record at all.
  election_.StopServer();
  ForgedLog log = Forger(election_.home().Config(), election_.process()).Log();
  const std::uint64_t nothing =
      log.Append({static_cast<std::uint8_t>(ledger::LeafType::kArtefact)});
  log.WriteBundle(bundle, election_.Path("forged"));
  ExpectCountedDespite(election_.Path("forged"), {{record, kNoPlace}, {nothing, "shorter"}});
}

}  // namespace
}  // namespace urna::end_to_end
