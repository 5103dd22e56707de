#include "support/journal_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "crypto/merkle.h"
#include "ledger/bundle_paths.h"
#include "support/log_files.h"

namespace urna::ledger {
namespace {

constexpr auto kAdministrator = v1::JOURNAL_ROLE_ADMINISTRATOR;
constexpr auto kAgent = v1::JOURNAL_ROLE_AGENT;
constexpr auto kCitizen = v1::JOURNAL_ROLE_CITIZEN;

std::string BytesOf(const crypto::Hash256& hash) { return {hash.begin(), hash.end()}; }

ActorTag ActorOf(v1::JournalRole role) {
  ActorTag actor{};
  actor.fill(static_cast<std::uint8_t>(role));
  return actor;
}

void AddWindow(v1::Calendar& calendar, v1::WindowKind kind, std::uint64_t from, std::uint64_t to) {
  v1::Window& window = *calendar.add_windows();
  window.set_kind(kind);
  window.set_start_time(SpringDays::At(from));
  window.set_end_time(SpringDays::At(to));
}

void SetText(google::protobuf::RepeatedPtrField<v1::LocalizedText>& texts, std::string text) {
  v1::LocalizedText& entry = *texts.Add();
  entry.set_language("en");
  entry.set_text(std::move(text));
}

}  // namespace

std::string ProposalName(std::uint32_t number) { return fmt::format("proposals/p{}", number); }

Act JournalRun::Make(v1::JournalAct act, v1::JournalRole role, std::string resource) const {
  Act made;
  made.process = process_;
  made.time = state_.time() == 0 ? SpringDays::At(0) : state_.time() + 60;
  made.act = act;
  made.role = role;
  made.actor = ActorOf(role);
  made.resource = std::move(resource);
  return made;
}

ActDocument JournalRun::Keep(v1::DocumentKind kind, crypto::Bytes bytes) {
  const crypto::Hash256 hash = crypto::Sha256(bytes);
  documents_[hash] = std::move(bytes);
  return {kind, hash};
}

ActDocument JournalRun::Document(v1::DocumentKind kind) {
  v1::JournalDocument content;
  const std::string text = fmt::format("Text {}", ++made_);
  switch (kind) {
    case v1::DOCUMENT_KIND_MANDATE:
      SetText(*content.mutable_mandate()->mutable_title(), text);
      break;
    case v1::DOCUMENT_KIND_FORM:
      content.mutable_form();
      break;
    case v1::DOCUMENT_KIND_PROPOSAL:
      content.mutable_proposal()->set_title(text);
      break;
    case v1::DOCUMENT_KIND_AUTHORS:
      content.mutable_authors()->add_names(text);
      break;
    default:
      SetText(*content.mutable_reason()->mutable_text(), text);
  }
  MadeDocument made = MakeDocument(std::move(content));
  return Keep(kind, std::move(made.bytes));
}

Act JournalRun::Created() const { return Make(v1::JOURNAL_ACT_CREATED, kAdministrator); }

Act JournalRun::Phase(v1::Phase phase, v1::JournalRole role) const {
  Act act = Make(v1::JOURNAL_ACT_PHASE, role);
  act.facts.mutable_phase()->set_phase(phase);
  return act;
}

Act JournalRun::Mandate() {
  Act act = Make(v1::JOURNAL_ACT_MANDATE, kAdministrator);
  act.documents = {Document(v1::DOCUMENT_KIND_MANDATE)};
  return act;
}

Act JournalRun::Calendar() const {
  Act act = Make(v1::JOURNAL_ACT_CALENDAR, kAdministrator);
  v1::Calendar& calendar = *act.facts.mutable_calendar();
  calendar.set_time_zone("Europe/Paris");
  AddWindow(calendar, v1::WINDOW_KIND_SUBMISSION, 1, 3);
  AddWindow(calendar, v1::WINDOW_KIND_PAPER_SUBMISSION, 1, 4);
  AddWindow(calendar, v1::WINDOW_KIND_REVIEW, 3, 5);
  AddWindow(calendar, v1::WINDOW_KIND_APPEAL, 5, 7);
  return act;
}

Act JournalRun::Form(std::uint32_t support_needed) {
  Act act = Make(v1::JOURNAL_ACT_FORM, kAdministrator);
  act.facts.mutable_form()->set_support_needed(support_needed);
  v1::JournalDocument content;
  content.mutable_form()->set_support_needed(support_needed);
  MadeDocument made = MakeDocument(std::move(content));
  act.documents = {Keep(v1::DOCUMENT_KIND_FORM, std::move(made.bytes))};
  return act;
}

Act JournalRun::Received(std::uint32_t proposal, v1::JournalRole role) {
  Act act = Revised(proposal, 1, role);
  act.act = v1::JOURNAL_ACT_RECEIVED;
  return act;
}

Act JournalRun::Revised(std::uint32_t proposal, std::uint32_t version, v1::JournalRole role) {
  Act act = Make(v1::JOURNAL_ACT_REVISED, role, ProposalName(proposal));
  act.facts.mutable_receipt()->set_version(version);
  act.facts.mutable_receipt()->set_channel(role == kCitizen ? v1::CHANNEL_ONLINE
                                                            : v1::CHANNEL_PAPER);
  act.documents = {Document(v1::DOCUMENT_KIND_PROPOSAL), Document(v1::DOCUMENT_KIND_AUTHORS)};
  return act;
}

Act JournalRun::Screened(std::uint32_t proposal) const {
  return Make(v1::JOURNAL_ACT_SCREENED, v1::JOURNAL_ROLE_MODERATOR, ProposalName(proposal));
}

Act JournalRun::Returned(std::uint32_t proposal) {
  Act act = Make(v1::JOURNAL_ACT_RETURNED, kAgent, ProposalName(proposal));
  act.facts.mutable_returned()->set_due_time(SpringDays::At(5));
  act.documents = {Document(v1::DOCUMENT_KIND_REASON)};
  return act;
}

Act JournalRun::Withdrawn(std::uint32_t proposal, v1::JournalRole role) {
  Act act = Make(v1::JOURNAL_ACT_WITHDRAWN, role, ProposalName(proposal));
  if (role != kCitizen) act.documents = {Document(v1::DOCUMENT_KIND_REASON)};
  return act;
}

Act JournalRun::Supported(std::uint32_t proposal, std::uint32_t persons) const {
  Act act = Make(v1::JOURNAL_ACT_SUPPORTED, v1::JOURNAL_ROLE_UNSPECIFIED, ProposalName(proposal));
  act.facts.mutable_support()->set_persons(persons);
  return act;
}

Act JournalRun::Verdict(std::uint32_t proposal, v1::ReviewStep step, bool accepted,
                        std::int64_t cost) {
  Act act = Make(v1::JOURNAL_ACT_VERDICT, kAgent, ProposalName(proposal));
  v1::VerdictFacts& verdict = *act.facts.mutable_verdict();
  verdict.set_step(step);
  verdict.set_accepted(accepted);
  verdict.set_cost(cost);
  act.documents = {Document(v1::DOCUMENT_KIND_REASON)};
  return act;
}

Act JournalRun::Appealed(std::uint32_t proposal, v1::JournalRole role) {
  Act act = Make(v1::JOURNAL_ACT_APPEALED, role, ProposalName(proposal));
  act.documents = {Document(v1::DOCUMENT_KIND_REASON)};
  return act;
}

Act JournalRun::AppealDecided(std::uint32_t proposal, bool upheld) {
  Act act = Make(v1::JOURNAL_ACT_APPEAL_DECIDED, kAdministrator, ProposalName(proposal));
  act.facts.mutable_appeal()->set_upheld(upheld);
  act.documents = {Document(v1::DOCUMENT_KIND_REASON)};
  return act;
}

Act JournalRun::Merged(std::uint32_t proposal, const std::vector<std::uint32_t>& parents) {
  Act act = Make(v1::JOURNAL_ACT_MERGED, kAgent, ProposalName(proposal));
  act.facts.mutable_merge()->mutable_parents()->Assign(parents.begin(), parents.end());
  act.documents = {Document(v1::DOCUMENT_KIND_REASON)};
  return act;
}

Act JournalRun::Hidden(std::uint32_t proposal) {
  Act act = Make(v1::JOURNAL_ACT_HIDDEN, v1::JOURNAL_ROLE_MODERATOR, ProposalName(proposal));
  act.documents = {Document(v1::DOCUMENT_KIND_REASON)};
  return act;
}

Act JournalRun::Restored(std::uint32_t proposal) const {
  return Make(v1::JOURNAL_ACT_RESTORED, v1::JOURNAL_ROLE_MODERATOR, ProposalName(proposal));
}

Act JournalRun::Erased(std::uint32_t proposal, std::vector<crypto::Hash256> documents) const {
  Act act = Make(v1::JOURNAL_ACT_ERASED, kAdministrator, ProposalName(proposal));
  std::ranges::sort(documents);
  for (const auto& hash : documents) act.facts.mutable_erasure()->add_documents(BytesOf(hash));
  return act;
}

Act JournalRun::Project(std::string_view contest, const v1::ProjectConfig& project,
                        std::uint32_t proposal) const {
  Act act = Make(v1::JOURNAL_ACT_PROJECT, kAgent,
                 fmt::format("contests/{}/projects/{}", contest, project.id()));
  v1::ProjectFacts& facts = *act.facts.mutable_project();
  facts.set_proposal(proposal);
  facts.set_cost(project.cost());
  facts.set_config_hash(BytesOf(ProjectHash(project)));
  return act;
}

Act JournalRun::ProjectRemoved(std::string_view contest, std::string_view project) const {
  return Make(v1::JOURNAL_ACT_PROJECT_REMOVED, kAgent,
              fmt::format("contests/{}/projects/{}", contest, project));
}

Act JournalRun::Incompatible(std::uint32_t proposal,
                             const std::vector<std::uint32_t>& group) const {
  Act act = Make(v1::JOURNAL_ACT_INCOMPATIBLE, kAgent, ProposalName(proposal));
  act.facts.mutable_incompatible()->mutable_proposals()->Assign(group.begin(), group.end());
  return act;
}

std::uint64_t JournalRun::Append(const Act& act) {
  const crypto::Bytes leaf = SerializeAct(act);
  // What a test builds must be right where the test does not say that it is not.
  if (absl::Status folded = state_.Fold(leaf); !folded.ok()) {
    throw std::logic_error(std::string(folded.message()));
  }
  leaves_.push_back(leaf);
  return leaves_.size() - 1;
}

std::uint64_t JournalRun::AppendUnchecked(const crypto::Bytes& leaf) {
  state_.Fold(leaf).IgnoreError();
  leaves_.push_back(leaf);
  return leaves_.size() - 1;
}

void JournalRun::Begin(std::uint32_t support_needed) {
  Append(Created());
  Append(Mandate());
  Append(Calendar());
  Append(Form(support_needed));
  Act submission = Phase(v1::PHASE_SUBMISSION, v1::JOURNAL_ROLE_UNSPECIFIED);
  submission.time = SpringDays::At(1);
  Append(submission);
}

void JournalRun::Admit(std::uint32_t proposal, std::int64_t cost) {
  Append(Received(proposal, kAgent));
  if (state_.phase() == v1::PHASE_SUBMISSION) Append(Phase(v1::PHASE_REVIEW));
  Append(Verdict(proposal, v1::REVIEW_STEP_FORMAL, true));
  Append(Verdict(proposal, v1::REVIEW_STEP_SUBSTANTIVE, true, cost));
}

crypto::Hash256 JournalRun::RootAt(std::uint64_t size) const {
  crypto::MerkleTree tree;
  for (std::uint64_t i = 0; i < size; ++i) tree.Append(crypto::LeafHash(leaves_[i]));
  return tree.Root();
}

JournalRun JournalRun::Of(const v1::Config& config) {
  ElectionId process{};
  std::copy_n(crypto::AsBytes(config.election_id()).begin(), process.size(), process.begin());
  JournalRun run(process);
  run.Begin();
  run.Append(run.Phase(v1::PHASE_REVIEW));
  run.Append(run.Phase(v1::PHASE_APPEAL));
  std::uint32_t proposal = 0;
  for (const v1::ContestConfig& contest : config.contests()) {
    for (int i = 0; i < contest.projects_size(); ++i) {
      const v1::ProjectConfig& project = contest.projects(i);
      const bool of_the_administration = i % 2 == 1;
      if (of_the_administration) {
        run.Append(run.Project(contest.id(), project, 0));
        continue;
      }
      run.Append(run.Received(++proposal, kAgent));
      run.Append(run.Verdict(proposal, v1::REVIEW_STEP_FORMAL, true));
      if (i == 0) {
        run.Append(run.Verdict(proposal, v1::REVIEW_STEP_SUBSTANTIVE, false));
        run.Append(run.Appealed(proposal));
        run.Append(run.AppealDecided(proposal, true));
      }
      run.Append(run.Verdict(proposal, v1::REVIEW_STEP_SUBSTANTIVE, true, project.cost()));
      run.Append(run.Project(contest.id(), project, proposal));
    }
  }
  run.Append(run.Phase(v1::PHASE_SEALING));
  return run;
}

crypto::SigningKey JournalRun::KeyOf(const v1::Config& config) {
  return crypto::SigningKey::FromSeed(crypto::Secret<std::array<std::uint8_t, 32>>(
      crypto::Sha256(crypto::AsBytes(JournalOrigin(config.log().origin())))));
}

void JournalRun::SealInto(v1::Config& config) const {
  v1::JournalHead& head = *config.mutable_journal();
  head.set_origin(JournalOrigin(config.log().origin()));
  head.set_vkey(crypto::LogKey{head.origin(), KeyOf(config).public_key()}.ToVkey());
  head.set_size(leaves_.size());
  head.set_root(BytesOf(RootAt(leaves_.size())));
  config.clear_mandate_sha256();
  if (state_.mandate()) config.set_mandate_sha256(BytesOf(*state_.mandate()));
}

std::string JournalRun::Note(const v1::Config& config, std::uint64_t size,
                             const crypto::Hash256& root) {
  return crypto::SignCheckpoint({JournalOrigin(config.log().origin()), size, root}, KeyOf(config));
}

std::string JournalRun::Note(const v1::Config& config, std::uint64_t size) const {
  return Note(config, size, RootAt(size));
}

std::map<std::string, crypto::Bytes> JournalRun::Files(const v1::Config& config) const {
  std::map<std::string, crypto::Bytes> files =
      LogFiles(leaves_, Note(config, leaves_.size()), kJournalFolder);
  for (const auto& [hash, document] : state_.documents()) {
    const auto bytes = documents_.find(hash);
    if (state_.VisibilityOf(document) == Visibility::kPublic && bytes != documents_.end()) {
      files[DocumentPath(hash)] = bytes->second;
    }
  }
  return files;
}

}  // namespace urna::ledger
