#include "services/people/account_administration.h"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "services/base/errors.h"
#include "services/base/pages.h"
#include "services/base/times.h"
#include "services/identity/grant_reading.h"
#include "services/messages/followers.h"
#include "services/messages/forgetting.h"
#include "services/messages/message_store.h"
#include "services/people/people_store.h"
#include "services/proposals/owed_purges.h"

namespace urna::services {
namespace {

constexpr std::string_view kCollection = "accounts/";
constexpr std::string_view kSessions = "/sessions/";
constexpr std::size_t kLongestText = 200;

absl::StatusOr<std::string> ParseName(std::string_view name, std::string_view field) {
  if (!name.starts_with(kCollection) ||
      !people_store::IsAccountId(name.substr(kCollection.size()))) {
    return FieldError(field,
                      "expected accounts/{account}, as GetOwnAccount and ListAccounts show it");
  }
  return std::string(name.substr(kCollection.size()));
}

absl::Status CheckMay(const Call& call, std::string_view account) {
  if (call.principal.account() == account) return absl::OkStatus();
  return CheckAccess(Access::kAdministrators, call.principal, "");
}

// In small letters, of ASCII; what else there is must be spelled as it is.
bool Contains(std::string_view text, std::string_view part) {
  return absl::AsciiStrToLower(std::string(text)).find(part) != std::string::npos;
}

bool Fits(const Account& account, const v1::ListAccountsRequest& request, std::string_view text) {
  const internal::v1::StoredAccount& stored = account.stored;
  if (request.audience() != v1::LOGIN_AUDIENCE_UNSPECIFIED &&
      stored.audience() != static_cast<std::uint32_t>(request.audience())) {
    return false;
  }
  if (request.with_role() && GrantsOf(stored).empty()) return false;
  return text.empty() || Contains(stored.display_name(), text) || Contains(stored.mail(), text) ||
         Contains(std::string(kCollection) + account.id, text);
}

v1::Session ShownSession(const SessionDescription& session, std::string_view account,
                         const Principal& principal) {
  v1::Session out;
  out.set_name(fmt::format("{}{}{}{}", kCollection, account, kSessions, session.id));
  *out.mutable_create_time() = ToProto(session.create_time);
  *out.mutable_last_use_time() = ToProto(session.last_use_time);
  *out.mutable_expire_time() = ToProto(session.expire_time);
  out.set_current(principal.account() == account && principal.session() == session.id);
  return out;
}

nlohmann::ordered_json JsonOf(const google::protobuf::Message& message) {
  std::string text;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok()) return nullptr;
  constexpr bool kThrow = false;
  return nlohmann::ordered_json::parse(text, nullptr, kThrow);
}

}  // namespace

absl::Status AccountAdministration::GetOwnAccount(const Call& call, v1::Account& response) const {
  if (call.principal.account().empty()) {
    return Error(absl::StatusCode::kNotFound, "NO_ACCOUNT",
                 "an access token belongs to no account: GetOwnAccessToken says what it opens");
  }
  const absl::StatusOr<Account> own = accounts_.Find(call.principal.account());
  if (!own.ok()) return own.status();
  response = Shown(*own);
  return absl::OkStatus();
}

absl::Status AccountAdministration::ListAccounts(const v1::ListAccountsRequest& request,
                                                 v1::ListAccountsResponse& response) const {
  const absl::StatusOr<std::size_t> size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  if (request.text().size() > kLongestText) {
    return FieldError("text", fmt::format("expected at most {} bytes", kLongestText));
  }
  if (!v1::LoginAudience_IsValid(request.audience())) return FieldError("audience", "is not known");
  const std::string text = absl::AsciiStrToLower(request.text());
  const std::string list = fmt::format("accounts {} {} {}", static_cast<int>(request.audience()),
                                       request.with_role(), text);
  const absl::StatusOr<std::string> after = ReadPageToken(list, request.page_token());
  if (!after.ok()) return after.status();
  std::string last;
  return accounts_.Visit(*after, [&](const Account& account) {
    if (!Fits(account, request, text)) return true;
    if (static_cast<std::size_t>(response.accounts_size()) == *size) {
      response.set_next_page_token(MakePageToken(list, last));
      return false;
    }
    *response.add_accounts() = Shown(account);
    last = account.id;
    return true;
  });
}

absl::Status AccountAdministration::GetAccount(const v1::GetAccountRequest& request,
                                               v1::Account& response) const {
  const absl::StatusOr<std::string> id = ParseName(request.name(), "name");
  if (!id.ok()) return id.status();
  const absl::StatusOr<Account> account = accounts_.Find(*id);
  if (!account.ok()) return account.status();
  response = Shown(*account);
  return absl::OkStatus();
}

absl::Status AccountAdministration::UpdateAccountGrants(
    const v1::UpdateAccountGrantsRequest& request, v1::Account& response) {
  const absl::StatusOr<std::string> id = ParseName(request.name(), "name");
  if (!id.ok()) return id.status();
  FieldViolations violations;
  const std::vector<Grant> grants = ReadGrants(request.grants(), "grants", violations);
  if (!violations.empty()) return violations.ToStatus();
  const absl::StatusOr<Account> account = accounts_.SetGrants(*id, grants);
  if (!account.ok()) return account.status();
  response = Shown(*account);
  return absl::OkStatus();
}

