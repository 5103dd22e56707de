// Images and documents of proposals, verdicts and mandates: who may hand them in, who sees them and when, and that
// they go with what they belong to. With the real program that decodes.
#include "services/api/application.h"
#include "services/attaching/attachment_requests.h"

namespace urna::services {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Attachments : public AttachmentsTest {};

TEST_F(Attachments, AreSeenByTheirAuthorAndTheStaffUntilTheStaffHasSeenThem) {
  const MadeProposal draft = Draft();
  const auto made = Attach(draft);
  ASSERT_THAT(made.status, IsDone());
  const v1::Attachment& image = made.value;
  EXPECT_EQ(image.parent(), draft.name);
  EXPECT_EQ(image.width(), 32U);
  EXPECT_EQ(image.path(), "");
  EXPECT_EQ(image.alternative_text(0).text(), "Un banc sous un arbre");
  const Speaker author{.key = draft.key};
  const Speaker staff{.token = server_.token()};
  for (const Speaker& one : {author, staff}) {
    EXPECT_THAT(ListOf(one, draft.name), SizeIs(1));
    EXPECT_EQ(Hex(image.sha256()), Hex(std::string(crypto::AsText(crypto::Sha256(
                                       crypto::AsBytes(ReadBytes(one, image.name())))))));
  }
  EXPECT_THAT(Find({}, image.name()).status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  EXPECT_EQ(ReadBytes({}, image.name()), "");
  EXPECT_EQ(Get(PathOf(image)).status, 404);

  const auto submitted = Submit(draft);
  ASSERT_THAT(submitted.status, IsDone());
  const MadeProposal proposal{submitted.value.name(), draft.key};
  EXPECT_EQ(Get(PathOf(image)).status, 404) << "nobody has looked it through";
  EXPECT_THAT(Find({}, image.name()).status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  Screen(proposal);
  const auto shown = Find({}, image.name());
  ASSERT_THAT(shown.status, IsDone());
  EXPECT_EQ(shown.value.parent(), proposal.name);
  EXPECT_EQ(shown.value.path(), PathOf(image));
  EXPECT_THAT(ListOf({}, proposal.name), SizeIs(1));
  const HttpReply file = Get(shown.value.path());
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.body, ReadBytes({}, image.name()));
  EXPECT_EQ(file.Field("content-type"), "image/webp");
  EXPECT_EQ(file.Field("x-content-type-options"), "nosniff");
  EXPECT_THAT(file.Field("content-security-policy"), HasSubstr("sandbox"));
  EXPECT_EQ(file.Field("etag"), "\"" + Hex(image.sha256()) + "\"");
  EXPECT_THAT(file.Field("cache-control"), HasSubstr("max-age=600"));
  EXPECT_EQ(Get(shown.value.small_path()).body, ReadBytes({}, image.name(), true));
}

TEST_F(Attachments, AreNamedByTheVersionThatShowsThem) {
  const MadeProposal draft = Draft();
  const auto first = Attach(draft, Picture(kRed));
  const auto second = Attach(draft, Picture(kGreen));
  v1::UpdateAttachmentRequest move;
  move.set_name(second.value.name());
  move.set_position(0);
  ASSERT_THAT(Ask({.key = draft.key}, &Attached::UpdateAttachment, move).status, IsDone());
  // Whatever the page of the author has kept of them.
  v1::ProposalContent content = SomeContent("Deux bancs");
  content.mutable_text()->add_image_sha256(std::string(32, 'x'));
  auto update = About<v1::UpdateProposalRequest>(draft);
  *update.mutable_content() = content;
  ASSERT_THAT(By("", &Stub::UpdateProposal, update).status, IsDone());
  const auto submitted = Submit(draft);
  ASSERT_THAT(submitted.status, IsDone());
  EXPECT_THAT(submitted.value.text().image_sha256(),
              ElementsAre(second.value.sha256(), first.value.sha256()));
}

TEST_F(Attachments, AwaitScreeningAgainWhenTheyComeLater) {
  const MadeProposal draft = Draft();
  const auto old = Attach(draft, Picture(kRed));
  const MadeProposal proposal{Submit(draft).value.name(), draft.key};
  Screen(proposal);
  EXPECT_THAT(Attach(proposal, Picture(kGreen)).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "PROPOSAL_NOT_OPEN"));
  ASSERT_THAT(Return(proposal).status, IsDone());
  const auto fresh = Attach(proposal, Picture(kGreen));
  ASSERT_THAT(fresh.status, IsDone());
  v1::UpdateAttachmentRequest say;
  say.set_name(old.value.name());
  Because(*say.mutable_alternative_text(), "Autre chose");
  ASSERT_THAT(Ask({.key = proposal.key}, &Attached::UpdateAttachment, say).status, IsDone());
  const auto as_before = [&] {
    const auto seen = ListOf({}, proposal.name);
    ASSERT_THAT(seen, SizeIs(1));
    EXPECT_EQ(seen[0].name(), old.value.name());
    EXPECT_EQ(seen[0].alternative_text(0).text(), "Un banc sous un arbre");
    EXPECT_EQ(Get(PathOf(fresh.value)).status, 404);
    EXPECT_THAT(Get(proposal).value.text().image_sha256(), ElementsAre(old.value.sha256()));
  };
  as_before();
  // Nothing but the image was changed: that is a new version, too.
  const auto again = Submit(proposal);
  ASSERT_THAT(again.status, IsDone());
  EXPECT_TRUE(again.value.internal().awaits_screening());
  EXPECT_EQ(again.value.text().title(), SomeContent().text().title());
  as_before();
  Screen(proposal);
  const auto seen = ListOf({}, proposal.name);
  ASSERT_THAT(seen, SizeIs(2));
  EXPECT_EQ(seen[0].alternative_text(0).text(), "Autre chose");
  EXPECT_EQ(Get(PathOf(fresh.value)).status, 200);
}

TEST_F(Attachments, AreWithheldWhileTheirProposalIsHidden) {
  const MadeProposal draft = Draft();
  const auto image = Attach(draft);
  const MadeProposal proposal{Submit(draft).value.name(), draft.key};
  Screen(proposal);
  auto hide = About<v1::HideProposalRequest>(proposal);
  Because(*hide.mutable_reason());
  ASSERT_THAT(Admin(&Stub::HideProposal, hide).status, IsDone());
  EXPECT_EQ(Get(PathOf(image.value)).status, 404);
  EXPECT_THAT(ListOf({}, proposal.name), IsEmpty());
  EXPECT_THAT(ListOf({.token = server_.token()}, proposal.name), SizeIs(1));
  ASSERT_THAT(Admin(&Stub::RestoreProposal, About<v1::RestoreProposalRequest>(proposal)).status,
              IsDone());
  EXPECT_EQ(Get(PathOf(image.value)).status, 200);
}

TEST_F(Attachments, AreErasedWithTheirProposalFromTheFilesOfTheStore) {
  const std::string photo = MakeJpeg(Noise(400, 300));
  const MadeProposal draft = Draft();
  const auto image = Attach(draft, photo);
  ASSERT_THAT(image.status, IsDone());
  const MadeProposal proposal{Submit(draft).value.name(), draft.key};
  Screen(proposal);
  const std::string bytes = ReadBytes({}, image.value.name());
  ASSERT_GT(bytes.size(), 10'000U);
  // What is compressed already is kept as it is.
  const std::string marker = bytes.substr(bytes.size() / 2, 64);
  ASSERT_TRUE(StoreHolds(marker));
  ASSERT_THAT(Admin(&Stub::EraseProposal, About<v1::EraseProposalRequest>(proposal)).status,
              IsDone());
  EXPECT_FALSE(StoreHolds(marker));
  EXPECT_EQ(Rows(), 1U) << "that images were attached, and nothing of them";
  EXPECT_EQ(Get(PathOf(image.value)).status, 404);
  EXPECT_THAT(Find({.token = server_.token()}, image.value.name()).status,
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  server_.Restart();
  EXPECT_FALSE(StoreHolds(marker));
}

TEST_F(Attachments, AreGoneWithADraftThatIsWithdrawnOrLeft) {
  const std::string photo = MakeJpeg(Noise(400, 300));
  const MadeProposal withdrawn = Draft();
  const MadeProposal left = Draft();
  const auto one = Attach(withdrawn, photo);
  ASSERT_THAT(Attach(left, photo).status, IsDone());
  const std::string bytes = ReadBytes({.key = withdrawn.key}, one.value.name());
  const std::string marker = bytes.substr(bytes.size() / 2, 64);
  ASSERT_THAT(By("", &Stub::WithdrawProposal, About<v1::WithdrawProposalRequest>(withdrawn)).status,
              IsDone());
  EXPECT_GT(Rows(), 0U) << "the other draft's";
  server_.clock().Advance(30 * kDay);
  server_.WithoutDoors([](Application& application) { application.CatchUp(); });
  EXPECT_EQ(Rows(), 0U);
  // What is owed is paid when the clock brings it the next time.
  server_.clock().Advance(2 * 3600);
  server_.WithoutDoors([](Application& application) { application.CatchUp(); });
  EXPECT_FALSE(StoreHolds(marker));
}

TEST_F(Attachments, AreDeletedByTheirAuthorWhileItIsOpenAndByTheStaffAtAnyTime) {
  const MadeProposal draft = Draft();
  const auto first = Attach(draft, Picture(kRed));
  const auto second = Attach(draft, Picture(kGreen));
  EXPECT_THAT(Delete({}, first.value.name()),
              IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Delete({.key = std::string(43, 'a')}, first.value.name()),
              IsRefused(StatusCode::PERMISSION_DENIED, "EDIT_KEY_WRONG"));
  ASSERT_THAT(Delete({.key = draft.key}, first.value.name()), IsDone());
  const auto submitted = Submit(draft);
  const MadeProposal proposal{submitted.value.name(), draft.key};
  EXPECT_THAT(submitted.value.text().image_sha256(), ElementsAre(second.value.sha256()));
  EXPECT_THAT(Delete({.key = draft.key}, second.value.name()),
              IsRefused(StatusCode::FAILED_PRECONDITION, "PROPOSAL_NOT_OPEN"));
  ASSERT_THAT(Delete({.token = server_.token()}, second.value.name()), IsDone());
  EXPECT_THAT(ListOf({.token = server_.token()}, proposal.name), IsEmpty());
}

// Whoever looks through what strangers hand in takes a photograph away, and leaves the words.
TEST_F(Attachments, AreDeletedByModeratorsWhereTheyAreOfAProposal) {
  const MadeProposal draft = Draft();
  const auto image = Attach(draft);
  const auto submitted = Submit(draft);
  const MadeProposal proposal{submitted.value.name(), draft.key};
  Screen(proposal);
  ASSERT_THAT(Decide(proposal, v1::REVIEW_STEP_FORMAL, true).status, IsDone());
  v1::AttachmentHeader of_verdict = HeaderOf(proposal.name, Picture(kGreen));
  of_verdict.set_subject(v1::ATTACHMENT_SUBJECT_VERDICT);
  of_verdict.set_verdict(1);
  const auto verdicts = Upload({.token = server_.token()}, of_verdict, Picture(kGreen));
  ASSERT_THAT(verdicts.status, IsDone());

  const Speaker moderator{.token = MakeToken(v1::STAFF_ROLE_MODERATOR)};
  EXPECT_THAT(Delete(moderator, verdicts.value.name()),
              IsRefused(StatusCode::PERMISSION_DENIED, "ROLE_MISSING"));
  EXPECT_THAT(Delete({.token = MakeToken(v1::STAFF_ROLE_REGISTRAR)}, image.value.name()),
              IsRefused(StatusCode::UNAUTHENTICATED, "EDIT_KEY_MISSING"));
  ASSERT_THAT(Begin(v1::PHASE_REVIEW).status, IsDone());
  ASSERT_THAT(Delete(moderator, image.value.name()), IsDone());
  EXPECT_EQ(Get(PathOf(image.value)).status, 404);
  EXPECT_EQ(Get(proposal).value.text().title(), SomeContent().text().title());
  EXPECT_THAT(Upload(moderator, HeaderOf(proposal.name, Picture()), Picture()).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "EDIT_KEY_MISSING"))
      << "they add none";
}

TEST_F(Attachments, SayWhatTheServerTakes) {
  const auto limits = [&] {
    const auto answer =
        server_.Anybody(&Attached::GetAttachmentLimits, v1::GetAttachmentLimitsRequest());
    EXPECT_THAT(answer.status, IsDone());
    return answer.value;
  };
  EXPECT_TRUE(limits().takes_images());
  EXPECT_TRUE(limits().takes_documents());
  EXPECT_EQ(limits().most_images(), 10u);
  server_.Configure([](ServerConfig& config) { config.attachment_bytes = 1000; });
  EXPECT_EQ(limits().most_bytes(), 1000u);
  server_.Configure([](ServerConfig& config) { config.image_program = "/no/such/program"; });
  EXPECT_FALSE(limits().takes_images());
  EXPECT_TRUE(limits().takes_documents());
  server_.Configure([](ServerConfig& config) { config.attachment_bytes = 0; });
  EXPECT_FALSE(limits().takes_documents());
  EXPECT_EQ(limits().most_bytes(), 0u);
}

TEST_F(Attachments, AreTakenAsTheyAreAndNotAsTheyAreCalled) {
  const MadeProposal draft = Draft();
  const auto as_document = [&](const std::string& file) {
    v1::AttachmentHeader header = HeaderOf(draft.name, file);
    header.set_kind(v1::ATTACHMENT_KIND_DOCUMENT);
    return Upload({.key = draft.key}, header, file).status;
  };
  const std::string html = "<!DOCTYPE html><script>alert(1)</script>";
  for (const std::string& file : {html, std::string("GIF89a"), Document()}) {
    EXPECT_THAT(Attach(draft, file).status,
                IsRefused(StatusCode::INVALID_ARGUMENT, "IMAGE_REFUSED"));
  }
  for (const std::string& file : {html, Picture(), html + Document(), Document().substr(0, 40),
                                  Document("/JavaScript"), Document("/Launch")}) {
    EXPECT_THAT(as_document(file), IsRefused(StatusCode::INVALID_ARGUMENT, "DOCUMENT_REFUSED"));
  }
  EXPECT_THAT(as_document(Document()), IsDone());
  EXPECT_THAT(ListOf({.key = draft.key}, draft.name), SizeIs(1));
}

TEST_F(Attachments, AreKeptAsFilesWhereTheyAreDocuments) {
  const MadeProposal draft = Draft();
  v1::AttachmentHeader header = HeaderOf(draft.name, Document());
  header.set_kind(v1::ATTACHMENT_KIND_DOCUMENT);
  ASSERT_THAT(Upload({.key = draft.key}, header, Document()).status, IsDone());
  const MadeProposal proposal{Submit(draft).value.name(), draft.key};
  Screen(proposal);
  const auto seen = ListOf({}, proposal.name);
  ASSERT_THAT(seen, SizeIs(1));
  const HttpReply file = Get(seen[0].path());
  EXPECT_EQ(file.body, Document());
  EXPECT_EQ(file.Field("content-type"), "application/pdf");
  EXPECT_THAT(file.Field("content-disposition"), HasSubstr("attachment; filename="));
  EXPECT_THAT(file.Field("content-security-policy"), HasSubstr("sandbox"));
}

TEST_F(Attachments, AreLimited) {
  const MadeProposal draft = Draft();
  const auto wrong_size = [&](std::uint64_t size) {
    v1::AttachmentHeader header = HeaderOf(draft.name, Picture());
    header.set_size(size);
    return Upload({.key = draft.key}, header, Picture()).status;
  };
  EXPECT_THAT(wrong_size(0), IsWrongAt("header.size"));
  EXPECT_THAT(wrong_size((15 << 20) + 1), IsWrongAt("header.size"));
  EXPECT_THAT(wrong_size(Picture().size() - 1),
              IsRefused(StatusCode::INVALID_ARGUMENT, "TOO_LONG"));
  EXPECT_THAT(wrong_size(Picture().size() + 1),
              IsRefused(StatusCode::INVALID_ARGUMENT, "DIGEST_MISMATCH"));
  // The most that is taken, to the byte.
  std::string whole = Document();
  whole.insert(9, (15 << 20) - whole.size(), '%');
  v1::AttachmentHeader header = HeaderOf(draft.name, whole);
  header.set_kind(v1::ATTACHMENT_KIND_DOCUMENT);
  EXPECT_THAT(Upload({.key = draft.key}, header, whole).status, IsDone());
  for (int i = 0; i < 10; ++i) {
    const auto level = static_cast<std::uint8_t>(20 * i);
    EXPECT_THAT(Attach(draft, Picture({level, level, level, 255})).status, IsDone());
  }
  EXPECT_THAT(Attach(draft, Picture(kBlue)).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "TOO_MANY_ATTACHMENTS"));
  EXPECT_THAT(ListOf({.key = draft.key}, draft.name), SizeIs(11));
}

TEST_F(Attachments, AreOneHoweverOftenTheyAreSent) {
  const MadeProposal draft = Draft();
  const auto first = Attach(draft);
  const auto again = Attach(draft);
  ASSERT_THAT(again.status, IsDone());
  EXPECT_EQ(again.value.name(), first.value.name());
  v1::AttachmentHeader part = HeaderOf(draft.name, Picture());
  part.mutable_crop()->set_width(16);
  part.mutable_crop()->set_height(16);
  const auto cut = Upload({.key = draft.key}, part, Picture());
  ASSERT_THAT(cut.status, IsDone());
  EXPECT_EQ(cut.value.width(), 16U);
  EXPECT_NE(cut.value.name(), first.value.name());
}

TEST_F(Attachments, SayWhatOneSees) {
  const MadeProposal draft = Draft();
  v1::AttachmentHeader header = HeaderOf(draft.name, Picture());
  header.clear_alternative_text();
  EXPECT_THAT(Upload({.key = draft.key}, header, Picture()).status,
              IsWrongAt("header.alternative_text"));
  Because(*header.mutable_alternative_text(), std::string(501, 'a'));
  EXPECT_THAT(Upload({.key = draft.key}, header, Picture()).status,
              IsWrongAt("header.alternative_text[0].text"));
}

TEST_F(Attachments, OfAVerdictAreTheStaffs) {
  const MadeProposal proposal = Public();
  v1::AttachmentHeader header = HeaderOf(proposal.name, Picture());
  header.set_subject(v1::ATTACHMENT_SUBJECT_VERDICT);
  header.set_verdict(1);
  const Speaker staff{.token = server_.token()};
  EXPECT_THAT(Upload(staff, header, Picture()).status, IsWrongAt("header.verdict"));
  ASSERT_THAT(Decide(proposal, v1::REVIEW_STEP_FORMAL, true).status, IsDone());
  EXPECT_THAT(Upload({.key = proposal.key}, header, Picture()).status,
              IsRefused(StatusCode::PERMISSION_DENIED, "ROLE_MISSING"));
  const auto made = Upload(staff, header, Picture());
  ASSERT_THAT(made.status, IsDone());
  EXPECT_EQ(Get(made.value.path()).status, 200);
  EXPECT_THAT(Get(proposal).value.text().image_sha256(), IsEmpty())
      << "it is no image of its author";
  // As its reason, it stays unless it is asked for.
  auto erase = About<v1::EraseProposalRequest>(proposal);
  ASSERT_THAT(Admin(&Stub::EraseProposal, erase).status, IsDone());
  EXPECT_THAT(ListOf(staff, proposal.name), SizeIs(1));
  erase.set_reasons(true);
  ASSERT_THAT(Admin(&Stub::EraseProposal, erase).status, IsDone());
  EXPECT_THAT(ListOf(staff, proposal.name), IsEmpty());
}

TEST_F(Attachments, OfAMandateAreShownWithTheVersionThatIsPublishedNext) {
  v1::AttachmentHeader header = HeaderOf(kProcess, Picture());
  header.set_subject(v1::ATTACHMENT_SUBJECT_MANDATE);
  EXPECT_THAT(Upload({}, header, Picture()).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "TOKEN_MISSING"));
  const Speaker staff{.token = server_.token()};
  const auto made = Upload(staff, header, Picture());
  ASSERT_THAT(made.status, IsDone());
  EXPECT_THAT(ListOf({}, kProcess), IsEmpty());
  EXPECT_EQ(Get(PathOf(made.value)).status, 404);
  PublishMandate(kProcess);
  EXPECT_THAT(ListOf({}, kProcess), SizeIs(1));
  EXPECT_EQ(Get(PathOf(made.value)).status, 200);
}

