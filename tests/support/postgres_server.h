// A real PostgreSQL 15, of Debian's package, in a folder of its own: to be killed and paused.
#pragma once

#include <sys/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace urna {

// Listens on a socket alone. Runs as the user postgres where the test runs as root. Whatever does not
// work throws. For the thread that made it: the server ends with that thread.
class PostgresServer {
 public:
  using Settings = std::map<std::string, std::string>;

  // Makes a new, empty database cluster (a copy of one that is made once) and starts it.
  explicit PostgresServer(const Settings& settings = {});
  // A copy of `primary` that follows it, under this name.
  static std::unique_ptr<PostgresServer> StandbyOf(const PostgresServer& primary,
                                                   const std::string& name);
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // A connection string of libpq. With `schema` names of tables are looked for there alone.
  std::string Connection(const std::string& schema = "") const;
  // The folder of its socket.
  const std::string& folder() const { return folder_; }
  // The file of its socket.
  std::string socket() const { return folder_ + "/.s.PGSQL.5432"; }

  void Start();
  // SIGKILL to all of its processes, as a power loss would but for what the system has in memory.
  void Kill();
  // An ordinary end: sessions are ended, nothing is lost.
  void Stop();
  // SIGSTOP, and SIGCONT, to all of its processes.
  void Pause();
  void Resume();
  bool is_running() const { return process_ > 0; }

  // Runs SQL; the first value of what it gives, as text.
  std::string Ask(const std::string& sql) const;
  // Makes an empty schema of the name unless it is there.
  void MakeSchema(const std::string& name) const;
  // ALTER SYSTEM, and waits until a new session has it.
  void Set(const std::string& name, const std::string& value) const;
  // Makes a standby a primary, and waits until it is.
  void Promote() const;

 private:
  struct Adopt {};
  PostgresServer(Adopt, const Settings& settings);
  std::vector<pid_t> Children() const;

  std::string folder_;
  Settings settings_;
  pid_t process_ = 0;
};

}  // namespace urna
