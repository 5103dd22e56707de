#include "storage/postgres/connection.h"

#include <fmt/ranges.h>
#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "storage/postgres/sqlstate.h"

namespace urna::storage {
namespace {

// So that a machine that has gone is noticed, unless the connection string says otherwise.
constexpr std::pair<const char*, const char*> kDefaults[] = {{"application_name", "urna"},
                                                             {"keepalives_idle", "10"},
                                                             {"keepalives_interval", "5"},
                                                             {"keepalives_count", "3"},
                                                             {"tcp_user_timeout", "25000"}};

// False once the time is over.
bool Await(int socket, short events, Deadline deadline) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd waiting{.fd = socket, .events = events, .revents = 0};
    const int ready = poll(&waiting, 1, static_cast<int>(std::min<long>(left.count(), 1'000'000)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

void NoteWarning(void* is_warned, const PGresult* notice) {
  const char* const severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity != nullptr && std::string_view(severity) == "WARNING") {
    *static_cast<bool*>(is_warned) = true;
  }
}

// The code in what libpq says of a connection that the server refused, "FATAL:  28P01"; the last
// one, since it may have tried with and without encryption.
std::string SqlstateIn(std::string_view words) {
  constexpr std::string_view kBefore = ":  ";
  std::string found;
  for (std::size_t at = 0; (at = words.find(kBefore, at)) != words.npos; ++at) {
    const std::string_view code = words.substr(at + kBefore.size(), 5);
    if (code.size() == 5 && std::all_of(code.begin(), code.end(), [](unsigned char c) {
          return absl::ascii_isdigit(c) || absl::ascii_isupper(c);
        })) {
      found = code;
    }
  }
  return found;
}

absl::Status Refused(std::string_view words, const std::string& place) {
  const std::string code = SqlstateIn(words);
  if (code == sqlstate::kWrongPassword || code == sqlstate::kNotAuthorised) {
    return absl::FailedPreconditionError(
        fmt::format("the database ({}) does not let this user in: check user and password in "
                    "store_connection, and pg_hba.conf there",
                    place));
  }
  if (code == sqlstate::kNoSuchDatabase) {
    return absl::FailedPreconditionError(fmt::format(
        "the server ({}) has no database of the name in store_connection: have it created", place));
  }
  if (code == sqlstate::kTooManyConnections) {
    return absl::UnavailableError(fmt::format(
        "the database ({}) has no connection left: raise max_connections there", place));
  }
  if (!code.empty()) {
    return absl::UnavailableError(
        fmt::format("the database ({}) takes no connections now (SQLSTATE {})", place, code));
  }
  const std::string_view line = words.substr(0, words.find('\n'));
  return absl::UnavailableError(
      fmt::format("the database ({}) cannot be reached: {}", place, line));
}

// Whether nobody between here and there can listen.
bool IsPrivate(PGconn* connection) {
  if (PQsslInUse(connection) != 0 || PQgssEncInUse(connection) != 0) return true;
  const std::string_view host = PQhost(connection) == nullptr ? "" : PQhost(connection);
  if (host.empty() || host.starts_with('/') || host.starts_with('@')) return true;
  const std::string_view address = PQhostaddr(connection) == nullptr ? "" : PQhostaddr(connection);
  return address.starts_with("127.") || address == "::1";
}

std::vector<std::string> Listed(const std::map<std::string, std::string>& options,
                                const std::string& key) {
  const auto found = options.find(key);
  if (found == options.end()) return {};
  return absl::StrSplit(found->second, ',');
}

std::string PlaceOf(const std::vector<std::string>& hosts) {
  std::vector<std::string> named;
  for (const std::string& host : hosts) {
    if (!host.empty()) named.push_back(host.starts_with('/') ? "socket in " + host : host);
  }
  return named.empty() ? "local socket" : fmt::format("{}", fmt::join(named, ", "));
}

}  // namespace

absl::StatusOr<ConnectionTarget> ConnectionTarget::Parse(const std::string& connection_string) {
  char* words = nullptr;
  PQconninfoOption* const parsed = PQconninfoParse(connection_string.c_str(), &words);
  PQfreemem(words);  // holds a piece of the string, which may be of the password
  if (parsed == nullptr) {
    return absl::InvalidArgumentError(
        "is no connection string of PostgreSQL; expected such as "
        "\"host=db.example.org dbname=urna user=urna sslmode=verify-full\"");
  }
  std::map<std::string, std::string> options;
  for (const PQconninfoOption* option = parsed; option->keyword != nullptr; ++option) {
    if (option->val != nullptr) options[option->keyword] = option->val;
  }
  PQconninfoFree(parsed);

  const std::vector<std::string> hosts = Listed(options, "host");
  const std::vector<std::string> addresses = Listed(options, "hostaddr");
  const std::vector<std::string> ports = Listed(options, "port");
  ConnectionTarget target;
  target.place_ = PlaceOf(hosts.empty() ? addresses : hosts);
  const std::size_t count = std::max({hosts.size(), addresses.size(), std::size_t{1}});
  const auto fits = [count](const std::vector<std::string>& list) {
    return list.size() <= 1 || list.size() == count;
  };
  if (!fits(hosts) || !fits(addresses) || !fits(ports)) {
    return absl::InvalidArgumentError("names more hosts than ports, or the other way round");
  }
  for (std::size_t i = 0; i < count; ++i) {
    std::map<std::string, std::string> of_host = options;
    for (const auto& [key, list] :
         {std::pair{"host", &hosts}, {"hostaddr", &addresses}, {"port", &ports}}) {
      if (!list->empty()) of_host[key] = list->size() == 1 ? list->front() : (*list)[i];
    }
    target.hosts_.emplace_back(of_host.begin(), of_host.end());
  }
  return target;
}

Answer::Answer(pg_result* done) : kind_(Kind::kDone), result_(done) {}

void Answer::Free::operator()(pg_result* result) const { PQclear(result); }

int Answer::rows() const { return result_ == nullptr ? 0 : PQntuples(result_.get()); }

std::string_view Answer::At(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

std::string Answer::tag() const { return result_ == nullptr ? "" : PQcmdStatus(result_.get()); }

void Connection::Finish::operator()(pg_conn* connection) const { PQfinish(connection); }

Connection::Connection(Handle handle) : handle_(std::move(handle)) {
  PQsetNoticeReceiver(handle_.get(), NoteWarning, &is_warned_);
}

Connection::~Connection() = default;

absl::StatusOr<Connection::Handle> Connection::Connect(const ConnectionTarget::Options& options,
                                                       const std::string& place,
                                                       Deadline deadline) {
  std::vector<const char*> keys;
  std::vector<const char*> values;
  const auto add = [&](const char* key, const char* value) {
    keys.push_back(key);
    values.push_back(value);
  };
  // Of a key that comes twice libpq takes the last.
  for (const auto& [key, value] : kDefaults) add(key, value);
  for (const auto& [key, value] : options) add(key.c_str(), value.c_str());
  add("client_encoding", "UTF8");
  add(nullptr, nullptr);
  Handle handle(PQconnectStartParams(keys.data(), values.data(), 0));
  if (handle == nullptr) return absl::ResourceExhaustedError("no memory for a connection");
  PGconn* const connection = handle.get();
  PQsetErrorVerbosity(connection, PQERRORS_SQLSTATE);
  PQsetNoticeProcessor(connection, [](void*, const char*) {}, nullptr);
  PostgresPollingStatusType state = PGRES_POLLING_WRITING;
  while (PQstatus(connection) != CONNECTION_BAD && state != PGRES_POLLING_OK) {
    const short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (!Await(PQsocket(connection), events, deadline)) {
      return absl::UnavailableError(
          fmt::format("the database ({}) cannot be reached: it does not answer in time", place));
    }
    state = PQconnectPoll(connection);
    if (state == PGRES_POLLING_FAILED) break;
  }
  if (PQstatus(connection) != CONNECTION_OK) return Refused(PQerrorMessage(connection), place);
  PQsetErrorVerbosity(connection, PQERRORS_DEFAULT);
  if (!IsPrivate(connection)) {
    return absl::FailedPreconditionError(
        fmt::format("the way to the database ({}) is not encrypted: set sslmode=verify-full in "
                    "store_connection, and TLS there",
                    place));
  }
  if (PQsetnonblocking(connection, 1) != 0 || PQenterPipelineMode(connection) != 1) {
    return absl::UnavailableError(
        fmt::format("the database ({}) has closed a new connection", place));
  }
  return handle;
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const ConnectionTarget& target,
                                                             std::chrono::milliseconds patience) {
  absl::Status failure;
  for (const ConnectionTarget::Options& options : target.hosts()) {
    absl::StatusOr<Handle> handle = Connect(options, target.place(), In(patience));
    if (handle.ok()) return std::unique_ptr<Connection>(new Connection(*std::move(handle)));
    failure = handle.status();
  }
  return failure;
}

bool Connection::Flush(Deadline deadline) {
  for (;;) {
    const int left = PQflush(handle_.get());
    if (left <= 0) return left == 0;
    // The database may wait for us to read before it takes more.
    if (!Await(PQsocket(handle_.get()), POLLIN | POLLOUT, deadline)) return false;
    if (PQconsumeInput(handle_.get()) == 0) return false;
  }
}

pg_result* Connection::NextResult(Deadline deadline) {
  while (PQisBusy(handle_.get()) != 0) {
    if (!Await(PQsocket(handle_.get()), POLLIN, deadline) || PQconsumeInput(handle_.get()) == 0) {
      is_lost_ = true;
      return nullptr;
    }
  }
  return PQgetResult(handle_.get());
}

Answer Connection::ReadAnswer(Deadline deadline) {
  if (is_lost_) return {};
  pg_result* const result = NextResult(deadline);
  if (result == nullptr) {
    is_lost_ = true;
    return {};
  }
  Answer answer(result);
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_PIPELINE_ABORTED) {
    answer = Answer(Answer::Kind::kSkipped, "", "");
  } else if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    const char* const code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* const words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    // What has no code was not said by the database, but by libpq of the connection.
    if (code == nullptr) {
      is_lost_ = true;
      return {};
    }
    answer = Answer(Answer::Kind::kRefused, code, words == nullptr ? "" : words);
  }
  // Each answer ends with none.
  if (pg_result* const more = NextResult(deadline); more != nullptr) {
    PQclear(more);
    is_lost_ = true;
  }
  return answer;
}

bool Connection::Send(const Statement& statement, std::vector<bool>& is_preparation) {
  std::vector<const char*> values;
  std::vector<int> lengths;
  for (const std::string& value : statement.parameters.values()) {
    values.push_back(value.data());
    lengths.push_back(static_cast<int>(value.size()));
  }
  const int count = static_cast<int>(values.size());
  const std::vector<int> binary(values.size(), 1);
  PGconn* const connection = handle_.get();
  if (!statement.prepared) {
    is_preparation.push_back(false);
    return PQsendQueryParams(connection, statement.sql, count, statement.parameters.types().data(),
                             values.data(), lengths.data(), binary.data(), 1) == 1;
  }
  const std::string name = fmt::format("urna_{}", fmt::ptr(statement.sql));
  if (prepared_.insert(statement.sql).second) {
    is_preparation.push_back(true);
    if (PQsendPrepare(connection, name.c_str(), statement.sql, count,
                      statement.parameters.types().data()) != 1) {
      return false;
    }
  }
  is_preparation.push_back(false);
  return PQsendQueryPrepared(connection, name.c_str(), count, values.data(), lengths.data(),
                             binary.data(), 1) == 1;
}

std::vector<Answer> Connection::Run(std::span<const Statement> statements, Deadline deadline) {
  std::vector<Answer> answers;
  std::vector<bool> is_preparation;
  bool sent = !is_lost_;
  for (const Statement& statement : statements) {
    sent = sent && Send(statement, is_preparation);
  }
  sent = sent && PQpipelineSync(handle_.get()) == 1 && Flush(deadline);
  if (!sent) is_lost_ = true;
  Answer failed_preparation(Answer::Kind::kSkipped, "", "");
  bool all_prepared = true;
  for (const bool preparation : is_preparation) {
    Answer answer = ReadAnswer(deadline);
    if (!preparation) {
      // Of a statement that cannot be prepared the reason is the preparation's.
      if (answer.kind() == Answer::Kind::kSkipped &&
          failed_preparation.kind() == Answer::Kind::kRefused) {
        answer = std::exchange(failed_preparation, Answer(Answer::Kind::kSkipped, "", ""));
      }
      answers.push_back(std::move(answer));
    } else if (!answer.done()) {
      all_prepared = false;
      failed_preparation = std::move(answer);
    }
  }
  answers.resize(statements.size());
  if (!is_lost_) {
    pg_result* const synced = NextResult(deadline);
    if (synced == nullptr || PQresultStatus(synced) != PGRES_PIPELINE_SYNC) is_lost_ = true;
    PQclear(synced);
  }
  // Which statements are prepared in such a session is not worth knowing.
  if (!all_prepared) is_lost_ = true;
  return answers;
}

Answer Connection::Run(const Statement& statement, Deadline deadline) {
  return std::move(Run(std::span(&statement, 1), deadline).front());
}

bool Connection::IsAlive() {
  if (is_lost_ || PQstatus(handle_.get()) != CONNECTION_OK) return false;
  // Whatever comes unasked is a change of a parameter, or the reason why the session ends, and its end.
  for (int turn = 0; turn < 4 && !is_lost_; ++turn) {
    pollfd waiting{.fd = PQsocket(handle_.get()), .events = POLLIN, .revents = 0};
    if (poll(&waiting, 1, 0) <= 0) break;
    if (PQconsumeInput(handle_.get()) == 0) is_lost_ = true;
  }
  return !is_lost_ && PQstatus(handle_.get()) == CONNECTION_OK;
}

}  // namespace urna::storage
