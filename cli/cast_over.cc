#include "cli/cast_over.h"

#include <string>
#include <utility>

#include "urna/v1/ballots_service.pb.h"

namespace urna::cli {

std::string_view NameOf(Door door) { return door == Door::kGrpc ? "gRPC" : "HTTP"; }

CastOnce CastOver(client::VoterClient client) {
  return [shared = std::make_shared<client::VoterClient>(std::move(client))](
             const crypto::Bytes& leaf, client::VoterClient::Answered answered) {
    shared->SendOnce(leaf, std::move(answered));
  };
}

CastOnce CastOver(std::shared_ptr<HttpCaller> caller, std::string process) {
  return [caller = std::move(caller), process = std::move(process)](
             const crypto::Bytes& leaf, client::VoterClient::Answered answered) {
    v1::CastBallotRequest request;
    request.set_process(process);
    request.set_ballot(leaf.data(), leaf.size());
    caller->Call("/urna.v1.Ballots/CastBallot", request.SerializeAsString(),
                 [answered = std::move(answered)](absl::StatusOr<std::string> message) {
                   if (!message.ok()) return answered(message.status());
                   v1::CastBallotResponse response;
                   if (!response.ParseFromString(*message)) {
                     return answered(absl::DataLossError("an answer that is no message"));
                   }
                   answered(std::move(response));
                 });
  };
}

}  // namespace urna::cli
