// Every method, called by everybody, in every phase: who may call it, and when. What is expected is
// written down here by itself, not read from the server's table.
#include <grpcpp/generic/generic_stub.h>

#include <map>
#include <set>

#include "ledger/act_rules.h"
#include "services/api/all_methods.h"
#include "services/election_driver.h"
#include "services/planning/plan_requests.h"

namespace urna::services {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using grpc::StatusCode;

enum class Who {
  kAnybody,
  kStaff,
  kKnown,
  kDraftReaders,
  kScreeners,
  kModerators,
  kEditors,
  kConductors,
  kAdministrators
};
enum class When { kAlways, kPrivate, kDraft, kProposing, kFrozen, kSealing, kSealed, kClosed };

struct Expectation {
  Who who;
  When when;
  // The field that names the process or something in it; of a stream, in its header.
  std::string subject;
};

const std::map<std::string, Expectation>& Expectations() {
  static const auto& all = *new std::map<std::string, Expectation>([] {
    std::map<std::string, Expectation> rows = {
        {"CreateProcess", {Who::kAdministrators, When::kAlways, ""}},
        {"ListProcesses", {Who::kAnybody, When::kAlways, ""}},
        {"GetProcess", {Who::kAnybody, When::kAlways, "name"}},
        {"UpdateProcess", {Who::kConductors, When::kDraft, "process.name"}},
        {"DeleteProcess", {Who::kConductors, When::kDraft, "name"}},
        {"FreezeProcess", {Who::kConductors, When::kDraft, "name"}},
        {"UnfreezeProcess", {Who::kConductors, When::kSealing, "name"}},
        {"GetManifest", {Who::kAnybody, When::kFrozen, "name"}},
        {"ApproveManifest", {Who::kAnybody, When::kSealing, "name"}},
        {"ScheduleOpening", {Who::kAnybody, When::kSealed, "name"}},
        {"ScheduleClosing", {Who::kAnybody, When::kSealed, "name"}},
        {"GetSchedule", {Who::kAnybody, When::kSealed, "name"}},
        {"UpdateContest", {Who::kEditors, When::kDraft, "contest.name"}},
        {"UpdateProject", {Who::kEditors, When::kDraft, "project.name"}},
        {"BatchCreateProjects", {Who::kEditors, When::kDraft, "parent"}},
        {"ImportPart", {Who::kAnybody, When::kDraft, "electorate"}},
        {"ReadRoll", {Who::kAnybody, When::kFrozen, "electorate"}},
        {"FindSlot", {Who::kAnybody, When::kFrozen, "process"}},
        {"RevokeKey", {Who::kAnybody, When::kSealed, "name"}},
        {"GetCeremony", {Who::kAnybody, When::kFrozen, "process"}},
        {"RestartCeremony", {Who::kConductors, When::kSealing, "process"}},
        {"GetTally", {Who::kAnybody, When::kClosed, "contest"}},
        {"GetTallyReport", {Who::kAnybody, When::kClosed, "contest"}},
        {"SignTally", {Who::kAnybody, When::kClosed, "contest"}},
        {"Simulate", {Who::kDraftReaders, When::kAlways, "synthetic.contest"}},
        {"GetBallot", {Who::kAnybody, When::kSealed, "name"}},
        {"UpdateMandateDraft", {Who::kEditors, When::kDraft, "process"}},
        {"GetMandateDraft", {Who::kEditors, When::kAlways, "process"}},
        {"PublishMandate", {Who::kConductors, When::kDraft, "process"}},
        {"SetCalendar", {Who::kConductors, When::kDraft, "process"}},
        {"SetForm", {Who::kConductors, When::kPrivate, "process"}},
        {"BeginPhase", {Who::kConductors, When::kDraft, "process"}},
        {"DuplicateProcess", {Who::kAdministrators, When::kAlways, ""}},
        {"CreateAccessToken", {Who::kAdministrators, When::kAlways, ""}},
        {"ListAccessTokens", {Who::kAdministrators, When::kAlways, ""}},
        {"RevokeAccessToken", {Who::kAdministrators, When::kAlways, ""}},
        {"GetOwnAccessToken", {Who::kStaff, When::kAlways, ""}},
    };
    for (const char* logs_in : {"ListProviders", "RequestSignInLink", "SignInWithLink"}) {
      rows[logs_in] = {Who::kAnybody, When::kAlways, ""};
    }
    for (const char* own : {"GetOwnAccount", "ListOwnProposals", "ListOwnFollows", "StopOwnFollow",
                            "EraseAccount", "ExportAccount", "ListSessions", "EndSession"}) {
      rows[own] = {Who::kKnown, When::kAlways, ""};
    }
    for (const char* all : {"ListAccounts", "GetAccount", "UpdateAccountGrants"}) {
      rows[all] = {Who::kAdministrators, When::kAlways, ""};
    }
    for (const char* asked :
         {"GetMessaging", "ConfirmFollow", "Unsubscribe", "GetAttachmentLimits"}) {
      rows[asked] = {Who::kAnybody, When::kAlways, ""};
    }
    for (const char* followed : {"FollowProposal", "FollowProcess"}) {
      rows[followed] = {Who::kAnybody, When::kAlways, "name"};
    }
    for (const char* own : {"SetStaffAddress", "GetStaffAddress"}) {
      rows[own] = {Who::kStaff, When::kAlways, ""};
    }
    for (const char* text : {"ListTemplates", "UpdateTemplate", "ResetTemplate", "PreviewTemplate",
                             "ListMessages", "RetryMessages", "DropMessages"}) {
      rows[text] = {Who::kConductors, When::kAlways, "parent"};
    }
    for (const char* mail : {"SendTestMessage", "ListSuppressions", "ClearSuppression"}) {
      rows[mail] = {Who::kAdministrators, When::kAlways, ""};
    }
    for (const char* edited : {"Area", "Contest", "Project", "Electorate"}) {
      rows[std::string("Create") + edited] = {Who::kEditors, When::kDraft, "parent"};
      rows[std::string("Delete") + edited] = {Who::kEditors, When::kDraft, "name"};
    }
    for (const char* party : {"Registrar", "Authority", "Trustee"}) {
      rows[std::string("Create") + party] = {Who::kConductors, When::kDraft, "parent"};
      rows[std::string("Delete") + party] = {Who::kConductors, When::kDraft, "name"};
    }
    for (const char* read :
         {"Area", "Contest", "Project", "Electorate", "Registrar", "Authority", "Trustee"}) {
      rows[std::string("Get") + read] = {Who::kAnybody, When::kAlways, "name"};
    }
    for (const char* list : {"Areas", "Contests", "Projects", "Electorates", "Registrars",
                             "Authorities", "Trustees"}) {
      rows[std::string("List") + list] = {Who::kAnybody, When::kAlways, "parent"};
    }
    for (const char* said :
         {"SubmitCommitment", "SubmitReveal", "SubmitConfirmation", "FileComplaint"}) {
      rows[said] = {Who::kAnybody, When::kSealing, "process"};
    }
    for (const char* closed :
         {"SignClosing", "SubmitCloseCheckpoint", "GetCount", "SubmitArtefact"}) {
      rows[closed] = {Who::kAnybody, When::kClosed, "process"};
    }
    for (const char* logged :
         {"CastBallot", "ProveRefusal", "GetCheckpoint", "ListEntries", "GetInclusionProof",
          "GetConsistencyProof", "GetTile", "ReadArtefact"}) {
      rows[logged] = {Who::kAnybody, When::kSealed, "process"};
    }
    for (const char* told : {"GetMandate", "ListMandateVersions", "CompareMandates", "GetCalendar",
                             "GetForm", "GetJournal", "ListActs", "GetDocument"}) {
      rows[told] = {Who::kAnybody, When::kAlways, "process"};
    }
    for (const char* proposed : {"UpdateProposal", "SubmitProposal", "WithdrawProposal",
                                 "InviteCoAuthor", "AcceptCoAuthorship", "FileAppeal"}) {
      rows[proposed] = {Who::kAnybody, When::kProposing, "name"};
    }
    for (const char* asked :
         {"ExportPersonalData", "ReportProposal", "GetProposal", "CompareProposalVersions"}) {
      rows[asked] = {Who::kAnybody, When::kAlways, "name"};
    }
    for (const char* reviewed :
         {"ReturnProposal", "RecordVerdict", "RecordSupport", "MergeProposals"}) {
      rows[reviewed] = {Who::kEditors, When::kProposing, "name"};
    }
    for (const char* together :
         {"AssignProposals", "SetIncompatible", "AdmitProposals", "ImportProposals"}) {
      rows[together] = {Who::kEditors, When::kProposing, "parent"};
    }
    rows["CreateProposal"] = {Who::kAnybody, When::kProposing, "parent"};
    rows["ListProposals"] = {Who::kAnybody, When::kAlways, "parent"};
    rows["ListReviewers"] = {Who::kScreeners, When::kAlways, "parent"};
    rows["ScreenProposal"] = {Who::kScreeners, When::kProposing, "name"};
    rows["AddNote"] = {Who::kScreeners, When::kAlways, "name"};
    rows["ListNotes"] = {Who::kScreeners, When::kAlways, "name"};
    rows["DecideAppeal"] = {Who::kConductors, When::kProposing, "name"};
    rows["HideProposal"] = {Who::kModerators, When::kAlways, "name"};
    rows["RestoreProposal"] = {Who::kModerators, When::kAlways, "name"};
    rows["EraseProposal"] = {Who::kConductors, When::kAlways, "name"};
    for (const char* attached : {"UploadAttachment", "ListAttachments"}) {
      rows[attached] = {Who::kAnybody, When::kAlways, "parent"};
    }
    for (const char* attached :
         {"GetAttachment", "ReadAttachment", "UpdateAttachment", "DeleteAttachment"}) {
      rows[attached] = {Who::kAnybody, When::kAlways, "name"};
    }
    // From the freezing on, for it may be sent again after the sealing.
    rows["SealProcess"] = {Who::kConductors, When::kFrozen, "name"};
    return rows;
  }());
  return all;
}

// The message with one text in it, however deep.
void SetAt(Message& message, const std::string& path, const std::string& text) {
  Message* at = &message;
  std::string rest = path;
  for (std::size_t dot = rest.find('.'); dot != rest.npos; dot = rest.find('.')) {
    const FieldDescriptor* field = at->GetDescriptor()->FindFieldByName(rest.substr(0, dot));
    ASSERT_NE(field, nullptr) << path;
    at = at->GetReflection()->MutableMessage(at, field);
    rest = rest.substr(dot + 1);
  }
  const FieldDescriptor* field = at->GetDescriptor()->FindFieldByName(rest);
  ASSERT_NE(field, nullptr) << path;
  at->GetReflection()->SetString(at, field, text);
}

enum class Caller { kNobody, kAgentElsewhere, kModerator, kAgent, kConductor, kAdministrator };
constexpr Caller kCallers[] = {Caller::kNobody, Caller::kAgentElsewhere, Caller::kModerator,
                               Caller::kAgent,  Caller::kConductor,      Caller::kAdministrator};

bool Belongs(Caller caller, Who who) {
  switch (who) {
    case Who::kAnybody:
      return true;
    case Who::kStaff:
    case Who::kKnown:
      return caller != Caller::kNobody;
    case Who::kDraftReaders:
    case Who::kScreeners:
      return caller >= Caller::kModerator;
    case Who::kModerators:
      return caller == Caller::kModerator || caller >= Caller::kConductor;
    case Who::kEditors:
      return caller >= Caller::kAgent;
    case Who::kConductors:
      return caller >= Caller::kConductor;
    case Who::kAdministrators:
      return caller == Caller::kAdministrator;
  }
  return false;
}

bool IsFrom(v1::Phase phase, v1::Phase first) {
  return ledger::RankOf(phase) >= ledger::RankOf(first);
}

bool Fits(v1::Phase phase, When when) {
  switch (when) {
    case When::kAlways:
      return true;
    case When::kPrivate:
      return phase == v1::PHASE_DRAFT;
    case When::kDraft:
      return !IsFrom(phase, v1::PHASE_SEALING);
    case When::kProposing:
      return IsFrom(phase, v1::PHASE_SUBMISSION) && !IsFrom(phase, v1::PHASE_SEALING);
    case When::kFrozen:
      return IsFrom(phase, v1::PHASE_SEALING);
    case When::kSealing:
      return phase == v1::PHASE_SEALING;
    case When::kSealed:
      return IsFrom(phase, v1::PHASE_SEALED);
    case When::kClosed:
      return IsFrom(phase, v1::PHASE_CLOSED);
  }
  return false;
}

std::string WrongPhaseReason(v1::Phase phase, When when) {
  if (when == When::kPrivate) return "PROCESS_IS_PUBLIC";
  if (when == When::kDraft) return "PROCESS_NOT_IN_DRAFT";
  if (when == When::kProposing) return "NO_PROPOSALS_NOW";
  if (when == When::kClosed) return "NOT_CLOSED";
  if (when == When::kSealed) return "NOT_SEALED";
  return IsFrom(phase, v1::PHASE_SEALED) ? "ALREADY_SEALED" : "PROCESS_NOT_FROZEN";
}

class Permissions : public ElectionTest {
 protected:
  std::string MakeToken(v1::StaffRole role, const std::string& process) {
    v1::CreateAccessTokenRequest request;
    request.mutable_access_token()->set_display_name("test");
    v1::Grant& grant = *request.mutable_access_token()->add_grants();
    grant.set_role(role);
    grant.set_process(process);
    auto made = server_.Admin(&v1::Administration::Stub::CreateAccessToken, request);
    EXPECT_THAT(made.status, IsDone());
    return made.value.secret();
  }
  void MakeTokens() {
    tokens_[Caller::kAgentElsewhere] = MakeToken(v1::STAFF_ROLE_AGENT, "processes/elsewhere");
    tokens_[Caller::kModerator] = MakeToken(v1::STAFF_ROLE_MODERATOR, election_.process());
    tokens_[Caller::kAgent] = MakeToken(v1::STAFF_ROLE_AGENT, election_.process());
    tokens_[Caller::kConductor] = MakeToken(v1::STAFF_ROLE_ADMINISTRATOR, election_.process());
    tokens_[Caller::kAdministrator] = server_.token();
  }

