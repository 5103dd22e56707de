#include "end_to_end/server_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "support/whole_file.h"

namespace urna::end_to_end {
ServerProcess::ServerProcess(const std::string& folder, const std::string& config_file,
                             const Environment& environment) {
  std::string ready_file = folder + "/ready";
  const std::string log_file = folder + "/log";
  std::filesystem::remove(ready_file);
  std::string program = URNA_PROGRAM;
  std::string command = "serve", config_flag = "--config", config = config_file;
  std::string ready_flag = "--ready-file";
  char* const arguments[] = {program.data(), command.data(),    config_flag.data(),
                             config.data(),  ready_flag.data(), ready_file.data(),
                             nullptr};
  std::vector<std::string> added;
  for (const auto& [name, value] : environment) added.push_back(name + "=" + value);
  std::vector<char*> variables;
  for (std::string& variable : added) variables.push_back(variable.data());
  for (char** variable = environ; *variable != nullptr; ++variable) variables.push_back(*variable);
  variables.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log_file.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int failed =
      posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments, variables.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + program);
  while (!std::filesystem::exists(ready_file)) {
    if (int status = 0; waitpid(process_, &status, WNOHANG) == process_) {
      process_ = 0;
      throw std::runtime_error("the server ended before it served: " + WholeFile(log_file));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  std::ifstream(ready_file) >> address_;
}

ServerProcess::~ServerProcess() {
  if (process_ != 0) Kill();
}

bool ServerProcess::Kill() {
  kill(process_, SIGKILL);
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = 0;
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

void ServerProcess::Pause() const { kill(process_, SIGSTOP); }

void ServerProcess::Resume() const { kill(process_, SIGCONT); }

int ServerProcess::Terminate() {
  kill(process_, SIGTERM);
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace urna::end_to_end
