// Images and documents of proposals, through the API.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/client/connection.h"
#include "crypto/bytes.h"
#include "urna/v1/attachments_service.grpc.pb.h"

namespace urna::client {

// Thread-safe. The connection carries the token of a member of the staff, or none.
class AttachmentsClient {
 public:
  // More than any server takes.
  static constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 20;

  explicit AttachmentsClient(Connection connection);

  // Sends a file, whose size and digest are set in the header here.
  absl::StatusOr<v1::Attachment> Upload(v1::AttachmentHeader header,
                                        const crypto::Bytes& file) const;
  absl::StatusOr<v1::ListAttachmentsResponse> List(const v1::ListAttachmentsRequest& request) const;
  absl::Status Delete(const v1::DeleteAttachmentRequest& request) const;

 private:
  Connection connection_;
  std::unique_ptr<v1::Attachments::Stub> stub_;
};

}  // namespace urna::client
