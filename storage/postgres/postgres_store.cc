#include "storage/postgres/postgres_store.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <utility>

#include "storage/postgres/durability.h"
#include "storage/postgres/row_reader.h"
#include "storage/postgres/sessions.h"
#include "storage/postgres/sql.h"
#include "storage/postgres/sqlstate.h"

namespace urna::storage {
namespace {

// PostgreSQL takes a gigabyte, and copies it a few times.
constexpr std::size_t kLargestValue = std::size_t{256} << 20;

absl::StatusOr<std::string> NewHolder() {
  std::array<unsigned char, 16> random{};
  if (getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) {
    return absl::UnavailableError("the system has no random bytes");
  }
  std::string holder;
  for (const unsigned char byte : random) holder += fmt::format("{:02x}", byte);
  return holder;
}

absl::Status CheckNames(const std::vector<std::string>& families) {
  for (std::size_t i = 0; i < families.size(); ++i) {
    if (families[i].empty() || families[i].find(',') != std::string::npos) {
      return absl::InvalidArgumentError(
          fmt::format("'{}' cannot be the name of a family", families[i]));
    }
    if (std::find(families.begin(), families.begin() + static_cast<std::ptrdiff_t>(i),
                  families[i]) != families.begin() + static_cast<std::ptrdiff_t>(i)) {
      return absl::InvalidArgumentError(fmt::format("family '{}' is named twice", families[i]));
    }
  }
  return absl::OkStatus();
}

// The same with what an operator can do, for what has befallen a statement while a store is opened.
absl::Status AtOpening(const absl::Status& status, const ConnectionTarget& target) {
  if (status.ok() || absl::IsNotFound(status)) return status;
  if (absl::IsUnavailable(status)) {
    return absl::UnavailableError(fmt::format(
        "the database ({}) did not let the store be opened in time: is it starting, or waiting for "
        "a standby, or for a server that is cut off? ({})",
        target.place(), std::string(status.message())));
  }
  if (absl::IsResourceExhausted(status)) {
    return absl::ResourceExhaustedError(fmt::format(
        "the disk of the database ({}) is full; make room, then start again", target.place()));
  }
  return absl::Status(status.code(), fmt::format("the database ({}): {}", target.place(),
                                                 std::string(status.message())));
}

absl::Status Failed(const Answer& answer) {
  if (answer.sqlstate() == sqlstate::kNoPrivilege || answer.sqlstate() == sqlstate::kNoSuchSchema) {
    return absl::FailedPreconditionError(
        "the user may not make tables there: grant CREATE on the schema, or let another make them");
  }
  return StatusOf(answer);
}

absl::Status CheckRow(const WriterRow& row, const PostgresStoreOptions& options) {
  if (row.format > kTableFormat || row.format < 1) {
    return absl::FailedPreconditionError(
        fmt::format("the store in the database has format version {}; this program reads up to {}. "
                    "Open it with a newer program.",
                    row.format, kTableFormat));
  }
  if (row.server != options.server) {
    return absl::FailedPreconditionError(
        fmt::format("the store in the database is that of the server {}, not of {}: check name and "
                    "store_connection",
                    row.server, options.server));
  }
  for (const std::string& name : row.families) {
    if (std::find(options.families.begin(), options.families.end(), name) ==
        options.families.end()) {
      return absl::FailedPreconditionError(fmt::format(
          "the store in the database has a family '{}' that this program does not know", name));
    }
  }
  return absl::OkStatus();
}

absl::Status MakeTables(Connection& connection, const PostgresStoreOptions& options) {
  const Deadline deadline = In(options.patience.committing);
  for (const char* const sql : {sql::kCreateRows, sql::kCreateWriter}) {
    if (const Answer made = connection.Run({.sql = sql}, deadline); !made.done()) {
      return Failed(made);
    }
  }
  const Answer any = connection.Run({.sql = sql::kFindAnyRow}, deadline);
  if (!any.done()) return Failed(any);
  if (any.rows() > 0) {
    return absl::FailedPreconditionError(
        "there are rows of a store in the database, but not the row that says whose: it was not "
        "written by this program");
  }
  const Answer inserted = connection.Run(
      {.sql = sql::kInsertWriter,
       .parameters = Parameters().Integer(kTableFormat).Text(options.server).Text("")},
      deadline);
  return inserted.done() ? absl::OkStatus() : Failed(inserted);
}

// The numbers of `families` in the table; adds those that are not there yet to `row`.
std::vector<std::int64_t> NumbersOf(const std::vector<std::string>& families, WriterRow& row) {
  std::vector<std::int64_t> numbers;
  for (const std::string& name : families) {
    auto found = std::find(row.families.begin(), row.families.end(), name);
    if (found == row.families.end()) found = row.families.insert(found, name);
    numbers.push_back(found - row.families.begin());
  }
  return numbers;
}

absl::StatusOr<std::int64_t> NumberOf(const std::vector<std::int64_t>& numbers, Family family) {
  if (family.index < numbers.size()) return numbers[family.index];
  return absl::InvalidArgumentError(fmt::format(
      "the store has {} families; there is none at position {}", numbers.size(), family.index));
}

// Reads on a session of its own, of the store at one moment.
class PostgresSnapshot final : public Reader {
 public:
  PostgresSnapshot(Sessions::Lease session, std::vector<std::int64_t> numbers,
                   std::chrono::milliseconds patience)
      : session_(std::move(session)), numbers_(std::move(numbers)), patience_(patience) {}
  ~PostgresSnapshot() override {
    if (session_->Run({.sql = sql::kCommit}, In(patience_)).done()) session_.Keep();
  }

