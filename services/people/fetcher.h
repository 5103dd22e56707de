// How the server asks a provider: one small answer, or none.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace urna::services {

struct FetchRequest {
  std::string url;
  // Names and values, such as {"accept", "application/json"}.
  std::vector<std::pair<std::string, std::string>> fields = {};
  // POSTed as a form where `posts`; GET otherwise.
  bool posts = false;
  std::string form = {};
};

struct FetchReply {
  int status = 0;
  // As it came; empty where none did.
  std::string content_type;
  std::string body;
};

// Thread-safe.
class Fetcher {
 public:
  virtual ~Fetcher() = default;
  // UNAVAILABLE where no whole answer came: nobody answers there, too late, too much. Says nothing of what
  // was sent.
  virtual absl::StatusOr<FetchReply> Fetch(const FetchRequest& request) const = 0;
};

// By libcurl: within kFetchTime, at most kFetchBytes, no redirect followed, certificates verified against
// those that the machine trusts, through the proxy that the environment names (https_proxy).
class CurlFetcher final : public Fetcher {
 public:
  CurlFetcher();
  absl::StatusOr<FetchReply> Fetch(const FetchRequest& request) const override;
};

}  // namespace urna::services
