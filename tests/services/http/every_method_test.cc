// Every method of the table gives the same answer, code and details in each protocol as over gRPC.
#include <google/protobuf/message.h>

#include "pch.h"
#include "services/api/all_methods.h"
#include "services/election_driver.h"
#include "services/http/http_calls.h"

namespace urna::services {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

// What it names lies in the process, where it names anything.
std::unique_ptr<Message> RequestFor(const MethodDescriptor& method, const std::string& process) {
  std::unique_ptr<Message> request(
      MessageFactory::generated_factory()->GetPrototype(method.input_type())->New());
  for (const char* name : {"name", "parent", "process"}) {
    const FieldDescriptor* field = method.input_type()->FindFieldByName(name);
    if (field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      request->GetReflection()->SetString(request.get(), field, process);
    }
  }
  return request;
}

// The others are asked of the same process afterwards.
bool ChangesAll(const MethodDescriptor& method) {
  return method.name() == "DeleteProcess" || method.name() == "FreezeProcess" ||
         method.name() == "UnfreezeProcess";
}

// What it answers names a document with a salt, another each time.
bool AnswersAnew(const MethodDescriptor& method) { return method.name() == "SetForm"; }

class EveryMethod : public ElectionTest {
 protected:
  // By everybody and by the administrator, with and without a name in it.
  void ExpectTheSame() {
    HttpClient client(server_.http_address());
    int answered = 0;
    for (const MethodDescriptor* method : AllMethods()) {
      for (const std::string& process : {std::string(), election_.process()}) {
        if (!process.empty() && (ChangesAll(*method) || AnswersAnew(*method))) continue;
        for (const std::string& token : {std::string(), server_.token(), std::string("wrong")}) {
          const std::unique_ptr<Message> request = RequestFor(*method, process);
          const CallOutcome expected = CallOverGrpc(server_.channel(), *method, *request, token);
          answered += expected.status.code() == 0;
          for (const char* protocol : kProtocols) {
            SCOPED_TRACE(method->full_name() + " as " + protocol);
            const std::string type = ContentTypeFor(protocol, *method);
            const HttpReply reply = client.Call(RequestOf(type, *method, {request.get()}, token));
            EXPECT_EQ(OutcomeOf(type, *method, reply), expected);
          }
        }
      }
    }
    // The comparison is of answers too, not of refusals alone.
    EXPECT_GT(answered, 8);
  }
};

TEST_F(EveryMethod, AnswersTheSameWhileAProcessIsWritten) {
  election_.WriteDraft();
  ExpectTheSame();
}

TEST_F(EveryMethod, AnswersTheSameWhileVotingIsOpen) {
  SealAndOpen();
  ExpectTheSame();
}

TEST_F(EveryMethod, AnswersTheSameOnceItIsClosed) {
  CloseWithBallots();
  ExpectTheSame();
}

TEST_F(EveryMethod, TakesAVoteInEachProtocol) {
  SealAndOpen();
  const MethodDescriptor& cast = MethodAt("/urna.v1.Ballots/CastBallot");
  HttpClient client(server_.http_address());
  std::size_t voter = 0;
  for (const char* protocol : kProtocols) {
    SCOPED_TRACE(protocol);
    v1::CastBallotRequest request;
    request.set_process(election_.process());
    request.set_ballot(election_.Ballot(voter++, {0}));
    const std::string type = ContentTypeFor(protocol, cast);
    const CallOutcome outcome =
        OutcomeOf(type, cast, client.Call(RequestOf(type, cast, {&request}, "")));
    EXPECT_EQ(outcome.status.code(), 0) << outcome.status.message();
    v1::CastBallotResponse response;
    ASSERT_EQ(outcome.messages.size(), 1u);
    ASSERT_TRUE(response.ParseFromString(outcome.messages[0]));
    // A retry, over gRPC, is answered with the same receipt.
    EXPECT_EQ(CallOverGrpc(server_.channel(), cast, request, ""), outcome);
  }
}

}  // namespace
}  // namespace urna::services
