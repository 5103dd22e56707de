#include "services/proposals/following.h"

#include <fmt/format.h>

#include <utility>

#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/base/resource_name.h"
#include "services/base/text_rules.h"
#include "services/base/times.h"
#include "services/messages/followers.h"
#include "services/messages/message_store.h"
#include "services/messages/phase_news.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

using internal::v1::StoredFollower;
using internal::v1::StoredNews;
using internal::v1::StoredSuppression;

// A question that nobody answers is forgotten.
constexpr absl::Duration kAskedFor = absl::Hours(24 * 7);
// What an address that came back is spared of.
constexpr absl::Duration kSpared = absl::Hours(24);

absl::Status WrongToken() {
  return FieldError("token", "expected the token of a link that this server has sent");
}

}  // namespace

template <typename Request>
absl::Status Following::Ask(const Call& call, const Request& request, Wanted wanted,
                            google::protobuf::Empty& response) {
  const Outbox& outbox = proposals_.outbox();
  const absl::StatusOr<MailAddress> address = MailAddress::Parse(request.address());
  if (!address.ok()) return FieldError("address", std::string(address.status().message()));
  const std::string language =
      request.language().empty() ? wanted.first_language : request.language();
  if (!IsLanguageTag(language)) return FieldError("language", "expected a BCP 47 tag such as fr");
  if (!asked_.Take(call.source, kFollowsPerSource)) {
    return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_FOLLOWS",
                 "too many want to follow from here: try again in an hour");
  }
  // Nobody learns from the answer who is written to: it is as if a message had been sent.
  if (!written_.Take(outbox.secrets().TagOf(*address), kQuestionsPerAddress)) {
    return absl::OkStatus();
  }
  const std::string about = AboutKey(wanted.process, wanted.proposal);
  const auto ask = [&](const storage::Reader& store, storage::WriteBatch& batch) -> absl::Status {
    StoredFollower follower;
    follower.set_id(outbox.secrets().FollowerOf(about, *address));
    const std::string key = RowKey('f', about, follower.id());
    const auto before = ReadRow<StoredFollower>(store, key);
    if (!before.ok()) return before.status();
    const bool follows = before->has_value() && (*before)->confirmed();
    // Whoever is logged in asks for what their account does not list.
    const std::string& account = call.principal.account();
    if (follows && (account.empty() || (*before)->account() == account)) return absl::OkStatus();
    const absl::Time now = proposals_.clock().Now();
    if (!follows) {
      follower.set_address(address->text());
      follower.set_address_tag(outbox.secrets().TagOf(*address));
      follower.set_language(language);
      *follower.mutable_time() = ToProto(now);
      PutFollower(batch, key, follower);
      batch.Put(kMessagesFamily, TimeKey('z', now + kAskedFor, key), "");
    }
    const auto suppression =
        ReadRow<StoredSuppression>(store, RowKey('s', outbox.secrets().TagOf(*address), ""));
    if (!suppression.ok()) return suppression.status();
    const bool is_spared =
        suppression->has_value() && now < FromProto((*suppression)->time()) + kSpared;
    wanted.news.set_occasion(v1::OCCASION_CONFIRM_FOLLOW);
    wanted.news.set_proposal(wanted.proposal);
    AddField(wanted.news, "link",
             fmt::format("{}/confirm?t={}", outbox.letterhead().public_url,
                         outbox.secrets().MakeToken(MailSecrets::Link::kConfirm, follower.id())));
    return outbox
        .Post(
            store, batch, wanted.news, {v1::RECIPIENT_KIND_VISITOR, *address, language},
            {.is_urgent = true, .expire_time = now + kAskedFor, .ignores_suppression = !is_spared})
        .status();
  };
  return proposals_.changes().Apply(call, request, response, ask);
}

absl::Status Following::FollowProposal(const Call& call, const v1::FollowProposalRequest& request,
                                       google::protobuf::Empty& response) {
  if (absl::Status on = proposals_.outbox().CheckOn(); !on.ok()) return on;
  const absl::StatusOr<ProposalName> name = ProposalName::Parse(request.name(), "name");
  if (!name.ok()) return name.status();
  // As everybody sees it.
  static const Principal& nobody = *new Principal(Principal::Anonymous());
  v1::Proposal shown;
  absl::Status visible =
      proposals_.Show({nobody, call.rule, call.process, call.source}, request.name(), "", 0, shown);
  if (!visible.ok()) return visible;
  if (!name->number || !shown.has_text()) return ResourceNotFound(request.name());
  Wanted wanted{std::string(ProcessId(name->process)), name->id, {}, shown.text().language()};
  if (absl::Status s = AddProcess(proposals_.store(), name->process, wanted.news); !s.ok()) {
    return s;
  }
  AddField(wanted.news, "what", shown.text().title(), shown.text().language());
  return Ask(call, request, std::move(wanted), response);
}