  // Something of the right kind in the process, be it there or not.
  std::string NameFor(const MethodDescriptor& method, const std::string& subject) const {
    const std::string& name = method.name();
    const std::string process = election_.process();
    const auto kind = [&](const char* word, const std::string& in) {
      return name.find(word) != name.npos ? process + in : "";
    };
    if (subject == "electorate") return process + "/electorates/all";
    if (subject == "contest" || subject == "synthetic.contest") return process + "/contests/north";
    if (subject == "parent") {
      return name.find("Project") != name.npos ? process + "/contests/north" : process;
    }
    if (subject == "process" || subject == "process.name") return process;
    if (method.service()->name() == "Proposals") return process + "/proposals/p1";
    for (const auto& [word, in] : std::vector<std::pair<const char*, std::string>>{
             {"Area", "/areas/none"},
             {"Project", "/contests/north/projects/none"},
             {"Contest", "/contests/none"},
             {"Electorate", "/electorates/none"},
             {"Registrar", "/registrars/none"},
             {"Authority", "/authorities/none"},
             {"Trustee", "/trustees/none"},
             {"GetBallot", "/ballots/aaaaaaaaaaaaaaaaaaaa"}}) {
      if (std::string found = kind(word, in); !found.empty()) return found;
    }
    return process;
  }

