// Taking in the parts of a roll, and giving rolls and parts out.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "ledger/part.h"
#include "services/changes.h"
#include "services/clock.h"
#include "services/uploads.h"
#include "storage/store.h"
#include "urna/v1/eligibility_service.pb.h"

namespace urna::services {

// Thread-safe.
class RollImports {
 public:
  // All must outlive this object and its uploads.
  RollImports(storage::Store& store, Changes& changes, const Clock& clock);

  // Which part it is.
  struct Place {
    ledger::ElectionId election;
    // j, from 1.
    std::uint32_t registrar;
  };

  // A part that is being handed in. Not thread-safe.
  class Upload {
   public:
    // As Uploads::File.
    absl::Status Add(std::string_view bytes) { return file_->Add(bytes); }
    // Checks every record, then puts the part in the place of the one before. When all parts of the
    // electorate are there and agree, it has its roll from then on; otherwise it has none.
    //   INVALID_ARGUMENT  DIGEST_MISMATCH; PART_REFUSED, naming the first wrong record
    //   ABORTED           UPLOAD_DROPPED
    absl::Status Finish(v1::Electorate& response);

   private:
    friend class RollImports;
    Upload(RollImports& imports, v1::PartHeader header, Place place,
           std::unique_ptr<Uploads::File> file)
        : imports_(imports), header_(std::move(header)), place_(place), file_(std::move(file)) {}

    RollImports& imports_;
    const v1::PartHeader header_;
    const Place place_;
    const std::unique_ptr<Uploads::File> file_;
  };

  // Checks all that can be known before the file is there, the registrar's signature above all.
  //   NOT_FOUND, FAILED_PRECONDITION (PROCESS_NOT_IN_DRAFT), INVALID_ARGUMENT
  //   UNAUTHENTICATED  WRONG_SIGNATURE
  //   UNAVAILABLE      SERVER_BUSY: too many uploads at once
  absl::StatusOr<std::unique_ptr<Upload>> Begin(const v1::PartHeader& header);

 private:
  absl::StatusOr<Place> CheckHeader(const storage::Reader& store,
                                    const v1::PartHeader& header) const;
  absl::Status Keep(const v1::PartHeader& header, const ledger::PartFile& part,
                    crypto::ByteView file, const Place& place, v1::Electorate& response)
      ABSL_LOCKS_EXCLUDED(keeping_);
  // The roll of an electorate with its new part in place; nothing when parts are missing or differ.
  absl::StatusOr<std::optional<crypto::Bytes>> Combine(const v1::Electorate& electorate,
                                                       const ledger::PartFile& fresh,
                                                       const Place& place) const;

  storage::Store& store_;
  Changes& changes_;
  Uploads uploads_;
  // One part at a time: what one import stages, another of the same electorate would remove.
  std::mutex keeping_;
};

// Which roll an electorate of a frozen process has, or which part where `code_registrar` is not 0.
// NOT_FOUND for drafts too, and for a part that there is not.
struct PublishedRoll {
  std::string electorate;
  crypto::Hash256 sha256;
};
absl::StatusOr<PublishedRoll> FindPublishedRoll(const storage::Reader& store,
                                                std::string_view electorate,
                                                std::uint32_t code_registrar);

}  // namespace urna::services
