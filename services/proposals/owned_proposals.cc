#include "services/proposals/owned_proposals.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "services/base/errors.h"
#include "services/base/pages.h"
#include "services/base/times.h"
#include "services/proposals/owed_purges.h"
#include "services/proposals/personal_data.h"

namespace urna::services {
namespace {

using internal::v1::StoredProposal;

constexpr std::size_t kDefaultPage = 20;
constexpr std::size_t kLargestPage = 100;

struct Own {
  absl::Time create_time;
  ProposalName name;
};

// That of which it was the author when it was written; nothing where that is gone, or another's since.
absl::StatusOr<std::optional<StoredProposal>> Find(const storage::Reader& store,
                                                   const ProposalName& name,
                                                   std::string_view account) {
  absl::StatusOr<StoredProposal> stored = ReadProposal(store, name);
  if (absl::IsNotFound(stored.status())) return std::nullopt;
  if (!stored.ok()) return stored.status();
  if (stored->account() != account) return std::nullopt;
  return *std::move(stored);
}

// The newest first.
absl::StatusOr<std::vector<Own>> All(const storage::Reader& store, std::string_view account) {
  const absl::StatusOr<std::vector<ProposalName>> names = ReadOwned(store, account);
  if (!names.ok()) return names.status();
  std::vector<Own> out;
  for (const ProposalName& name : *names) {
    const auto stored = Find(store, name, account);
    if (!stored.ok()) return stored.status();
    if (stored->has_value()) out.push_back({FromProto((*stored)->create_time()), name});
  }
  std::ranges::sort(out, [](const Own& a, const Own& b) {
    return a.create_time != b.create_time ? a.create_time > b.create_time
                                          : a.name.text() < b.name.text();
  });
  return out;
}

constexpr MethodRule kAsAuthor = {.name = "ListOwnProposals",
                                  .access = Access::kKnown,
                                  .span = Span::kAlways,
                                  .lane = Lane::kRead,
                                  .reads_only = true,
                                  .subject = ""};

}  // namespace

absl::Status OwnedProposals::ListOwnProposals(const Call& call,
                                              const v1::ListOwnProposalsRequest& request,
                                              v1::ListOwnProposalsResponse& response) const {
  const std::string& account = call.principal.account();
  if (account.empty()) {
    return Error(absl::StatusCode::kNotFound, "NO_ACCOUNT",
                 "an access token belongs to no account: log in");
  }
  const absl::StatusOr<std::size_t> asked = PageSize(request.page_size());
  if (!asked.ok()) return asked.status();
  const std::size_t size = request.page_size() == 0 ? kDefaultPage : std::min(*asked, kLargestPage);
  const std::string list = fmt::format("accounts/{} {}", account, request.process());
  const absl::StatusOr<std::string> after = ReadPageToken(list, request.page_token());
  if (!after.ok()) return after.status();
  const absl::StatusOr<std::vector<Own>> all = All(proposals_.store(), account);
  if (!all.ok()) return all.status();
  auto next = all->begin();
  if (!after->empty()) {
    next = std::ranges::find_if(*all, [&](const Own& own) { return own.name.text() == *after; });
    if (next != all->end()) ++next;
  }
  for (; next != all->end(); ++next) {
    if (!request.process().empty() && next->name.process != request.process()) continue;
    if (static_cast<std::size_t>(response.proposals_size()) == size) {
      response.set_next_page_token(
          MakePageToken(list, response.proposals(response.proposals_size() - 1).name()));
      break;
    }
    const Call as_author{call.principal, kAsAuthor, next->name.process};
    v1::Proposal shown;
    absl::Status read = proposals_.Show(as_author, next->name.text(), "", 0, shown);
    if (absl::IsNotFound(read)) continue;
    if (!read.ok()) return read;
    *response.add_proposals() = std::move(shown);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> OwnedProposals::Export(std::string_view account) const {
  const absl::StatusOr<std::vector<Own>> all = All(proposals_.store(), account);
  if (!all.ok()) return all.status();
  const Principal author = Principal::Citizen(std::string(account), "");
  std::vector<std::string> out;
  for (const Own& own : *all) {
    absl::Status read = proposals_.Read(
        {author, kAsAuthor, own.name.process}, own.name.text(), "",
        [&](const ShownProposal& proposal, Viewer viewer, const LiveJournal& journal) {
          absl::StatusOr<std::string> json =
              PersonalData(proposals_.store(), proposal, viewer, journal);
          if (!json.ok()) return json.status();
          out.push_back(*std::move(json));
          return absl::OkStatus();
        });
    if (!read.ok() && !absl::IsNotFound(read)) return read;
  }
  return out;
}

absl::StatusOr<std::vector<std::string>> OwnedProposals::Detach(std::string_view account) {
  const absl::StatusOr<std::vector<ProposalName>> names = ReadOwned(proposals_.store(), account);
  if (!names.ok()) return names.status();
  std::vector<std::string> kept;
  for (const ProposalName& name : *names) {
    bool stays = false;
    const auto detach = [&](const storage::Reader& store,
                            storage::WriteBatch& batch) -> absl::Status {
      DeleteOwned(batch, account, name);
      absl::StatusOr<std::optional<StoredProposal>> stored = Find(store, name, account);
      if (!stored.ok()) return stored.status();
      if (!stored->has_value()) return absl::OkStatus();
      OwePurge(batch, name);
      if (!name.number) {
        DeleteProposal(batch, name);
        return absl::OkStatus();
      }
      stays = true;
      StoredProposal& left = **stored;
      left.clear_account();
      left.clear_pending();
      left.clear_invitations();
      left.mutable_last()->clear_contact();
      PutProposal(batch, name, left);
      return absl::OkStatus();
    };
    absl::Status done = proposals_.changes().ApplyOwn(name.process, detach);
    if (!done.ok()) return done;
    if (!stays) continue;
    proposals_.books().Refresh(name.process, *name.number);
    kept.push_back(name.text());
  }
  return kept;
}

}  // namespace urna::services
