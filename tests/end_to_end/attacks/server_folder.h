// All that a server is: a folder. Whoever has a copy of it is the same server, log key included.
#pragma once

#include <string>

#include "end_to_end/server_process.h"
#include "services/server/server_config.h"

namespace urna::end_to_end {

class ServerFolder {
 public:
  // Makes a new folder with a configuration; there is no store in it yet.
  explicit ServerFolder(std::string folder);

  // `urna init`: an administrator's token.
  std::string Initialise() const;
  // `urna serve`, on a port of its own.
  ServerProcess Serve(const Environment& environment = {}) const;
  // A copy with all that is in the store. Nothing may serve this folder meanwhile.
  ServerFolder CopyTo(const std::string& folder) const;
  services::ServerConfig Config() const;

 private:
  std::string ConfigFile() const { return folder_ + "/urna.toml"; }
  std::string Data() const { return folder_ + "/data"; }

  std::string folder_;
};

}  // namespace urna::end_to_end
