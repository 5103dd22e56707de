// Taking in a roll, and giving it out.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/bytes.h"
#include "services/changes.h"
#include "storage/store.h"
#include "urna/v1/eligibility_service.pb.h"

namespace urna::services {

// Thread-safe.
class RollImports {
 public:
  // Both must outlive this object and its uploads.
  RollImports(storage::Store& store, Changes& changes) : store_(store), changes_(changes) {}

  // A roll that is being handed in. Not thread-safe.
  class Upload {
   public:
    ~Upload();
    // INVALID_ARGUMENT (TOO_LONG) beyond the size announced.
    absl::Status Add(std::string_view bytes);
    // Checks every record, then puts the roll in the place of the one before.
    //   INVALID_ARGUMENT  DIGEST_MISMATCH; ROLL_REFUSED, naming the first wrong record
    absl::Status Finish(v1::Electorate& response);

   private:
    friend class RollImports;
    Upload(RollImports& imports, v1::RollHeader header)
        : imports_(imports), header_(std::move(header)) {}

    RollImports& imports_;
    const v1::RollHeader header_;
    crypto::Bytes file_;
  };

  // Checks all that can be known before the file is there, the registrar's signature above all.
  //   NOT_FOUND, FAILED_PRECONDITION (PROCESS_NOT_IN_DRAFT), INVALID_ARGUMENT
  //   UNAUTHENTICATED  WRONG_SIGNATURE
  //   UNAVAILABLE      SERVER_BUSY: too many uploads at once
  absl::StatusOr<std::unique_ptr<Upload>> Begin(const v1::RollHeader& header);

 private:
  absl::Status CheckHeader(const storage::Reader& store, const v1::RollHeader& header) const;
  absl::Status Keep(const v1::RollHeader& header, crypto::ByteView file, v1::Electorate& response)
      ABSL_LOCKS_EXCLUDED(keeping_);

  storage::Store& store_;
  Changes& changes_;
  std::atomic<int> uploads_{0};
  // One roll at a time: what one import stages, another of the same electorate would remove.
  std::mutex keeping_;
};

// Which roll an electorate of a frozen process has. NOT_FOUND for drafts too.
struct PublishedRoll {
  std::string electorate;
  crypto::Hash256 sha256;
};
absl::StatusOr<PublishedRoll> FindPublishedRoll(const storage::Reader& store,
                                                std::string_view electorate);

}  // namespace urna::services
