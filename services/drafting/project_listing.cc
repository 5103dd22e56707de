#include "services/drafting/project_listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <compare>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crypto/hash.h"
#include "services/base/errors.h"
#include "services/base/limits.h"
#include "services/base/pages.h"
#include "services/records/child_index.h"
#include "services/records/resources.h"
#include "services/search/findings.h"
#include "services/search/project_text.h"

namespace urna::services {
namespace {

constexpr std::string_view kAllContests = "/contests/-";

// Where a project stands in a list: by relevance where that is asked for, then by creation.
struct Place {
  // The most relevant first: its negative.
  double irrelevance = 0;
  std::uint64_t creation_order = 0;
  auto operator<=>(const Place&) const = default;
};

struct Listed {
  Place place;
  std::string name;
};

// The bits of a number that is no NaN.
std::uint64_t BitsOf(double number) {
  std::uint64_t bits = 0;
  static_assert(sizeof bits == sizeof number);
  std::memcpy(&bits, &number, sizeof bits);
  return bits;
}

std::string Write(const Place& place) {
  crypto::Bytes out;
  crypto::AppendLe64(out, BitsOf(place.irrelevance));
  crypto::AppendLe64(out, place.creation_order);
  return std::string(crypto::AsText(out));
}

absl::StatusOr<Place> ReadPlace(std::string_view token) {
  crypto::ByteReader reader(crypto::AsBytes(token));
  const std::uint64_t bits = reader.Le64();
  Place place;
  place.creation_order = reader.Le64();
  std::memcpy(&place.irrelevance, &bits, sizeof bits);
  if (reader.Finished() && place.irrelevance == place.irrelevance) return place;
  return FieldError("page_token", "is not the next_page_token of a page of this list");
}

// What is asked for, checked.
struct Query {
  const v1::ListProjectsRequest& request;
  // A contest; empty for all of the process.
  std::string contest;
  SearchText text;
  bool is_search = false;