  absl::StatusOr<std::optional<std::string>> Get(Family family,
                                                 std::string_view key) const override {
    const absl::StatusOr<std::int64_t> number = NumberOf(numbers_, family);
    if (!number.ok()) return number.status();
    const MutexLock lock(mutex_);
    return ReadValue(*session_, *number, key, In(patience_));
  }
  absl::StatusOr<std::optional<std::string>> Scan(Family family, std::string_view first,
                                                  std::string_view limit, std::size_t max_rows,
                                                  const Visitor& visit) const override {
    const absl::StatusOr<std::int64_t> number = NumberOf(numbers_, family);
    if (!number.ok()) return number.status();
    absl::StatusOr<Page> page = [&] {
      const MutexLock lock(mutex_);
      return ReadPage(*session_, *number, first, limit, max_rows, In(patience_));
    }();
    if (!page.ok()) return page.status();
    return page->Visit(visit);
  }

 private:
  mutable Mutex mutex_;
  Sessions::Lease session_;
  const std::vector<std::int64_t> numbers_;
  const std::chrono::milliseconds patience_;
};

class PostgresStore final : public OpenedStore {
 public:
  PostgresStore(const PostgresStoreOptions& options, ConnectionTarget target,
                std::unique_ptr<Connection> connection, Claim claim,
                std::vector<std::int64_t> numbers)
      : numbers_(std::move(numbers)),
        patience_(options.patience),
        sessions_(std::make_shared<Sessions>(target, options.sessions, patience_.connecting)),
        snapshots_(std::make_shared<Sessions>(target, options.sessions, patience_.connecting)),
        writer_(std::move(target), std::move(connection), std::move(claim), numbers_,
                options.require_standby, patience_, poison_) {}

  absl::StatusOr<std::optional<std::string>> Get(Family family,
                                                 std::string_view key) const override;
  absl::StatusOr<std::optional<std::string>> Scan(Family family, std::string_view first,
                                                  std::string_view limit, std::size_t max_rows,
                                                  const Visitor& visit) const override;
  WriteResult Write(const WriteBatch& batch) override;
  absl::Status Purge(Family family) override;
  absl::StatusOr<std::unique_ptr<Reader>> Snapshot() const override;
  absl::Status Backup(const std::string& path) const override;

