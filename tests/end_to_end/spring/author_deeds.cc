// What authors do with their proposals, and agents for them.
#include <fmt/format.h>

#include <algorithm>

#include "end_to_end/spring/proposal_deeds.h"

namespace urna::end_to_end {
namespace {

using Stub = v1::Proposals::Stub;

constexpr std::size_t kInvitations = 3;

bool IsOpen(const Owned& owned) {
  return owned.is(v1::PROPOSAL_STATUS_SUBMITTED) || owned.is(v1::PROPOSAL_STATUS_UNDER_REVIEW) ||
         owned.is(v1::PROPOSAL_STATUS_RETURNED);
}

bool IsOnline(const Owned& owned) { return owned.seen.channel() == v1::CHANNEL_ONLINE; }

// Whoever speaks for what was not written online is an agent.
By WriterOf(const Owned& owned) { return IsOnline(owned) ? By::kNobody : By::kAgent; }

template <typename Request>
Request About(const Owned& owned) {
  Request request;
  request.set_name(owned.name);
  if (IsOnline(owned)) request.set_edit_key(owned.edit_key);
  return request;
}

void Write(const v1::ProposalContent& content, const std::string& word, Owned& owned) {
  v1::Proposal& seen = owned.seen;
  *seen.mutable_text() = content.text();
  *seen.mutable_internal()->mutable_answers() = content.internal_answers();
  seen.mutable_internal()->set_contact(content.contact());
  owned.author_name = content.author_name();
  owned.words.push_back(word);
  // What was being written until now is nowhere any more.
  owned.kept.erase(owned.being_written);
  owned.being_written = word;
  owned.kept.insert(word);
}

Deed Update(const Desk& desk, int id, By by) {
  const Owned& owned = desk.at(id);
  v1::UpdateProposalRequest request;
  request.set_name(owned.name);
  if (by == By::kNobody) request.set_edit_key(owned.edit_key);
  const std::string word = desk.ideas.NewWord();
  const v1::ProposalContent content = desk.ideas.NewContent(word);
  *request.mutable_content() = content;
  return ChangeOf("UpdateProposal", id, by, &Stub::UpdateProposal, request,
                  [content, word](Owned& one) {
                    Write(content, word, one);
                    if (one.is_draft()) return;
                    // What is being written has no version, and names nobody yet.
                    one.seen.set_version(0);
                    one.seen.clear_author_names();
                    one.is_writing = true;
                  });
}

void HandIn(bool by_author, Owned& owned) {
  v1::Proposal& seen = owned.seen;
  if (owned.is_draft()) {
    seen.clear_name();
    seen.clear_submit_time();
  }
  if (owned.is_draft() || owned.is(v1::PROPOSAL_STATUS_RETURNED)) {
    seen.set_status(owned.formal_accepted ? v1::PROPOSAL_STATUS_UNDER_REVIEW
                                          : v1::PROPOSAL_STATUS_SUBMITTED);
  }
  seen.clear_returned();
  seen.set_versions(seen.versions() + 1);
  seen.set_version(seen.versions());
  seen.mutable_internal()->set_awaits_screening(by_author);
  seen.clear_author_names();
  if (!owned.author_name.empty()) seen.add_author_names(owned.author_name);
  for (const std::string& name : owned.co_authors) seen.add_author_names(name);
  owned.is_writing = false;
  owned.being_written.clear();
}

Deed Submit(const Desk& desk, int id) {
  const Owned& owned = desk.at(id);
  const bool by_author =
      IsOnline(owned) && (owned.is_draft() || owned.is(v1::PROPOSAL_STATUS_RETURNED));
  v1::SubmitProposalRequest request;
  request.set_name(owned.name);
  if (by_author) request.set_edit_key(owned.edit_key);
  return ChangeOf("SubmitProposal", id, by_author ? By::kNobody : By::kAgent, &Stub::SubmitProposal,
                  request, [by_author](Owned& one) { HandIn(by_author, one); });
}

Deed ThrowAway(const Desk& desk, int id) {
  const std::string name = desk.at(id).name;
  return QuietChange("WithdrawProposal of a draft", WriterOf(desk.at(id)), &Stub::WithdrawProposal,
                     About<v1::WithdrawProposalRequest>(desk.at(id)), [id, name](Shadow& shadow) {
                       shadow.proposals.erase(id);
                       shadow.gone.insert(name);
                     });
}

Deed WithdrawByAuthor(const Desk& desk, int id) {
  return ChangeOf("WithdrawProposal", id, By::kNobody, &Stub::WithdrawProposal,
                  About<v1::WithdrawProposalRequest>(desk.at(id)), [](Owned& one) {
                    one.seen.set_status(v1::PROPOSAL_STATUS_WITHDRAWN);
                    one.seen.clear_returned();
                  });
}

Deed Invite(const Desk& desk, int id) {
  v1::InviteCoAuthorRequest request;
  request.set_name(desk.at(id).name);
  request.set_edit_key(desk.at(id).edit_key);
  Deed deed;
  deed.what = "InviteCoAuthor";
  deed.effect = [id](Shadow& shadow) { shadow.proposals.at(id).seen.clear_update_time(); };
  deed.send = [id, request](const Caller& caller, Shadow& after) -> absl::Status {
    const auto answer = caller.Call(By::kNobody, &Stub::InviteCoAuthor, request);
    if (answer.ok()) after.proposals.at(id).invitations.push_back(answer->accept_key());
    return answer.status();
  };
  deed.again = Again::kNever;
  return deed;
}

Deed Accept(const Desk& desk, int id) {
  v1::AcceptCoAuthorshipRequest request;
  request.set_name(desk.at(id).name);
  request.set_accept_key(desk.at(id).invitations.back());
  const std::string word = desk.ideas.NewWord();
  request.set_author_name("Voisin " + word);
  Deed deed = QuietChange("AcceptCoAuthorship", By::kNobody, &Stub::AcceptCoAuthorship, request,
                          [id, word, request](Shadow& shadow) {
                            Owned& one = shadow.proposals.at(id);
                            one.seen.clear_update_time();
                            one.invitations.pop_back();
                            one.co_authors.push_back(request.author_name());
                            one.words.push_back(word);
                            one.kept.insert(word);
                            v1::ProposalInternal& internal = *one.seen.mutable_internal();
                            internal.set_co_authors(internal.co_authors() + 1);
                          });
  deed.again = Again::kKeyUsed;
  return deed;
}

Deed Appeal(const Desk& desk, int id) {
  const std::string word = desk.ideas.NewWord();
  auto request = About<v1::FileAppealRequest>(desk.at(id));
  Say("Ce n'est pas exact : " + word, *request.mutable_statement());
  return ChangeOf("FileAppeal", id, WriterOf(desk.at(id)), &Stub::FileAppeal, request,
                  [word, request](Owned& one) {
                    v1::Appeal& appeal = *one.seen.mutable_appeal();
                    appeal.set_status(v1::APPEAL_STATUS_FILED);
                    *appeal.mutable_statement() = request.statement();
                    one.words.push_back(word);
                    one.kept.insert(word);
                  });
}

Deed Look(const Desk& desk, int id) {
  v1::GetProposalRequest request;
  request.set_name(desk.at(id).name);
  request.set_edit_key(desk.at(id).edit_key);
  return Question<Stub, v1::GetProposalRequest, v1::Proposal>(
      "GetProposal", desk.at(id).edit_key.empty() ? By::kModerator : By::kNobody,
      &Stub::GetProposal, request, [id](const v1::Proposal& answer, Shadow& shadow) {
        return Note(answer, shadow.proposals.at(id));
      });
}

// What is held about its author is all that was written and not erased.
Deed Export(const Desk& desk, int id) {
  return Question<Stub, v1::ExportPersonalDataRequest, v1::ExportPersonalDataResponse>(
      "ExportPersonalData", WriterOf(desk.at(id)), &Stub::ExportPersonalData,
      About<v1::ExportPersonalDataRequest>(desk.at(id)),
      [id](const v1::ExportPersonalDataResponse& answer, Shadow& shadow) {
        const Owned& owned = shadow.proposals.at(id);
        for (const std::string& word : owned.words) {
          const bool is_there = answer.json().find(word) != std::string::npos;
          if (is_there != owned.kept.contains(word)) {
            return absl::InternalError(
                fmt::format("{}: {} is{} exported", owned.name, word, is_there ? "" : " not"));
          }
        }
        return absl::OkStatus();
      });
}

Deed ReadChanges(const Desk& desk, int id) {
  v1::CompareProposalVersionsRequest request;
  request.set_name(desk.at(id).name);
  request.set_from_version(1);
  return Question<Stub, v1::CompareProposalVersionsRequest, v1::CompareProposalVersionsResponse>(
      "CompareProposalVersions", By::kAgent, &Stub::CompareProposalVersions, request,
      [id](const v1::CompareProposalVersionsResponse& answer, Shadow& shadow) {
        const Owned& owned = shadow.proposals.at(id);
        const auto to_now = [&](const v1::TextChange& change) {
          return change.field() == "title" && change.after() == owned.seen.text().title();
        };
        return std::ranges::any_of(answer.changes(), to_now)
                   ? absl::OkStatus()
                   : absl::InternalError(owned.name + ": its title has not changed");
      });
}

}  // namespace

Deed BeginDraft(const Desk& desk) {
  const bool online = desk.phase == v1::PHASE_SUBMISSION && !desk.ideas.OneIn(4);
  const std::string word = desk.ideas.NewWord();
  v1::CreateProposalRequest request;
  request.set_parent(Department::kProcess);
  request.set_channel(online ? v1::CHANNEL_ONLINE : v1::CHANNEL_STAFF);
  *request.mutable_content() = desk.ideas.NewContent(word);
  request.set_request_id(client::NewRequestId());
  const int id = desk.ideas.NewNumber();
  Deed deed;
  deed.what = "CreateProposal";
  deed.effect = [id, word, request](Shadow& shadow) {
    Owned& owned = shadow.proposals[id];
    owned.seen.set_status(v1::PROPOSAL_STATUS_DRAFT);
    owned.seen.set_channel(request.channel());
    Write(request.content(), word, owned);
  };
  deed.send = [id, online, request](const Caller& caller, Shadow& after) -> absl::Status {
    const auto answer =
        caller.Call(online ? By::kNobody : By::kAgent, &Stub::CreateProposal, request);
    if (!answer.ok()) return answer.status();
    Owned& owned = after.proposals.at(id);
    owned.edit_key = answer->edit_key();
    return Note(answer->proposal(), owned);
  };
  deed.again = Again::kExists;
  deed.is_blind = true;
  return deed;
}

Deed Import(const Desk& desk) {
  v1::ImportProposalsRequest request;
  request.set_parent(Department::kProcess);
  request.set_channel(desk.ideas.OneIn(2) ? v1::CHANNEL_PAPER : v1::CHANNEL_STAFF);
  request.set_request_id(client::NewRequestId());
  std::vector<std::pair<int, std::string>> made;
  const int count = 1 + desk.ideas.Draw(2);
  for (int i = 0; i < count; ++i) {
    made.emplace_back(desk.ideas.NewNumber(), desk.ideas.NewWord());
    *request.add_contents() = desk.ideas.NewContent(made.back().second);
  }
  Deed deed;
  deed.what = "ImportProposals";
  deed.effect = [made, request](Shadow& shadow) {
    for (int i = 0; i < request.contents_size(); ++i) {
      const auto& [id, word] = made[static_cast<std::size_t>(i)];
      Owned& owned = shadow.proposals[id];
      owned.seen.set_status(v1::PROPOSAL_STATUS_DRAFT);
      owned.seen.set_channel(request.channel());
      Write(request.contents(i), word, owned);
      HandIn(false, owned);
    }
  };
  deed.send = [made, request](const Caller& caller, Shadow& after) -> absl::Status {
    const auto answer = caller.Call(By::kAgent, &Stub::ImportProposals, request);
    if (!answer.ok()) return answer.status();
    if (answer->names_size() != request.contents_size()) {
      return absl::InternalError("other names than contents");
    }
    for (int i = 0; i < answer->names_size(); ++i) {
      Owned& owned = after.proposals.at(made[static_cast<std::size_t>(i)].first);
      owned.name = answer->names(i);
      owned.seen.set_name(answer->names(i));
    }
    return absl::OkStatus();
  };
  deed.again = Again::kExists;
  return deed;
}

void AddAuthorOptions(const Desk& desk, int id, Options& options) {
  const Owned& owned = desk.at(id);
  options.emplace_back([=] { return Look(desk, id); });
  options.emplace_back([=] { return Export(desk, id); });
  if (owned.seen.erased() || owned.is(v1::PROPOSAL_STATUS_HIDDEN)) return;
  if (owned.seen.version() > 1 && !owned.is_writing) {
    options.emplace_back([=] { return ReadChanges(desk, id); });
  }
  const bool is_written = owned.is_draft() || owned.is(v1::PROPOSAL_STATUS_RETURNED);
  const bool in_time = !owned.is_draft() || !IsOnline(owned) || desk.phase == v1::PHASE_SUBMISSION;
  if (is_written) options.emplace_back([=] { return Update(desk, id, WriterOf(owned)); });
  if (owned.is_draft() && desk.ideas.OneIn(2)) {
    options.emplace_back([=] { return ThrowAway(desk, id); });
  }
  if ((owned.is_draft() && in_time) || owned.is_writing) {
    // More often than others: else most drafts are never handed in.
    for (int i = 0; i < 4; ++i) options.emplace_back([=] { return Submit(desk, id); });
  }
  if (owned.is_writing) return;
  if (!owned.is_draft() && IsOpen(owned) && !is_written) {
    options.emplace_back([=] { return Update(desk, id, By::kAgent); });
  }
  // Rarely: else little gets any further.
  if (IsOpen(owned) && desk.ideas.OneIn(4)) {
    options.emplace_back([=] { return WithdrawByStaff(desk, id); });
  }
  if (IsOpen(owned) && IsOnline(owned) && desk.ideas.OneIn(4)) {
    options.emplace_back([=] { return WithdrawByAuthor(desk, id); });
  }
  if (IsOnline(owned) && owned.invitations.size() + owned.co_authors.size() < kInvitations) {
    options.emplace_back([=] { return Invite(desk, id); });
  }
  if (!owned.invitations.empty()) options.emplace_back([=] { return Accept(desk, id); });
  const bool may_appeal = desk.phase == v1::PHASE_APPEAL &&
                          owned.is(v1::PROPOSAL_STATUS_REJECTED) && !owned.seen.has_appeal();
  if (may_appeal) {
    for (int i = 0; i < 3; ++i) options.emplace_back([=] { return Appeal(desk, id); });
  }
}

}  // namespace urna::end_to_end