  const v1::ProjectFilter& filter() const { return request.filter(); }
  bool by_relevance() const { return request.order() == v1::PROJECT_ORDER_RELEVANCE; }
  bool looks_at_projects() const {
    return !filter().category().empty() || filter().has_least_cost() || filter().has_most_cost();
  }
};

// A list of other filters is another list.
std::string NameOfList(const v1::ListProjectsRequest& request) {
  return fmt::format(
      "{}/projects {} {}", request.parent(),
      crypto::ToHex(crypto::Sha256(crypto::AsBytes(request.filter().SerializeAsString()))),
      static_cast<int>(request.order()));
}

absl::StatusOr<Query> Check(const Call& call, const v1::ListProjectsRequest& request) {
  Query query{request, "", {}, IsSearch(request.filter().text())};
  if (!v1::ProjectOrder_IsValid(request.order())) return FieldError("order", "is not known");
  if (query.by_relevance() && !query.is_search) {
    return FieldError("order", "RELEVANCE is of searches: give filter.text");
  }
  absl::StatusOr<SearchText> text = ParseSearchText(request.filter().text(), "filter.text");
  if (!text.ok()) return text.status();
  query.text = *std::move(text);
  const bool is_of_process =
      !call.process.empty() && request.parent() == fmt::format("{}{}", call.process, kAllContests);
  if (is_of_process) {
    if (query.is_search) return query;
    return FieldError("parent", "contests/- is for searches: give filter.text, or one contest");
  }
  const auto contest = ResourceName::Parse(Kind::kContest, request.parent(), "parent");
  if (!contest.ok()) return contest.status();
  query.contest = contest->text();
  return query;
}

bool Fits(const v1::ProjectFilter& filter, const v1::Project& project) {
  const bool has_category =
      filter.category().empty() ||
      std::ranges::find(project.categories(), filter.category()) != project.categories().end();
  return has_category && (!filter.has_least_cost() || project.cost() >= filter.least_cost()) &&
         (!filter.has_most_cost() || project.cost() <= filter.most_cost());
}

// Nothing where there is none any more: an index may be behind.
absl::StatusOr<std::optional<v1::Project>> Find(const storage::Reader& store,
                                                const std::string& name) {
  absl::StatusOr<v1::Project> project = ReadResource<v1::Project>(store, name);
  if (absl::IsNotFound(project.status())) return std::nullopt;
  if (!project.ok()) return project.status();
  return *std::move(project);
}

// A page of a whole contest costs what it shows.
absl::Status ListAll(const storage::Reader& store, const Query& query, std::size_t size,
                     std::uint64_t after, v1::ListProjectsResponse& response,
                     std::optional<Place>& last) {
  const absl::StatusOr<std::uint64_t> total = CountChildren(store, Kind::kProject, query.contest);
  if (!total.ok()) return total.status();
  response.set_total_size(static_cast<std::uint32_t>(*total));
  // One more than a page shows whether another follows.
  const auto children = ListChildrenAfter(store, Kind::kProject, query.contest, after, size + 1);
  if (!children.ok()) return children.status();
  for (std::size_t i = 0; i < std::min(size, children->size()); ++i) {
    const StoredChild& child = (*children)[i];
    if (!response.add_projects()->ParseFromString(child.bytes)) return ResourceDamaged(child.name);
  }
  if (children->size() > size) last = Place{0, (*children)[size - 1].creation_order};
  return absl::OkStatus();
}

// All that fit, in their order.
absl::StatusOr<std::vector<Listed>> FindAll(const storage::Reader& store, Search& search,
                                            const Call& call, const Query& query) {
  std::vector<Listed> found;
  if (query.is_search) {
    auto hits = search.FindProjects(call.process, query.contest, query.text, query.by_relevance());
    if (!hits.ok()) return hits.status();
    for (FoundProject& hit : *hits) {
      found.push_back({{-hit.relevance, hit.creation_order}, std::move(hit.name)});
    }
  } else {
    auto children = ListChildren(store, Kind::kProject, query.contest);
    if (!children.ok()) return children.status();
    for (StoredChild& child : *children) {
      found.push_back({{0, child.creation_order}, std::move(child.name)});
    }
  }
  if (query.looks_at_projects()) {
    std::vector<Listed> fitting;
    for (Listed& one : found) {
      const auto project = Find(store, one.name);
      if (!project.ok()) return project.status();
      if (*project && Fits(query.filter(), **project)) fitting.push_back(std::move(one));
    }
    found = std::move(fitting);
  }
  std::ranges::sort(found, {}, &Listed::place);
  return found;
}

absl::Status ListFound(const storage::Reader& store, Search& search, const Call& call,
                       const Query& query, std::size_t size, const std::optional<Place>& after,
                       v1::ListProjectsResponse& response, std::optional<Place>& last) {
  const auto found = FindAll(store, search, call, query);
  if (!found.ok()) return found.status();
  response.set_total_size(static_cast<std::uint32_t>(found->size()));
  auto next = after ? std::ranges::upper_bound(*found, *after, {}, &Listed::place) : found->begin();
  WordForms forms;
  for (; next != found->end() && static_cast<std::size_t>(response.projects_size()) < size;
       ++next) {
    auto project = Find(store, next->name);
    if (!project.ok()) return project.status();
    if (!*project) continue;
    if (query.is_search && response.findings_size() < kFindings) {
      *response.add_findings() = FindingIn(next->name, query.text, TextOf(**project), forms);
    }
    *response.add_projects() = **std::move(project);
    last = next->place;
  }
  if (next == found->end()) last.reset();
  return absl::OkStatus();
}

}  // namespace

absl::Status ProjectListing::ListProjects(const Call& call, const v1::ListProjectsRequest& request,
                                          v1::ListProjectsResponse& response) const {
  const absl::StatusOr<Query> query = Check(call, request);
  if (!query.ok()) return query.status();
  const absl::StatusOr<std::size_t> size = PageSize(request.page_size());
  if (!size.ok()) return size.status();
  const std::string list = NameOfList(request);
  const absl::StatusOr<std::string> token = ReadPageToken(list, request.page_token());
  if (!token.ok()) return token.status();
  std::optional<Place> after;
  if (!token->empty()) {
    const absl::StatusOr<Place> place = ReadPlace(*token);
    if (!place.ok()) return place.status();
    after = *place;
  }
  const absl::StatusOr<std::unique_ptr<storage::Reader>> snapshot = store_.Snapshot();
  if (!snapshot.ok()) return snapshot.status();
  if (!query->contest.empty()) {
    const absl::StatusOr<bool> exists = ResourceExists(**snapshot, query->contest);
    if (!exists.ok()) return exists.status();
    if (!*exists) return ResourceNotFound(query->contest);
  }
  std::optional<Place> last;
  const bool is_whole = !query->is_search && !query->looks_at_projects();
  absl::Status listed =
      is_whole
          ? ListAll(**snapshot, *query, *size, after ? after->creation_order : 0, response, last)
          : ListFound(**snapshot, search_, call, *query, *size, after, response, last);
  if (listed.ok() && last) response.set_next_page_token(MakePageToken(list, Write(*last)));
  return listed;
}

}  // namespace urna::services
