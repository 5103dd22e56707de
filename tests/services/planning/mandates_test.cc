// Mandates, through the API.
#include <gmock/gmock.h>

#include <atomic>

#include "absl/synchronization/notification.h"
#include "crypto/hash.h"
#include "services/base/families.h"
#include "services/planning/plan_requests.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::SizeIs;

constexpr char kUuid[] = "6f1c1f5e-1c1b-4b7e-9a52-0d6f1d3c2b1a";

class Mandates : public PlanTest {
 protected:
  Answer<v1::MandateVersion> Version(std::uint32_t version) {
    auto request = Of<v1::GetMandateRequest>();
    request.set_version(version);
    return server_.Admin(&Planning::GetMandate, request);
  }
  v1::MandateVersion Draft() {
    return server_.Admin(&Planning::GetMandateDraft, Of<v1::GetMandateDraftRequest>()).value;
  }
  std::vector<v1::MandateVersion> Versions() {
    const auto answer =
        server_.Admin(&Planning::ListMandateVersions, Of<v1::ListMandateVersionsRequest>());
    EXPECT_THAT(answer.status, IsDone());
    return {answer.value.versions().begin(), answer.value.versions().end()};
  }
  Answer<v1::CompareMandatesResponse> Compare(std::uint32_t from, std::uint32_t to) {
    auto request = Of<v1::CompareMandatesRequest>();
    request.set_from_version(from);
    request.set_to_version(to);
    return server_.Admin(&Planning::CompareMandates, request);
  }
  void PublishWith(const std::string& purpose) {
    v1::Mandate mandate = FullMandate();
    Say(*mandate.mutable_purpose(), purpose);
    ASSERT_THAT(Keep(mandate).status, IsDone());
    ASSERT_THAT(Publish().status, IsDone());
  }
  // Rows of a family.
  std::size_t Rows(storage::Family family) {
    std::size_t rows = 0;
    EXPECT_TRUE(
        storage::ScanAll(server_.store(), family, "", "", [&](std::string_view, std::string_view) {
          ++rows;
          return true;
        }).ok());
    return rows;
  }
};

TEST_F(Mandates, AreNotThereAtFirst) {
  EXPECT_THAT(Version(0).status, IsRefused(StatusCode::NOT_FOUND, "NO_SUCH_DOCUMENT"));
  EXPECT_THAT(Versions(), IsEmpty());
  EXPECT_FALSE(Draft().has_mandate());
  EXPECT_THAT(Compare(1, 0).status, IsRefused(StatusCode::NOT_FOUND, "NO_SUCH_DOCUMENT"));
  EXPECT_THAT(Compare(0, 1).status, IsWrongAt("from_version"));
}

TEST_F(Mandates, AreKeptAsADraftUntilTheyArePublished) {
  v1::Mandate mandate;
  Say(*mandate.mutable_title(), "Budget 2027");
  const auto kept = Keep(mandate);
  ASSERT_THAT(kept.status, IsDone());
  EXPECT_EQ(kept.value.version(), 0u);
  EXPECT_EQ(Draft().SerializeAsString(), kept.value.SerializeAsString());
  server_.Restart();
  EXPECT_EQ(Draft().mandate().title(0).text(), "Budget 2027");
  // The journal tells nothing of it.
  EXPECT_THAT(Acts(), SizeIs(1));
  // Nor does anybody but the staff.
  EXPECT_THAT(server_.Anybody(&Planning::GetMandateDraft, Of<v1::GetMandateDraftRequest>()).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "TOKEN_MISSING"));
}

TEST_F(Mandates, ArePublishedOnlyWhole) {
  const grpc::Status nothing = Publish().status;
  EXPECT_THAT(nothing, IsRefused(StatusCode::FAILED_PRECONDITION, "MANDATE_INCOMPLETE"));
  EXPECT_THAT(Read(nothing).fields, AllOf(SizeIs(1), Contains(Key("mandate"))));
  v1::Mandate mandate = FullMandate();
  mandate.clear_limits();
  mandate.mutable_commitment()->RemoveLast();
  ASSERT_THAT(Keep(mandate).status, IsDone());
  const grpc::Status incomplete = Publish().status;
  EXPECT_THAT(incomplete, IsRefused(StatusCode::FAILED_PRECONDITION, "MANDATE_INCOMPLETE"));
  EXPECT_THAT(Read(incomplete).fields, AllOf(SizeIs(2), Contains(Key("mandate.limits")),
                                             Contains(Key("mandate.commitment"))));
  EXPECT_THAT(Acts(), SizeIs(1));
  EXPECT_EQ(Draft().mandate().SerializeAsString(), mandate.SerializeAsString());
}

