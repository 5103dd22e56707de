#include "services/server/connection_table.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"

namespace urna::services {

ConnectionTable::ConnectionTable(Idleness idleness)
    : idleness_(std::move(idleness)), random_(std::random_device{}()) {}

ConnectionTable::Rank ConnectionTable::RankOf(const Network& source, std::size_t connections) {
  // The hash differs from process to process.
  return {connections, absl::Hash<Network>{}(source), source};
}

void ConnectionTable::Resize(const Network& source, std::size_t before, std::size_t after) {
  if (before > 0) ranks_.erase(RankOf(source, before));
  if (after > 0) ranks_.insert(RankOf(source, after));
}

void ConnectionTable::Add(int connection, const Network& source) {
  std::vector<int>& list = by_source_[source];
  connections_[connection] = {source, list.size()};
  list.push_back(connection);
  Resize(source, list.size() - 1, list.size());
}

void ConnectionTable::Remove(int connection) {
  const auto found = connections_.find(connection);
  if (found == connections_.end()) return;
  const Place place = found->second;
  connections_.erase(found);
  std::vector<int>& list = by_source_[place.source];
  Resize(place.source, list.size(), list.size() - 1);
  // The last one takes its place.
  if (const int last = list.back(); last != connection) {
    list[place.index] = last;
    connections_[last].index = place.index;
  }
  list.pop_back();
  if (list.empty()) by_source_.erase(place.source);
}

std::vector<int> ConnectionTable::All() const {
  std::vector<int> all;
  all.reserve(connections_.size());
  for (const auto& [connection, place] : connections_) all.push_back(connection);
  return all;
}

std::vector<int> ConnectionTable::Candidates() {
  const std::size_t most = std::get<0>(*ranks_.rbegin());
  const auto first = ranks_.lower_bound(Rank{most, 0, {}});
  std::vector<int> candidates;
  for (auto rank = first; rank != ranks_.end() && candidates.size() <= kSample; ++rank) {
    const std::vector<int>& list = by_source_[std::get<2>(*rank)];
    if (candidates.size() + list.size() > kSample) {
      candidates.clear();
      break;
    }
    candidates.insert(candidates.end(), list.begin(), list.end());
  }
  if (!candidates.empty()) return candidates;
  for (std::size_t i = 0; i < kSample; ++i) {
    auto rank = ranks_.lower_bound(Rank{most, random_(), {}});
    if (rank == ranks_.end()) rank = first;
    candidates.push_back(by_source_[std::get<2>(*rank)][random_() % most]);
  }
  return candidates;
}

int ConnectionTable::Victim() {
  if (ranks_.empty()) return -1;
  int victim = -1;
  std::int64_t longest = -1;
  for (const int candidate : Candidates()) {
    if (const std::int64_t idle = idleness_(candidate); idle > longest) {
      longest = idle;
      victim = candidate;
    }
  }
  return victim;
}

}  // namespace urna::services
