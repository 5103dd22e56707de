// The count of a closed process: signatures under the closed log, mixes, decryptions, lots,
// outcomes. Whatever a trustee hands in is verified before it is kept.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ledger/count.h"
#include "services/append/artefact_store.h"
#include "services/append/log_registry.h"
#include "services/changes.h"
#include "services/clock.h"
#include "services/process_records.h"
#include "services/uploads.h"
#include "storage/store.h"
#include "urna/v1/tallies_service.pb.h"
#include "urna/v1/trustees_service.pb.h"

namespace urna::services {

class ContestCount;

// Thread-safe.
class Counting {
 public:
  // All must outlive this object and its uploads.
  Counting(storage::Store& store, Changes& changes, LogRegistry& logs, const Clock& clock);
  ~Counting();

  // Of a trustee or an authority. FAILED_PRECONDITION (NOT_CLOSED) before the closing,
  // (ALREADY_COUNTED) once every outcome is there. The same signature again is answered as before,
  // and keeps its time.
  absl::Status SignClosing(const v1::SignClosingRequest& request,
                           v1::SignClosingResponse& response);
  // INVALID_ARGUMENT for a note of another log than the closed one, or with too few cosignatures.
  absl::Status SubmitCloseCheckpoint(const v1::SubmitCloseCheckpointRequest& request,
                                     v1::SubmitCloseCheckpointResponse& response);
  absl::Status GetCount(const v1::GetCountRequest& request, v1::Count& response) const;

  // A file that is being handed in. Not thread-safe.
  class Upload {
   public:
    // As Uploads::File.
    absl::Status Add(std::string_view bytes);
    // Verifies the file, keeps it, appends its record.
    //   INVALID_ARGUMENT  DIGEST_MISMATCH; PROOF_REFUSED, naming the equation that does not hold
    //   ABORTED           UPLOAD_DROPPED
    absl::Status Finish(v1::SubmitArtefactResponse& response);

   private:
    friend class Counting;
    Upload(Counting& counting, std::shared_ptr<ProcessLog> log, ledger::ArtefactLeaf leaf,
           std::unique_ptr<Uploads::File> file)
        : counting_(counting),
          log_(std::move(log)),
          leaf_(std::move(leaf)),
          file_(std::move(file)) {}

    Counting& counting_;
    const std::shared_ptr<ProcessLog> log_;
    const ledger::ArtefactLeaf leaf_;
    // Null where the log has the file's record already: what comes is let go.
    std::unique_ptr<Uploads::File> file_;
  };

  // Checks all that can be known before the file is there, the trustee's signature first. Only who
  // can sign for the trustee, and only for a file that the log does not announce yet, makes the
  // server hold a byte: headers of those that it announces are public, signature and all.
  //   FAILED_PRECONDITION  NOT_CLOSED, CLOSING_NOT_SIGNED (by the quorum, the authorities, this
  //                        trustee, or the witnesses), TOO_EARLY (complaints may still come),
  //                        WRONG_ORDER
  //   UNAUTHENTICATED      WRONG_SIGNATURE
  //   INVALID_ARGUMENT     the size is not that of such a file
  //   ALREADY_EXISTS       another file has that place; for the same file again the upload is
  //                        answered as before, whatever bytes come
  //   UNAVAILABLE          SERVER_BUSY: too many uploads at once
  absl::StatusOr<std::unique_ptr<Upload>> Begin(const v1::ArtefactHeader& header);

  // FAILED_PRECONDITION (NOT_COUNTED) until the contest can be read.
  absl::Status GetTally(const v1::GetTallyRequest& request, v1::Tally& response);
  // Signs for what the server computes itself. Of a contest with too few ballots the first two
  // files are empty, and only the outcome is published. When the outcome is in the log already, its
  // index is returned. FAILED_PRECONDITION (CLOSING_NOT_SIGNED) before the closing is signed by all
  // who must.
  absl::Status SignTally(const v1::SignTallyRequest& request, v1::SignTallyResponse& response);

 private:
  // `processes/{process}` and the contest's number.
  using CountKey = std::pair<std::string, std::uint32_t>;

  std::shared_ptr<ContestCount> CountOf(const std::shared_ptr<ProcessLog>& log,
                                        ledger::ContestId contest);
  absl::Status CheckMixingAllowed(const ProcessLog& log, std::uint32_t trustee) const;

  storage::Store& store_;
  Changes& changes_;
  LogRegistry& logs_;
  const Clock& clock_;
  ArtefactStore artefacts_;
  Uploads uploads_;
  std::mutex mutex_;
  std::map<CountKey, std::shared_ptr<ContestCount>> counts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace urna::services
