#include "tallying/balanced_load.h"

#include <algorithm>
#include <map>

namespace urna::tallying {
namespace {

using Amount = absl::int128;

// Dinic's algorithm on: source -> projects -> classes of voters -> sink. Voters who support the
// same of the projects are one class.
class LoadNetwork {
 public:
  LoadNetwork(const Utilities& utilities, const std::vector<ProjectIndex>& projects)
      : projects_(projects.size()) {
    std::vector<int32_t> place(
        projects.empty() ? 0 : *std::max_element(projects.begin(), projects.end()) + 1, -1);
    for (size_t i = 0; i < projects.size(); ++i) place[projects[i]] = static_cast<int32_t>(i);
    std::map<std::vector<uint32_t>, int64_t> classes;
    std::vector<uint32_t> supported;
    for (size_t group = 0; group < utilities.groups(); ++group) {
      supported.clear();
      for (const Utilities::Entry entry : utilities.Ballot(group)) {
        if (entry.index < place.size() && place[entry.index] >= 0) {
          supported.push_back(static_cast<uint32_t>(place[entry.index]));
        }
      }
      if (supported.empty()) continue;
      std::sort(supported.begin(), supported.end());
      classes[supported] += utilities.weight(group);
    }
    out_.resize(2 + projects_ + classes.size());
    for (size_t p = 0; p < projects_; ++p) AddEdge(kSource, ProjectNode(p));
    size_t node = 2 + projects_;
    for (const auto& [members, weight] : classes) {
      for (const uint32_t p : members) AddEdge(ProjectNode(p), node);
      AddEdge(node, kSink);
      weights_.push_back(weight);
      members_.push_back(members);
      ++node;
    }
  }

  // Whether loads of at most `load` can carry the costs. If not, *violating marks projects T with
  // cost(T) > load * supporters(T).
  bool Carries(const std::vector<int64_t>& costs, const Load& load, std::vector<bool>* violating) {
    Amount wanted = 0;
    for (size_t e = 0; e < edges_.size(); ++e) {
      Edge& edge = edges_[e];
      edge.left = 0;
      if ((e & 1) != 0) continue;
      const size_t from = edges_[e ^ 1].to;
      if (from == kSource) {
        edge.left = Amount(costs[edge.to - 2]) * load.voters;
        wanted += edge.left;
      } else if (edge.to == kSink) {
        edge.left = load.cost * weights_[from - 2 - projects_];
      } else {
        edge.left = kUnbounded;
      }
    }
    Amount flow = 0;
    while (Level()) {
      next_.assign(out_.size(), 0);
      for (Amount pushed; (pushed = Push(kSource, kUnbounded)) != 0;) flow += pushed;
    }
    if (flow == wanted) return true;
    violating->assign(projects_, false);
    for (size_t p = 0; p < projects_; ++p) (*violating)[p] = level_[ProjectNode(p)] >= 0;
    return false;
  }

  // The load of all members of `set` on their supporters together.
  Load Average(const std::vector<int64_t>& costs, const std::vector<bool>& set) const {
    Load load;
    for (size_t p = 0; p < projects_; ++p) {
      if (set[p]) load.cost += costs[p];
    }
    load.voters = 0;
    for (size_t c = 0; c < members_.size(); ++c) {
      if (std::any_of(members_[c].begin(), members_[c].end(), [&](uint32_t p) { return set[p]; })) {
        load.voters += weights_[c];
      }
    }
    return load;
  }

 private:
  static constexpr size_t kSource = 0, kSink = 1;
  static constexpr Amount kUnbounded = absl::MakeInt128(int64_t{1} << 61, 0);
  struct Edge {
    size_t to;
    Amount left;
  };

  size_t ProjectNode(size_t p) const { return 2 + p; }
  void AddEdge(size_t from, size_t to) {
    out_[from].push_back(edges_.size());
    edges_.push_back({to, 0});
    out_[to].push_back(edges_.size());
    edges_.push_back({from, 0});
  }

  bool Level() {
    level_.assign(out_.size(), -1);
    level_[kSource] = 0;
    queue_.assign(1, kSource);
    for (size_t i = 0; i < queue_.size(); ++i) {
      for (const size_t e : out_[queue_[i]]) {
        if (edges_[e].left == 0 || level_[edges_[e].to] >= 0) continue;
        level_[edges_[e].to] = level_[queue_[i]] + 1;
        queue_.push_back(edges_[e].to);
      }
    }
    return level_[kSink] >= 0;
  }

  Amount Push(size_t node, Amount most) {
    if (node == kSink) return most;
    for (size_t& i = next_[node]; i < out_[node].size(); ++i) {
      Edge& edge = edges_[out_[node][i]];
      if (edge.left == 0 || level_[edge.to] != level_[node] + 1) continue;
      const Amount pushed = Push(edge.to, std::min(most, edge.left));
      if (pushed == 0) continue;
      edge.left -= pushed;
      edges_[out_[node][i] ^ 1].left += pushed;
      return pushed;
    }
    return 0;
  }

  const size_t projects_;
  std::vector<int64_t> weights_;                // by class
  std::vector<std::vector<uint32_t>> members_;  // projects, by class
  std::vector<Edge> edges_;                     // each followed by its reverse
  std::vector<std::vector<size_t>> out_;        // edges by node
  std::vector<int> level_;
  std::vector<size_t> next_, queue_;
};

}  // namespace

Load BalancedLoad(const Utilities& utilities, const std::vector<int64_t>& costs,
                  const std::vector<ProjectIndex>& projects, const Load& known) {
  LoadNetwork network(utilities, projects);
  std::vector<int64_t> own_costs;
  for (const ProjectIndex p : projects) own_costs.push_back(costs[p]);
  Load load = network.Average(own_costs, std::vector<bool>(projects.size(), true));
  load = std::max(load, known);
  // Each cut gives a set with a larger average, until none is left: there are finitely many sets.
  for (std::vector<bool> violating; !network.Carries(own_costs, load, &violating);) {
    load = network.Average(own_costs, violating);
  }
  return load;
}

}  // namespace urna::tallying