TEST_F(Mandates, AreVersionsOfWhichNoneIsLost) {
  for (const char* purpose : {"first", "second", "third"}) {
    server_.clock().Advance(60);
    PublishWith(purpose);
  }
  const std::vector<v1::MandateVersion> versions = Versions();
  ASSERT_THAT(versions, SizeIs(3));
  for (std::uint32_t v = 1; v <= 3; ++v) {
    const v1::MandateVersion& listed = versions[v - 1];
    EXPECT_EQ(listed.version(), v);
    EXPECT_FALSE(listed.has_mandate());
    EXPECT_EQ(listed.publish_time().seconds(), kNow + 60 * v);
    const auto whole = Version(v);
    ASSERT_THAT(whole.status, IsDone());
    EXPECT_EQ(whole.value.mandate().purpose(1).text(),
              std::vector<std::string>({"first", "second", "third"})[v - 1]);
    EXPECT_EQ(whole.value.sha256(), listed.sha256());
    // It is the document that the journal names.
    auto get = Of<v1::GetDocumentRequest>();
    get.set_sha256(listed.sha256());
    const auto document = server_.Admin(&JournalStub::GetDocument, get);
    ASSERT_THAT(document.status, IsDone());
    EXPECT_EQ(document.value.document().mandate().SerializeAsString(),
              whole.value.mandate().SerializeAsString());
    EXPECT_EQ(crypto::AsText(crypto::Sha256(crypto::AsBytes(document.value.bytes()))),
              listed.sha256());
  }
  EXPECT_EQ(Version(0).value.version(), 3u);
  EXPECT_THAT(Version(4).status, IsRefused(StatusCode::NOT_FOUND, "NO_SUCH_DOCUMENT"));
  // There is no draft any more: whoever goes on goes on from the last version.
  EXPECT_EQ(Draft().version(), 3u);
  server_.Restart();
  EXPECT_THAT(Versions(), SizeIs(3));
  EXPECT_EQ(Version(2).value.mandate().purpose(0).text(), "second");
}

TEST_F(Mandates, AreComparedTextByText) {
  PublishWith("first");
  PublishWith("second");
  const auto changes = Compare(1, 0).value.changes();
  ASSERT_THAT(changes, SizeIs(2));
  EXPECT_EQ(changes[0].field(), "purpose");
  EXPECT_EQ(changes[0].language(), "fr");
  EXPECT_EQ(changes[0].before(), "first");
  EXPECT_EQ(changes[0].after(), "second");
  EXPECT_THAT(Compare(2, 2).value.changes(), IsEmpty());
  EXPECT_THAT(Compare(1, 3).status, IsRefused(StatusCode::NOT_FOUND, "NO_SUCH_DOCUMENT"));
}

TEST_F(Mandates, ArePublishedOnceHoweverOftenTheyAreAskedFor) {
  ASSERT_THAT(Keep(FullMandate()).status, IsDone());
  auto request = Of<v1::PublishMandateRequest>();
  request.set_request_id(kUuid);
  const auto first = server_.Admin(&Planning::PublishMandate, request);
  const auto second = server_.Admin(&Planning::PublishMandate, request);
  ASSERT_THAT(first.status, IsDone());
  ASSERT_THAT(second.status, IsDone());
  EXPECT_EQ(first.value.SerializeAsString(), second.value.SerializeAsString());
  EXPECT_THAT(Versions(), SizeIs(1));
}

TEST_F(Mandates, ThatAreKeptTwiceAreAnsweredTheSame) {
  auto request = Of<v1::UpdateMandateDraftRequest>();
  *request.mutable_mandate() = FullMandate();
  request.set_request_id(kUuid);
  const auto first = server_.Admin(&Planning::UpdateMandateDraft, request);
  const auto second = server_.Admin(&Planning::UpdateMandateDraft, request);
  ASSERT_THAT(second.status, IsDone());
  EXPECT_EQ(first.value.SerializeAsString(), second.value.SerializeAsString());
}

// Two write on it at once: the second is told, whatever the first did.
TEST_F(Mandates, AreNotWrittenOverByWhoeverHasNotReadThem) {
  const auto keep = [this](const std::string& etag, const std::string& purpose) {
    auto request = Of<v1::UpdateMandateDraftRequest>();
    *request.mutable_mandate() = FullMandate();
    Say(*request.mutable_mandate()->mutable_purpose(), purpose);
    request.set_etag(etag);
    return server_.Admin(&Planning::UpdateMandateDraft, request);
  };
  const auto publish = [this](const std::string& etag) {
    auto request = Of<v1::PublishMandateRequest>();
    request.set_etag(etag);
    return server_.Admin(&Planning::PublishMandate, request).status;
  };
  const auto is_told = IsRefused(StatusCode::ABORTED, "ETAG_MISMATCH");
  const std::string nothing = Draft().etag();
  ASSERT_NE(nothing, "");
  const auto first = keep(nothing, "first");
  ASSERT_THAT(first.status, IsDone());
  EXPECT_EQ(Draft().etag(), first.value.etag());
  EXPECT_THAT(keep(nothing, "second").status, is_told);
  EXPECT_THAT(publish(nothing), is_told);
  EXPECT_EQ(Draft().mandate().purpose(0).text(), "first");
  ASSERT_THAT(publish(first.value.etag()), IsDone());
  // What was published is what the next draft begins from.
  EXPECT_EQ(Draft().etag(), first.value.etag());
  ASSERT_THAT(keep(Draft().etag(), "third").status, IsDone());
  EXPECT_THAT(keep(first.value.etag(), "fourth").status, is_told);
  // Who sends none is not asked.
  EXPECT_THAT(keep("", "fifth").status, IsDone());
}

