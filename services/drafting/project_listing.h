// Projects as everybody lists and searches them: of a contest, or of a whole process.
#pragma once

#include "absl/status/status.h"
#include "services/records/call.h"
#include "services/search/search.h"
#include "storage/store.h"
#include "urna/v1/projects_service.pb.h"

namespace urna::services {

// Thread-safe.
class ProjectListing {
 public:
  // Both must outlive this object.
  ProjectListing(const storage::Store& store, Search& search) : store_(store), search_(search) {}

  // INVALID_ARGUMENT where all contests are listed and nothing is searched, or RELEVANCE asked for;
  // NOT_FOUND (RESOURCE_NOT_FOUND); UNAVAILABLE as Search.
  absl::Status ListProjects(const Call& call, const v1::ListProjectsRequest& request,
                            v1::ListProjectsResponse& response) const;

 private:
  const storage::Store& store_;
  Search& search_;
};

}  // namespace urna::services
