#include "services/trustees_service.h"

#include "services/streams.h"

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

grpc::ServerUnaryReactor* TrusteesService::GetCeremony(grpc::CallbackServerContext* context,
                                                       const v1::GetCeremonyRequest* request,
                                                       v1::Ceremony* response) {
  return calls_.Answer(context, "GetCeremony", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return ceremonies_.Get(asked, answer);
                       });
}

grpc::ServerUnaryReactor* TrusteesService::SubmitCommitment(
    grpc::CallbackServerContext* context, const v1::SubmitCommitmentRequest* request,
    v1::Ceremony* response) {
  return calls_.Answer(context, "SubmitCommitment", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return ceremonies_.Commit(asked, answer);
                       });
}

grpc::ServerUnaryReactor* TrusteesService::SubmitReveal(grpc::CallbackServerContext* context,
                                                        const v1::SubmitRevealRequest* request,
                                                        v1::Ceremony* response) {
  return calls_.Answer(context, "SubmitReveal", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return ceremonies_.Reveal(asked, answer);
                       });
}

grpc::ServerUnaryReactor* TrusteesService::SubmitConfirmation(
    grpc::CallbackServerContext* context, const v1::SubmitConfirmationRequest* request,
    v1::Ceremony* response) {
  return calls_.Answer(context, "SubmitConfirmation", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return ceremonies_.Confirm(asked, answer);
                       });
}

grpc::ServerUnaryReactor* TrusteesService::FileComplaint(grpc::CallbackServerContext* context,
                                                         const v1::FileComplaintRequest* request,
                                                         v1::Ceremony* response) {
  return calls_.Answer(context, "FileComplaint", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return ceremonies_.Complain(asked, answer);
                       });
}

grpc::ServerUnaryReactor* TrusteesService::RestartCeremony(
    grpc::CallbackServerContext* context, const v1::RestartCeremonyRequest* request,
    v1::Ceremony* response) {
  return calls_.Answer(context, "RestartCeremony", request, response,
                       [this](const Actor& actor, const auto& asked, auto& answer) {
                         return ceremonies_.Restart(actor, asked, answer);
                       });
}

grpc::ServerUnaryReactor* TrusteesService::SignClosing(grpc::CallbackServerContext* context,
                                                       const v1::SignClosingRequest* request,
                                                       v1::SignClosingResponse* response) {
  return calls_.Answer(context, "SignClosing", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return counting_.SignClosing(asked, answer);
                       });
}

grpc::ServerUnaryReactor* TrusteesService::SubmitCloseCheckpoint(
    grpc::CallbackServerContext* context, const v1::SubmitCloseCheckpointRequest* request,
    v1::SubmitCloseCheckpointResponse* response) {
  return calls_.Answer(context, "SubmitCloseCheckpoint", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return counting_.SubmitCloseCheckpoint(asked, answer);
                       });
}

grpc::ServerUnaryReactor* TrusteesService::GetCount(grpc::CallbackServerContext* context,
                                                    const v1::GetCountRequest* request,
                                                    v1::Count* response) {
  return calls_.Answer(context, "GetCount", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return counting_.GetCount(asked, answer);
                       });
}

grpc::ServerReadReactor<v1::SubmitArtefactRequest>* TrusteesService::SubmitArtefact(
    grpc::CallbackServerContext* context, v1::SubmitArtefactResponse* response) {
  using Reactor = UploadReactor<v1::SubmitArtefactRequest, v1::SubmitArtefactResponse,
                                v1::ArtefactHeader, Counting::Upload>;
  return new Reactor(slow_calls_, *context, "SubmitArtefact", *response,
                     [this](const v1::ArtefactHeader& header) { return counting_.Begin(header); });
}

}  // namespace urna::services
