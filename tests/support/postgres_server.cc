#include "support/postgres_server.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <thread>

extern char** environ;

namespace urna {
namespace {

namespace fs = std::filesystem;

constexpr char kPrograms[] = "/usr/lib/postgresql/15/bin/";
constexpr std::chrono::seconds kPatience(60);

// Short, because the name of a socket has at most 107 bytes.
std::string NewFolder() {
  std::string folder = "/tmp/urna-pg-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("cannot make " + folder);
  if (getuid() == 0) {
    const std::string command = "chown postgres:postgres " + folder;
    if (std::system(command.c_str()) != 0) throw std::runtime_error(command);
  }
  chmod(folder.c_str(), 0711);
  return folder;
}

std::vector<std::string> AsPostgres(const std::string& program) {
  std::vector<std::string> arguments = {"setpriv"};
  if (getuid() == 0) {
    arguments.insert(arguments.end(), {"--reuid=postgres", "--regid=postgres", "--clear-groups"});
  }
  // So that a test that crashes leaves no server behind.
  arguments.insert(arguments.end(), {"--pdeathsig", "SIGQUIT", kPrograms + program});
  return arguments;
}

pid_t Spawn(std::vector<std::string> arguments, const std::string& log) {
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(),
                                   O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t process = 0;
  const int failed =
      posix_spawnp(&process, pointers[0], &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + arguments.back());
  return process;
}

// Empty where it cannot be read: a process in /proc may end between its opening and its reading.
std::string TextOf(const std::string& file) {
  std::ifstream in(file);
  std::string text;
  std::getline(in, text, '\0');
  return text;
}

void Run(std::vector<std::string> arguments, const std::string& log) {
  const pid_t process = Spawn(std::move(arguments), log);
  int status = 0;
  waitpid(process, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error(TextOf(log));
}

void AwaitThat(const std::function<bool()>& holds, const std::string& what) {
  const auto limit = std::chrono::steady_clock::now() + kPatience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > limit) throw std::runtime_error("never: " + what);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

// The parent of a process, and its state; nothing where there is none.
bool ReadStat(const std::string& pid, pid_t& parent, char& state) {
  const std::string stat = TextOf("/proc/" + pid + "/stat");
  const std::size_t name_ends = stat.rfind(')');
  if (name_ends == std::string::npos) return false;
  std::istringstream fields(stat.substr(name_ends + 1));
  return static_cast<bool>(fields >> state >> parent);
}

bool HasEnded(pid_t process) {
  pid_t parent = 0;
  char state = 0;
  return !ReadStat(std::to_string(process), parent, state) || state == 'Z' || state == 'X';
}

// What initdb makes takes a second; a copy of it does not.
class Template {
 public:
  Template() {
    std::vector<std::string> arguments = AsPostgres("initdb");
    arguments.insert(arguments.end(), {"-D", data(), "-N", "-A", "trust", "-U", "urna", "-E",
                                       "UTF8", "--locale=C", "--no-instructions"});
    Run(arguments, folder_ + "/log");
  }
  ~Template() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  std::string data() const { return folder_ + "/data"; }

 private:
  const std::string folder_ = NewFolder();
};

std::string TemplateData() {
  static const Template made;
  return made.data();
}

}  // namespace

PostgresServer::PostgresServer(Adopt, const Settings& settings)
    : folder_(NewFolder()), settings_(settings) {}

PostgresServer::PostgresServer(const Settings& settings) : PostgresServer(Adopt(), settings) {
  Run({"cp", "-a", TemplateData(), folder_ + "/data"}, folder_ + "/log");
  Start();
}

std::unique_ptr<PostgresServer> PostgresServer::StandbyOf(const PostgresServer& primary,
                                                          const std::string& name) {
  std::unique_ptr<PostgresServer> standby(new PostgresServer(Adopt(), primary.settings_));
  std::vector<std::string> arguments = AsPostgres("pg_basebackup");
  arguments.insert(arguments.end(),
                   {"-D", standby->folder_ + "/data", "-R", "-X", "stream", "-c", "fast", "-d",
                    primary.Connection() + " application_name=" + name});
  Run(arguments, standby->folder_ + "/log");
  standby->Start();
  return standby;
}

PostgresServer::~PostgresServer() {
  if (process_ > 0) Kill();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string PostgresServer::Connection(const std::string& schema) const {
  std::string connection = "host=" + folder_ + " dbname=postgres user=urna";
  if (!schema.empty()) connection += " options='-csearch_path=" + schema + "'";
  return connection;
}

void PostgresServer::Start() {
  std::vector<std::string> arguments = AsPostgres("postgres");
  arguments.insert(arguments.end(), {"-D", folder_ + "/data", "-k", folder_});
  Settings all = {{"listen_addresses", ""},
                  {"shared_buffers", "16MB"},
                  {"max_connections", "200"},
                  {"max_wal_senders", "4"}};
  for (const auto& [name, value] : settings_) all[name] = value;
  for (const auto& [name, value] : all) {
    arguments.insert(arguments.end(), {"-c", name + "=" + value});
  }
  process_ = Spawn(arguments, folder_ + "/log");
  AwaitThat(
      [this] {
        if (waitpid(process_, nullptr, WNOHANG) == process_) {
          process_ = 0;
          throw std::runtime_error("the database ended: " + TextOf(folder_ + "/log"));
        }
        return PQping((Connection() + " connect_timeout=2").c_str()) == PQPING_OK;
      },
      "the database takes connections");
}

std::vector<pid_t> PostgresServer::Children() const {
  std::vector<pid_t> children;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string pid = entry.path().filename();
    pid_t parent = 0;
    char state = 0;
    if (std::all_of(pid.begin(), pid.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
        ReadStat(pid, parent, state) && parent == process_) {
      children.push_back(static_cast<pid_t>(std::stoi(pid)));
    }
  }
  return children;
}

void PostgresServer::Kill() {
  // Stopped first, it begins no more.
  kill(process_, SIGSTOP);
  const std::vector<pid_t> children = Children();
  for (const pid_t child : children) kill(child, SIGKILL);
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
  process_ = 0;
  AwaitThat([&] { return std::all_of(children.begin(), children.end(), HasEnded); },
            "its processes end");
}

void PostgresServer::Stop() {
  kill(process_, SIGINT);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

void PostgresServer::Pause() {
  kill(process_, SIGSTOP);
  for (const pid_t child : Children()) kill(child, SIGSTOP);
}

void PostgresServer::Resume() {
  for (const pid_t child : Children()) kill(child, SIGCONT);
  kill(process_, SIGCONT);
}

std::string PostgresServer::Ask(const std::string& sql) const {
  const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(Connection().c_str()),
                                                              PQfinish);
  const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection.get(), sql.c_str()),
                                                              PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK) return "";
  if (status != PGRES_TUPLES_OK) {
    throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
  }
  return PQntuples(result.get()) == 0 ? "" : PQgetvalue(result.get(), 0, 0);
}

void PostgresServer::MakeSchema(const std::string& name) const {
  Ask("CREATE SCHEMA IF NOT EXISTS " + name);
}

void PostgresServer::Set(const std::string& name, const std::string& value) const {
  Ask("ALTER SYSTEM SET " + name + " = '" + value + "'");
  Ask("SELECT pg_reload_conf()");
  AwaitThat([&] { return Ask("SHOW " + name) == value; }, name + " is set");
}

void PostgresServer::Promote() const { Ask("SELECT pg_promote()"); }

}  // namespace urna