TEST_F(Attachments, AreRefusedWhereTheServerTakesNone) {
  const MadeProposal draft = Draft();
  server_.Configure([](ServerConfig& config) { config.image_program = "/no/such/program"; });
  EXPECT_THAT(Attach(draft).status, IsRefused(StatusCode::FAILED_PRECONDITION, "NO_IMAGES"));
  v1::AttachmentHeader header = HeaderOf(draft.name, Document());
  header.set_kind(v1::ATTACHMENT_KIND_DOCUMENT);
  EXPECT_THAT(Upload({.key = draft.key}, header, Document()).status, IsDone());
  server_.Configure([](ServerConfig& config) { config.attachment_bytes = 0; });
  EXPECT_THAT(Upload({.key = draft.key}, header, Document()).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "NO_ATTACHMENTS"));
  EXPECT_THAT(ListOf({.key = draft.key}, draft.name), SizeIs(1)) << "what is there is shown";
}

TEST_F(Attachments, KeepTheKeyOfTheirAuthorOutOfUrls) {
  const MadeProposal draft = Draft();
  const std::string header =
      "%7B%22parent%22%3A%22" + draft.name + "%22%2C%22editKey%22%3A%22" + draft.key + "%22%7D";
  const HttpReply reply =
      HttpClient(server_.http_address())
          .Call({.target = "/urna.v1.Attachments/UploadAttachment?header=" + header,
                 .fields = {{"content-type", "application/octet-stream"}},
                 .body = Picture()});
  EXPECT_EQ(reply.status, 400);
  EXPECT_THAT(reply.body, HasSubstr("edit_key"));
}

