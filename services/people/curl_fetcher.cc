#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "services/base/limits.h"
#include "services/people/fetcher.h"

namespace urna::services {
namespace {

struct CurlEnds {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, CurlEnds>;
using Fields = std::unique_ptr<curl_slist, CurlEnds>;

// Fewer bytes than came end the transfer.
std::size_t TakeIn(const char* data, std::size_t size, std::size_t count, void* body) {
  auto& text = *static_cast<std::string*>(body);
  if (size * count > kFetchBytes - text.size()) return 0;
  text.append(data, size * count);
  return size * count;
}

Fields FieldsOf(const FetchRequest& request) {
  Fields list;
  for (const auto& [name, value] : request.fields) {
    curl_slist* more = curl_slist_append(list.get(), fmt::format("{}: {}", name, value).c_str());
    if (more == nullptr) return nullptr;
    static_cast<void>(list.release());
    list.reset(more);
  }
  return list;
}

void Bound(CURL* handle) {
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "https,http");
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(kFetchTime / 2)));
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(kFetchTime)));
  curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(kFetchBytes));
  curl_easy_setopt(handle, CURLOPT_HTTP_TRANSFER_DECODING, 1L);
}

}  // namespace

CurlFetcher::CurlFetcher() {
  static const bool begun = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  static_cast<void>(begun);
}

absl::StatusOr<FetchReply> CurlFetcher::Fetch(const FetchRequest& request) const {
  const Handle handle(curl_easy_init());
  if (handle == nullptr) return absl::UnavailableError("no request can be made");
  const Fields fields = FieldsOf(request);
  FetchReply reply;
  Bound(handle.get());
  curl_easy_setopt(handle.get(), CURLOPT_URL, request.url.c_str());
  if (fields != nullptr) curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, fields.get());
  if (request.posts) {
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.form.size()));
    curl_easy_setopt(handle.get(), CURLOPT_POSTFIELDS, request.form.c_str());
  }
  curl_easy_setopt(handle.get(), CURLOPT_WRITEFUNCTION, &TakeIn);
  curl_easy_setopt(handle.get(), CURLOPT_WRITEDATA, &reply.body);
  const CURLcode done = curl_easy_perform(handle.get());
  if (done != CURLE_OK) return absl::UnavailableError(curl_easy_strerror(done));
  long status = 0;
  curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
  reply.status = static_cast<int>(status);
  const char* type = nullptr;
  curl_easy_getinfo(handle.get(), CURLINFO_CONTENT_TYPE, &type);
  if (type != nullptr) reply.content_type = type;
  return reply;
}

}  // namespace urna::services
