#include <vector>

#include "services/api/method_rows.h"
#include "services/api/method_table.h"
#include "urna/v1/proposals_service.pb.h"

namespace urna::services {

void AddProposals(const Handlers& h, std::vector<Method>& table) {
  Service s(table, v1::CreateProposalRequest::descriptor()->file());
  s.Unary<v1::CreateProposalRequest, v1::CreateProposalResponse>(
      "CreateProposal", {Access::kProposers, Span::kProposing, Lane::kQuick, "parent"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.authoring.CreateProposal(call, request, response);
      });
  s.Unary<v1::UpdateProposalRequest, v1::Proposal>(
      "UpdateProposal", {Access::kProposers, Span::kProposing, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.authoring.UpdateProposal(call, request, response);
      });
  s.Unary<v1::SubmitProposalRequest, v1::Proposal>(
      "SubmitProposal", {Access::kProposers, Span::kProposing, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.authoring.SubmitProposal(call, request, response);
      });
  s.Unary<v1::WithdrawProposalRequest, v1::Proposal>(
      "WithdrawProposal", {Access::kProposers, Span::kProposing, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.authoring.WithdrawProposal(call, request, response);
      });
  s.Unary<v1::InviteCoAuthorRequest, v1::InviteCoAuthorResponse>(
      "InviteCoAuthor", {Access::kProposers, Span::kProposing, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.authoring.InviteCoAuthor(call, request, response);
      });
  s.Unary<v1::AcceptCoAuthorshipRequest, v1::Proposal>(
      "AcceptCoAuthorship", {Access::kProposers, Span::kProposing, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.authoring.AcceptCoAuthorship(call, request, response);
      });
  s.Unary<v1::FileAppealRequest, v1::Proposal>(
      "FileAppeal", {Access::kProposers, Span::kProposing, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.authoring.FileAppeal(call, request, response);
      });
  s.Unary<v1::ExportPersonalDataRequest, v1::ExportPersonalDataResponse>(
      "ExportPersonalData", {Access::kProposers, Span::kAlways, Lane::kRead, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.authoring.ExportPersonalData(call, request, response);
      });
  s.Unary<v1::ReportProposalRequest, google::protobuf::Empty>(
      "ReportProposal", {Access::kProposers, Span::kAlways, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.authoring.ReportProposal(call, request, response);
      });
  s.Unary<v1::GetProposalRequest, v1::Proposal>(
      "GetProposal", {Access::kReaders, Span::kAlways, Lane::kRead, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.proposal_listing.GetProposal(call, request, response);
      });
  s.Unary<v1::ListProposalsRequest, v1::ListProposalsResponse>(
      "ListProposals", {Access::kReaders, Span::kAlways, Lane::kRead, "parent"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.proposal_listing.ListProposals(call, request, response);
      });
  s.Unary<v1::CompareProposalVersionsRequest, v1::CompareProposalVersionsResponse>(
      "CompareProposalVersions", {Access::kReaders, Span::kAlways, Lane::kRead, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.proposal_listing.CompareProposalVersions(call, request, response);
      });
  s.Unary<v1::ScreenProposalRequest, v1::Proposal>(
      "ScreenProposal", {Access::kScreeners, Span::kProposing, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.reviewing.ScreenProposal(call, request, response);
      });
  s.Unary<v1::ListReviewersRequest, v1::ListReviewersResponse>(
      "ListReviewers", {Access::kScreeners, Span::kAlways, Lane::kRead, "parent"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.reviewing.ListReviewers(call, request, response);
      });
  s.Unary<v1::AssignProposalsRequest, v1::AssignProposalsResponse>(
      "AssignProposals", {Access::kEditors, Span::kProposing, Lane::kQuick, "parent"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.reviewing.AssignProposals(call, request, response);
      });
  s.Unary<v1::ReturnProposalRequest, v1::Proposal>(
      "ReturnProposal", {Access::kEditors, Span::kProposing, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.reviewing.ReturnProposal(call, request, response);
      });
  s.Unary<v1::RecordVerdictRequest, v1::Proposal>(
      "RecordVerdict", {Access::kEditors, Span::kProposing, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.reviewing.RecordVerdict(call, request, response);
      });
  s.Unary<v1::AddNoteRequest, google::protobuf::Empty>(
      "AddNote", {Access::kScreeners, Span::kAlways, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.reviewing.AddNote(call, request, response);
      });
  s.Unary<v1::ListNotesRequest, v1::ListNotesResponse>(
      "ListNotes", {Access::kScreeners, Span::kAlways, Lane::kRead, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.reviewing.ListNotes(call, request, response);
      });
  s.Unary<v1::RecordSupportRequest, v1::RecordSupportResponse>(
      "RecordSupport", {Access::kEditors, Span::kProposing, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.reviewing.RecordSupport(call, request, response);
      });
  s.Unary<v1::DecideAppealRequest, v1::Proposal>(
      "DecideAppeal", {Access::kConductors, Span::kProposing, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.reviewing.DecideAppeal(call, request, response);
      });
  s.Unary<v1::MergeProposalsRequest, v1::Proposal>(
      "MergeProposals", {Access::kEditors, Span::kProposing, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.reviewing.MergeProposals(call, request, response);
      });
  s.Unary<v1::SetIncompatibleRequest, google::protobuf::Empty>(
      "SetIncompatible", {Access::kEditors, Span::kProposing, Lane::kQuick, "parent"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.reviewing.SetIncompatible(call, request, response);
      });
  s.Unary<v1::HideProposalRequest, v1::Proposal>(
      "HideProposal", {Access::kModerators, Span::kAlways, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.moderating.HideProposal(call, request, response);
      });
  s.Unary<v1::RestoreProposalRequest, v1::Proposal>(
      "RestoreProposal", {Access::kModerators, Span::kAlways, Lane::kQuick, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.moderating.RestoreProposal(call, request, response);
      });
  s.Unary<v1::EraseProposalRequest, v1::Proposal>(
      "EraseProposal", {Access::kConductors, Span::kAlways, Lane::kSlow, "name"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.moderating.EraseProposal(call, request, response);
      });
  s.Unary<v1::AdmitProposalsRequest, v1::AdmitProposalsResponse>(
      "AdmitProposals", {Access::kEditors, Span::kProposing, Lane::kQuick, "parent"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.admitting.AdmitProposals(call, request, response);
      });
  s.Unary<v1::ImportProposalsRequest, v1::ImportProposalsResponse>(
      "ImportProposals", {Access::kEditors, Span::kProposing, Lane::kSlow, "parent"},
      [&](const Call& call, const auto& request, auto& response) {
        return h.admitting.ImportProposals(call, request, response);
      });
}

}  // namespace urna::services
