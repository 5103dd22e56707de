// What nearly every file of this folder includes and takes long to compile.
#pragma once

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "urna/v1/ballots_service.grpc.pb.h"
#include "urna/v1/eligibility_service.grpc.pb.h"
#include "urna/v1/ledger_service.grpc.pb.h"
#include "urna/v1/processes_service.grpc.pb.h"
#include "urna/v1/projects_service.grpc.pb.h"
#include "urna/v1/tallies_service.grpc.pb.h"
#include "urna/v1/trustees_service.grpc.pb.h"