TEST_F(Mandates, AreInTheJournalIfAndOnlyIfTheyAreInTheStore) {
  ASSERT_THAT(Keep(FullMandate()).status, IsDone());
  std::atomic<bool> fails = true;
  server_.Restart([&fails](std::uint64_t) {
    return storage::Fault{fails ? storage::Fault::Kind::kNotApplied : storage::Fault::Kind::kNone};
  });
  EXPECT_THAT(Publish().status, IsRefused(StatusCode::UNAVAILABLE, "NOT_WRITTEN"));
  EXPECT_THAT(Acts(), SizeIs(1));
  EXPECT_THAT(Versions(), IsEmpty());
  fails = false;
  EXPECT_THAT(Publish().status, IsDone());
  EXPECT_THAT(Acts(), SizeIs(2));
  EXPECT_THAT(Versions(), SizeIs(1));
}

TEST_F(Mandates, SayWhoPublishedThem) {
  PublishWith("first");
  const v1::JournalEntry entry = Acts().back();
  EXPECT_EQ(entry.act(), v1::JOURNAL_ACT_MANDATE);
  EXPECT_EQ(entry.role(), v1::JOURNAL_ROLE_ADMINISTRATOR);
  ASSERT_THAT(entry.documents(), SizeIs(1));
  EXPECT_EQ(entry.documents(0).kind(), v1::DOCUMENT_KIND_MANDATE);
  EXPECT_EQ(entry.documents(0).sha256(), Versions()[0].sha256());
}

TEST_F(Mandates, GoWithTheirProcess) {
  const std::size_t documents = Rows(kDocumentsFamily), plans = Rows(kProposalsFamily);
  PublishWith("first");
  ASSERT_THAT(Keep(FullMandate()).status, IsDone());
  EXPECT_GT(Rows(kDocumentsFamily), documents);
  // Another, whose name begins like it, stays.
  Create("paris-2");
  ASSERT_THAT(Keep(FullMandate(), "processes/paris-2").status, IsDone());
  v1::DeleteProcessRequest erase;
  erase.set_name(kProcess);
  ASSERT_THAT(server_.Admin(&Processes::DeleteProcess, erase).status, IsDone());
  EXPECT_EQ(Rows(kDocumentsFamily), documents);
  EXPECT_EQ(Rows(kProposalsFamily), plans + 1);
  Create("paris");
  EXPECT_THAT(Versions(), IsEmpty());
  EXPECT_FALSE(Draft().has_mandate());
}

TEST_F(Mandates, FollowTheLanguagesOfTheProcess) {
  ASSERT_THAT(Keep(FullMandate()).status, IsDone());
  v1::UpdateProcessRequest update;
  update.mutable_process()->set_name(kProcess);
  update.mutable_update_mask()->add_paths("title");
  v1::LocalizedText& title = *update.mutable_process()->add_title();
  title.set_language("fr");
  title.set_text("Budget");
  ASSERT_THAT(server_.Admin(&Processes::UpdateProcess, update).status, IsDone());
  const grpc::Status status = Publish().status;
  EXPECT_THAT(status, IsRefused(StatusCode::FAILED_PRECONDITION, "MANDATE_INCOMPLETE"));
  EXPECT_THAT(Read(status).fields, Contains(Key("mandate.title[1].language")));
}

// What Protocol Buffers refuse, no handler sees.
TEST_F(Mandates, OfBytesThatAreNoUtf8AreNoMessages) {
  auto request = Of<v1::UpdateMandateDraftRequest>();
  request.mutable_mandate()->add_title()->set_language("fr");
  request.mutable_mandate()->mutable_title(0)->set_text("XXXX");
  std::string bytes = request.SerializeAsString();
  bytes.replace(bytes.find("XXXX"), 4, "a\xff\xfe\x80");
  grpc::GenericStub stub(server_.channel());
  auto context = server_.Administrator();
  const grpc::Slice slice(bytes);
  grpc::ByteBuffer sent(&slice, 1), received;
  grpc::Status status;
  absl::Notification done;
  stub.UnaryCall(context.get(), "/urna.v1.Planning/UpdateMandateDraft", {}, &sent, &received,
                 [&](grpc::Status s) {
                   status = std::move(s);
                   done.Notify();
                 });
  done.WaitForNotification();
  EXPECT_THAT(status, IsRefused(StatusCode::INVALID_ARGUMENT, "MALFORMED_REQUEST"));
  EXPECT_FALSE(Draft().has_mandate());
}

TEST_F(Mandates, RefuseControlCharactersOverTheWire) {
  v1::Mandate mandate = FullMandate();
  mandate.mutable_title(0)->set_text(std::string("a\0b", 3));
  EXPECT_THAT(Keep(mandate).status, IsWrongAt("mandate.title[0].text"));
}

}  // namespace
}  // namespace urna::services
