// Every text that people write about proposals: how long it may be, and what it may be made of.
#include <map>
#include <set>

#include <google/protobuf/descriptor.pb.h>

#include "services/proposals/proposal_requests.h"

namespace urna::services {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Texts that name something, or that have rules of their own, which other tests are about.
const std::set<std::string>& Named() {
  static const auto& names = *new std::set<std::string>{
      "name",     "parent",     "names",      "parents",    "proposals", "remove",
      "edit_key", "accept_key", "request_id", "page_token", "assignee",  "language",
      "area",     "category",   "place",      "field",      "value"};
  return names;
}

// What people write in requests: "Method path" -> least and most bytes.
struct Bounds {
  std::size_t least;
  std::size_t most;
};
const std::map<std::string, Bounds>& Texts() {
  static const auto& all = *new std::map<std::string, Bounds>([] {
    std::map<std::string, Bounds> rows = {
        {"AcceptCoAuthorship author_name", {0, 200}},  {"FileAppeal statement.text", {1, 10'000}},
        {"ReportProposal reason", {1, 2000}},          {"ReturnProposal reason.text", {1, 10'000}},
        {"RecordVerdict reason.text", {1, 10'000}},    {"AddNote text", {1, 10'000}},
        {"RecordSupport persons", {1, 200}},           {"DecideAppeal reason.text", {1, 10'000}},
        {"WithdrawProposal reason.text", {1, 10'000}}, {"MergeProposals reason.text", {1, 10'000}},
        {"HideProposal reason.text", {1, 10'000}},
    };
    for (const char* content : {"CreateProposal content", "UpdateProposal content"}) {
      rows[std::string(content) + ".text.title"] = {0, 200};
      rows[std::string(content) + ".text.summary"] = {0, 1000};
      rows[std::string(content) + ".text.description"] = {0, 20'000};
      rows[std::string(content) + ".author_name"] = {0, 200};
      rows[std::string(content) + ".contact"] = {0, 500};
    }
    // What is handed in has a title and a summary.
    rows["ImportProposals contents.text.title"] = {1, 200};
    rows["ImportProposals contents.text.summary"] = {1, 1000};
    rows["ImportProposals contents.text.description"] = {0, 20'000};
    rows["ImportProposals contents.author_name"] = {0, 200};
    rows["ImportProposals contents.contact"] = {0, 500};
    return rows;
  }());
  return all;
}

// The texts of a message, however deep.
void Collect(const Descriptor& message, const std::string& path, std::set<std::string>& out) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor& field = *message.field(i);
    if (field.type() == FieldDescriptor::TYPE_MESSAGE) {
      if (field.message_type()->file()->package() != "urna.v1") continue;
      Collect(*field.message_type(), path + field.name() + ".", out);
    } else if (field.type() == FieldDescriptor::TYPE_STRING && !Named().contains(field.name())) {
      out.insert(path + field.name());
    }
  }
}

// Puts `text` where the path leads; of what is repeated into the first.
void SetAt(Message& message, const std::string& path, const std::string& text) {
  const std::size_t dot = path.find('.');
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(path.substr(0, dot));
  const auto* reflection = message.GetReflection();
  if (dot != path.npos) {
    Message* inner = !field->is_repeated() ? reflection->MutableMessage(&message, field)
                     : reflection->FieldSize(message, field) > 0
                         ? reflection->MutableRepeatedMessage(&message, field, 0)
                         : reflection->AddMessage(&message, field);
    SetAt(*inner, path.substr(dot + 1), text);
  } else if (!field->is_repeated()) {
    reflection->SetString(&message, field, text);
  } else if (reflection->FieldSize(message, field) > 0) {
    reflection->SetRepeatedString(&message, field, 0, text);
  } else {
    reflection->AddString(&message, field, text);
  }
}

// Where a violation of it is told: of what is repeated in the first place.
std::string PlaceOf(std::string path) {
  for (const char* list : {"statement", "reason", "contents"}) {
    const std::string begin = std::string(list) + ".";
    if (path.starts_with(begin)) path = std::string(list) + "[0]." + path.substr(begin.size());
  }
  if (path == "persons") path = "persons[0]";
  return path;
}

class TextsOfProposals : public ProposalsTest {
 protected:
  void SetUp() override {
    PlanTest::SetUp();
    v1::SubmissionForm form = FullForm();
    form.set_support_needed(1);
    Propose(kProcess, form);
  }

  // A proposal that this method may be called for.
  MadeProposal For(const std::string& method) {
    if (method == "UpdateProposal" || method == "AcceptCoAuthorship") return StaffDraft();
    // What the staff hands in, the staff has seen.
    const MadeProposal proposal = {Import({SomeContent()}).value.names(0), ""};
    if (method != "FileAppeal" && method != "DecideAppeal") return proposal;
    EXPECT_THAT(Decide(proposal, v1::REVIEW_STEP_FORMAL, false).status, IsDone());
    if (method == "DecideAppeal") {
      auto appeal = About<v1::FileAppealRequest>(proposal);
      Because(*appeal.mutable_statement());
      EXPECT_THAT(Admin(&Stub::FileAppeal, appeal).status, IsDone());
    }
    return proposal;
  }
  MadeProposal StaffDraft() {
    auto request = NewDraft();
    request.set_channel(v1::CHANNEL_STAFF);
    const auto made = Admin(&Stub::CreateProposal, request);
    EXPECT_THAT(made.status, IsDone());
    return {made.value.proposal().name(), made.value.edit_key()};
  }

  template <typename Request, typename Response>
  grpc::Status With(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    Request request, const std::string& path, const std::string& text) {
    SetAt(request, path, text);
    return Admin(method, request).status;
  }
  template <typename Request>
  static Request InFrench(Request request, const std::string& list) {
    SetAt(request, list + ".language", "fr");
    return request;
  }

  // One call with this text in it, all else right.
  grpc::Status Send(const std::string& method, const std::string& path, const std::string& text) {
    if (method == "CreateProposal") {
      auto request = NewDraft();
      request.set_channel(v1::CHANNEL_STAFF);
      return With(&Stub::CreateProposal, request, path, text);
    }
    if (method == "ImportProposals") {
      v1::ImportProposalsRequest request;
      request.set_parent(kProcess);
      request.set_channel(v1::CHANNEL_STAFF);
      *request.add_contents() = SomeContent();
      return With(&Stub::ImportProposals, request, path, text);
    }
    const MadeProposal proposal = For(method);
    const auto about = [&]<typename Request>(Request) { return About<Request>(proposal); };
    if (method == "UpdateProposal") {
      auto request = about(v1::UpdateProposalRequest());
      *request.mutable_content() = SomeContent();
      return With(&Stub::UpdateProposal, request, path, text);
    }
    if (method == "AcceptCoAuthorship") {
      const auto invited = By("", &Stub::InviteCoAuthor, about(v1::InviteCoAuthorRequest()));
      auto request = about(v1::AcceptCoAuthorshipRequest());
      request.set_accept_key(invited.value.accept_key());
      return With(&Stub::AcceptCoAuthorship, request, path, text);
    }
    if (method == "ReturnProposal") {
      auto request = InFrench(about(v1::ReturnProposalRequest()), "reason");
      request.mutable_due_time()->set_seconds(kNow + kDay);
      return With(&Stub::ReturnProposal, request, path, text);
    }
    if (method == "RecordVerdict") {
      auto request = InFrench(about(v1::RecordVerdictRequest()), "reason");
      request.mutable_facts()->set_step(v1::REVIEW_STEP_FORMAL);
      return With(&Stub::RecordVerdict, request, path, text);
    }
    if (method == "FileAppeal") {
      return With(&Stub::FileAppeal, InFrench(about(v1::FileAppealRequest()), "statement"), path,
                  text);
    }
    if (method == "DecideAppeal") {
      return With(&Stub::DecideAppeal, InFrench(about(v1::DecideAppealRequest()), "reason"), path,
                  text);
    }
    if (method == "WithdrawProposal") {
      return With(&Stub::WithdrawProposal, InFrench(about(v1::WithdrawProposalRequest()), "reason"),
                  path, text);
    }
    if (method == "MergeProposals") {
      auto request = InFrench(about(v1::MergeProposalsRequest()), "reason");
      request.add_parents(For(method).name);
      return With(&Stub::MergeProposals, request, path, text);
    }
    if (method == "HideProposal") {
      return With(&Stub::HideProposal, InFrench(about(v1::HideProposalRequest()), "reason"), path,
                  text);
    }
    if (method == "AddNote") return With(&Stub::AddNote, about(v1::AddNoteRequest()), path, text);
    if (method == "RecordSupport") {
      return With(&Stub::RecordSupport, about(v1::RecordSupportRequest()), path, text);
    }
    // From an address of its own: reports of one are few.
    v1::ReportProposalRequest request = about(v1::ReportProposalRequest());
    SetAt(request, path, text);
    return By("", &Stub::ReportProposal, request, fmt::format("198.51.100.{}", ++reports_)).status;
  }

  int reports_ = 0;
};

TEST_F(TextsOfProposals, AreAllKnownHere) {
  std::set<std::string> found;
  const auto* service = v1::CreateProposalRequest::descriptor()->file()->service(0);
  for (int i = 0; i < service->method_count(); ++i) {
    // What is only asked for stands nowhere.
    if (service->method(i)->options().idempotency_level() ==
        google::protobuf::MethodOptions::NO_SIDE_EFFECTS) {
      continue;
    }
    Collect(*service->method(i)->input_type(), service->method(i)->name() + " ", found);
  }
  std::set<std::string> known;
  for (const auto& [field, bounds] : Texts()) known.insert(field);
  EXPECT_EQ(found, known);
}

TEST_F(TextsOfProposals, MayBeSoLongAndMadeOfSo) {
  // Appeals have a phase of their own, in which everything else may be done too.
  ASSERT_THAT(Begin(v1::PHASE_APPEAL).status, IsDone());
  for (const auto& [field, bounds] : Texts()) {
    const std::string method = field.substr(0, field.find(' '));
    const std::string path = field.substr(field.find(' ') + 1);
    const auto send = [&](const std::string& text) { return Send(method, path, text); };
    SCOPED_TRACE(field);
    EXPECT_THAT(send(std::string(bounds.most, 'x')), IsDone());
    std::string accents;
    while (accents.size() + 2 <= bounds.most) accents += "é";
    EXPECT_THAT(send(accents), IsDone());
    EXPECT_THAT(send("شجرة في الحديقة"), IsDone());
    EXPECT_THAT(send("🌳 👩‍🌾 🇫🇷"), IsDone());
    if (bounds.least == 0) EXPECT_THAT(send(""), IsDone());

    const std::string place = PlaceOf(path);
    const auto is_wrong = [&](const std::string& text) {
      const Refusal refusal = Read(send(text));
      return refusal.fields.contains(place) ? "" : refusal.reason + " but not at " + place;
    };
    if (bounds.least > 0) EXPECT_EQ(is_wrong(""), "");
    EXPECT_EQ(is_wrong(std::string(bounds.most + 1, 'x')), "");
    EXPECT_EQ(is_wrong(std::string("a\0b", 3)), "");
    EXPECT_EQ(is_wrong("a\x1b[2Jb"), "");
    EXPECT_EQ(send("a\xff\xfe").error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  }
}

}  // namespace
}  // namespace urna::services
