// Step 13: what a journal that was sealed with an election must be, and what a server that also signs
// journals of its own invention cannot hide.
#include "ledger/journal_audit.h"

#include <fmt/format.h>

#include <filesystem>

#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "ledger/audit_folder.h"
#include "ledger/config.h"
#include "ledger/tiles.h"
#include "support/election_fixture.h"
#include "support/journal_run.h"
#include "support/temporary_folder.h"

namespace urna::ledger {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using Files = std::map<std::string, crypto::Bytes>;

constexpr auto kAgent = v1::JOURNAL_ROLE_AGENT;

std::string BytesOf(const crypto::Hash256& hash) { return {hash.begin(), hash.end()}; }
crypto::Bytes BytesOf(std::string_view text) { return {text.begin(), text.end()}; }

// A configuration and its journal, honest at first. A test changes them before they are sealed, or
// what is published afterwards.
class JournalAudit : public testing::Test {
 protected:
  JournalAudit()
      : config_(ElectionFixture::ConfigOf({.projects = 4})), run_(JournalRun::Of(config_)) {}

  void Seal() { run_.SealInto(config_); }

  // Of the files of the journal as it stands.
  absl::Status Audit() { return Audit(run_.Files(config_)); }
  absl::Status Audit(const Files& files, const std::vector<std::string>& kept = {}) {
    const std::string folder = scratch_.Sub("bundle");
    fs::remove_all(folder);
    auto writer = BundleWriter::Create(folder).value();
    for (const auto& [path, bytes] : files) EXPECT_TRUE(writer.Add(path, bytes).ok());
    const FrozenConfig config = FrozenConfig::Parse(BytesOf(config_.SerializeAsString())).value();
    report_ = {};
    return AuditJournal(
        Bundle::Open(folder).value(), config, kept, [](double) {}, report_);
  }
  // What it says; "" where it holds.
  std::string Says() { return std::string(Audit().message()); }
  std::string Says(const Files& files) { return std::string(Audit(files).message()); }

  // A server that makes the journal of other leaves, and seals that.
  std::string SaysOf(std::vector<crypto::Bytes> leaves) {
    JournalRun forged(run_);
    forged.leaves().clear();
    // The state, too, is that of the leaves: the documents that it publishes are theirs.
    JournalRun again(ElectionIdOf(config_));
    for (const auto& leaf : leaves) again.AppendUnchecked(leaf);
    v1::Config sealed = config_;
    again.SealInto(sealed);
    std::swap(config_, sealed);
    Files files = again.Files(config_);
    for (const auto& [hash, document] : again.state().documents()) {
      if (again.state().VisibilityOf(document) == Visibility::kPublic) {
        files[DocumentPath(hash)] = run_.documents().at(hash);
      }
    }
    std::string says = Says(files);
    std::swap(config_, sealed);
    return says;
  }
  static ElectionId ElectionIdOf(const v1::Config& config) {
    ElectionId id{};
    std::ranges::copy(config.election_id(), id.begin());
    return id;
  }

  Act ActAt(std::uint64_t i) const { return ParseAct(run_.leaves()[i]).value(); }
  // The first act of this kind.
  std::uint64_t IndexOf(v1::JournalAct act) const {
    for (std::uint64_t i = 0; i < run_.leaves().size(); ++i) {
      if (ActAt(i).act == act) return i;
    }
    return run_.leaves().size();
  }
  v1::ProjectConfig& Project(int i) { return *config_.mutable_contests(0)->mutable_projects(i); }

