// Whatever is sent to whichever method, the answer is a canonical error with its reason, never a
// fault of the server's own.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <grpcpp/generic/generic_stub.h>

#include "services/api/all_methods.h"
#include "services/election_driver.h"

namespace urna::services {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;
using google::protobuf::Reflection;
using grpc::StatusCode;

constexpr int kDepth = 4;

std::string AnyText() {
  return *rc::gen::weightedOneOf<std::string>(
      {{6, rc::gen::elementOf(std::vector<std::string>{
               "processes/paris",
               "processes/paris/areas/north",
               "processes/paris/contests/north",
               "processes/paris/contests/north/projects/a",
               "processes/paris/electorates/all",
               "processes/paris/registrars/r1",
               "processes/paris/trustees/t1",
               "processes/paris/ballots/aaaaaaaaaaaaaaaaaaaa",
               "processes/paris/ballots/" + std::string(52, 'a'),
               "processes/lyon",
               "north",
               "fr",
               "EUR",
               "greedy",
               "tile/0/000",
               "tile/entries/000",
               "*",
               "title",
               "log_origin",
               "witness_vkeys",
               "w.example+200fb1ab+BCL8KXeS8Lb/wL/P237bDAqhTgJaNl7A40Lobjgpy3S2"})},
       {3, rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127))},
       {1, rc::gen::just(std::string(5000, 'x'))}});
}

std::string AnyBytes() {
  const auto size = *rc::gen::elementOf(std::vector<std::size_t>{0, 1, 16, 32, 64, 128, 303, 2000});
  return *rc::gen::container<std::string>(size, rc::gen::arbitrary<char>());
}

template <typename Number>
Number AnyNumber() {
  return *rc::gen::oneOf(
      rc::gen::inRange<Number>(0, 4), rc::gen::arbitrary<Number>(),
      rc::gen::elementOf(std::vector<Number>{std::numeric_limits<Number>::min(),
                                             std::numeric_limits<Number>::max()}));
}

void Fill(Message& message, int depth);

void FillOne(Message& message, const FieldDescriptor& field, int depth) {
  const Reflection& r = *message.GetReflection();
  const bool many = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string text = field.type() == FieldDescriptor::TYPE_BYTES ? AnyBytes() : AnyText();
      many ? r.AddString(&message, &field, text) : r.SetString(&message, &field, text);
      break;
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      const auto n = AnyNumber<std::int32_t>();
      many ? r.AddInt32(&message, &field, n) : r.SetInt32(&message, &field, n);
      break;
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      const auto n = AnyNumber<std::int64_t>();
      many ? r.AddInt64(&message, &field, n) : r.SetInt64(&message, &field, n);
      break;
    }
    case FieldDescriptor::CPPTYPE_UINT32: {
      const auto n = AnyNumber<std::uint32_t>();
      many ? r.AddUInt32(&message, &field, n) : r.SetUInt32(&message, &field, n);
      break;
    }
    case FieldDescriptor::CPPTYPE_UINT64: {
      const auto n = AnyNumber<std::uint64_t>();
      many ? r.AddUInt64(&message, &field, n) : r.SetUInt64(&message, &field, n);
      break;
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      r.SetBool(&message, &field, *rc::gen::arbitrary<bool>());
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      if (many) {
        r.AddEnumValue(&message, &field, AnyNumber<std::int32_t>());
      } else {
        r.SetEnumValue(&message, &field, AnyNumber<std::int32_t>());
      }
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (depth > 0) {
        Fill(many ? *r.AddMessage(&message, &field) : *r.MutableMessage(&message, &field),
             depth - 1);
      }
      break;
    default:
      FAIL() << field.full_name();
  }
}

void Fill(Message& message, int depth) {
  const Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const int times = *rc::gen::inRange(0, type.field(i)->is_repeated() ? 4 : 3);
    for (int n = 0; n < std::min(times, type.field(i)->is_repeated() ? 3 : 1); ++n) {
      FillOne(message, *type.field(i), depth);
    }
  }
}

class AnyRequest : public testing::Test {
 protected:
  // One message, whatever the method makes of streams.
  grpc::Status Send(const MethodDescriptor& method, const Message& request) {
    grpc::GenericStub stub(server_.channel());
    auto context = server_.Administrator();
    grpc::CompletionQueue queue;
    const auto wait = [&queue] {
      void* tag = nullptr;
      bool ok = false;
      EXPECT_TRUE(queue.Next(&tag, &ok));
      return ok;
    };
    const auto call = stub.PrepareCall(
        context.get(), "/" + method.service()->full_name() + "/" + method.name(), &queue);
    call->StartCall(nullptr);
    wait();
    const grpc::Slice slice(request.SerializeAsString());
    call->WriteLast(grpc::ByteBuffer(&slice, 1), {}, nullptr);
    wait();
    grpc::ByteBuffer received;
    do {
      call->Read(&received, nullptr);
    } while (wait());
    grpc::Status status;
    call->Finish(&status, nullptr);
    wait();
    return status;
  }

  void TryEveryMethod() {
    const std::vector<const MethodDescriptor*> methods = AllMethods();
    EXPECT_TRUE(rc::check([&] {
      const MethodDescriptor& method = **rc::gen::elementOf(methods);
      const std::unique_ptr<Message> request(
          MessageFactory::generated_factory()->GetPrototype(method.input_type())->New());
      Fill(*request, kDepth);
      const grpc::Status status = Send(method, *request);
      RC_LOG() << method.full_name() << " { " << request->ShortDebugString()
               << " }: " << status.error_code() << " " << status.error_message();
      RC_ASSERT(status.error_code() != StatusCode::INTERNAL);
      RC_ASSERT(status.error_code() != StatusCode::UNKNOWN);
      RC_ASSERT(status.error_code() != StatusCode::UNIMPLEMENTED);
      RC_ASSERT(status.error_code() != StatusCode::DATA_LOSS);
      RC_ASSERT(status.error_code() != StatusCode::DEADLINE_EXCEEDED);
      RC_ASSERT(status.ok() || !Read(status).reason.empty());
    }));
  }

  TestServer server_;
  ElectionDriver election_{server_};
};

TEST_F(AnyRequest, IsAnsweredWhileAProcessIsWritten) {
  election_.WriteDraft();
  TryEveryMethod();
}

TEST_F(AnyRequest, IsAnsweredWhileKeysAreMade) {
  election_.WriteDraft();
  election_.ImportParts();
  ASSERT_THAT(election_.Freeze().status, IsDone());
  TryEveryMethod();
}

TEST_F(AnyRequest, IsAnsweredWhileVotingIsOpenAndChangesNothing) {
  election_.SealAll();
  election_.Open();
  TryEveryMethod();
  EXPECT_EQ(election_.Phase(), v1::PHASE_VOTING);
  EXPECT_THAT(election_.Cast(election_.Ballot(0, {0})).status, IsDone());
}

TEST_F(AnyRequest, IsAnsweredWhileBallotsAreCounted) {
  election_.SealAll();
  election_.Open();
  ASSERT_THAT(election_.Cast(election_.Ballot(0, {0})).status, IsDone());
  election_.Close();
  TryEveryMethod();
  EXPECT_EQ(election_.Phase(), v1::PHASE_CLOSED);
  election_.SignClosings();
  EXPECT_THAT(election_.Mix(1).status, IsDone());
}

}  // namespace
}  // namespace urna::services
