#include "ledger/journal_audit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "crypto/checkpoint.h"
#include "crypto/hash.h"
#include "ledger/bundled_log.h"
#include "ledger/journal_document.h"
#include "ledger/journal_state.h"
#include "ledger/limits.h"
#include "ledger/note.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

constexpr std::size_t kMostFaults = 100;

absl::Status Fail(std::string_view what) { return absl::InvalidArgumentError(std::string(what)); }

class JournalAuditor {
 public:
  JournalAuditor(const Bundle& bundle, const FrozenConfig& config, JournalReport& report)
      : bundle_(bundle),
        config_(config.config()),
        witnesses_(config.witnesses()),
        state_(config.election_id()),
        report_(report) {}

  absl::Status ReadLog(const std::vector<std::string>& kept,
                       const std::function<void(double)>& on_progress) {
    auto key = crypto::LogKey::FromVkey(config_.journal().vkey());
    if (!key.ok()) return key.status();
    auto note = bundle_.Read(kJournalCheckpointFile, kMaxCheckpointSize);
    if (!note.ok()) return note.status();
    auto checkpoint = VerifyNote(*key, witnesses_, crypto::AsText(*note));
    if (!checkpoint.ok()) {
      return Fail(fmt::format("{}: {}", kJournalCheckpointFile, MessageOf(checkpoint.status())));
    }
    const v1::JournalHead& head = config_.journal();
    if (checkpoint->size < head.size() || checkpoint->size > kMaxLogSize) {
      return Fail("journal: is shorter than when the process was frozen");
    }
    auto log = ReadBundledLog(bundle_, kJournalFolder, checkpoint->size, on_progress);
    if (!log.ok()) return log.status();
    log_ = *std::move(log);
    if (log_.tree.Root() != checkpoint->root) {
      return Fail("journal: the root of its checkpoint is not that of its entries");
    }
    return CompareHeads(kept, *key);
  }

  // Not OK where it is not a continuation of what was sealed or kept; known once the log is read.
  const absl::Status& continuity() const { return continuity_; }

  void Fold() {
    for (std::uint64_t i = 0; i < log_.leaves.size(); ++i) {
      const bool was_frozen = RankOf(state_.phase()) >= RankOf(v1::PHASE_SEALING);
      if (absl::Status folded = state_.Fold(log_.leaves[i]); !folded.ok()) {
        AddFault(i, MessageOf(folded));
      }
      RememberForm(log_.leaves[i]);
      const bool falls_back = was_frozen && RankOf(state_.phase()) < RankOf(v1::PHASE_SEALING);
      if (falls_back && i >= config_.journal().size()) {
        AddFault(i, "falls back behind what was sealed");
      }
      if (i + 1 == config_.journal().size()) CompareSealed();
    }
    report_.acts = log_.leaves.size();
    report_.proposals = state_.proposals().size();
  }

  absl::Status CheckDocuments() {
    std::set<std::string> expected;
    for (const auto& [hash, document] : state_.documents()) {
      switch (state_.VisibilityOf(document)) {
        case Visibility::kPublic:
          expected.insert(DocumentPath(hash));
          ++report_.public_documents;
          break;
        case Visibility::kWithheld:
          ++report_.withheld_documents;
          break;
        case Visibility::kErased:
          ++report_.erased_documents;
          break;
      }
    }
    if (auto s = CheckFolder(bundle_, kDocumentFolder, expected); !s.ok()) return s;
    for (const auto& [hash, document] : state_.documents()) {
      if (state_.VisibilityOf(document) != Visibility::kPublic) continue;
      const std::string path = DocumentPath(hash);
      auto bytes = bundle_.Read(path, kMaxDocumentSize);
      if (!bytes.ok()) return bytes.status();
      if (crypto::Sha256(*bytes) != hash) {
        return Fail(fmt::format("{}: is not the document that the journal names", path));
      }
      auto parsed = ParseDocument(document.kind, *bytes);
      if (!parsed.ok()) return Fail(fmt::format("{}: {}", path, MessageOf(parsed.status())));
      if (parsed->has_form() && !IsAsFactsSay(parsed->form(), forms_[hash])) {
        return Fail(fmt::format("{}: says something else than the facts of its act", path));
      }
    }
    return absl::OkStatus();
  }

 private:
  void AddFault(std::uint64_t index, std::string reason) {
    if (report_.faults.size() < kMostFaults) report_.faults.push_back({index, std::move(reason)});
  }
  void AddSealedFault(const std::string& reason) {
    AddFault(config_.journal().size(), fmt::format("sealed: {}", reason));
  }

  void RememberForm(crypto::ByteView leaf) {
    const absl::StatusOr<Act> act = ParseAct(leaf);
    if (!act.ok() || act->act != v1::JOURNAL_ACT_FORM) return;
    forms_[*act->document(v1::DOCUMENT_KIND_FORM)] = act->facts.form();
  }
  // The fold goes by the facts, people by the text.
  static bool IsAsFactsSay(const v1::SubmissionForm& form, const v1::FormFacts& facts) {
    return form.support_needed() == facts.support_needed() &&
           form.open_submission() == facts.open_submission();
  }

  // The journal as it once was, as somebody holds it.
  struct Head {
    std::uint64_t size;
    std::string root;
    std::string_view whose;
  };

