#include "services/voting/casting.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/records/named_log.h"

namespace urna::services {
namespace {

using absl::StatusCode;

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

}  // namespace

void Casting::CastBallot(const v1::CastBallotRequest& request, v1::CastBallotResponse& response,
                         std::function<void(const absl::Status&)> done) {
  if (request.ballot().size() > kBallotBytes) return done(FieldError("ballot", "at most 1 KiB"));
  const std::shared_ptr<ProcessLog> log = logs_.FindActive(request.process());
  if (log == nullptr) {
    // Of a process that is long over nothing is opened: voters elsewhere would wait for it.
    if (logs_.IsTallied(request.process())) {
      return done(
          Error(StatusCode::kFailedPrecondition, "VOTING_CLOSED",
                "voting is over; GetBallot gives the receipt of a ballot that is in the log"));
    }
    return done(FindNamedLog(logs_, request.process(), "process").status());
  }
  const crypto::ByteView ballot = crypto::AsBytes(request.ballot());
  log->CastBallot({ballot.begin(), ballot.end()},
                  [&request, &response, done = std::move(done)](Acknowledgement answer) {
                    done(answer.ok() ? Respond(request, *answer, response) : answer.status());
                  });
}

absl::Status Casting::GetBallot(const v1::GetBallotRequest& request, v1::Ballot& response) {
  const std::string_view name = request.name();
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
  const std::string_view process = name.substr(0, collection);
  const absl::StatusOr<std::shared_ptr<ProcessLog>> log = FindNamedLog(logs_, process, "name");
  if (!log.ok()) return log.status();
  const std::optional<std::uint64_t> index = (*log)->FindTracker(*asked);
  const absl::Status not_found =
      Error(StatusCode::kNotFound, "BALLOT_NOT_FOUND",
            "no ballot with this tracker is in the log; one that was challenged, or that got no "
            "receipt, is not");
  if (!index) return not_found;
  const absl::StatusOr<crypto::Bytes> bytes = (*log)->RecordAt(*index);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<crypto::LogProof> receipt = (*log)->Receipt(*index);
  if (!receipt.ok()) return receipt.status();
  const absl::StatusOr<ledger::Leaf> leaf = ledger::ParseLeaf(*bytes);
  if (!leaf.ok()) return leaf.status();
  if (!ledger::FullTracker(ledger::SignedPart(*leaf)).starts_with(*asked)) return not_found;
  response.set_name(BallotName(process, *leaf));
  response.set_leaf_index(*index);
  response.set_contest(ledger::Number(std::get<ledger::BallotLeaf>(leaf->body).contest));
  response.set_receipt(receipt->Serialize());
  response.set_ballot(bytes->data(), bytes->size());
  return absl::OkStatus();
}

}  // namespace urna::services
