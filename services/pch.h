// What nearly every file of these rooms includes and takes long to compile.
#pragma once

#include <fmt/format.h>
#include <google/protobuf/message.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "urna/v1/eligibility_service.pb.h"
#include "urna/v1/processes_service.pb.h"
#include "urna/v1/projects_service.pb.h"
#include "urna/v1/trustees_service.pb.h"
