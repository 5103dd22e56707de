#include "storage/postgres/group_writer.h"

#include <algorithm>
#include <map>
#include <utility>

#include "storage/postgres/durability.h"
#include "storage/postgres/sql.h"
#include "storage/postgres/sqlstate.h"

namespace urna::storage {
namespace {

// What one transaction takes of the batches that wait, unless the first alone is larger; and what one
// statement of it takes.
constexpr std::size_t kGroupBytes = std::size_t{8} << 20;
constexpr std::size_t kStatementBytes = std::size_t{4} << 20;
constexpr std::chrono::milliseconds kPause(50);
constexpr std::chrono::milliseconds kGivingBack(1'000);

constexpr char kNoAnswer[] = "the database does not answer";
constexpr char kGoneBack[] =
    "the database no longer holds what it had confirmed; was it restored, or a standby promoted?";

std::size_t SizeOf(const WriteBatch& batch) {
  std::size_t bytes = 0;
  for (const WriteBatch::Change& change : batch.changes()) {
    bytes += change.key.size() + (change.value ? change.value->size() : 0) + 16;
  }
  return bytes;
}

// What the batches of a group come to: of each key the last change.
using Changes =
    std::map<std::pair<std::int64_t, std::string_view>, const std::optional<std::string>*>;

// Collects rows for statements of at most kStatementBytes.
class RowStatements {
 public:
  RowStatements(const char* sql, bool has_values, std::vector<Statement>& out)
      : sql_(sql), has_values_(has_values), out_(out) {}
  void Add(std::int64_t family, std::string_view key, std::string_view value) {
    if (bytes_ > 0 && bytes_ + key.size() + value.size() > kStatementBytes) Finish();
    families_.push_back(family);
    keys_.push_back(key);
    values_.push_back(value);
    bytes_ += key.size() + value.size() + 16;
  }
  void Finish() {
    if (families_.empty()) return;
    Parameters parameters;
    parameters.Integers(families_).ByteArrays(keys_);
    if (has_values_) parameters.ByteArrays(values_);
    out_.push_back({.sql = sql_, .parameters = std::move(parameters), .prepared = true});
    families_.clear();
    keys_.clear();
    values_.clear();
    bytes_ = 0;
  }

 private:
  const char* const sql_;
  const bool has_values_;
  std::vector<Statement>& out_;
  std::vector<std::int64_t> families_;
  std::vector<std::string_view> keys_;
  std::vector<std::string_view> values_;
  std::size_t bytes_ = 0;
};

void AddRows(const Changes& changes, std::vector<Statement>& out) {
  RowStatements puts(sql::kPutRows, true, out);
  RowStatements deletions(sql::kDeleteRows, false, out);
  for (const auto& [place, value] : changes) {
    if (value->has_value()) {
      puts.Add(place.first, place.second, **value);
    } else {
      deletions.Add(place.first, place.second, "");
    }
  }
  puts.Finish();
  deletions.Finish();
}

}  // namespace

GroupWriter::GroupWriter(ConnectionTarget target, std::unique_ptr<Connection> connection,
                         Claim claim, std::vector<std::int64_t> families, bool require_standby,
                         const Patience& patience, Poison& poison)
    : target_(std::move(target)),
      families_(std::move(families)),
      require_standby_(require_standby),
      patience_(patience),
      poison_(poison),
      connection_(std::move(connection)),
      claim_(std::move(claim)),
      thread_([this] { Run(); }) {}

GroupWriter::~GroupWriter() {
  {
    const MutexLock lock(mutex_);
    ending_ = true;
  }
  arrived_.NotifyOne();
  thread_.join();
}

bool GroupWriter::IsStalled() const {
  return busy_since_ && std::chrono::steady_clock::now() > *busy_since_ + patience_.stalling;
}

WriteResult GroupWriter::Check() const {
  if (std::optional<WriteResult> poisoned = poison_.Check()) return *poisoned;
  const MutexLock lock(mutex_);
  if (IsStalled()) return WriteResult::NotApplied(kNoAnswer);
  return failing_.empty() ? WriteResult::Durable() : WriteResult::NotApplied(failing_);
}

WriteResult GroupWriter::Write(const WriteBatch& batch) {
  if (std::optional<WriteResult> poisoned = poison_.Check()) return *poisoned;
  Waiting waiting{.batch = &batch};
  const MutexLock lock(mutex_);
  if (IsStalled()) return WriteResult::NotApplied(kNoAnswer);
  queue_.push_back(&waiting);
  arrived_.NotifyOne();
  while (!waiting.result) {
    if (waiting.is_taken) {
      answered_.Wait(mutex_);
      continue;
    }
    answered_.WaitUntil(mutex_, In(patience_.stalling));
    if (!waiting.is_taken && IsStalled()) {
      std::erase(queue_, &waiting);
      return WriteResult::NotApplied(kNoAnswer);
    }
  }
  return *waiting.result;
}

std::optional<GroupWriter::Group> GroupWriter::TakeGroup() {
  const Deadline next_look = In(patience_.watching);
  const MutexLock lock(mutex_);
  busy_since_.reset();
  while (queue_.empty() && !ending_ && arrived_.WaitUntil(mutex_, next_look)) {
  }
  if (queue_.empty() && ending_) return std::nullopt;
  Group group;
  std::size_t bytes = 0;
  while (!queue_.empty()) {
    bytes += SizeOf(*queue_.front()->batch);
    if (!group.empty() && bytes > kGroupBytes) break;
    queue_.front()->is_taken = true;
    group.push_back(queue_.front());
    queue_.pop_front();
  }
  busy_since_ = std::chrono::steady_clock::now();
  return group;
}

void GroupWriter::AnswerAll(const Group& group, const WriteResult& result) {
  {
    const MutexLock lock(mutex_);
    for (Waiting* waiting : group) waiting->result = result;
  }
  answered_.NotifyAll();
}

void GroupWriter::Run() {
  while (std::optional<Group> group = TakeGroup()) {
    if (group->empty()) {
      Watch();
      continue;
    }
    std::optional<WriteResult> result = poison_.Check();
    if (!result) {
      result = Commit(*group);
      poison_.Set(*result);
      NoteState(*result);
    }
    AnswerAll(*group, *result);
  }
  GiveBack();
}

void GroupWriter::NoteState(const WriteResult& result) {
  const MutexLock lock(mutex_);
  failing_ = result.outcome() == WriteResult::Outcome::kNotApplied ? result.reason() : "";
}

absl::Status GroupWriter::Connect() {
  if (connection_ != nullptr && connection_->IsAlive()) return absl::OkStatus();
  connection_.reset();
  absl::StatusOr<std::unique_ptr<Connection>> opened =
      Connection::Open(target_, patience_.connecting);
  if (!opened.ok()) return absl::UnavailableError("the database cannot be reached");
  // Another machine may answer now, or this one with other settings.
  const absl::StatusOr<Settings> settings = ReadSettings(**opened, In(patience_.reading));
  if (!settings.ok()) return settings.status();
  if (absl::Status durable = CheckDurability(*settings, require_standby_); !durable.ok()) {
    return durable;
  }
  connection_ = *std::move(opened);
  return absl::OkStatus();
}

WriteResult GroupWriter::Commit(const Group& group) {
  if (absl::Status connected = Connect(); !connected.ok()) {
    return WriteResult::NotApplied(std::string(connected.message()));
  }
  Changes changes;
  for (const Waiting* waiting : group) {
    for (const WriteBatch::Change& change : waiting->batch->changes()) {
      changes[{families_[change.family.index], change.key}] = &change.value;
    }
  }
  std::vector<Statement> statements;
  statements.push_back({.sql = sql::kBegin});
  statements.push_back(
      {.sql = sql::kAdvanceWriter,
       .parameters =
           Parameters().Text(claim_.holder).Integer(claim_.epoch).Integer(claim_.sequence),
       .prepared = true});
  AddRows(changes, statements);
  const std::size_t commit = statements.size();
  statements.push_back({.sql = sql::kCommit});
  if (require_standby_) statements.push_back({.sql = sql::kStandbySettings});
  connection_->TakeWarning();
  return Judge(connection_->Run(statements, In(patience_.committing)), commit);
}

WriteResult GroupWriter::Judge(const std::vector<Answer>& answers, std::size_t commit) {
  constexpr std::size_t kAdvance = 1;
  for (std::size_t i = 0; i < commit; ++i) {
    if (answers[i].kind() != Answer::Kind::kRefused) continue;
    const Answer& refusal = answers[i];
    if (!connection_->Run({.sql = sql::kRollback}, In(patience_.reading)).done()) {
      connection_.reset();
    }
    if (i == kAdvance && refusal.sqlstate() == sqlstate::kNotNullViolation) {
      if (absl::Status connected = Connect(); !connected.ok()) {
        return WriteResult::NotApplied(std::string(connected.message()));
      }
      const absl::StatusOr<WriterRow> row = ReadWriterRow(*connection_, In(patience_.reading));
      if (!row.ok()) return WriteResult::NotApplied(std::string(row.status().message()));
      return Lost(*row);
    }
    // Perhaps another of the hosts is the one that takes writes now.
    if (refusal.sqlstate() == sqlstate::kReadOnly) connection_.reset();
    return WriteResult::NotApplied(ReasonOf(refusal));
  }
  const bool is_confirmed = answers[commit].done() && answers[commit].tag() == "COMMIT" &&
                            !connection_->TakeWarning() &&
                            (!require_standby_ || SaysThatCommitsWait(answers.back()));
  if (!is_confirmed) return Settle();
  if (answers[kAdvance].tag() != "UPDATE 1") {
    return WriteResult::Uncertain("the row that says whose the store is has gone");
  }
  ++claim_.sequence;
  return WriteResult::Durable();
}

WriteResult GroupWriter::Lost(const WriterRow& row) const {
  if (row.holder != claim_.holder) return WriteResult::Fenced("it was opened by another server");
  return WriteResult::Uncertain(kGoneBack);
}

WriteResult GroupWriter::Settle() {
  const Deadline deadline = In(patience_.settling);
  for (;;) {
    connection_.reset();
    if (std::optional<WriteResult> settled = TrySettling(deadline)) return *settled;
    const MutexLock lock(mutex_);
    if (ending_ || std::chrono::steady_clock::now() > deadline) break;
    // Whoever arrives meanwhile does not end the pause before its time.
    const Deadline next = In(kPause);
    while (!ending_ && arrived_.WaitUntil(mutex_, next)) {
    }
  }
  connection_.reset();
  return WriteResult::Uncertain(
      "the connection to the database broke during a commit, and it could not be asked in time "
      "what became of it");
}

std::optional<WriteResult> GroupWriter::TrySettling(Deadline deadline) {
  if (!Connect().ok()) return std::nullopt;
  const Deadline soon = std::min(deadline, In(patience_.committing));
  absl::StatusOr<WriterRow> row = LockWriterRow(*connection_, soon);
  if (absl::IsNotFound(row.status())) return WriteResult::Uncertain(kGoneBack);
  if (!row.ok()) return std::nullopt;
  const bool is_ours = row->holder == claim_.holder;
  if (!is_ours && row->epoch != claim_.epoch + 1) {
    connection_.reset();
    return WriteResult::Uncertain("others have opened the store since, more than once");
  }
  const std::int64_t reached = is_ours ? row->sequence : row->taken_at;
  const bool is_applied = reached == claim_.sequence + 1;
  if (!is_applied && reached != claim_.sequence) {
    connection_.reset();
    return WriteResult::Uncertain(kGoneBack);
  }
  if (!is_ours) {
    if (!CommitUnchanged(*connection_, require_standby_, soon).ok()) return std::nullopt;
    return is_applied ? WriteResult::Durable() : Lost(*row);
  }
  ++row->epoch;
  if (!CommitWriterRow(*connection_, *row, require_standby_, soon).ok()) return std::nullopt;
  claim_.epoch = row->epoch;
  claim_.sequence = row->sequence;
  return is_applied ? WriteResult::Durable()
                    : WriteResult::NotApplied("the connection to the database broke");
}

void GroupWriter::Watch() {
  if (poison_.Check()) return;
  if (absl::Status connected = Connect(); !connected.ok()) {
    NoteState(WriteResult::NotApplied(std::string(connected.message())));
    return;
  }
  const absl::StatusOr<WriterRow> row = ReadWriterRow(*connection_, In(patience_.connecting));
  if (!row.ok()) {
    NoteState(WriteResult::NotApplied(std::string(row.status().message())));
    return;
  }
  const bool as_left = row->holder == claim_.holder && row->epoch == claim_.epoch &&
                       row->sequence == claim_.sequence;
  if (!as_left) poison_.Set(Lost(*row));
  NoteState(WriteResult::Durable());
}

void GroupWriter::GiveBack() {
  if (poison_.Check() || connection_ == nullptr || !connection_->IsAlive()) return;
  absl::StatusOr<WriterRow> row = LockWriterRow(*connection_, In(kGivingBack));
  if (!row.ok() || row->holder != claim_.holder) return;
  row->holder.clear();
  // Where it fails, the next who opens the store finds it taken, and takes it.
  static_cast<void>(CommitWriterRow(*connection_, *row, require_standby_, In(kGivingBack)));
}

}  // namespace urna::storage