// A message of a stream as Connect sends it.
std::string Envelope(const google::protobuf::Message& message) {
  const std::string bytes = message.SerializeAsString();
  std::string out(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>((bytes.size() >> shift) & 0xff));
  }
  return out + bytes;
}

TEST_F(Attachments, AreSentByAPageInOneRequest) {
  const MadeProposal draft = Draft();
  v1::UploadAttachmentRequest first, second;
  *first.mutable_header() = HeaderOf(draft.name, Picture());
  first.mutable_header()->set_edit_key(draft.key);
  second.set_data(Picture());
  const HttpReply reply = HttpClient(server_.http_address())
                              .Call({.target = "/urna.v1.Attachments/UploadAttachment",
                                     .fields = {{"content-type", "application/connect+proto"},
                                                {"connect-protocol-version", "1"}},
                                     .body = Envelope(first) + Envelope(second)});
  ASSERT_EQ(reply.status, 200);
  const auto listed = ListOf({.key = draft.key}, draft.name);
  ASSERT_THAT(listed, SizeIs(1));
  EXPECT_TRUE(reply.body.starts_with(Envelope(listed[0])));
}

TEST_F(Attachments, AreGoneWithTheirProcess) {
  ASSERT_THAT(server_.Admin(&Processes::CreateProcess, TwoLanguages("lyon")).status, IsDone());
  v1::AttachmentHeader header = HeaderOf("processes/lyon", Picture());
  header.set_subject(v1::ATTACHMENT_SUBJECT_MANDATE);
  ASSERT_THAT(Upload({.token = server_.token()}, header, Picture()).status, IsDone());
  EXPECT_GT(Rows(), 0U);
  v1::DeleteProcessRequest request;
  request.set_name("processes/lyon");
  ASSERT_THAT(server_.Admin(&Processes::DeleteProcess, request).status, IsDone());
  EXPECT_EQ(Rows(), 0U);
}

}  // namespace
}  // namespace urna::services
