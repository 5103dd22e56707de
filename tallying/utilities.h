#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "tallying/parameters.h"
#include "tallying/profile.h"
#include "tallying/ranking.h"

namespace urna::tallying {

// What a funded project is worth to a voter.
enum class Utility {
  kCost,         // its cost, if the ballot lists it: an approved euro is worth a euro
  kCardinality,  // 1, if the ballot lists it
  kPoints,       // the points that the ballot gives it; Borda points on ordinal ballots
};

// The parameters `utility` and `borda` that several rules share, and what their values mean.
Parameter UtilityParameter();
Parameter BordaParameter();
Utility ChosenUtility(std::string_view value, BallotFormat format);
BordaPoints ChosenBorda(std::string_view value);
std::string_view UtilityName(Utility utility);

// Utilities of a profile, ready for counting. `u_i(p) = coefficient * scale(p)`, where the scale is
// the project's cost for kCost and 1 otherwise, so that coefficients are small integers. Voters who
// are equal to the rule are merged into groups. The profile must outlive it.
class Utilities {
 public:
  Utilities(const Profile& profile, Utility utility, BordaPoints borda);

  Utility utility() const { return utility_; }
  // Every coefficient is 1.
  bool unit() const { return utility_ != Utility::kPoints; }

  size_t groups() const { return weight_.size(); }
  int64_t weight(size_t group) const { return weight_[group]; }

  struct Entry {
    uint32_t index;       // of a project (in Ballot) or a group (in Supporters)
    int32_t coefficient;  // positive
  };
  // The entries of a ballot or of a project, in no particular order. Coefficients that are all 1
  // are not stored.
  class Row {
   public:
    class Iterator {
     public:
      using difference_type = ptrdiff_t;
      using value_type = Entry;
      Iterator() = default;
      Iterator(const uint32_t* index, const int32_t* coefficient)
          : index_(index), coefficient_(coefficient) {}
      Entry operator*() const { return {*index_, coefficient_ == nullptr ? 1 : *coefficient_}; }
      Iterator& operator++() {
        ++index_;
        if (coefficient_ != nullptr) ++coefficient_;
        return *this;
      }
      Iterator operator++(int) {
        const Iterator before = *this;
        ++*this;
        return before;
      }
      bool operator==(const Iterator& other) const { return index_ == other.index_; }

     private:
      const uint32_t* index_ = nullptr;
      const int32_t* coefficient_ = nullptr;
    };

    Row(absl::Span<const uint32_t> indexes, const int32_t* coefficients)
        : indexes_(indexes), coefficients_(coefficients) {}
    size_t size() const { return indexes_.size(); }
    absl::Span<const uint32_t> indexes() const { return indexes_; }
    Iterator begin() const { return {indexes_.data(), coefficients_}; }
    Iterator end() const { return {indexes_.data() + indexes_.size(), nullptr}; }
    // The first `size` entries.
    Row First(size_t size) const { return {indexes_.first(size), coefficients_}; }

   private:
    absl::Span<const uint32_t> indexes_;
    const int32_t* coefficients_;  // null if all are 1
  };
  Row Ballot(size_t group) const {
    if (same_as_kinds_) return {profile_.kind(group).projects, nullptr};
    return ballots_.At(group);
  }
  Row Supporters(ProjectIndex p) const { return supporters_.At(p); }

  // Brings to the front, of the first `size` supporters of a project, the groups that `keeps`
  // accepts, and returns how many they are.
  template <typename Keeps>
  size_t BringToFront(ProjectIndex p, size_t size, const Keeps& keeps) {
    const size_t begin = supporters_.begin[p];
    size_t kept = begin;
    for (size_t at = begin; at < begin + size; ++at) {
      if (!keeps(supporters_.indexes[at])) continue;
      std::swap(supporters_.indexes[at], supporters_.indexes[kept]);
      if (!unit()) std::swap(supporters_.coefficients[at], supporters_.coefficients[kept]);
      ++kept;
    }
    return kept - begin;
  }

  // Sum of weight * coefficient over the supporters; 0 for a project without support.
  int64_t total(ProjectIndex p) const { return total_[p]; }

 private:
  // Rows one after the other.
  struct Rows {
    Row At(size_t row) const {
      return {absl::MakeConstSpan(indexes).subspan(begin[row], begin[row + 1] - begin[row]),
              coefficients.empty() ? nullptr : coefficients.data() + begin[row]};
    }
    std::vector<size_t> begin;  // of each row, one more at the end
    std::vector<uint32_t> indexes;
    std::vector<int32_t> coefficients;  // empty if all are 1
  };

  void CollectBallots(BordaPoints borda);
  void CollectSupporters();

  const Profile& profile_;
  Utility utility_;
  bool same_as_kinds_ = false;  // groups are the profile's kinds, all coefficients 1
  std::vector<uint32_t> weight_;
  Rows ballots_;  // empty if same_as_kinds_
  Rows supporters_;
  std::vector<int64_t> total_;
};

}  // namespace urna::tallying