  v1::Config config_;
  JournalRun run_;
  JournalReport report_;
  TemporaryFolder scratch_;
};

TEST_F(JournalAudit, HoldsForAnHonestJournal) {
  Seal();
  EXPECT_EQ(Says(), "");
  EXPECT_EQ(report_.acts, run_.leaves().size());
  EXPECT_EQ(report_.proposals, 2u);
  // Mandate and form; of each proposal its text and its authors; of one five reasons, of one two.
  EXPECT_EQ(report_.public_documents, 13u);
  EXPECT_EQ(report_.withheld_documents, 0u);
  EXPECT_EQ(report_.erased_documents, 0u);
  EXPECT_TRUE(report_.faults.empty());
}

// What the vote comes after goes on in the same journal.
TEST_F(JournalAudit, HoldsWithTheActsThatFollowTheVote) {
  Seal();
  for (const auto phase : {v1::PHASE_SEALED, v1::PHASE_VOTING, v1::PHASE_CLOSED}) {
    run_.Append(run_.Phase(phase, v1::JOURNAL_ROLE_UNSPECIFIED));
    EXPECT_EQ(Says(), "") << PhaseWord(phase);
  }
  run_.Append(run_.Hidden(1));
  EXPECT_EQ(Says(), "");
  EXPECT_EQ(report_.withheld_documents, 3u) << "its text, its authors, its appeal";
  run_.Append(run_.Restored(1));
  EXPECT_EQ(Says(), "");
  EXPECT_EQ(report_.withheld_documents, 0u);
}

TEST_F(JournalAudit, HoldsBeforeAndAfterAnErasure) {
  Seal();
  EXPECT_EQ(Says(), "");
  const Act received = ActAt(IndexOf(v1::JOURNAL_ACT_RECEIVED));
  run_.Append(run_.Erased(1, {received.documents[0].sha256, received.documents[1].sha256}));
  EXPECT_EQ(Says(), "");
  EXPECT_EQ(report_.erased_documents, 2u);
  EXPECT_EQ(report_.public_documents, 11u);
}

TEST_F(JournalAudit, HoldsForAnElectionOfBeforeItsJournal) {
  // A process without a spring: created, its projects listed, frozen.
  run_ = JournalRun(ElectionIdOf(config_));
  run_.Append(run_.Created());
  for (const auto& project : config_.contests(0).projects()) {
    run_.Append(run_.Project(config_.contests(0).id(), project, 0));
  }
  run_.Append(run_.Phase(v1::PHASE_SEALING));
  Seal();
  EXPECT_EQ(config_.mandate_sha256(), "");
  EXPECT_EQ(Says(), "");
}

// --- Acts that may not be ---

TEST_F(JournalAudit, NamesAnActThatWasForged) {
  const std::uint64_t i = IndexOf(v1::JOURNAL_ACT_VERDICT);
  auto leaves = run_.leaves();
  Act act = ActAt(i);
  act.facts.mutable_verdict()->set_step(v1::REVIEW_STEP_SUBSTANTIVE);
  leaves[i] = SerializeAct(act);
  EXPECT_THAT(SaysOf(leaves),
              HasSubstr(fmt::format("record {}: its formal review comes first", i)));
  ASSERT_FALSE(report_.faults.empty());
  EXPECT_EQ(report_.faults[0].record, i);
}

// Whatever it is that a server leaves out before it seals: either the acts that follow no longer
// fit, or what is sealed is not what they come to. Versions of the mandate, calendars and what was
// refused in between may be left out by whoever signs the journal; that is why its checkpoints are
// kept.
TEST_F(JournalAudit, NamesWhatNoLongerFitsWhereAnActIsDroppedOrMoved) {
  for (const auto kind :
       {v1::JOURNAL_ACT_CREATED, v1::JOURNAL_ACT_MANDATE, v1::JOURNAL_ACT_FORM,
        v1::JOURNAL_ACT_CALENDAR, v1::JOURNAL_ACT_RECEIVED, v1::JOURNAL_ACT_VERDICT,
        v1::JOURNAL_ACT_APPEALED, v1::JOURNAL_ACT_APPEAL_DECIDED, v1::JOURNAL_ACT_PROJECT}) {
    const auto at = static_cast<std::ptrdiff_t>(IndexOf(kind));
    auto dropped = run_.leaves();
    dropped.erase(dropped.begin() + at);
    EXPECT_THAT(SaysOf(dropped), HasSubstr("journal: record ")) << v1::JournalAct_Name(kind);
    auto moved = run_.leaves();
    std::rotate(moved.begin() + at, moved.begin() + at + 1, moved.end());
    EXPECT_THAT(SaysOf(moved), HasSubstr("journal: record ")) << v1::JournalAct_Name(kind);
  }
}

TEST_F(JournalAudit, NamesAnActOfARoleWithoutTheRight) {
  const std::uint64_t i = IndexOf(v1::JOURNAL_ACT_APPEAL_DECIDED);
  auto leaves = run_.leaves();
  Act act = ActAt(i);
  act.role = v1::JOURNAL_ROLE_MODERATOR;
  leaves[i] = SerializeAct(act);
  EXPECT_THAT(SaysOf(leaves),
              HasSubstr(fmt::format("record {}: JOURNAL_ACT_APPEAL_DECIDED is not for the role "
                                    "JOURNAL_ROLE_MODERATOR",
                                    i)));
}

TEST_F(JournalAudit, NamesARefusalWithoutAReason) {
  Seal();
  run_.AppendUnchecked(SerializeAct([&] {
    Act hidden = run_.Hidden(1);
    hidden.documents.clear();
    return hidden;
  }()));
  EXPECT_THAT(Says(), HasSubstr("lacks a document"));
  const std::uint64_t i = IndexOf(v1::JOURNAL_ACT_VERDICT);
  auto leaves = run_.leaves();
  Act verdict = ActAt(i);
  verdict.documents.clear();
  leaves[i] = SerializeAct(verdict);
  EXPECT_THAT(SaysOf(leaves), HasSubstr(fmt::format("record {}: act: lacks a document", i)));
}

TEST_F(JournalAudit, NamesARecordThatIsNoAct) {
  Seal();
  run_.AppendUnchecked(crypto::Bytes{0x03, 0x02});
  EXPECT_THAT(Says(), HasSubstr("act: shorter than it says"));
}

TEST_F(JournalAudit, NamesAnActOfAnotherProcess) {
  Seal();
  Act other = run_.Phase(v1::PHASE_SEALED);
  other.process[3] ^= 1;
  run_.AppendUnchecked(SerializeAct(other));
  EXPECT_THAT(Says(), HasSubstr("is of another process"));
}

// The faults are as many as there are, up to a hundred; the first one is named.
TEST_F(JournalAudit, CountsTheFaults) {
  Seal();
  for (int i = 0; i < 150; ++i) run_.AppendUnchecked(crypto::Bytes{0x20});
  EXPECT_THAT(Says(), HasSubstr("and 99 more"));
  EXPECT_EQ(report_.faults.size(), 100u);
}

// --- What was sealed ---

TEST_F(JournalAudit, NamesAProjectThatWasSealedAtAnotherCost) {
  Seal();
  Project(0).set_cost(101);
  EXPECT_THAT(Says(), HasSubstr("sealed: contests/contest-0/projects/p0: costs 101, in the journal "
                                "100"));
}

TEST_F(JournalAudit, NamesAProjectThatWasSealedWithAnotherTitle) {
  Seal();
  Project(1).mutable_title(0)->set_text("A better title");
  EXPECT_THAT(Says(),
              HasSubstr("sealed: contests/contest-0/projects/p1: is not as the journal has"));
}

TEST_F(JournalAudit, NamesAProjectThatTheJournalDoesNotKnow) {
  Seal();
  v1::ProjectConfig& more = *config_.mutable_contests(0)->add_projects();
  more = Project(0);
  more.set_id("more");
  EXPECT_THAT(Says(), HasSubstr("contests/contest-0/projects/more: the journal does not know it"));
}

TEST_F(JournalAudit, NamesAProjectThatWasNotSealed) {
  Seal();
  config_.mutable_contests(0)->mutable_projects()->RemoveLast();
  EXPECT_THAT(Says(), HasSubstr("contests/contest-0/projects/p3: is not on the ballot"));
}

TEST_F(JournalAudit, NamesAnotherMandate) {
  Seal();
  const std::string right = config_.mandate_sha256();
  config_.set_mandate_sha256(std::string(32, 'm'));
  EXPECT_THAT(Says(), HasSubstr("the mandate is not the last that was published"));
  config_.clear_mandate_sha256();
  EXPECT_THAT(Says(), HasSubstr("the mandate is not the last that was published"));
  config_.set_mandate_sha256(right);
  EXPECT_EQ(Says(), "");
}

TEST_F(JournalAudit, NamesWhatWasUndecided) {
  auto leaves = run_.leaves();
  leaves.pop_back();
  JournalRun open(run_);
  const Act late = open.Phase(v1::PHASE_SEALING);
  leaves.push_back(SerializeAct([&] {
    Act again = run_.Verdict(1, v1::REVIEW_STEP_SUBSTANTIVE, true, 999);
    again.time = ActAt(leaves.size()).time;
    return again;
  }()));
  leaves.push_back(SerializeAct(late));
  EXPECT_THAT(SaysOf(leaves), HasSubstr("costs 100, and proposals/p1 was admitted at 999"));
}

// Nothing was undecided when SEALING began, and something is at the head.
TEST_F(JournalAudit, NamesWhatWasHiddenBeforeItWasSealed) {
  run_.Append(run_.Hidden(1));
  Seal();
  EXPECT_THAT(Says(), HasSubstr("sealed: contests/contest-0/projects/p0 comes from proposals/p1, "
                                "which is not admitted"));
}

TEST_F(JournalAudit, NamesAHeadThatIsNotThatOfTheFreezing) {
  run_.Append(run_.Phase(v1::PHASE_APPEAL));
  Seal();
  EXPECT_THAT(Says(), HasSubstr("sealed: the journal stood in APPEAL"));
}

// What is sealed has come out of the journal as it was then: an election is not both sealed and
// still in the making.
TEST_F(JournalAudit, NamesAJournalThatFellBackAfterWhatWasSealed) {
  Seal();
  const std::uint64_t sealed = run_.leaves().size();
  run_.Append(run_.Phase(v1::PHASE_APPEAL));
  EXPECT_THAT(Says(),
              HasSubstr(fmt::format("record {}: falls back behind what was sealed", sealed)));
  run_.Append(run_.Verdict(1, v1::REVIEW_STEP_SUBSTANTIVE, false));
  run_.Append(run_.ProjectRemoved("contest-0", "p0"));
  run_.Append(run_.Phase(v1::PHASE_SEALING));
  run_.Append(run_.Phase(v1::PHASE_SEALED));
  EXPECT_THAT(Says(),
              HasSubstr(fmt::format("record {}: falls back behind what was sealed", sealed)));
  // Sealed as it ended, nothing is wrong with it: a freezing may be taken back.
  config_.mutable_contests(0)->mutable_projects()->DeleteSubrange(0, 1);
  run_.leaves().pop_back();
  Seal();
  EXPECT_EQ(Says(), "");
}

// A description or a list of authors that a project names is its own proposal's.
class DescribedProjects : public JournalAudit {
 protected:
  // Lists projects again as they are now, with what they name, and seals.
  std::string SaysOnceListed(int i, std::uint32_t proposal) {
    run_.Append(run_.Phase(v1::PHASE_APPEAL));
    run_.Append(run_.Project("contest-0", Project(i), proposal));
    run_.Append(run_.Phase(v1::PHASE_SEALING));
    Seal();
    return Says();
  }
  std::string HashOf(v1::DocumentKind kind, std::uint32_t proposal) const {
    for (std::uint64_t i = 0; i < run_.leaves().size(); ++i) {
      const Act act = ActAt(i);
      if (act.act == v1::JOURNAL_ACT_RECEIVED && Number(act.proposal()) == proposal) {
        return BytesOf(*act.document(kind));
      }
    }
    return "";
  }
};

TEST_F(DescribedProjects, NameDocumentsOfTheirProposal) {
  Project(0).set_description_sha256(HashOf(v1::DOCUMENT_KIND_PROPOSAL, 1));
  Project(0).set_authors_sha256(HashOf(v1::DOCUMENT_KIND_AUTHORS, 1));
  // What the ballot names stays named once it is erased.
  EXPECT_EQ(SaysOnceListed(0, 1), "");
  crypto::Hash256 authors{};
  std::ranges::copy(Project(0).authors_sha256(), authors.begin());
  run_.Append(run_.Erased(1, {authors}));
  EXPECT_EQ(Says(), "");
}

TEST_F(DescribedProjects, NameNoDocumentOfAnother) {
  Project(0).set_description_sha256(HashOf(v1::DOCUMENT_KIND_PROPOSAL, 2));
  EXPECT_THAT(SaysOnceListed(0, 1), HasSubstr("p0: names a document that is not of its proposal"));
}

TEST_F(DescribedProjects, NameNoDocumentOfAnotherKind) {
  Project(0).set_authors_sha256(HashOf(v1::DOCUMENT_KIND_PROPOSAL, 1));
  EXPECT_THAT(SaysOnceListed(0, 1), HasSubstr("p0: names a document that is not of its proposal"));
}

TEST_F(DescribedProjects, NameNoDocumentThatTheJournalDoesNotKnow) {
  Project(0).set_description_sha256(std::string(32, 'd'));
  EXPECT_THAT(SaysOnceListed(0, 1), HasSubstr("p0: names a document that is not of its proposal"));
}

TEST_F(DescribedProjects, NameNoneWhereTheyAreTheAdministrationsOwn) {
  Project(1).set_description_sha256(HashOf(v1::DOCUMENT_KIND_PROPOSAL, 1));
  EXPECT_THAT(SaysOnceListed(1, 0), HasSubstr("p1: names a document that is not of its proposal"));
}

// --- The log ---

TEST_F(JournalAudit, RefusesAJournalThatWasCutBelowWhatWasSealed) {
  Seal();
  JournalRun cut(run_);
  cut.leaves().pop_back();
  EXPECT_THAT(Says(cut.Files(config_)), HasSubstr("journal: is shorter than when the process was "
                                                  "frozen"));
}

TEST_F(JournalAudit, RefusesAJournalThatForkedBeforeWhatWasSealed) {
  Seal();
  JournalRun forked(run_);
  // Nobody would see it in the acts: a mandate is published a second later.
  Act mandate = ActAt(1);
  ++mandate.time;
  forked.leaves()[1] = SerializeAct(mandate);
  EXPECT_EQ(Says(forked.Files(config_)),
            fmt::format("journal: is not a continuation of the one that was sealed: one of the "
                        "records 0 to {} is another one",
                        run_.leaves().size() - 1));
}

// Whoever kept checkpoints learns where it differs, down to the record.
TEST_F(JournalAudit, SaysBetweenWhichHeadsItDiffers) {
  Seal();
  const std::uint64_t i = IndexOf(v1::JOURNAL_ACT_CALENDAR);
  JournalRun forged(run_);
  Act act = ActAt(i);
  ++act.time;
  forged.leaves()[i] = SerializeAct(act);
  const auto says = [&](std::uint64_t from, std::uint64_t to) {
    return std::string(
        Audit(forged.Files(config_), {run_.Note(config_, to), run_.Note(config_, from)}).message());
  };
  EXPECT_THAT(says(i, i + 1), HasSubstr(fmt::format("a checkpoint that you kept: record {} is "
                                                    "another one",
                                                    i)));
  EXPECT_THAT(says(i - 1, i + 2),
              HasSubstr(fmt::format("one of the records {} to {} is another one", i - 1, i + 1)));
}

// An act that may not stand where it stands is named, whatever else does not fit.
TEST_F(JournalAudit, NamesAnActThatWasForgedAfterTheSealing) {
  Seal();
  const std::uint64_t i = IndexOf(v1::JOURNAL_ACT_VERDICT);
  JournalRun forged(run_);
  Act act = ActAt(i);
  act.facts.mutable_verdict()->set_step(v1::REVIEW_STEP_SUBSTANTIVE);
  forged.leaves()[i] = SerializeAct(act);
  EXPECT_THAT(Says(forged.Files(config_)),
              AllOf(HasSubstr("is not a continuation of the one that was sealed"),
                    HasSubstr(fmt::format("record {}: its formal review comes first", i))));
  ASSERT_FALSE(report_.faults.empty());
  EXPECT_EQ(report_.faults[0].record, i);
}

TEST_F(JournalAudit, RefusesAJournalThatForkedAfterACheckpointThatWasKept) {
  Seal();
  JournalRun forked(run_);
  run_.Append(run_.Hidden(1));
  run_.Append(run_.Restored(1));
  const std::vector<std::string> kept = {run_.Note(config_, run_.leaves().size() - 2),
                                         run_.Note(config_, run_.leaves().size())};
  EXPECT_TRUE(Audit(run_.Files(config_), kept).ok());
  EXPECT_THAT(Audit(forked.Files(config_), kept).message(),
              HasSubstr("journal: is not a continuation of a checkpoint that you kept"))
      << "shorter";
  for (int i = 0; i < 2; ++i)
    forked.Append(forked.Phase(i == 0 ? v1::PHASE_SEALED : v1::PHASE_VOTING));
  EXPECT_TRUE(Audit(forked.Files(config_)).ok()) << "without the checkpoint nobody sees it";
  EXPECT_THAT(Audit(forked.Files(config_), kept).message(),
              HasSubstr("journal: is not a continuation of a checkpoint that you kept"));
}

TEST_F(JournalAudit, RefusesAKeptCheckpointOfAnotherKey) {
  Seal();
  const auto other = crypto::SigningKey::FromSeed(
      crypto::Secret<std::array<std::uint8_t, 32>>(crypto::Hash256{1}));
  const std::string note = crypto::SignCheckpoint(
      {config_.journal().origin(), run_.leaves().size(), run_.RootAt(run_.leaves().size())}, other);
  EXPECT_THAT(Audit(run_.Files(config_), {note}).message(), HasSubstr("kept checkpoint"));
  Files files = run_.Files(config_);
  files["journal/checkpoint"] = BytesOf(note);
  EXPECT_THAT(Says(files), HasSubstr("journal/checkpoint: "));
}

TEST_F(JournalAudit, RefusesTheCheckpointOfTheBallotLog) {
  Seal();
  const auto election = ElectionFixture::Make({.projects = 4});
  Files files = run_.Files(config_);
  files["journal/checkpoint"] = BytesOf(crypto::SignCheckpoint(
      {config_.log().origin(), run_.leaves().size(), run_.RootAt(run_.leaves().size())},
      election.LogSigningKey()));
  EXPECT_THAT(Says(files), HasSubstr("journal/checkpoint: "));
}

TEST_F(JournalAudit, RefusesARootThatIsNotThatOfTheEntries) {
  Seal();
  Files files = run_.Files(config_);
  files["journal/checkpoint"] =
      BytesOf(JournalRun::Note(config_, run_.leaves().size(), crypto::Hash256{1}));
  EXPECT_THAT(Says(files), HasSubstr("root of its checkpoint is not that of its entries"));
}

TEST_F(JournalAudit, RefusesTilesThatAreNotThoseOfTheEntries) {
  Seal();
  const Files files = run_.Files(config_);
  for (const Tile& tile : TilesOf(run_.leaves().size())) {
    const std::string path = "journal/" + tile.Path();
    Files changed = files;
    changed[path][40] ^= 1;
    EXPECT_NE(Says(changed), "") << path;
    Files without = files;
    without.erase(path);
    EXPECT_THAT(Says(without), HasSubstr(path));
    Files longer = files;
    longer[path].push_back(0);
    EXPECT_NE(Says(longer), "") << path;
  }
  Files more = files;
  more["journal/tile/0/001"] = {1};
  EXPECT_THAT(Says(more), HasSubstr("journal/tile/0/001: a bundle of this election has no such"));
}

TEST_F(JournalAudit, NeedsItsCheckpoint) {
  Seal();
  Files files = run_.Files(config_);
  files.erase("journal/checkpoint");
  EXPECT_THAT(Says(files), HasSubstr("journal/checkpoint"));
}

// Every bit of every file.
TEST_F(JournalAudit, NoticesAnyFlippedBit) {
  Seal();
  const Files files = run_.Files(config_);
  EXPECT_TRUE(rc::check([&] {
    Files changed = files;
    const auto which = *rc::gen::inRange<std::size_t>(0, files.size());
    auto& [path, bytes] = *std::next(changed.begin(), static_cast<std::ptrdiff_t>(which));
    const auto bit = *rc::gen::inRange<std::size_t>(0, bytes.size() * 8);
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    RC_ASSERT(!Audit(changed).ok());
  }));
}

// --- Documents ---

class Documents : public JournalAudit {
 protected:
  std::string PathOf(v1::JournalAct act, v1::DocumentKind kind) const {
    return DocumentPath(*ActAt(IndexOf(act)).document(kind));
  }
  // An honest journal in which the reason of a return is these bytes.
  std::string SaysOfReason(const crypto::Bytes& bytes) {
    run_.Append(run_.Phase(v1::PHASE_APPEAL));
    run_.Append(run_.Received(3, kAgent));
    Act returned = run_.Returned(3);
    returned.documents = {run_.Keep(v1::DOCUMENT_KIND_REASON, bytes)};
    run_.Append(returned);
    run_.Append(run_.Withdrawn(3));
    run_.Append(run_.Phase(v1::PHASE_SEALING));
    Seal();
    return Says();
  }
};

TEST_F(Documents, AreThoseThatTheActsName) {
  Seal();
  const Files files = run_.Files(config_);
  for (const auto& [path, bytes] : files) {
    if (!path.starts_with("journal/doc/")) continue;
    Files changed = files;
    changed[path].back() ^= 1;
    EXPECT_EQ(Says(changed), path + ": is not the document that the journal names");
    Files without = files;
    without.erase(path);
    EXPECT_EQ(Says(without), path + ": is missing");
  }
  Files more = files;
  const std::string path = DocumentPath(crypto::Hash256{1});
  more[path] = {1};
  EXPECT_EQ(Says(more), path + ": a bundle of this election has no such file");
}

TEST_F(Documents, ThatAreWithheldAreNotThere) {
  Seal();
  const std::string path = PathOf(v1::JOURNAL_ACT_RECEIVED, v1::DOCUMENT_KIND_PROPOSAL);
  const crypto::Bytes bytes = run_.Files(config_).at(path);
  run_.Append(run_.Hidden(1));
  Files files = run_.Files(config_);
  EXPECT_FALSE(files.contains(path));
  files[path] = bytes;
  EXPECT_THAT(Says(files), HasSubstr(path + ": a bundle of this election has no such file"));
}

TEST_F(Documents, ThatAreErasedAreNotThere) {
  Seal();
  const Act received = ActAt(IndexOf(v1::JOURNAL_ACT_RECEIVED));
  const crypto::Hash256 authors = *received.document(v1::DOCUMENT_KIND_AUTHORS);
  run_.Append(run_.Erased(1, {authors}));
  Files files = run_.Files(config_);
  EXPECT_FALSE(files.contains(DocumentPath(authors)));
  EXPECT_EQ(Says(files), "");
  files[DocumentPath(authors)] = run_.documents().at(authors);
  EXPECT_THAT(Says(files), HasSubstr("a bundle of this election has no such file"));
}

TEST_F(Documents, AreOfTheKindThatTheirActsName) {
  v1::JournalDocument names;
  names.mutable_authors()->add_names("Zoé");
  EXPECT_THAT(SaysOfReason(MakeDocument(names).bytes), HasSubstr("document: is of another kind"));
}

TEST_F(Documents, AreCanonical) {
  v1::JournalDocument reason;
  reason.mutable_reason()->add_text()->set_text("Because.");
  crypto::Bytes bytes = MakeDocument(reason).bytes;
  crypto::Append(bytes, crypto::Bytes{0xf8, 0x07, 1});
  EXPECT_THAT(SaysOfReason(bytes), HasSubstr(": document: "));
}

TEST_F(Documents, HaveTheirSalt) {
  v1::JournalDocument reason;
  reason.mutable_reason()->add_text()->set_text("Because.");
  EXPECT_THAT(SaysOfReason(BytesOf(reason.SerializeAsString())),
              HasSubstr("has not 16 bytes of salt"));
}

// The fold goes by the facts, people by the text.
TEST_F(Documents, OfAFormSayWhatItsFactsSay) {
  using Change = void (*)(v1::FormFacts&);
  const Change changes[] = {[](v1::FormFacts& f) { f.set_support_needed(1000); },
                            [](v1::FormFacts& f) { f.set_open_submission(true); }};
  for (const Change change : changes) {
    run_ = JournalRun(ElectionIdOf(config_));
    run_.Append(run_.Created());
    // That a later form is right does not mend it.
    Act form = run_.Form();
    change(*form.facts.mutable_form());
    run_.Append(form);
    run_.Append(run_.Form());
    for (const auto& project : config_.contests(0).projects()) {
      run_.Append(run_.Project(config_.contests(0).id(), project, 0));
    }
    run_.Append(run_.Phase(v1::PHASE_SEALING));
    Seal();
    EXPECT_THAT(Says(), HasSubstr("says something else than the facts of its act"));
  }
}

// An act that is wrong explains what is missing after it.
TEST_F(Documents, AreNotBlamedWhereAnActIs) {
  Seal();
  run_.AppendUnchecked(crypto::Bytes{0x20});
  Files files = run_.Files(config_);
  files.erase(PathOf(v1::JOURNAL_ACT_MANDATE, v1::DOCUMENT_KIND_MANDATE));
  EXPECT_THAT(Says(files), HasSubstr("act: shorter than it says"));
}

}  // namespace
}  // namespace urna::ledger
