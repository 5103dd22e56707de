#include "cli/client/closings.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/text.h"
#include "urna/v1/trustees_service.grpc.pb.h"

namespace urna::client {

absl::StatusOr<ledger::ClosingSignature> ReadClosingSignature(const v1::ClosingSignature& given) {
  ledger::ClosingSignature out{
      {static_cast<ledger::PartyRole>(given.role()), static_cast<std::uint8_t>(given.index())}, {}};
  if (given.signature().size() != out.signature.size() || given.index() > 0xff) {
    return NotAsPromised("a signature under the closing is malformed");
  }
  std::copy(given.signature().begin(), given.signature().end(), out.signature.begin());
  return out;
}

absl::StatusOr<v1::Count> ReadCount(const ProcessReader& reader) {
  auto stub = v1::Trustees::NewStub(reader.connection().channel());
  v1::GetCountRequest request;
  request.set_process(reader.process());
  return reader.connection().Call(*stub, &v1::Trustees::Stub::GetCount, request);
}

absl::Status CheckCosigned(const ledger::Manifest& manifest, const ledger::Closing& closing,
                           const v1::Count& count) {
  const std::uint32_t quorum = manifest.config().witness_quorum();
  if (quorum == 0) return absl::OkStatus();
  if (count.close_checkpoint().empty()) {
    return absl::FailedPreconditionError(fmt::format(
        "{} witnesses must have cosigned the closed log, and there are not as many yet", quorum));
  }
  const absl::Status holds =
      ledger::VerifyCloseCheckpoint(manifest, closing, count.close_checkpoint());
  return holds.ok() ? holds : NotAsPromised(ledger::MessageOf(holds));
}

absl::Status SubmitCloseCheckpoint(const LogReplica& log, std::string_view note) {
  auto closing = log.ReadClosing();
  if (!closing.ok()) return closing.status();
  auto holds = ledger::VerifyCloseCheckpoint(log.manifest(), *closing, note);
  if (!holds.ok()) return holds;
  const ProcessReader& reader = log.reader();
  auto stub = v1::Trustees::NewStub(reader.connection().channel());
  v1::SubmitCloseCheckpointRequest request;
  request.set_process(reader.process());
  request.set_checkpoint(note.data(), note.size());
  return reader.connection()
      .Call(*stub, &v1::Trustees::Stub::SubmitCloseCheckpoint, request)
      .status();
}

}  // namespace urna::client
