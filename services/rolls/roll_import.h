// Taking in the parts of a roll, and giving rolls and parts out.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "concurrency/mutex.h"
#include "crypto/bytes.h"
#include "ledger/part.h"
#include "services/files/file_space.h"
#include "services/files/upload.h"
#include "services/files/uploads.h"
#include "services/records/changes.h"
#include "storage/store.h"
#include "urna/v1/eligibility_service.pb.h"

namespace urna::services {

// Thread-safe.
class RollImports {
 public:
  // All must outlive this object and its uploads.
  RollImports(storage::Store& store, Changes& changes, Uploads& uploads)
      : store_(store), changes_(changes), uploads_(uploads) {}

  // Which part it is.
  struct Place {
    ledger::ElectionId election;
    // j, from 1.
    std::uint32_t registrar;
  };

  // Checks all that can be known before the file is there, the registrar's signature above all.
  //   NOT_FOUND, FAILED_PRECONDITION (PROCESS_NOT_IN_DRAFT), INVALID_ARGUMENT
  //   UNAUTHENTICATED  WRONG_SIGNATURE
  // The upload checks every record, then puts the part in the place of the one before. When all
  // parts of the electorate are there and agree, it has its roll from then on; otherwise it has
  // none.
  //   INVALID_ARGUMENT  DIGEST_MISMATCH; PART_REFUSED, naming the first wrong record
  absl::StatusOr<std::unique_ptr<Upload>> ImportPart(const Call& call,
                                                     const v1::PartHeader& header);

 private:
  class PartUpload;

  absl::StatusOr<Place> CheckHeader(const storage::Reader& store,
                                    const v1::PartHeader& header) const;
  absl::Status Keep(const Call& call, const v1::PartHeader& header, const ledger::PartFile& part,
                    crypto::ByteView file, const Place& place, v1::Electorate& response)
      ABSL_LOCKS_EXCLUDED(keeping_);
  // The roll of an electorate with its new part in place; nothing when parts are missing or differ.
  absl::StatusOr<std::optional<crypto::Bytes>> Combine(const v1::Electorate& electorate,
                                                       const ledger::PartFile& fresh,
                                                       const Place& place) const;

  storage::Store& store_;
  Changes& changes_;
  Uploads& uploads_;
  // One part at a time: what one import stages, another of the same electorate would remove.
  Mutex keeping_;
};

// The roll of an electorate, or a part of it where `code_registrar` is not 0, to be sent. NOT_FOUND
// for a part that there is not. `store` must outlive it.
absl::StatusOr<FileReading> ReadRoll(const storage::Reader& store,
                                     const v1::ReadRollRequest& request);

}  // namespace urna::services
