// What all messages of a server have in common.
#pragma once

#include <string>

namespace urna::services {

struct Letterhead {
  // The server's name.
  std::string site;
  // Where its pages are, such as `https://vote.example.org`, without a slash at the end.
  std::string public_url;
};

}  // namespace urna::services
