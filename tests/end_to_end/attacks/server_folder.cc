#include "end_to_end/attacks/server_folder.h"

#include <filesystem>
#include <fstream>

#include "services/base/clock.h"
#include "services/server/server.h"

namespace urna::end_to_end {

namespace fs = std::filesystem;

ServerFolder::ServerFolder(std::string folder) : folder_(std::move(folder)) {
  fs::create_directories(folder_);
  std::ofstream(ConfigFile()) << "name = \"urna.test\"\n"
                              << "listen = [\"127.0.0.1:0\"]\n"
                              << "data_dir = \"" << Data() << "\"\n"
                              << "log_level = \"warning\"\n";
}

std::string ServerFolder::Initialise() const {
  return services::InitialiseServerStore(Config(), services::SystemClock()).value();
}

ServerProcess ServerFolder::Serve(const Environment& environment) const {
  return ServerProcess(folder_, ConfigFile(), environment);
}

ServerFolder ServerFolder::CopyTo(const std::string& folder) const {
  ServerFolder copy(folder);
  fs::copy(Data(), copy.Data(), fs::copy_options::recursive);
  return copy;
}

services::ServerConfig ServerFolder::Config() const {
  return services::LoadServerConfig(ConfigFile(), {}).value();
}

}  // namespace urna::end_to_end
