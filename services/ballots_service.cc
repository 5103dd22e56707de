#include "services/ballots_service.h"

#include <fmt/format.h>

#include <utility>

#include "services/errors.h"
#include "services/refusal_proof.h"
#include "services/resource_name.h"

namespace urna::services {
namespace {

using absl::StatusCode;

// The proto's promise; the largest ballot, of 17 points, has 783 bytes.
constexpr std::size_t kMaxBallotSize = 1024;

std::string BallotName(std::string_view process, const ledger::Leaf& leaf) {
  return fmt::format("{}/ballots/{}", process, ledger::BallotTracker(leaf));
}

absl::Status Respond(const v1::CastBallotRequest& request, const crypto::LogProof& receipt,
                     v1::CastBallotResponse& response) {
  const absl::StatusOr<ledger::Leaf> leaf = ledger::ParseLeaf(crypto::AsBytes(request.ballot()));
  if (!leaf.ok()) return leaf.status();
  response.set_name(BallotName(request.process(), *leaf));
  response.set_leaf_index(receipt.index);
  response.set_receipt(receipt.Serialize());
  return absl::OkStatus();
}

// Hands the ballot to its log; `finish` is told what came of it, from any thread.
void Cast(const LogRegistry& logs, const v1::CastBallotRequest& request,
          v1::CastBallotResponse& response, std::function<void(const absl::Status&)> finish) {
  const absl::StatusOr<ResourceName> process =
      ResourceName::Parse(Kind::kProcess, request.process(), "process");
  if (!process.ok()) return finish(process.status());
  if (request.ballot().size() > kMaxBallotSize) {
    return finish(FieldError("ballot", "at most 1 KiB"));
  }
  const absl::StatusOr<std::shared_ptr<ProcessLog>> log = logs.Get(process->text());
  if (!log.ok()) return finish(log.status());
  const crypto::ByteView ballot = crypto::AsBytes(request.ballot());
  (*log)->CastBallot({ballot.begin(), ballot.end()},
                     [&request, &response, finish = std::move(finish)](Answer answer) {
                       finish(answer.ok() ? Respond(request, *answer, response) : answer.status());
                     });
}

}  // namespace

grpc::ServerUnaryReactor* BallotsService::CastBallot(grpc::CallbackServerContext* context,
                                                     const v1::CastBallotRequest* request,
                                                     v1::CastBallotResponse* response) {
  static constexpr std::string_view kMethod = "CastBallot";
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const auto finish = [reactor, begin = absl::Now()](const absl::Status& status) {
    Calls::Record(kMethod, status, begin);
    reactor->Finish(ToGrpcStatus(status));
  };
  const bool accepted = calls_.workers().Submit([this, context, request, response, finish] {
    if (absl::Status time = Calls::CheckTime(*context); !time.ok()) return finish(time);
    Cast(logs_, *request, *response, finish);
  });
  if (!accepted) finish(Calls::Busy());
  return reactor;
}

grpc::ServerUnaryReactor* BallotsService::ProveRefusal(grpc::CallbackServerContext* context,
                                                       const v1::ProveRefusalRequest* request,
                                                       v1::ProveRefusalResponse* response) {
  return calls_.Answer(context, "ProveRefusal", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return services::ProveRefusal(logs_, asked, answer);
                       });
}

grpc::ServerUnaryReactor* BallotsService::GetBallot(grpc::CallbackServerContext* context,
                                                    const v1::GetBallotRequest* request,
                                                    v1::Ballot* response) {
  return calls_.Answer(context, "GetBallot", request, response,
                       [this](const Actor&, const auto& asked, auto& answer) {
                         return ReadBallot(asked.name(), answer);
                       });
}

absl::Status BallotsService::ReadBallot(std::string_view name, v1::Ballot& response) const {
  constexpr std::string_view kCollection = "/ballots/";
  const std::size_t collection = name.find(kCollection);
  const std::string tracker(collection == name.npos ? ""
                                                    : name.substr(collection + kCollection.size()));
  const absl::StatusOr<std::string> asked = ledger::ParseTracker(tracker);
  if (!asked.ok()) {
    return FieldError("name",
                      "expected processes/{process}/ballots/{tracker}, where the tracker is 20 or "
                      "52 letters and digits");
  }
  const absl::StatusOr<ResourceName> process =
      ResourceName::Parse(Kind::kProcess, name.substr(0, collection), "name");
  if (!process.ok()) return process.status();
  const absl::StatusOr<std::shared_ptr<ProcessLog>> log = logs_.Get(process->text());
  if (!log.ok()) return log.status();
  const std::optional<std::uint64_t> index = (*log)->FindTracker(*asked);
  const absl::Status not_found =
      Error(StatusCode::kNotFound, "BALLOT_NOT_FOUND",
            "no ballot with this tracker is in the log; one that was challenged, or that got no "
            "receipt, is not");
  if (!index) return not_found;
  const absl::StatusOr<crypto::Bytes> bytes = (*log)->Entry(*index);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<crypto::LogProof> receipt = (*log)->Receipt(*index);
  if (!receipt.ok()) return receipt.status();
  const absl::StatusOr<ledger::Leaf> leaf = ledger::ParseLeaf(*bytes);
  if (!leaf.ok()) return leaf.status();
  if (!ledger::FullTracker(ledger::SignedPart(*leaf)).starts_with(*asked)) return not_found;
  response.set_name(BallotName(process->text(), *leaf));
  response.set_leaf_index(*index);
  response.set_contest(ledger::Number(std::get<ledger::BallotLeaf>(leaf->body).contest));
  response.set_receipt(receipt->Serialize());
  response.set_ballot(bytes->data(), bytes->size());
  return absl::OkStatus();
}

}  // namespace urna::services
