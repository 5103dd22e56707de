#include "services/trustees_service.h"

namespace urna::services {

grpc::ServerUnaryReactor* TrusteesService::CreateTrustee(grpc::CallbackServerContext* context,
                                                         const v1::CreateTrusteeRequest* request,
                                                         v1::Trustee* response) {
  return calls_.Answer(context, "CreateTrustee", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Create(actor, {"CreateTrustee", asked.request_id(), asked},
                                               asked.parent(), asked.trustee_id(), asked.trustee(),
                                               answer);
                       });
}

grpc::ServerUnaryReactor* TrusteesService::GetTrustee(grpc::CallbackServerContext* context,
                                                      const v1::GetTrusteeRequest* request,
                                                      v1::Trustee* response) {
  return calls_.Answer(context, "GetTrustee", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.Get(actor, asked.name(), answer);
                       });
}

grpc::ServerUnaryReactor* TrusteesService::ListTrustees(grpc::CallbackServerContext* context,
                                                        const v1::ListTrusteesRequest* request,
                                                        v1::ListTrusteesResponse* response) {
  return calls_.Answer(context, "ListTrustees", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return drafts_.List(
                             actor, asked.parent(), {asked.page_size(), asked.page_token()},
                             *answer.mutable_trustees(), *answer.mutable_next_page_token());
                       });
}

grpc::ServerUnaryReactor* TrusteesService::DeleteTrustee(grpc::CallbackServerContext* context,
                                                         const v1::DeleteTrusteeRequest* request,
                                                         google::protobuf::Empty* response) {
  return calls_.Answer(context, "DeleteTrustee", request, response,
                       [this](const Actor& actor, const auto& asked, auto&) {
                         return drafts_.Delete<v1::Trustee>(
                             actor, {"DeleteTrustee", asked.request_id(), asked}, asked.name());
                       });
}

}  // namespace urna::services