  grpc::Status CallOf(const MethodDescriptor& method, Caller caller, bool harmless) {
    std::unique_ptr<Message> request(
        MessageFactory::generated_factory()->GetPrototype(method.input_type())->New());
    const Expectation& expected = Expectations().at(method.name());
    std::string path = expected.subject;
    if (method.client_streaming()) path = "header." + path;
    if (!expected.subject.empty()) SetAt(*request, path, NameFor(method, expected.subject));
    // What may be called is called so that it does nothing.
    const FieldDescriptor* id = method.input_type()->FindFieldByName("request_id");
    if (harmless && id != nullptr) {
      request->GetReflection()->SetString(request.get(), id, "no UUID");
    }
    auto context = caller == Caller::kNobody ? server_.Anonymous() : server_.With(tokens_[caller]);
    return CallStream(method, *request, *context);
  }

  // Whatever the method streams: one message there, all messages back.
  grpc::Status CallStream(const MethodDescriptor& method, const Message& request,
                          grpc::ClientContext& context) {
    grpc::GenericStub stub(server_.channel());
    grpc::CompletionQueue queue;
    const std::string path = "/" + method.service()->full_name() + "/" + method.name();
    auto stream = stub.PrepareCall(&context, path, &queue);
    const std::string bytes = request.SerializeAsString();
    const grpc::Slice slice(bytes);
    const auto next = [&queue] {
      void* tag = nullptr;
      bool ok = false;
      return queue.Next(&tag, &ok) && ok;
    };
    stream->StartCall(nullptr);
    next();
    stream->WriteLast(grpc::ByteBuffer(&slice, 1), {}, nullptr);
    next();
    grpc::ByteBuffer message;
    do {
      stream->Read(&message, nullptr);
    } while (next());
    grpc::Status status;
    stream->Finish(&status, nullptr);
    next();
    return status;
  }

