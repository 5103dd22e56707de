#include "services/append/process_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <limits>
#include <utility>

#include "ledger/errors.h"
#include "ledger/limits.h"
#include "ledger/text.h"
#include "services/base/resource_name.h"

namespace urna::services {
namespace {

using absl::StatusCode;
using ledger::BallotLeaf;
using ledger::Refusal;

absl::Status NoSuchRecord(std::uint64_t index) {
  return Refusal(StatusCode::kNotFound, "NO_SUCH_RECORD",
                 fmt::format("the log has no record {} yet", index));
}

}  // namespace

absl::StatusOr<std::unique_ptr<ProcessLog>> ProcessLog::Open(OpenArgs args) {
  if (args.log_key.public_key() != args.manifest->log_key().key) {
    return absl::InvalidArgumentError("the log's key is not the one that the manifest names");
  }
  const LiveLog::Judge judge = std::move(args.judge);
  std::unique_ptr<ProcessLog> log(new ProcessLog(std::move(args)));
  if (absl::Status s = log->Replay(judge); !s.ok()) return s;
  return log;
}

ProcessLog::ProcessLog(OpenArgs args)
    : manifest_(args.manifest),
      rolls_(args.rolls),
      clock_(*args.clock),
      process_id_(ProcessId(args.manifest->config().process())),
      closing_time_(
          absl::FromUnixSeconds(static_cast<std::int64_t>(manifest_->config().closing_time()))),
      records_(*args.store, process_id_),
      log_(manifest_, rolls_, std::move(args.log_key)),
      sequencer_(log_, records_, clock_, closing_time_, args.limits, std::move(args.on_failure),
                 args.batch_records),
      verifier_(*manifest_, sequencer_) {}

absl::Status ProcessLog::Replay(const LiveLog::Judge& judge) {
  std::uint64_t index = 0;
  absl::Status wrong;
  const LiveLog::Judge verified_or_judged = [&](const ledger::ElectionState& state,
                                                const ledger::ArtefactLeaf& artefact,
                                                std::uint64_t record) -> absl::StatusOr<bool> {
    const absl::StatusOr<bool> verified = records_.IsVerified(record);
    if (!verified.ok()) return verified.status();
    if (*verified) return true;
    return judge == nullptr ? false : judge(state, artefact, record);
  };
  const absl::Status read =
      records_.Visit(0, std::numeric_limits<std::uint64_t>::max(), [&](crypto::ByteView leaf) {
        wrong = log_.Replay(leaf, verified_or_judged);
        ++index;
        return wrong.ok();
      });
  if (!read.ok()) return read;
  if (!wrong.ok()) {
    return absl::DataLossError(fmt::format("record {} of the log of {} may not stand there: {}",
                                           index - 1, process_id_, ledger::MessageOf(wrong)));
  }
  log_.FinishReplay();
  return absl::OkStatus();
}

absl::Status ProcessLog::Seal() {
  const crypto::Bytes leaf = manifest_->Leaf0();
  if (size() > 0) return absl::OkStatus();
  const absl::StatusOr<crypto::LogProof> appended = Append(leaf);
  // Another thread was faster.
  if (!appended.ok() && size() > 0) return absl::OkStatus();
  return appended.status();
}

void ProcessLog::CastBallot(crypto::Bytes ballot, Done done) {
  absl::StatusOr<Record> record = ReadRecord(std::move(ballot));
  if (!record.ok()) return done(record.status());
  if (!std::holds_alternative<BallotLeaf>(record->leaf.body)) {
    return done(Refusal(StatusCode::kInvalidArgument, "NOT_A_BALLOT",
                        "the record is well formed, but not a ballot"));
  }
  const bool time_is_over = clock_.Now() >= closing_time_;
  if (auto answer = AnswerAtOnce(log_, records_, *record, time_is_over)) {
    return done(*std::move(answer));
  }
  if (absl::Status s = sequencer_.CheckAccepting(); !s.ok()) return done(std::move(s));
  verifier_.Submit({*std::move(record), std::move(done)});
}

absl::StatusOr<crypto::LogProof> ProcessLog::Append(crypto::Bytes bytes) {
  absl::StatusOr<Record> record = ReadRecord(std::move(bytes));
  if (!record.ok()) return record.status();
  if (std::holds_alternative<BallotLeaf>(record->leaf.body)) {
    return Refusal(StatusCode::kInvalidArgument, "IS_A_BALLOT",
                   "ballots are cast, not appended like other records");
  }
  // Before its signatures are verified a second time, in the writer's thread.
  if (auto answer = AnswerAtOnce(log_, records_, *record, false)) return *std::move(answer);
  // Shared, because the writer may still be inside set_value when get() returns.
  const auto promise = std::make_shared<std::promise<Acknowledgement>>();
  std::future<Acknowledgement> answer = promise->get_future();
  sequencer_.Submit({*std::move(record),
                     [promise](Acknowledgement given) { promise->set_value(std::move(given)); }});
  return answer.get();
}

absl::StatusOr<std::vector<crypto::Bytes>> ProcessLog::Records(std::uint64_t start,
                                                               std::size_t max_count,
                                                               std::size_t max_bytes) const {
  return records_.ReadSome(start, size(), max_count, max_bytes);
}

absl::StatusOr<crypto::Bytes> ProcessLog::RecordAt(std::uint64_t index) const {
  if (index >= size()) return NoSuchRecord(index);
  return records_.Read(index);
}

absl::StatusOr<crypto::LogProof> ProcessLog::Receipt(std::uint64_t index) const {
  if (index >= size()) return NoSuchRecord(index);
  return log_.Prove(index);
}

std::optional<std::uint64_t> ProcessLog::FindTracker(std::string_view tracker) const {
  return log_.WithState(
      [&](const ledger::ElectionState& state) { return state.FindTracker(tracker); });
}

}  // namespace urna::services
