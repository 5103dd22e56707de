#include <vector>

#include "services/api/method_rows.h"
#include "services/api/method_table.h"
#include "urna/v1/messages_service.pb.h"

namespace urna::services {

void AddMessages(const Handlers& h, std::vector<Method>& table) {
  Service s(table, v1::FollowProposalRequest::descriptor()->file());
  s.Unary<v1::GetMessagingRequest, v1::Messaging>(
      "GetMessaging", {Access::kReaders, Span::kAlways, Lane::kRead, ""},
      [&](const Call&, const auto&, auto& response) {
        return h.message_administration.GetMessaging(response);
      });
  s.Unary<v1::FollowProposalRequest, google::protobuf::Empty>(
      "FollowProposal", {Access::kReaders, Span::kAlways, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.following.FollowProposal(call, request, response);
      });
  s.Unary<v1::FollowProcessRequest, google::protobuf::Empty>(
      "FollowProcess", {Access::kReaders, Span::kAlways, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.following.FollowProcess(call, request, response);
      });
  s.Unary<v1::ConfirmFollowRequest, v1::ConfirmFollowResponse>(
      "ConfirmFollow", {Access::kReaders, Span::kAlways, Lane::kQuick, ""},
      [&](const Call& call, const auto& request, auto& response) {
        return h.following.ConfirmFollow(call, request, response);
      });
  s.Unary<v1::UnsubscribeRequest, google::protobuf::Empty>(
      "Unsubscribe", {Access::kReaders, Span::kAlways, Lane::kQuick, ""},
      [&](const Call&, const auto& request, auto& response) {
        return h.following.Unsubscribe(request, response);
      });
  s.Unary<v1::SetStaffAddressRequest, v1::StaffAddress>(
      "SetStaffAddress", {Access::kStaff, Span::kAlways, Lane::kQuick, ""},
      [&](const Call& call, const auto& request, auto& response) {
        return h.staff_addresses.SetStaffAddress(call, request, response);
      });
  s.Unary<v1::GetStaffAddressRequest, v1::StaffAddress>(
      "GetStaffAddress", {Access::kStaff, Span::kAlways, Lane::kQuick, ""},
      [&](const Call& call, const auto& request, auto& response) {
        return h.staff_addresses.GetStaffAddress(call, request, response);
      });
  s.Unary<v1::ListTemplatesRequest, v1::ListTemplatesResponse>(
      "ListTemplates", {Access::kConductors, Span::kAlways, Lane::kRead, "parent"},
      [&](const Call&, const auto& request, auto& response) {
        return h.text_administration.ListTemplates(request, response);
      });
  s.Unary<v1::UpdateTemplateRequest, v1::MessageTemplate>(
      "UpdateTemplate", {Access::kConductors, Span::kAlways, Lane::kQuick, "parent"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.text_administration.UpdateTemplate(call, request, response);
      });
  s.Unary<v1::ResetTemplateRequest, v1::MessageTemplate>(
      "ResetTemplate", {Access::kConductors, Span::kAlways, Lane::kQuick, "parent"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.text_administration.ResetTemplate(call, request, response);
      });
  s.Unary<v1::PreviewTemplateRequest, v1::PreviewTemplateResponse>(
      "PreviewTemplate", {Access::kConductors, Span::kAlways, Lane::kRead, "parent"},
      [&](const Call&, const auto& request, auto& response) {
        return h.text_administration.PreviewTemplate(request, response);
      });
  s.Unary<v1::ListMessagesRequest, v1::ListMessagesResponse>(
      "ListMessages", {Access::kConductors, Span::kAlways, Lane::kRead, "parent"},
      [&](const Call&, const auto& request, auto& response) {
        return h.message_administration.ListMessages(request, response);
      });
  s.Unary<v1::RetryMessagesRequest, v1::RetryMessagesResponse>(
      "RetryMessages", {Access::kConductors, Span::kAlways, Lane::kQuick, "parent"},
      [&](const Call&, const auto& request, auto& response) {
        return h.message_administration.RetryMessages(request, response);
      });
  s.Unary<v1::DropMessagesRequest, v1::DropMessagesResponse>(
      "DropMessages", {Access::kConductors, Span::kAlways, Lane::kQuick, "parent"},
      [&](const Call&, const auto& request, auto& response) {
        return h.message_administration.DropMessages(request, response);
      });
  s.Unary<v1::SendTestMessageRequest, v1::SendTestMessageResponse>(
      "SendTestMessage", {Access::kAdministrators, Span::kAlways, Lane::kQuick, ""},
      [&](const Call& call, const auto& request, auto& response) {
        return h.message_administration.SendTestMessage(call, request, response);
      });
  s.Unary<v1::ListSuppressionsRequest, v1::ListSuppressionsResponse>(
      "ListSuppressions", {Access::kAdministrators, Span::kAlways, Lane::kRead, ""},
      [&](const Call&, const auto& request, auto& response) {
        return h.message_administration.ListSuppressions(request, response);
      });
  s.Unary<v1::ClearSuppressionRequest, google::protobuf::Empty>(
      "ClearSuppression", {Access::kAdministrators, Span::kAlways, Lane::kQuick, ""},
      [&](const Call& call, const auto& request, auto& response) {
        return h.message_administration.ClearSuppression(call, request, response);
      });
}

}  // namespace urna::services
