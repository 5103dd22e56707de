// A real `urna serve`, to be killed.
#pragma once

#include <sys/types.h>

#include <string>

#include "end_to_end/program.h"

namespace urna::end_to_end {

class ServerProcess {
 public:
  // Starts the program with a configuration file and waits until it serves. Throws, with what the
  // program wrote to standard error, when it ends before.
  ServerProcess(const std::string& folder, const std::string& config_file,
                const Environment& environment = {});
  // Kills it unless that was done.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // "127.0.0.1:<port>".
  const std::string& address() const { return address_; }
  // SIGKILL. Whether it was still alive until then.
  bool Kill();
  // SIGSTOP, and SIGCONT.
  void Pause() const;
  void Resume() const;
  // SIGTERM, and its exit code; -1 when a signal ended it.
  int Terminate();

 private:
  pid_t process_ = 0;
  std::string address_;
};

}  // namespace urna::end_to_end
