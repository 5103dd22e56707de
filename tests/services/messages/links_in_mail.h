// The tokens in the links of messages.
#pragma once

#include <string>

namespace urna::services {

// What stands after `path` and "?t=" in a message, whose lines were broken for the way; empty where it has no such
// link.
inline std::string TokenIn(std::string bytes, const std::string& path) {
  for (std::size_t at = bytes.find("=\r\n"); at != bytes.npos; at = bytes.find("=\r\n")) {
    bytes.erase(at, 3);
  }
  for (std::size_t at = bytes.find("=3D"); at != bytes.npos; at = bytes.find("=3D")) {
    bytes.replace(at, 3, "=");
  }
  const std::size_t begin = bytes.find(path + "?t=");
  return begin == bytes.npos ? "" : bytes.substr(begin + path.size() + 3, 44);
}

}  // namespace urna::services
