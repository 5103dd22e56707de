// Elections that were sealed with a journal.
#pragma once

#include <functional>
#include <optional>

#include "support/journal_run.h"
#include "tampering/rows/elections.h"
#include "tampering/rows/published_bundle.h"

namespace urna::ledger {

class JournalCourse {
 public:
  // The journal of a configuration that is ready but for its journal's head. It may change the
  // configuration too.
  using Make = std::function<JournalRun(v1::Config&)>;
  // `after` changes what is sealed once the journal's head is in it.
  JournalCourse(ElectionShape shape, const Make& make,
                const std::function<void(v1::Config&)>& after = nullptr);
  JournalCourse(const JournalCourse&) = delete;
  JournalCourse& operator=(const JournalCourse&) = delete;

  // As it stood when it was sealed; a copy may go on.
  const JournalRun& journal() const { return *journal_; }
  const v1::Config& config() const { return course_->election().manifest()->config(); }
  const Course& course() const { return *course_; }
  // The counted election with the files of this journal.
  PublishedBundle Publish(const JournalRun& journal) const;
  PublishedBundle Publish() const { return Publish(*journal_); }

 private:
  std::optional<JournalRun> journal_;
  std::optional<Course> course_;
};

ElectionId ElectionIdOf(const v1::Config& config);
// A journal of these records, honest or not, with the documents of another one.
JournalRun JournalOf(const JournalRun& documents, const v1::Config& config,
                     const std::vector<crypto::Bytes>& leaves);
// The first record of this kind.
std::uint64_t IndexOf(const JournalRun& journal, v1::JournalAct act);
Act ActAt(const JournalRun& journal, std::uint64_t index);

// Three voters, one trustee; the journal is that of JournalRun::Of.
const JournalCourse& WithJournal();
// The same with ties by lot, and witnesses of whom one must cosign: every kind of file.
const JournalCourse& WithEverything();

}  // namespace urna::ledger
