#include "storage/postgres/writer_row.h"

#include <fmt/ranges.h>

#include "absl/strings/str_split.h"
#include "storage/postgres/sql.h"
#include "storage/postgres/sqlstate.h"

namespace urna::storage {
namespace {

constexpr char kBetweenFamilies = ',';

absl::StatusOr<WriterRow> RowIn(const Answer& answer) {
  if (answer.sqlstate() == sqlstate::kNoSuchTable) {
    return absl::NotFoundError("there is no store in the database");
  }
  if (!answer.done()) return StatusOf(answer);
  if (answer.rows() == 0) return absl::NotFoundError("there is no store in the database");
  WriterRow row;
  row.format = IntegerOf(answer.At(0, 0));
  row.server = answer.At(0, 1);
  if (const std::string families(answer.At(0, 2)); !families.empty()) {
    row.families = absl::StrSplit(families, kBetweenFamilies);
  }
  row.holder = answer.At(0, 3);
  row.epoch = IntegerOf(answer.At(0, 4));
  row.sequence = IntegerOf(answer.At(0, 5));
  row.taken_at = IntegerOf(answer.At(0, 6));
  return row;
}

absl::Status NotConfirmed() {
  return absl::UnavailableError("the database did not confirm what was committed");
}

// `answers` end with those of COMMIT and, with `standby`, of the settings after it.
absl::Status Confirmed(Connection& connection, const std::vector<Answer>& answers, bool standby) {
  const std::size_t commit = answers.size() - (standby ? 2 : 1);
  for (std::size_t i = 0; i < commit; ++i) {
    if (answers[i].kind() == Answer::Kind::kRefused) return StatusOf(answers[i]);
  }
  const bool is_committed =
      answers[commit].done() && answers[commit].tag() == "COMMIT" && !connection.TakeWarning();
  if (!is_committed) return NotConfirmed();
  if (standby && !SaysThatCommitsWait(answers.back())) return NotConfirmed();
  return absl::OkStatus();
}

}  // namespace

bool SaysThatCommitsWait(const Answer& settings) {
  if (!settings.done() || settings.rows() != 1) return false;
  const std::string_view level = settings.At(0, 0);
  return (level == "on" || level == "remote_apply") && !settings.At(0, 1).empty();
}

absl::StatusOr<WriterRow> ReadWriterRow(Connection& connection, Deadline deadline) {
  return RowIn(connection.Run({.sql = sql::kReadWriter}, deadline));
}

absl::StatusOr<WriterRow> LockWriterRow(Connection& connection, Deadline deadline) {
  const Statement statements[] = {{.sql = sql::kBegin}, {.sql = sql::kLockWriter}};
  const std::vector<Answer> answers = connection.Run(statements, deadline);
  absl::StatusOr<WriterRow> row = answers[0].done() ? RowIn(answers[1]) : StatusOf(answers[0]);
  if (!row.ok()) connection.Run({.sql = sql::kRollback}, deadline);
  return row;
}

absl::Status CommitWriterRow(Connection& connection, const WriterRow& row, bool standby,
                             Deadline deadline) {
  connection.TakeWarning();
  std::vector<Statement> statements;
  statements.push_back({.sql = sql::kTakeWriter,
                        .parameters = Parameters()
                                          .Text(fmt::format("{}", fmt::join(row.families, ",")))
                                          .Text(row.holder)
                                          .Integer(row.epoch)});
  statements.push_back({.sql = sql::kCommit});
  if (standby) statements.push_back({.sql = sql::kStandbySettings});
  return Confirmed(connection, connection.Run(statements, deadline), standby);
}

absl::Status CommitUnchanged(Connection& connection, bool standby, Deadline deadline) {
  connection.TakeWarning();
  std::vector<Statement> statements = {{.sql = sql::kCommit}};
  if (standby) statements.push_back({.sql = sql::kStandbySettings});
  return Confirmed(connection, connection.Run(statements, deadline), standby);
}

}  // namespace urna::storage
