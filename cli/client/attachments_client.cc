#include "cli/client/attachments_client.h"

#include <algorithm>
#include <utility>

#include "cli/client/errors.h"
#include "crypto/hash.h"

namespace urna::client {

AttachmentsClient::AttachmentsClient(Connection connection)
    : connection_(std::move(connection)), stub_(v1::Attachments::NewStub(connection_.channel())) {}

absl::StatusOr<v1::Attachment> AttachmentsClient::Upload(v1::AttachmentHeader header,
                                                         const crypto::Bytes& file) const {
  const crypto::Hash256 sha256 = crypto::Sha256(file);
  header.set_size(file.size());
  header.set_sha256(sha256.data(), sha256.size());
  grpc::ClientContext context;
  connection_.Prepare(context, kUploadTime);
  v1::Attachment response;
  const auto writer = stub_->UploadAttachment(&context, &response);
  v1::UploadAttachmentRequest request;
  *request.mutable_header() = std::move(header);
  std::size_t sent = 0;
  bool writing = writer->Write(request);
  while (writing && sent < file.size()) {
    request.Clear();
    const std::size_t size = std::min(kPieceBytes, file.size() - sent);
    request.set_data(file.data() + sent, size);
    writing = writer->Write(request);
    sent += size;
  }
  writer->WritesDone();
  if (const grpc::Status status = writer->Finish(); !status.ok()) return FromGrpc(status);
  return response;
}

absl::StatusOr<v1::ListAttachmentsResponse> AttachmentsClient::List(
    const v1::ListAttachmentsRequest& request) const {
  return connection_.Call(*stub_, &v1::Attachments::Stub::ListAttachments, request);
}

absl::Status AttachmentsClient::Delete(const v1::DeleteAttachmentRequest& request) const {
  return connection_.Call(*stub_, &v1::Attachments::Stub::DeleteAttachment, request).status();
}

}  // namespace urna::client