  absl::Status CompareHeads(const std::vector<std::string>& kept, const crypto::LogKey& key) {
    std::vector<Head> heads = {
        {config_.journal().size(), config_.journal().root(), "the one that was sealed"}};
    for (const std::string& note : kept) {
      auto checkpoint = VerifyNote(key, witnesses_, note);
      if (!checkpoint.ok()) {
        return Fail(fmt::format("kept checkpoint: {}", MessageOf(checkpoint.status())));
      }
      heads.push_back({checkpoint->size, std::string(crypto::AsText(checkpoint->root)),
                       "a checkpoint that you kept"});
    }
    std::ranges::stable_sort(heads, {}, &Head::size);
    std::uint64_t same = 0;
    for (const Head& head : heads) {
      const auto root = log_.tree.Root(head.size);
      if (root.ok() && crypto::AsText(*root) == head.root) {
        same = head.size;
      } else if (continuity_.ok()) {
        continuity_ = Fail(fmt::format("journal: is not a continuation of {}: {}", head.whose,
                                       WhereItDiffers(same, head.size)));
      }
    }
    return absl::OkStatus();
  }
  // Between the heads around it: of what is not in the log a root tells no more.
  std::string WhereItDiffers(std::uint64_t same, std::uint64_t size) const {
    if (size > log_.leaves.size()) {
      return fmt::format("it has {} records, and had {}", log_.leaves.size(), size);
    }
    if (same + 1 >= size) return fmt::format("record {} is another one", same);
    return fmt::format("one of the records {} to {} is another one", same, size - 1);
  }

  // What was sealed is what the journal last said of it.
  void CompareSealed() {
    if (state_.phase() != v1::PHASE_SEALING) {
      AddSealedFault(fmt::format("the journal stood in {}", PhaseWord(state_.phase())));
    }
    for (const std::string& undecided : state_.Undecided()) AddSealedFault(undecided);
    const std::string mandate =
        state_.mandate() ? std::string(crypto::AsText(*state_.mandate())) : std::string();
    if (config_.mandate_sha256() != mandate) {
      AddSealedFault("the mandate is not the last that was published");
    }
    std::set<std::string> sealed;
    for (const v1::ContestConfig& contest : config_.contests()) {
      for (const v1::ProjectConfig& project : contest.projects()) {
        const std::string name = fmt::format("contests/{}/projects/{}", contest.id(), project.id());
        sealed.insert(name);
        CompareProject(name, project);
      }
    }
    for (const auto& [name, project] : state_.projects()) {
      if (!sealed.contains(name)) AddSealedFault(fmt::format("{}: is not on the ballot", name));
    }
  }

  void CompareProject(const std::string& name, const v1::ProjectConfig& project) {
    const auto found = state_.projects().find(name);
    if (found == state_.projects().end()) {
      AddSealedFault(fmt::format("{}: the journal does not know it", name));
      return;
    }
    if (found->second.cost != project.cost()) {
      AddSealedFault(
          fmt::format("{}: costs {}, in the journal {}", name, project.cost(), found->second.cost));
    } else if (found->second.config_hash != ProjectHash(project)) {
      AddSealedFault(fmt::format("{}: is not as the journal has it", name));
    }
    CheckNamed(name, found->second, v1::DOCUMENT_KIND_PROPOSAL, project.description_sha256());
    CheckNamed(name, found->second, v1::DOCUMENT_KIND_AUTHORS, project.authors_sha256());
  }

  // A document that a project names is one of its proposal's.
  void CheckNamed(const std::string& name, const JournalProject& project, v1::DocumentKind kind,
                  std::string_view sha256) {
    if (sha256.empty()) return;
    crypto::Hash256 hash{};
    std::copy_n(crypto::AsBytes(sha256).begin(), std::min(sha256.size(), hash.size()),
                hash.begin());
    const auto document = state_.documents().find(hash);
    if (document == state_.documents().end() || document->second.kind != kind ||
        !project.proposal || document->second.proposal != project.proposal) {
      AddSealedFault(fmt::format("{}: names a document that is not of its proposal", name));
    }
  }

  const Bundle& bundle_;
  const v1::Config& config_;
  const std::vector<crypto::WitnessKey>& witnesses_;
  JournalState state_;
  JournalReport& report_;
  BundledLog log_;
  absl::Status continuity_;
  // The facts of each form, by its document.
  std::map<crypto::Hash256, v1::FormFacts> forms_;
};

}  // namespace

absl::Status AuditJournal(const Bundle& bundle, const FrozenConfig& config,
                          const std::vector<std::string>& kept_checkpoints,
                          const std::function<void(double)>& on_progress, JournalReport& report) {
  JournalAuditor auditor(bundle, config, report);
  if (auto s = auditor.ReadLog(kept_checkpoints, on_progress); !s.ok()) return s;
  auditor.Fold();
  const absl::Status documents = auditor.CheckDocuments();
  std::vector<std::string> wrong;
  if (!auditor.continuity().ok()) wrong.emplace_back(MessageOf(auditor.continuity()));
  if (!report.faults.empty()) {
    const LogFault& first = report.faults.front();
    wrong.push_back(fmt::format(
        "{}record {}: {}{}", wrong.empty() ? "journal: " : "", first.record, first.reason,
        report.faults.size() == 1 ? "" : fmt::format(", and {} more", report.faults.size() - 1)));
  }
  // Another journal, or an act that is wrong, explains what is missing after it.
  if (!wrong.empty()) return Fail(fmt::format("{}", fmt::join(wrong, "; ")));
  return documents;
}

bool IsNoteOf(std::string_view note, std::string_view origin) {
  return note.starts_with(fmt::format("{}\n", origin));
}

}  // namespace urna::ledger
