// A session with a PostgreSQL server, over libpq.
#pragma once

#include <chrono>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/postgres/parameters.h"

struct pg_conn;
struct pg_result;

namespace urna::storage {

// When a wait for the database ends.
using Deadline = std::chrono::steady_clock::time_point;

inline Deadline In(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

// Where a database is and who asks it: a connection string of libpq, taken apart. What it says of
// itself names no password.
class ConnectionTarget {
 public:
  // INVALID_ARGUMENT for a string that libpq cannot read; the message holds nothing of it.
  static absl::StatusOr<ConnectionTarget> Parse(const std::string& connection_string);

  // Of each host the options, in the order in which they are tried.
  using Options = std::vector<std::pair<std::string, std::string>>;
  const std::vector<Options>& hosts() const { return hosts_; }
  // "host 10.0.0.5", "hosts a and b", "socket in /run/postgresql", for whoever starts the server.
  const std::string& place() const { return place_; }

 private:
  std::vector<Options> hosts_;
  std::string place_;
};

// What the database said to one statement.
class Answer {
 public:
  enum class Kind {
    kDone,
    // The database refused it, and said why: it was not carried out.
    kRefused,
    // An earlier statement of the same pipeline was refused: it was not carried out.
    kSkipped,
    // The connection ended, or the time did: it may or may not have been carried out.
    kLost,
  };

  Answer() = default;
  Answer(Kind kind, std::string sqlstate, std::string message)
      : kind_(kind), sqlstate_(std::move(sqlstate)), message_(std::move(message)) {}
  explicit Answer(pg_result* done);

  Kind kind() const { return kind_; }
  bool done() const { return kind_ == Kind::kDone; }
  // Of what was refused: five characters.
  const std::string& sqlstate() const { return sqlstate_; }
  const std::string& message() const { return message_; }

  int rows() const;
  // Valid as long as the answer.
  std::string_view At(int row, int column) const;
  // "COMMIT", "UPDATE 1".
  std::string tag() const;

 private:
  struct Free {
    void operator()(pg_result* result) const;
  };
  Kind kind_ = Kind::kLost;
  std::string sqlstate_;
  std::string message_;
  std::unique_ptr<pg_result, Free> result_;
};

struct Statement {
  // One of sql.h.
  const char* sql;
  Parameters parameters = {};
  // Planned once for the session, and then for any parameters.
  bool prepared = false;
};

// For one thread at a time.
class Connection {
 public:
  // Tries the hosts in turn, each for at most `patience`. UNAVAILABLE when none can be reached or
  // takes connections now, FAILED_PRECONDITION when the database does not know the user or itself,
  // or the way there is neither within this machine nor encrypted. One sentence, for operators.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const ConnectionTarget& target,
                                                          std::chrono::milliseconds patience);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Sends all statements at once, in one round trip, and reads an answer for each. After the first
  // that is refused the others are skipped; what is lost ends the connection.
  std::vector<Answer> Run(std::span<const Statement> statements, Deadline deadline);
  Answer Run(const Statement& statement, Deadline deadline);

  // False once something was lost, or the database has ended the session while it was idle.
  bool IsAlive();
  // Whether the database warned of anything since the last call, as it does when a commit no longer
  // waits for a standby.
  bool TakeWarning() { return std::exchange(is_warned_, false); }

 private:
  struct Finish {
    void operator()(pg_conn* connection) const;
  };
  using Handle = std::unique_ptr<pg_conn, Finish>;

  explicit Connection(Handle handle);
  static absl::StatusOr<Handle> Connect(const ConnectionTarget::Options& options,
                                        const std::string& place, Deadline deadline);
  bool Send(const Statement& statement, std::vector<bool>& is_preparation);
  // Null where there is none, or the connection or the time has ended.
  pg_result* NextResult(Deadline deadline);
  bool Flush(Deadline deadline);
  Answer ReadAnswer(Deadline deadline);

  Handle handle_;
  std::set<const char*> prepared_;
  bool is_lost_ = false;
  bool is_warned_ = false;
};

}  // namespace urna::storage
