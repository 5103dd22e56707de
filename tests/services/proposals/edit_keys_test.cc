// Whoever has a proposal's key is its author; nobody else learns that there is a draft.
#include <filesystem>
#include <fstream>

#include "services/proposals/proposal_requests.h"

namespace urna::services {
namespace {

using grpc::StatusCode;

class EditKeys : public ProposalsTest {
 protected:
  Answer<v1::InviteCoAuthorResponse> Invite(const MadeProposal& proposal) {
    return By("", &Stub::InviteCoAuthor, About<v1::InviteCoAuthorRequest>(proposal));
  }
  Answer<v1::Proposal> Accept(const std::string& name, const std::string& key,
                              const std::string& author = "Blaise") {
    v1::AcceptCoAuthorshipRequest request;
    request.set_name(name);
    request.set_accept_key(key);
    request.set_author_name(author);
    return By("", &Stub::AcceptCoAuthorship, request);
  }
};

TEST_F(EditKeys, OpenTheirProposalAndNoOther) {
  const MadeProposal mine = Draft();
  const MadeProposal other = Draft();
  EXPECT_EQ(mine.key.size(), 43U);
  EXPECT_NE(mine.key, other.key);
  EXPECT_THAT(Get(mine, "", true).status, IsDone());
  const MadeProposal mixed = {mine.name, other.key};
  EXPECT_THAT(Get(mixed, "", true).status,
              IsRefused(StatusCode::PERMISSION_DENIED, "EDIT_KEY_WRONG"));
  EXPECT_THAT(Submit(mixed).status, IsRefused(StatusCode::PERMISSION_DENIED, "EDIT_KEY_WRONG"));
  EXPECT_THAT(Get(mine).status, IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
}

TEST_F(EditKeys, AreAskedForOnceTheProposalIsPublic) {
  const MadeProposal proposal = Public();
  EXPECT_THAT(Submit({proposal.name, ""}).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "EDIT_KEY_MISSING"));
  EXPECT_THAT(Invite({proposal.name, ""}).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "EDIT_KEY_MISSING"));
}

TEST_F(EditKeys, OpenADraftUnderItsOldNameOnceItIsHandedIn) {
  const MadeProposal draft = Draft();
  ASSERT_EQ(Submit(draft).value.name(), fmt::format("{}/proposals/p1", kProcess));
  const auto found = Get(draft, "", true);
  ASSERT_THAT(found.status, IsDone());
  EXPECT_EQ(found.value.name(), fmt::format("{}/proposals/p1", kProcess));
}

TEST_F(EditKeys, OfTheStaffSpeakForItAsItsAuthorDoes) {
  const MadeProposal draft = Draft();
  const std::string agent = MakeToken(v1::STAFF_ROLE_AGENT);
  auto update = About<v1::UpdateProposalRequest>({draft.name, ""});
  *update.mutable_content() = SomeContent("Deux bancs");
  EXPECT_THAT(By(agent, &Stub::UpdateProposal, update).status, IsDone());
  // What an author writes online, the author hands in.
  EXPECT_THAT(
      By(agent, &Stub::SubmitProposal, About<v1::SubmitProposalRequest>({draft.name, ""})).status,
      IsRefused(StatusCode::PERMISSION_DENIED, "EDIT_KEY_MISSING"));
  // Nor does a moderator edit.
  const std::string moderator = MakeToken(v1::STAFF_ROLE_MODERATOR);
  EXPECT_THAT(By(moderator, &Stub::UpdateProposal, update).status,
              IsRefused(StatusCode::UNAUTHENTICATED, "EDIT_KEY_MISSING"));
}

TEST_F(EditKeys, OfAnInvitationAreGoodOnceAndForThirtyDays) {
  const MadeProposal draft = Draft();
  const std::string key = Invite(draft).value.accept_key();
  EXPECT_EQ(key.size(), 43U);
  EXPECT_THAT(Accept(draft.name, draft.key).status,
              IsRefused(StatusCode::PERMISSION_DENIED, "EDIT_KEY_WRONG"));
  EXPECT_THAT(Accept(draft.name, key).status, IsDone());
  EXPECT_THAT(Accept(draft.name, key).status,
              IsRefused(StatusCode::PERMISSION_DENIED, "EDIT_KEY_WRONG"));
  EXPECT_EQ(Get(draft, "", true).value.internal().co_authors(), 1U);
  const std::string late = Invite(draft).value.accept_key();
  // Not beyond the process's review, which the calendar begins.
  server_.clock().Set(kNow + 30 * kDay);
  EXPECT_THAT(Accept(draft.name, late).status,
              IsRefused(StatusCode::PERMISSION_DENIED, "EDIT_KEY_WRONG"));
}

// Whoever was invited has the draft's link, and comes when they have time.
TEST_F(EditKeys, OfAnInvitationToADraftAreGoodOnceItIsHandedIn) {
  const MadeProposal draft = Draft();
  const std::string key = Invite(draft).value.accept_key();
  ASSERT_THAT(Submit(draft).status, IsDone());
  EXPECT_THAT(Accept(draft.name, key).status, IsDone());
  EXPECT_EQ(Get(draft, "", true).value.internal().co_authors(), 1U);
}

TEST_F(EditKeys, OfInvitationsAreFiftyAtMost) {
  // A draft that nobody changes would be gone by then.
  const MadeProposal proposal = HandedIn();
  std::string key;
  for (int i = 0; i < 50; ++i) {
    const auto invited = Invite(proposal);
    ASSERT_THAT(invited.status, IsDone());
    key = invited.value.accept_key();
  }
  EXPECT_THAT(Invite(proposal).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "TOO_MANY_AUTHORS"));
  // Whoever accepted still takes a place.
  ASSERT_THAT(Accept(proposal.name, key).status, IsDone());
  EXPECT_THAT(Invite(proposal).status,
              IsRefused(StatusCode::FAILED_PRECONDITION, "TOO_MANY_AUTHORS"));
  // After 30 days those who did not come make room.
  server_.clock().Set(kNow + 30 * kDay);
  EXPECT_THAT(Invite(proposal).status, IsDone());
}

TEST_F(EditKeys, StandNowhereInTheStore) {
  const MadeProposal draft = Draft();
  const std::string key = Invite(draft).value.accept_key();
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(server_.config().data_dir)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(bytes.find(draft.key), bytes.npos) << entry.path();
    EXPECT_EQ(bytes.find(key), bytes.npos) << entry.path();
  }
}

}  // namespace
}  // namespace urna::services