  void CheckAll(v1::Phase phase) {
    v1::GetProcessRequest get;
    get.set_name(election_.process());
    ASSERT_EQ(server_.Admin(&v1::Processes::Stub::GetProcess, get).value.phase(), phase);
    for (const MethodDescriptor* method : AllMethods()) {
      const Expectation& expected = Expectations().at(method->name());
      for (const Caller caller : kCallers) {
        SCOPED_TRACE(method->name() + " by " + std::to_string(static_cast<int>(caller)) + " in " +
                     v1::Phase_Name(phase));
        const bool may = Belongs(caller, expected.who);
        const bool now = Fits(phase, expected.when);
        const grpc::Status status = CallOf(*method, caller, may && now);
        const Refusal refusal = status.ok() ? Refusal{} : Read(status);
        if (!may) {
          EXPECT_EQ(refusal.reason, caller == Caller::kNobody ? "TOKEN_MISSING" : "ROLE_MISSING");
          EXPECT_EQ(refusal.code, caller == Caller::kNobody ? StatusCode::UNAUTHENTICATED
                                                            : StatusCode::PERMISSION_DENIED);
          continue;
        }
        // A registrar brings its part to a draft that it may not read.
        const bool hidden = phase == v1::PHASE_DRAFT && caller < Caller::kModerator &&
                            !expected.subject.empty() && method->name() != "ImportPart";
        if (hidden) {
          EXPECT_EQ(refusal.reason, "RESOURCE_NOT_FOUND");
          EXPECT_EQ(refusal.code, StatusCode::NOT_FOUND);
        } else if (!now) {
          EXPECT_EQ(refusal.reason, WrongPhaseReason(phase, expected.when));
          EXPECT_EQ(refusal.code, StatusCode::FAILED_PRECONDITION);
        } else {
          EXPECT_NE(refusal.reason, "TOKEN_MISSING");
          EXPECT_NE(refusal.reason, "ROLE_MISSING");
          EXPECT_NE(refusal.reason, WrongPhaseReason(phase, expected.when));
        }
      }
    }
  }

