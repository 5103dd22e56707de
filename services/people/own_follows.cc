#include "services/people/own_follows.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "services/base/errors.h"
#include "services/base/pages.h"
#include "services/base/resource_name.h"
#include "services/base/times.h"
#include "services/messages/followers.h"
#include "services/messages/mail_address.h"
#include "services/messages/message_store.h"
#include "services/records/resources.h"

namespace urna::services {
namespace {

using internal::v1::StoredFollower;

constexpr MethodRule kAsEverybody = {.name = "ListOwnFollows",
                                     .access = Access::kReaders,
                                     .span = Span::kAlways,
                                     .lane = Lane::kRead,
                                     .reads_only = true,
                                     .subject = ""};

// The name of what a row is about, whose key begins with a table's letter.
std::string NameIn(std::string_view key) {
  const std::string_view about = key.substr(1);
  const std::string_view process = ProcessOf(about);
  const std::string_view rest = about.substr(process.size() + 1);
  const std::string_view proposal = rest.substr(0, rest.find('\0'));
  if (proposal.empty()) return fmt::format("processes/{}", process);
  return fmt::format("processes/{}/proposals/{}", process, proposal);
}

bool IsProposal(std::string_view name) { return name.find("/proposals/") != name.npos; }

// The process in the name of one, or of one of its proposals. INVALID_ARGUMENT.
absl::StatusOr<std::string> ProcessOfName(const std::string& name) {
  if (IsProposal(name)) {
    const absl::StatusOr<ProposalName> proposal = ProposalName::Parse(name, "name");
    if (!proposal.ok()) return proposal.status();
    return proposal->process;
  }
  const absl::StatusOr<ResourceName> process = ResourceName::Parse(Kind::kProcess, name, "name");
  if (!process.ok()) return process.status();
  return process->text();
}

}  // namespace

absl::StatusOr<Account> OwnFollows::Caller(const Call& call) const {
  if (!call.principal.account().empty()) return accounts_.Find(call.principal.account());
  return Error(absl::StatusCode::kNotFound, "NO_ACCOUNT",
               "an access token belongs to no account: log in");
}

std::string OwnFollows::TagOf(const Account& account) const {
  if (!IsMailProven(account.stored)) return "";
  const absl::StatusOr<MailAddress> address = MailAddress::Parse(account.stored.mail());
  return address.ok() ? proposals_.outbox().secrets().TagOf(*address) : "";
}

absl::StatusOr<std::vector<v1::Follow>> OwnFollows::Find(const Account& account) const {
  std::vector<v1::Follow> follows;
  const absl::Status visited =
      VisitFollowed(proposals_.store(), account.id, TagOf(account),
                    [&](std::string_view key, const StoredFollower& follower) {
                      v1::Follow& follow = follows.emplace_back();
                      follow.set_name(NameIn(key));
                      follow.set_address(follower.address());
                      follow.set_language(follower.language());
                      *follow.mutable_create_time() = follower.time();
                    });
  if (!visited.ok()) return visited;
  std::ranges::stable_sort(follows, [](const v1::Follow& a, const v1::Follow& b) {
    return FromProto(a.create_time()) > FromProto(b.create_time());
  });
  return follows;
}

absl::Status OwnFollows::AddTitle(v1::Follow& follow) const {
  if (!IsProposal(follow.name())) {
    const absl::StatusOr<v1::Process> process =
        ReadResource<v1::Process>(proposals_.store(), follow.name());
    if (absl::IsNotFound(process.status())) return absl::OkStatus();
    if (process.ok()) *follow.mutable_title() = process->title();
    return process.status();
  }
  static const Principal& nobody = *new Principal(Principal::Anonymous());
  const Call call{nobody, kAsEverybody, follow.name().substr(0, follow.name().find("/proposals/"))};
  v1::Proposal shown;
  const absl::Status read = proposals_.Show(call, follow.name(), "", 0, shown);
  if (absl::IsNotFound(read)) return absl::OkStatus();
  if (!read.ok() || !shown.has_text()) return read;
  v1::LocalizedText& title = *follow.add_title();
  title.set_language(shown.text().language());
  title.set_text(shown.text().title());
  return absl::OkStatus();
}

absl::Status OwnFollows::ListOwnFollows(const Call& call, const v1::ListOwnFollowsRequest& request,
                                        v1::ListOwnFollowsResponse& response) const {
  const absl::StatusOr<Account> account = Caller(call);
  if (!account.ok()) return account.status();
  const absl::StatusOr<std::size_t> size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  const std::string list = fmt::format("accounts/{}/follows", account->id);
  const absl::StatusOr<std::string> after = ReadPageToken(list, request.page_token());
  if (!after.ok()) return after.status();
  const absl::StatusOr<std::vector<v1::Follow>> all = Find(*account);
  if (!all.ok()) return all.status();
  const auto place = [](const v1::Follow& follow) {
    return fmt::format("{} {}", follow.name(), follow.address());
  };
  auto next = all->begin();
  if (!after->empty()) {
    next = std::ranges::find_if(*all, [&](const auto& one) { return place(one) == *after; });
    if (next != all->end()) ++next;
  }
  for (; next != all->end(); ++next) {
    if (static_cast<std::size_t>(response.follows_size()) == *size) {
      response.set_next_page_token(MakePageToken(list, place(*(next - 1))));
      break;
    }
    v1::Follow& follow = *response.add_follows() = *next;
    if (absl::Status titled = AddTitle(follow); !titled.ok()) return titled;
  }
  return absl::OkStatus();
}

absl::Status OwnFollows::StopOwnFollow(const Call& call, const v1::StopOwnFollowRequest& request,
                                       google::protobuf::Empty&) {
  const absl::StatusOr<Account> account = Caller(call);
  if (!account.ok()) return account.status();
  const absl::StatusOr<std::string> process = ProcessOfName(request.name());
  if (!process.ok()) return process.status();
  return proposals_.changes().ApplyOwn(
      *process, [&](const storage::Reader& store, storage::WriteBatch& batch) {
        return VisitFollowed(store, account->id, TagOf(*account),
                             [&](std::string_view key, const StoredFollower& follower) {
                               if (NameIn(key) == request.name()) {
                                 DeleteFollower(batch, key, follower);
                               }
                             });
      });
}

}  // namespace urna::services