absl::Status AccountAdministration::EraseAccount(const Call& call,
                                                 const v1::EraseAccountRequest& request,
                                                 v1::EraseAccountResponse& response) {
  const absl::StatusOr<std::string> id = ParseName(request.name(), "name");
  if (!id.ok()) return id.status();
  if (absl::Status may = CheckMay(call, *id); !may.ok()) return may;
  // First nobody can come by it any more. A retry finds no account, and what is left of it.
  absl::Status erased =
      accounts_.Erase(*id, [&](const Account& account, storage::WriteBatch& batch) {
        if (absl::Status ended = sessions_.EndAll(account.id, batch); !ended.ok()) return ended;
        batch.Delete(kMessagesFamily, RowKey('r', "accounts/" + account.id, ""));
        OweMailPurge(batch);
        absl::Status unfollowed =
            VisitFollowed(store_, account.id, "", [&](std::string_view key, const auto& follower) {
              DeleteFollower(batch, key, follower);
            });
        if (!unfollowed.ok()) return unfollowed;
        return ForgetAddress(store_, account.stored.mail(), batch);
      });
  if (!erased.ok()) return erased;
  absl::StatusOr<std::vector<std::string>> kept = proposals_.Detach(*id);
  if (!kept.ok()) return kept.status();
  for (std::string& name : *kept) response.add_proposals(std::move(name));
  if (absl::Status gone = accounts_.PayPurge(); !gone.ok()) return gone;
  if (absl::Status gone = PayMailPurge(store_); !gone.ok()) return gone;
  return PayPurges(store_);
}

absl::Status AccountAdministration::ExportAccount(const Call& call,
                                                  const v1::ExportAccountRequest& request,
                                                  v1::ExportAccountResponse& response) const {
  const absl::StatusOr<std::string> id = ParseName(request.name(), "name");
  if (!id.ok()) return id.status();
  if (absl::Status may = CheckMay(call, *id); !may.ok()) return may;
  const absl::StatusOr<Account> account = accounts_.Find(*id);
  if (!account.ok()) return account.status();
  const absl::StatusOr<std::vector<SessionDescription>> sessions = sessions_.List(*id);
  if (!sessions.ok()) return sessions.status();
  const absl::StatusOr<std::vector<v1::Follow>> follows = follows_.Find(*account);
  if (!follows.ok()) return follows.status();
  const absl::StatusOr<std::vector<std::string>> proposals = proposals_.Export(*id);
  if (!proposals.ok()) return proposals.status();
  nlohmann::ordered_json out;
  out["account"] = JsonOf(Shown(*account));
  out["issuer"] = account->stored.issuer();
  out["subject"] = account->stored.subject();
  out["sessions"] = nlohmann::ordered_json::array();
  for (const SessionDescription& session : *sessions) {
    out["sessions"].push_back(JsonOf(ShownSession(session, *id, call.principal)));
  }
  out["follows"] = nlohmann::ordered_json::array();
  for (const v1::Follow& follow : *follows) out["follows"].push_back(JsonOf(follow));
  out["proposals"] = nlohmann::ordered_json::array();
  constexpr bool kThrow = false;
  for (const std::string& json : *proposals) {
    out["proposals"].push_back(nlohmann::ordered_json::parse(json, nullptr, kThrow));
  }
  constexpr int kIndent = 2;
  response.set_json(
      out.dump(kIndent, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  return absl::OkStatus();
}

absl::Status AccountAdministration::ListSessions(const Call& call,
                                                 const v1::ListSessionsRequest& request,
                                                 v1::ListSessionsResponse& response) const {
  const absl::StatusOr<std::string> id = ParseName(request.parent(), "parent");
  if (!id.ok()) return id.status();
  if (absl::Status may = CheckMay(call, *id); !may.ok()) return may;
  const absl::StatusOr<std::size_t> size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  const std::string list = fmt::format("{}{}", request.parent(), kSessions);
  const absl::StatusOr<std::string> after = ReadPageToken(list, request.page_token());
  if (!after.ok()) return after.status();
  const absl::StatusOr<std::vector<SessionDescription>> all = sessions_.List(*id);
  if (!all.ok()) return all.status();
  auto next = all->begin();
  if (!after->empty()) {
    next = std::ranges::find_if(*all, [&](const auto& one) { return one.id == *after; });
    if (next != all->end()) ++next;
  }
  for (; next != all->end(); ++next) {
    if (static_cast<std::size_t>(response.sessions_size()) == *size) {
      response.set_next_page_token(MakePageToken(list, (next - 1)->id));
      break;
    }
    *response.add_sessions() = ShownSession(*next, *id, call.principal);
  }
  return absl::OkStatus();
}

absl::Status AccountAdministration::EndSession(const Call& call,
                                               const v1::EndSessionRequest& request,
                                               google::protobuf::Empty&) {
  const std::string_view name = request.name();
  const std::size_t middle = name.find(kSessions);
  const absl::StatusOr<std::string> id = ParseName(name.substr(0, middle), "name");
  if (middle == name.npos || !id.ok()) {
    return FieldError("name", "expected accounts/{account}/sessions/{session}");
  }
  if (absl::Status may = CheckMay(call, *id); !may.ok()) return may;
  return sessions_.End(*id, name.substr(middle + kSessions.size()));
}

}  // namespace urna::services
