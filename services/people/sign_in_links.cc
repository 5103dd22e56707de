#include "services/people/sign_in_links.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/base/resource_name.h"
#include "services/base/text_rules.h"
#include "services/base/times.h"
#include "services/people/people_store.h"
#include "services/people/person_text.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

using internal::v1::StoredLink;
namespace keys = people_store;

absl::Status Over() {
  return Error(absl::StatusCode::kUnauthenticated, "LINK_OVER",
               "this link was used, or is too old: ask for another");
}

absl::Status Off() {
  return Error(absl::StatusCode::kFailedPrecondition, "LINKS_OFF",
               "this server mails no links: ListProviders says how to log in");
}

}  // namespace

absl::Status SignInLinks::RequestSignInLink(const Call& call,
                                            const v1::RequestSignInLinkRequest& request,
                                            google::protobuf::Empty&) {
  if (sender_ == nullptr) return Off();
  FieldViolations violations;
  const std::optional<std::string> address = MailAddress(request.address());
  if (!address) violations.Add("address", "expected one mail address, such as ada@example.org");
  if (!IsLanguageTag(request.language())) violations.Add("language", "expected such as fr");
  if (!request.process().empty() &&
      !ResourceName::Parse(Kind::kProcess, request.process(), "process").ok()) {
    violations.Add("process", "expected processes/{process}, or nothing");
  }
  if (!request.return_path().empty() && !IsLocalPath(request.return_path())) {
    violations.Add("return_path", "expected a path of this server, such as /proposals/");
  }
  if (!violations.empty()) return violations.ToStatus();
  if (!of_source_.Take(call.source, kLinksPerSource)) {
    return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_LINKS",
                 "too many links were asked for from here: try again in an hour");
  }
  // Whoever asks learns nothing of who else asks for the same address.
  if (!of_address_.Take(*address, kLinksPerAddress) || !of_all_.Take("", kLinksPerHour)) {
    return absl::OkStatus();
  }
  const std::string token = keys::NewSecret();
  StoredLink link;
  link.set_address(*address);
  *link.mutable_expire_time() = ToProto(clock_.Now() + kTime);
  link.set_return_path(request.return_path());
  storage::WriteBatch batch;
  batch.Put(kPeopleFamily, keys::LinkKey(keys::HashOf(token)), link.SerializeAsString());
  absl::Status sent = sender_->SendSignInLink(batch, *address, request.language(),
                                              fmt::format("{}/auth/link?t={}", public_url_, token));
  return sent.ok() ? WriteStatus(store_.Write(batch)) : sent;
}

absl::StatusOr<SignInLinks::SignedIn> SignInLinks::Use(std::string_view token,
                                                       std::string_view earlier) {
  if (sender_ == nullptr) return Off();
  if (!keys::IsSecret(token)) return Over();
  const std::string key = keys::LinkKey(keys::HashOf(token));
  const auto find = [&]() -> absl::StatusOr<StoredLink> {
    auto link = keys::Read<StoredLink>(store_, key);
    if (!link.ok()) return link.status();
    if (!link->has_value() || FromProto((*link)->expire_time()) <= clock_.Now()) return Over();
    return **std::move(link);
  };
  const absl::StatusOr<StoredLink> link = find();
  if (!link.ok()) return link.status();
  SignedIn out;
  absl::StatusOr<Account> account = accounts_.SignIn(
      {.issuer = std::string(kMailIssuer),
       .subject = link->address(),
       .provider = std::string(kMailIssuer),
       .audience = v1::LOGIN_AUDIENCE_CITIZENS,
       .mail = link->address(),
       .mail_is_proven = true},
      [&](const Account& one, storage::WriteBatch& batch) -> absl::Status {
        // Of two that come at once one is the first.
        if (absl::Status still = find().status(); !still.ok()) return still;
        batch.Delete(kPeopleFamily, key);
        absl::StatusOr<std::string> session = sessions_.Begin(one, "", earlier, batch);
        if (!session.ok()) return session.status();
        out.session = *std::move(session);
        return absl::OkStatus();
      });
  if (!account.ok()) return account.status();
  out.account = *std::move(account);
  out.return_path = link->return_path().empty() ? "/" : link->return_path();
  return out;
}

absl::Status SignInLinks::SignInWithLink(const Call& call, const v1::SignInWithLinkRequest& request,
                                         v1::SignInWithLinkResponse& response) {
  if (sender_ == nullptr) return Off();
  if (call.new_session == nullptr) {
    return Error(absl::StatusCode::kFailedPrecondition, "ONLY_FOR_BROWSERS",
                 "a session is a cookie: log in over HTTP, from a page of this server");
  }
  absl::StatusOr<SignedIn> done = Use(request.token(), "");
  if (!done.ok()) return done.status();
  // The browser's cookie is replaced: whoever was logged in by it is no longer.
  const Principal& before = call.principal;
  if (!before.session().empty()) {
    absl::Status ended = sessions_.End(before.account(), before.session());
    if (!ended.ok()) return ended;
  }
  *call.new_session = std::move(done->session);
  *response.mutable_account() = Shown(done->account);
  response.set_return_path(done->return_path);
  return absl::OkStatus();
}

absl::Status SignInLinks::ForgetOld() {
  storage::WriteBatch batch;
  const absl::Time now = clock_.Now();
  const absl::Status scanned =
      storage::ScanAll(store_, kPeopleFamily, "l", keys::After("l"),
                       [&](std::string_view key, std::string_view value) {
                         StoredLink link;
                         const bool is_read = link.ParseFromString(std::string(value));
                         if (!is_read || FromProto(link.expire_time()) <= now)
                           batch.Delete(kPeopleFamily, key);
                         return true;
                       });
  if (!scanned.ok() || batch.empty()) return scanned;
  return WriteStatus(store_.Write(batch));
}

}  // namespace urna::services
