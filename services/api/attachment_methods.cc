#include <vector>

#include "services/api/method_rows.h"
#include "services/api/method_table.h"
#include "urna/v1/attachments_service.pb.h"

namespace urna::services {

// What is attached to a mandate is written before proposals are taken: the handlers know the phases of each.
void AddAttachments(const Handlers& h, std::vector<Method>& table) {
  Service s(table, v1::GetAttachmentRequest::descriptor()->file());
  s.TakesFile<v1::AttachmentHeader>("UploadAttachment",
                                    {Access::kProposers, Span::kAlways, Lane::kMedia, "parent"},
                                    [&](const Call& call, const auto& header) {
                                      return h.attaching.UploadAttachment(call, header);
                                    });
  s.Unary<v1::GetAttachmentLimitsRequest, v1::AttachmentLimits>(
      "GetAttachmentLimits", {Access::kReaders, Span::kAlways, Lane::kRead, ""},
      [&](const Call&, const auto&, auto& response) {
        return h.attaching.GetAttachmentLimits(response);
      });
  s.Unary<v1::GetAttachmentRequest, v1::Attachment>(
      "GetAttachment", {Access::kReaders, Span::kAlways, Lane::kRead, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.attaching.GetAttachment(call, request, response);
      });
  s.SendsFile<v1::ReadAttachmentRequest>("ReadAttachment",
                                         {Access::kReaders, Span::kAlways, Lane::kRead, "name"},
                                         [&](const Call& call, const auto& request) {
                                           return h.attaching.ReadAttachment(call, request);
                                         });
  s.Unary<v1::ListAttachmentsRequest, v1::ListAttachmentsResponse>(
      "ListAttachments", {Access::kReaders, Span::kAlways, Lane::kRead, "parent"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.attaching.ListAttachments(call, request, response);
      });
  s.Unary<v1::UpdateAttachmentRequest, v1::Attachment>(
      "UpdateAttachment", {Access::kProposers, Span::kAlways, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.attaching.UpdateAttachment(call, request, response);
      });
  s.Unary<v1::DeleteAttachmentRequest, google::protobuf::Empty>(
      "DeleteAttachment", {Access::kProposers, Span::kAlways, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.attaching.DeleteAttachment(call, request, response);
      });
}

}  // namespace urna::services
