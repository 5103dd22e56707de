#include <vector>

#include "services/api/method_rows.h"
#include "services/api/method_table.h"
#include "urna/v1/people_service.pb.h"

namespace urna::services {
namespace {

// What everybody may ask to log in, and what whoever is known may ask of an account.
constexpr Columns kLogIn = {Access::kReaders, Span::kAlways, Lane::kQuick, ""};
constexpr Columns kReadOwn = {Access::kKnown, Span::kAlways, Lane::kRead, ""};
constexpr Columns kReadAll = {Access::kAdministrators, Span::kAlways, Lane::kRead, ""};

}  // namespace

void AddPeople(const Handlers& h, std::vector<Method>& table) {
  Service s(table, v1::ListProvidersRequest::descriptor()->file());
  s.Unary<v1::ListProvidersRequest, v1::ListProvidersResponse>(
      "ListProviders", {Access::kReaders, Span::kAlways, Lane::kRead, ""},
      [&](const Call&, const auto&, auto& response) { return h.sign_ins.ListProviders(response); });
  s.Unary<v1::RequestSignInLinkRequest, google::protobuf::Empty>(
      "RequestSignInLink", kLogIn, [&](const Call& call, const auto& request, auto& response) {
        return h.sign_in_links.RequestSignInLink(call, request, response);
      });
  s.Unary<v1::SignInWithLinkRequest, v1::SignInWithLinkResponse>(
      "SignInWithLink", kLogIn, [&](const Call& call, const auto& request, auto& response) {
        return h.sign_in_links.SignInWithLink(call, request, response);
      });
  s.Unary<v1::GetOwnAccountRequest, v1::Account>(
      "GetOwnAccount", kReadOwn, [&](const Call& call, const auto&, auto& response) {
        return h.accounts.GetOwnAccount(call, response);
      });
  s.Unary<v1::ListOwnProposalsRequest, v1::ListOwnProposalsResponse>(
      "ListOwnProposals", kReadOwn, [&](const Call& call, const auto& request, auto& response) {
        return h.own_proposals.ListOwnProposals(call, request, response);
      });
  s.Unary<v1::ListOwnFollowsRequest, v1::ListOwnFollowsResponse>(
      "ListOwnFollows", kReadOwn, [&](const Call& call, const auto& request, auto& response) {
        return h.own_follows.ListOwnFollows(call, request, response);
      });
  s.Unary<v1::StopOwnFollowRequest, google::protobuf::Empty>(
      "StopOwnFollow", {Access::kKnown, Span::kAlways, Lane::kQuick, ""},
      [&](const Call& call, const auto& request, auto& response) {
        return h.own_follows.StopOwnFollow(call, request, response);
      });
  s.Unary<v1::ListAccountsRequest, v1::ListAccountsResponse>(
      "ListAccounts", kReadAll, [&](const Call&, const auto& request, auto& response) {
        return h.accounts.ListAccounts(request, response);
      });
  s.Unary<v1::GetAccountRequest, v1::Account>(
      "GetAccount", kReadAll, [&](const Call&, const auto& request, auto& response) {
        return h.accounts.GetAccount(request, response);
      });
  s.Unary<v1::UpdateAccountGrantsRequest, v1::Account>(
      "UpdateAccountGrants", {Access::kAdministrators, Span::kAlways, Lane::kQuick, ""},
      [&](const Call&, const auto& request, auto& response) {
        return h.accounts.UpdateAccountGrants(request, response);
      });
  s.Unary<v1::EraseAccountRequest, v1::EraseAccountResponse>(
      "EraseAccount", {Access::kKnown, Span::kAlways, Lane::kSlow, ""},
      [&](const Call& call, const auto& request, auto& response) {
        return h.accounts.EraseAccount(call, request, response);
      });
  s.Unary<v1::ExportAccountRequest, v1::ExportAccountResponse>(
      "ExportAccount", kReadOwn, [&](const Call& call, const auto& request, auto& response) {
        return h.accounts.ExportAccount(call, request, response);
      });
  s.Unary<v1::ListSessionsRequest, v1::ListSessionsResponse>(
      "ListSessions", kReadOwn, [&](const Call& call, const auto& request, auto& response) {
        return h.accounts.ListSessions(call, request, response);
      });
  s.Unary<v1::EndSessionRequest, google::protobuf::Empty>(
      "EndSession", {Access::kKnown, Span::kAlways, Lane::kQuick, ""},
      [&](const Call& call, const auto& request, auto& response) {
        return h.accounts.EndSession(call, request, response);
      });
}

}  // namespace urna::services
