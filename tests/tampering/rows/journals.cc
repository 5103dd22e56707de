#include "tampering/rows/journals.h"

#include <algorithm>

namespace urna::ledger {

JournalCourse::JournalCourse(ElectionShape shape, const Make& make,
                             const std::function<void(v1::Config&)>& after) {
  shape.voters = 3;
  shape.threshold = 1;
  shape.trustees = 1;
  const auto before = std::move(shape.adjust);
  shape.adjust = [&](v1::Config& config) {
    if (before) before(config);
    journal_.emplace(make(config));
    journal_->SealInto(config);
    if (after) after(config);
  };
  course_.emplace(shape, EveryoneVotes(3));
}

PublishedBundle JournalCourse::Publish(const JournalRun& journal) const {
  PublishedBundle bundle = urna::ledger::Publish(course_->counted());
  bundle.files.merge(journal.Files(config()));
  return bundle;
}

ElectionId ElectionIdOf(const v1::Config& config) {
  ElectionId id{};
  std::ranges::copy(config.election_id(), id.begin());
  return id;
}

JournalRun JournalOf(const JournalRun& documents, const v1::Config& config,
                     const std::vector<crypto::Bytes>& leaves) {
  JournalRun out(ElectionIdOf(config));
  for (const auto& [hash, bytes] : documents.documents()) {
    out.Keep(v1::DOCUMENT_KIND_UNSPECIFIED, bytes);
  }
  for (const auto& leaf : leaves) out.AppendUnchecked(leaf);
  return out;
}

std::uint64_t IndexOf(const JournalRun& journal, v1::JournalAct act) {
  for (std::uint64_t i = 0; i < journal.leaves().size(); ++i) {
    if (ActAt(journal, i).act == act) return i;
  }
  throw std::logic_error("no such act: " + v1::JournalAct_Name(act));
}

Act ActAt(const JournalRun& journal, std::uint64_t index) {
  return ParseAct(journal.leaves()[index]).value();
}

const JournalCourse& WithJournal() {
  static const JournalCourse course({}, JournalRun::Of);
  return course;
}

const JournalCourse& WithEverything() {
  static const JournalCourse course(
      {.witnesses = 2, .witness_quorum = 1, .tie_break = v1::TIE_BREAK_LOT}, JournalRun::Of);
  return course;
}

}  // namespace urna::ledger