 private:
  // What `read` gives on a session; once more on a new one where the session was broken.
  template <typename Read>
  auto WithSession(const Read& read) const -> decltype(read(std::declval<Connection&>()));

  const std::vector<std::int64_t> numbers_;
  const Patience patience_;
  const std::shared_ptr<Sessions> sessions_;
  const std::shared_ptr<Sessions> snapshots_;
  Poison poison_;
  GroupWriter writer_;
};

template <typename Read>
auto PostgresStore::WithSession(const Read& read) const
    -> decltype(read(std::declval<Connection&>())) {
  for (int attempt = 0;; ++attempt) {
    absl::StatusOr<Sessions::Lease> session = Sessions::Take(sessions_);
    if (!session.ok()) return session.status();
    auto result = read(**session);
    if (result.ok()) session->Keep();
    if (!absl::IsUnavailable(result.status()) || attempt == 1) return result;
  }
}

absl::StatusOr<std::optional<std::string>> PostgresStore::Get(Family family,
                                                              std::string_view key) const {
  const absl::StatusOr<std::int64_t> number = NumberOf(numbers_, family);
  if (!number.ok()) return number.status();
  return WithSession(
      [&](Connection& session) { return ReadValue(session, *number, key, In(patience_.reading)); });
}

absl::StatusOr<std::optional<std::string>> PostgresStore::Scan(Family family,
                                                               std::string_view first,
                                                               std::string_view limit,
                                                               std::size_t max_rows,
                                                               const Visitor& visit) const {
  const absl::StatusOr<std::int64_t> number = NumberOf(numbers_, family);
  if (!number.ok()) return number.status();
  // The session is free again before the visitor, who may read the store too, sees anything.
  const absl::StatusOr<Page> page = WithSession([&](Connection& session) {
    return ReadPage(session, *number, first, limit, max_rows, In(patience_.reading));
  });
  if (!page.ok()) return page.status();
  return page->Visit(visit);
}

WriteResult PostgresStore::Write(const WriteBatch& batch) {
  for (const WriteBatch::Change& change : batch.changes()) {
    const absl::StatusOr<std::int64_t> number = NumberOf(numbers_, change.family);
    if (!number.ok()) return WriteResult::Refused(std::string(number.status().message()));
    if (change.key.size() > kLongestKey) return WriteResult::Refused("a key is too long");
    if (change.value && change.value->size() > kLargestValue) {
      return WriteResult::Refused("a value is too large");
    }
  }
  if (batch.empty()) return writer_.Check();
  return writer_.Write(batch);
}

absl::Status PostgresStore::Purge(Family family) {
  if (std::optional<WriteResult> poisoned = poison_.Check()) return *poisoned;
  const absl::StatusOr<std::int64_t> number = NumberOf(numbers_, family);
  if (!number.ok()) return number.status();
  return absl::UnimplementedError(
      "no row holds it any more, but pages and the write-ahead log of the database may: VACUUM "
      "FULL "
      "urna_rows, then CHECKPOINT, and drop archived segments and backups that are older");
}

absl::StatusOr<std::unique_ptr<Reader>> PostgresStore::Snapshot() const {
  absl::StatusOr<Sessions::Lease> session = Sessions::Take(snapshots_);
  if (!session.ok()) return session.status();
  // The first statement that reads fixes the moment.
  const Statement begin[] = {{.sql = sql::kBeginSnapshot}, {.sql = sql::kReadWriter}};
  const std::vector<Answer> answers = (*session)->Run(begin, In(patience_.reading));
  for (const Answer& answer : answers) {
    if (!answer.done()) return absl::UnavailableError(ReasonOf(answer));
  }
  return std::make_unique<PostgresSnapshot>(*std::move(session), numbers_, patience_.reading);
}

absl::Status PostgresStore::Backup(const std::string&) const {
  return absl::FailedPreconditionError(
      "the store is in PostgreSQL, which makes its own backups: run pg_dump, or pg_basebackup for "
      "one that can be brought up to any moment, on the database");
}

absl::StatusOr<std::unique_ptr<Connection>> ConnectForStore(const PostgresStoreOptions& options,
                                                            const ConnectionTarget& target) {
  absl::StatusOr<std::unique_ptr<Connection>> connection =
      Connection::Open(target, options.patience.connecting);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<Settings> settings =
      ReadSettings(**connection, In(options.patience.reading));
  if (!settings.ok()) return AtOpening(settings.status(), target);
  if (absl::Status durable = CheckDurability(*settings, options.require_standby); !durable.ok()) {
    return durable;
  }
  if (const std::string warning = WarningOf(*settings); !warning.empty() && options.tell) {
    options.tell(warning);
  }
  return connection;
}

}  // namespace

absl::Status CheckPostgresConnection(const std::string& connection) {
  return ConnectionTarget::Parse(connection).status();
}

absl::StatusOr<PostgresStoreState> LookAtPostgresStore(const PostgresStoreOptions& options) {
  const absl::StatusOr<ConnectionTarget> target = ConnectionTarget::Parse(options.connection);
  if (!target.ok()) return target.status();
  auto connection = ConnectForStore(options, *target);
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<WriterRow> row = ReadWriterRow(**connection, In(options.patience.reading));
  if (!row.ok()) return AtOpening(row.status(), *target);
  if (absl::Status ours = CheckRow(*row, options); !ours.ok()) return ours;
  return PostgresStoreState{.is_held = !row->holder.empty()};
}

absl::Status RenamePostgresStore(const PostgresStoreOptions& options, const std::string& server) {
  const absl::StatusOr<ConnectionTarget> target = ConnectionTarget::Parse(options.connection);
  if (!target.ok()) return target.status();
  auto connection = ConnectForStore(options, *target);
  if (!connection.ok()) return connection.status();
  const Deadline deadline = In(options.patience.committing);
  const absl::StatusOr<WriterRow> row = LockWriterRow(**connection, deadline);
  if (!row.ok()) return AtOpening(row.status(), *target);
  if (absl::Status ours = CheckRow(*row, options); !ours.ok()) return ours;
  const Answer renamed =
      (*connection)
          ->Run({.sql = sql::kRenameWriter, .parameters = Parameters().Text(server)}, deadline);
  if (!renamed.done()) return AtOpening(StatusOf(renamed), *target);
  return AtOpening(CommitUnchanged(**connection, options.require_standby, deadline), *target);
}

absl::StatusOr<std::unique_ptr<OpenedStore>> OpenPostgresStore(
    const PostgresStoreOptions& options) {
  if (absl::Status named = CheckNames(options.families); !named.ok()) return named;
  absl::StatusOr<ConnectionTarget> target = ConnectionTarget::Parse(options.connection);
  if (!target.ok()) return target.status();
  auto connection = ConnectForStore(options, *target);
  if (!connection.ok()) return connection.status();

  const Deadline deadline = In(options.patience.committing);
  absl::StatusOr<WriterRow> row = LockWriterRow(**connection, deadline);
  if (absl::IsNotFound(row.status()) && options.create) {
    if (absl::Status made = MakeTables(**connection, options); !made.ok()) {
      return AtOpening(made, *target);
    }
    row = LockWriterRow(**connection, deadline);
  }
  if (!row.ok()) return AtOpening(row.status(), *target);
  if (absl::Status ours = CheckRow(*row, options); !ours.ok()) return ours;
  std::vector<std::int64_t> numbers = NumbersOf(options.families, *row);
  absl::StatusOr<std::string> holder = NewHolder();
  if (!holder.ok()) return holder.status();
  row->holder = *std::move(holder);
  ++row->epoch;
  if (absl::Status taken = CommitWriterRow(**connection, *row, options.require_standby, deadline);
      !taken.ok()) {
    return AtOpening(taken, *target);
  }
  const Claim claim{.holder = row->holder, .epoch = row->epoch, .sequence = row->sequence};
  return std::make_unique<PostgresStore>(options, *std::move(target), *std::move(connection), claim,
                                         std::move(numbers));
}

}  // namespace urna::storage
