// What of a project is searched.
#pragma once

#include "services/search/searched_text.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

SearchedText TextOf(const v1::Project& project);

}  // namespace urna::services
