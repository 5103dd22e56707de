#include "services/eligibility_service.h"

#include <optional>
#include <string>

#include "services/rolls.h"
#include "services/streams.h"

namespace urna::services {

grpc::ServerUnaryReactor* EligibilityService::CreateElectorate(
    grpc::CallbackServerContext* context, const v1::CreateElectorateRequest* request,
    v1::Electorate* response) {
  return calls_.Answer(context, "CreateElectorate", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Create(
                             actor, {"CreateElectorate", asked.request_id(), asked}, asked.parent(),
                             asked.electorate_id(), asked.electorate(), answer);
                       });
}

grpc::ServerUnaryReactor* EligibilityService::GetElectorate(grpc::CallbackServerContext* context,
                                                            const v1::GetElectorateRequest* request,
                                                            v1::Electorate* response) {
  return calls_.Answer(context, "GetElectorate", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Get(actor, asked.name(), answer);
                       });
}

grpc::ServerUnaryReactor* EligibilityService::ListElectorates(
    grpc::CallbackServerContext* context, const v1::ListElectoratesRequest* request,
    v1::ListElectoratesResponse* response) {
  return calls_.Answer(context, "ListElectorates", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.List(
                             actor, asked.parent(), {asked.page_size(), asked.page_token()},
                             *answer.mutable_electorates(), *answer.mutable_next_page_token());
                       });
}

grpc::ServerUnaryReactor* EligibilityService::DeleteElectorate(
    grpc::CallbackServerContext* context, const v1::DeleteElectorateRequest* request,
    google::protobuf::Empty* response) {
  return calls_.Answer(context, "DeleteElectorate", request, response,
                       [this](const Actor& actor, const auto& asked, auto&) {
                         return drafts_.Delete<v1::Electorate>(
                             actor, {"DeleteElectorate", asked.request_id(), asked}, asked.name());
                       });
}

grpc::ServerUnaryReactor* EligibilityService::CreateRegistrar(
    grpc::CallbackServerContext* context, const v1::CreateRegistrarRequest* request,
    v1::Registrar* response) {
  return calls_.Answer(context, "CreateRegistrar", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Create(
                             actor, {"CreateRegistrar", asked.request_id(), asked}, asked.parent(),
                             asked.registrar_id(), asked.registrar(), answer);
                       });
}

grpc::ServerUnaryReactor* EligibilityService::GetRegistrar(grpc::CallbackServerContext* context,
                                                           const v1::GetRegistrarRequest* request,
                                                           v1::Registrar* response) {
  return calls_.Answer(context, "GetRegistrar", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Get(actor, asked.name(), answer);
                       });
}

grpc::ServerUnaryReactor* EligibilityService::ListRegistrars(
    grpc::CallbackServerContext* context, const v1::ListRegistrarsRequest* request,
    v1::ListRegistrarsResponse* response) {
  return calls_.Answer(context, "ListRegistrars", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.List(
                             actor, asked.parent(), {asked.page_size(), asked.page_token()},
                             *answer.mutable_registrars(), *answer.mutable_next_page_token());
                       });
}

grpc::ServerUnaryReactor* EligibilityService::DeleteRegistrar(
    grpc::CallbackServerContext* context, const v1::DeleteRegistrarRequest* request,
    google::protobuf::Empty* response) {
  return calls_.Answer(context, "DeleteRegistrar", request, response,
                       [this](const Actor& actor, const auto& asked, auto&) {
                         return drafts_.Delete<v1::Registrar>(
                             actor, {"DeleteRegistrar", asked.request_id(), asked}, asked.name());
                       });
}

grpc::ServerReadReactor<v1::ImportPartRequest>* EligibilityService::ImportPart(
    grpc::CallbackServerContext* context, v1::Electorate* response) {
  using Reactor =
      UploadReactor<v1::ImportPartRequest, v1::Electorate, v1::PartHeader, RollImports::Upload>;
  return new Reactor(slow_calls_, *context, "ImportPart", *response,
                     [this](const v1::PartHeader& header) { return imports_.Begin(header); });
}

grpc::ServerWriteReactor<v1::ReadRollResponse>* EligibilityService::ReadRoll(
    grpc::CallbackServerContext*, const v1::ReadRollRequest* request) {
  const std::string electorate = request->electorate();
  const std::uint32_t part = request->code_registrar();
  std::optional<PublishedRoll> roll;
  std::uint32_t piece = 0;
  return new DownloadReactor<v1::ReadRollResponse>(
      calls_, "ReadRoll",
      [this, electorate, part, roll, piece]() mutable -> absl::StatusOr<std::string> {
        if (!roll) {
          absl::StatusOr<PublishedRoll> found = FindPublishedRoll(calls_.store(), electorate, part);
          if (!found.ok()) return found.status();
          roll = *std::move(found);
        }
        return ReadRollPiece(calls_.store(), roll->electorate, roll->sha256, piece++);
      });
}

grpc::ServerUnaryReactor* EligibilityService::FindSlot(grpc::CallbackServerContext* context,
                                                       const v1::FindSlotRequest* request,
                                                       v1::Slot* response) {
  return calls_.Answer(
      context, "FindSlot", request, response,
      [this](const Actor&, const auto& asked, auto& answer) { return slots_.Find(asked, answer); });
}

grpc::ServerUnaryReactor* EligibilityService::RevokeKey(grpc::CallbackServerContext* context,
                                                        const v1::RevokeKeyRequest* request,
                                                        v1::RevokeKeyResponse* response) {
  return calls_.Answer(context, "RevokeKey", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return schedule_.RevokeKey(asked, answer);
                       });
}

}  // namespace urna::services