  // What must be there before citizens propose.
  void Plan() {
    using Planning = v1::Planning::Stub;
    auto keep = Of<v1::UpdateMandateDraftRequest>();
    *keep.mutable_mandate() = FrenchMandate();
    ASSERT_THAT(server_.Admin(&Planning::UpdateMandateDraft, keep).status, IsDone());
    ASSERT_THAT(server_.Admin(&Planning::PublishMandate, Of<v1::PublishMandateRequest>()).status,
                IsDone());
    ASSERT_THAT(server_.Admin(&Planning::SetForm, Of<v1::SetFormRequest>()).status, IsDone());
    auto calendar = Of<v1::SetCalendarRequest>();
    *calendar.mutable_calendar() = ProposingCalendar();
    ASSERT_THAT(server_.Admin(&Planning::SetCalendar, calendar).status, IsDone());
  }
  void Begin(v1::Phase phase) {
    auto request = Of<v1::BeginPhaseRequest>();
    request.set_phase(phase);
    ASSERT_THAT(server_.Admin(&v1::Planning::Stub::BeginPhase, request).status, IsDone());
  }

  std::map<Caller, std::string> tokens_;
};

TEST(MethodTable, HasEveryMethodOfTheApiAndNoOther) {
  std::set<std::string> expected;
  for (const auto& [name, row] : Expectations()) expected.insert(name);
  std::set<std::string> found;
  for (const MethodDescriptor* method : AllMethods()) {
    EXPECT_TRUE(found.insert(method->name()).second) << method->name() << " is two methods";
  }
  EXPECT_EQ(found, expected);
}

TEST_F(Permissions, AreToldToWhoeverHoldsThem) {
  election_.WriteDraft();
  MakeTokens();
  const auto own = [&](Caller caller) {
    v1::AccessToken token;
    const grpc::Status status = server_.administration().GetOwnAccessToken(
        server_.With(tokens_[caller]).get(), v1::GetOwnAccessTokenRequest(), &token);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return token;
  };
  const v1::AccessToken agent = own(Caller::kAgent);
  ASSERT_EQ(agent.grants_size(), 1);
  EXPECT_EQ(agent.grants(0).role(), v1::STAFF_ROLE_AGENT);
  EXPECT_EQ(agent.grants(0).process(), election_.process());
  EXPECT_EQ(agent.display_name(), "test");
  const v1::AccessToken all = own(Caller::kAdministrator);
  EXPECT_EQ(all.grants(0).role(), v1::STAFF_ROLE_ADMINISTRATOR);
  EXPECT_EQ(all.grants(0).process(), "");
  EXPECT_NE(all.name(), agent.name());
}

TEST_F(Permissions, AreAsWrittenInEveryPhase) {
  election_.WriteDraft();
  MakeTokens();
  CheckAll(v1::PHASE_DRAFT);
  election_.ImportParts();
  Plan();
  for (const auto phase : {v1::PHASE_SUBMISSION, v1::PHASE_REVIEW, v1::PHASE_APPEAL}) {
    Begin(phase);
    CheckAll(phase);
  }
  ASSERT_THAT(election_.Freeze().status, IsDone());
  CheckAll(v1::PHASE_SEALING);
  election_.FetchConfig();
  election_.StartParticipants();
  election_.HoldCeremony();
  election_.FetchManifest();
  election_.ApproveAll();
  ASSERT_THAT(election_.Seal().status, IsDone());
  CheckAll(v1::PHASE_SEALED);
  election_.Open();
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {0})).status, IsDone());
  CheckAll(v1::PHASE_VOTING);
  election_.Close();
  CheckAll(v1::PHASE_CLOSED);
  election_.SignClosings();
  for (std::uint32_t m : {1u, 2u}) ASSERT_THAT(election_.Mix(m).status, IsDone());
  CheckAll(v1::PHASE_MIXED);
  for (std::uint32_t m : {1u, 2u}) ASSERT_THAT(election_.Decrypt(m).status, IsDone());
  CheckAll(v1::PHASE_DECRYPTED);
  const v1::Tally tally = election_.GetTally();
  ASSERT_THAT(
      server_.Anybody(&v1::Tallies::Stub::SignTally, election_.TallySignatures(tally, 1)).status,
      IsDone());
  CheckAll(v1::PHASE_TALLIED);
  // And once more when the log is read from the store again.
  server_.Restart();
  CheckAll(v1::PHASE_TALLIED);
}

