// What all connections of the HTTP door share.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "services/api/door.h"
#include "services/api/method.h"
#include "services/http/cors.h"
#include "services/http/parked_uploads.h"
#include "services/http/request_meter.h"
#include "services/http/session_cookie.h"
#include "services/pages/pages.h"
#include "services/people/sign_in_links.h"
#include "services/people/sign_ins.h"
#include "services/publishing/public_file.h"

namespace urna::services {

struct HttpOptions {
  // Other origins whose pages may call (CrossOrigin).
  std::vector<std::string> origins;
  // Bytes of a message, unpacked.
  std::size_t largest_message;
  // From the connection to the end of the TLS handshake; between two requests.
  absl::Duration handshake;
  absl::Duration idle;
  // Null where there are none; the map must outlive the context.
  std::shared_ptr<const Pages> pages = nullptr;
  PublicFiles* map = nullptr;
  // Both null where nobody logs in; both must outlive the context.
  SignIns* sign_ins = nullptr;
  SignInLinks* sign_in_links = nullptr;
};

// Thread-safe.
struct HttpContext {
  // All must outlive it; `its_files` is null where there are none.
  HttpContext(Door& its_door, const std::vector<Method>& table, PublicFiles* its_files,
              HttpOptions its_options)
      : door(its_door),
        files(its_files),
        options(std::move(its_options)),
        cross_origin(options.origins),
        cookies(options.sign_ins == nullptr ? "" : options.sign_ins->public_url()) {
    for (const Method& method : table) methods.emplace(method.path(), &method);
  }

  // Null for any other path than a method's.
  const Method* Find(std::string_view path) const {
    const auto found = methods.find(absl::string_view(path.data(), path.size()));
    return found == methods.end() ? nullptr : found->second;
  }

  Door& door;
  PublicFiles* const files;
  const HttpOptions options;
  const CrossOrigin cross_origin;
  const SessionCookies cookies;
  ParkedUploads parked_uploads{door};
  RequestMeter requests;
  absl::flat_hash_map<std::string, const Method*> methods;
  // What /healthz says.
  std::atomic<bool> is_serving = true;
  // Each connection ends after the request that is under way.
  std::atomic<bool> is_ending = false;
};

}  // namespace urna::services
