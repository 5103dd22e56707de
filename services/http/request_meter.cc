#include "services/http/request_meter.h"

#include <fmt/format.h>

namespace urna::services {
namespace {

std::string_view NameOf(RequestMeter::Kind kind) {
  switch (kind) {
    case RequestMeter::Kind::kFile:
      return "file";
    case RequestMeter::Kind::kPage:
      return "page";
    case RequestMeter::Kind::kSignIn:
      return "sign_in";
    case RequestMeter::Kind::kHealth:
      break;
  }
  return "health";
}

}  // namespace

void RequestMeter::Note(Kind kind, int status) {
  const MutexLock lock(mutex_);
  ++requests_[{kind, status}];
}

void RequestMeter::Measure(Measurements& out) const {
  Family<double> family{"urna_http_requests_total",
                        "Requests over HTTP for public files, pages, log-ins and health, by HTTP status.",
                        {}};
  const MutexLock lock(mutex_);
  for (const auto& [key, count] : requests_) {
    family.samples.push_back(
        {{{"kind", std::string(NameOf(key.first))}, {"status", fmt::to_string(key.second)}},
         static_cast<double>(count)});
  }
  out.counters.push_back(std::move(family));
}

}  // namespace urna::services