absl::Status Following::FollowProcess(const Call& call, const v1::FollowProcessRequest& request,
                                      google::protobuf::Empty& response) {
  if (absl::Status on = proposals_.outbox().CheckOn(); !on.ok()) return on;
  const absl::StatusOr<ResourceName> name =
      ResourceName::Parse(Kind::kProcess, request.name(), "name");
  if (!name.ok()) return name.status();
  const absl::StatusOr<v1::Process> process =
      ReadResource<v1::Process>(proposals_.store(), name->text());
  if (!process.ok()) return process.status();
  // Also of the staff, who sees it: there is nothing to follow yet.
  if (process->phase() == v1::PHASE_DRAFT) return ResourceNotFound(name->text());
  Wanted wanted{std::string(name->id()), "", {}, process->title(0).language()};
  if (absl::Status s = AddProcess(proposals_.store(), name->text(), wanted.news); !s.ok()) {
    return s;
  }
  AddField(wanted.news, "what", process->title());
  return Ask(call, request, std::move(wanted), response);
}

absl::Status Following::ConfirmFollow(const Call& call, const v1::ConfirmFollowRequest& request,
                                      v1::ConfirmFollowResponse& response) {
  const Outbox& outbox = proposals_.outbox();
  const std::optional<MailSecrets::Opened> opened = outbox.secrets().ReadToken(request.token());
  if (!opened || opened->link != MailSecrets::Link::kConfirm) return WrongToken();
  const auto over = [] {
    return Error(absl::StatusCode::kNotFound, "NO_SUCH_FOLLOWER",
                 "this link is of more than seven days ago, or was stopped since: ask again to "
                 "follow");
  };
  const auto about = proposals_.store().Get(kMessagesFamily, RowKey('j', opened->id, ""));
  if (!about.ok()) return about.status();
  if (!about->has_value()) return over();
  const std::string process = fmt::format("processes/{}", ProcessOf(**about));
  const auto confirm = [&](const storage::Reader& store,
                           storage::WriteBatch& batch) -> absl::Status {
    const std::string key = RowKey('f', **about, opened->id);
    absl::StatusOr<std::optional<StoredFollower>> follower = ReadRow<StoredFollower>(store, key);
    if (!follower.ok()) return follower.status();
    if (!follower->has_value()) return over();
    const std::string& account = call.principal.account();
    const bool is_bound = account.empty() || (*follower)->account() == account;
    if ((*follower)->confirmed() && is_bound) return absl::OkStatus();
    if (!is_bound) BindFollower(batch, **follower, account);
    if (!(*follower)->confirmed()) *(*follower)->mutable_time() = ToProto(proposals_.clock().Now());
    (*follower)->set_confirmed(true);
    PutFollower(batch, key, **follower);
    // Its owner reads what comes there.
    const absl::StatusOr<MailAddress> address = MailAddress::Parse((*follower)->address());
    if (address.ok()) {
      batch.Delete(kMessagesFamily, RowKey('s', outbox.secrets().TagOf(*address), ""));
    }
    return absl::OkStatus();
  };
  absl::Status confirmed = proposals_.changes().ApplyOwn(process, confirm);
  if (!confirmed.ok()) return confirmed;
  const std::string proposal = (*about)->substr(ProcessOf(**about).size() + 1);
  response.set_name(proposal.size() <= 1 ? process
                                         : fmt::format("{}/proposals/{}", process,
                                                       proposal.substr(0, proposal.size() - 1)));
  return absl::OkStatus();
}

absl::Status Following::Unsubscribe(const v1::UnsubscribeRequest& request,
                                    google::protobuf::Empty& response) {
  (void)response;
  const std::optional<MailSecrets::Opened> opened =
      proposals_.outbox().secrets().ReadToken(request.token());
  if (!opened || opened->link == MailSecrets::Link::kConfirm) return WrongToken();
  if (opened->link == MailSecrets::Link::kStop) {
    return proposals_.changes().ApplyOwn(
        "", [&](const storage::Reader&, storage::WriteBatch& batch) {
          batch.Put(kMessagesFamily, RowKey('o', opened->id, ""), "");
          return absl::OkStatus();
        });
  }
  const auto about = proposals_.store().Get(kMessagesFamily, RowKey('j', opened->id, ""));
  if (!about.ok() || !about->has_value()) return about.status();
  return proposals_.changes().ApplyOwn(
      fmt::format("processes/{}", ProcessOf(**about)),
      [&](const storage::Reader& store, storage::WriteBatch& batch) -> absl::Status {
        const std::string key = RowKey('f', **about, opened->id);
        const auto follower = ReadRow<StoredFollower>(store, key);
        if (!follower.ok() || !follower->has_value()) return follower.status();
        DeleteFollower(batch, key, **follower);
        return absl::OkStatus();
      });
}

}  // namespace urna::services