// There is nothing to find out by asking for what is not there.
TEST_F(Permissions, OfAProcessThatThereIsNotAreNotFound) {
  election_.WriteDraft();
  MakeTokens();
  for (const MethodDescriptor* method : AllMethods()) {
    const Expectation& expected = Expectations().at(method->name());
    if (expected.subject.empty()) continue;
    std::unique_ptr<Message> request(
        MessageFactory::generated_factory()->GetPrototype(method->input_type())->New());
    std::string name = NameFor(*method, expected.subject);
    name.replace(0, election_.process().size(), "processes/nowhere");
    SetAt(*request, (method->client_streaming() ? "header." : "") + expected.subject, name);
    SCOPED_TRACE(method->name());
    EXPECT_THAT(CallStream(*method, *request, *server_.Administrator()),
                IsRefused(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND"));
  }
}

// What names no process is for whoever works on any.
TEST_F(Permissions, ToSimulateAPastElectionAreThoseOfAllStaff) {
  election_.WriteDraft();
  MakeTokens();
  const auto simulate = [&](std::unique_ptr<grpc::ClientContext> context) {
    v1::SimulateRequest request;
    request.set_pabulib("no election");
    v1::SimulateResponse response;
    return server_.tallies().Simulate(context.get(), request, &response);
  };
  EXPECT_THAT(simulate(server_.Anonymous()),
              IsRefused(StatusCode::UNAUTHENTICATED, "TOKEN_MISSING"));
  for (const auto& [caller, token] : tokens_) {
    EXPECT_THAT(simulate(server_.With(token)),
                IsRefused(StatusCode::INVALID_ARGUMENT, "INVALID_FIELD"));
  }
}

TEST_F(Permissions, OfARevokedTokenAreNone) {
  v1::CreateAccessTokenRequest request;
  request.mutable_access_token()->set_display_name("leaves tomorrow");
  request.mutable_access_token()->add_grants()->set_role(v1::STAFF_ROLE_ADMINISTRATOR);
  const auto made = server_.Admin(&v1::Administration::Stub::CreateAccessToken, request);
  ASSERT_THAT(made.status, IsDone());
  const auto list = [&] {
    v1::ListAccessTokensResponse response;
    auto context = server_.With(made.value.secret());
    return server_.administration().ListAccessTokens(context.get(), {}, &response);
  };
  EXPECT_THAT(list(), IsDone());
  v1::RevokeAccessTokenRequest revocation;
  revocation.set_name(made.value.access_token().name());
  ASSERT_THAT(server_.Admin(&v1::Administration::Stub::RevokeAccessToken, revocation).status,
              IsDone());
  EXPECT_THAT(list(), IsRefused(StatusCode::UNAUTHENTICATED, "TOKEN_REVOKED"));
  server_.Restart();
  EXPECT_THAT(list(), IsRefused(StatusCode::UNAUTHENTICATED, "TOKEN_REVOKED"));
}

TEST_F(Permissions, AreGrantedAsAskedOrRefusedWhole) {
  const auto make = [&](auto&& change) {
    v1::CreateAccessTokenRequest request;
    request.mutable_access_token()->set_display_name("x");
    request.mutable_access_token()->add_grants()->set_role(v1::STAFF_ROLE_AGENT);
    change(*request.mutable_access_token());
    return server_.Admin(&v1::Administration::Stub::CreateAccessToken, request).status;
  };
  EXPECT_THAT(make([](v1::AccessToken&) {}), IsDone());
  EXPECT_THAT(make([](v1::AccessToken& t) { t.clear_display_name(); }),
              IsWrongAt("access_token.display_name"));
  EXPECT_THAT(make([](v1::AccessToken& t) { t.clear_grants(); }), IsWrongAt("access_token.grants"));
  EXPECT_THAT(make([](v1::AccessToken& t) { t.mutable_grants(0)->clear_role(); }),
              IsWrongAt("access_token.grants[0].role"));
  EXPECT_THAT(make([](v1::AccessToken& t) { t.mutable_grants(0)->set_process("paris"); }),
              IsWrongAt("access_token.grants[0].process"));
  EXPECT_THAT(make([](v1::AccessToken& t) { t.mutable_expire_time()->set_seconds(1); }),
              IsWrongAt("access_token.expire_time"));
}

}  // namespace
}  // namespace urna::services
