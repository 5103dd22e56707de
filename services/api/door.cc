#include "services/api/door.h"

namespace urna::services {

bool MessageBudget::Take(const std::string& source, std::uint64_t bytes) {
  const MutexLock lock(mutex_);
  const auto taken = taken_.find(source);
  const std::uint64_t before = taken == taken_.end() ? 0 : taken->second;
  if (bytes > left_ || (before > 0 && before + bytes > of_source_)) {
    refused_.Add();
    return false;
  }
  left_ -= bytes;
  taken_[source] = before + bytes;
  return true;
}

void MessageBudget::GiveBack(const std::string& source, std::uint64_t bytes) {
  const MutexLock lock(mutex_);
  left_ += bytes;
  const auto taken = taken_.find(source);
  taken->second -= bytes;
  if (taken->second == 0) taken_.erase(taken);
}

void Door::Measure(Measurements& out) const {
  const auto sample = [](const char* label, const char* value, auto number) {
    return Sample<double>{{{label, value}}, static_cast<double>(number)};
  };
  out.gauges.push_back(
      {"urna_streams_open",
       "Files that are being taken in or sent.",
       {sample("kind", "upload", uploads.taken()), sample("kind", "download", downloads.taken()),
        sample("kind", "map", map_pieces.taken())}});
  out.gauges.push_back(
      {"urna_message_bytes_held",
       "Bytes that large messages hold.",
       {sample("direction", "in", requests.held()), sample("direction", "out", answers.held())}});
  out.counters.push_back(
      {"urna_message_bytes_total",
       "Bytes of messages, without what carries them.",
       {sample("direction", "in", received.value()), sample("direction", "out", sent.value())}});
  out.counters.push_back({"urna_messages_refused_total",
                          "Large messages for which there was no room.",
                          {sample("direction", "in", requests.refused()),
                           sample("direction", "out", answers.refused())}});
}

}  // namespace urna::services
