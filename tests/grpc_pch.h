// What every test that speaks to a server includes besides pch.h, and takes long to compile.
#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <nlohmann/json.hpp>

#include "google/rpc/error_details.pb.h"
#include "pch.h"
#include "urna/v1/administration_service.grpc.pb.h"
#include "urna/v1/ballots_service.grpc.pb.h"
#include "urna/v1/config.pb.h"
#include "urna/v1/eligibility_service.grpc.pb.h"
#include "urna/v1/ledger_service.grpc.pb.h"
#include "urna/v1/processes_service.grpc.pb.h"
#include "urna/v1/projects_service.grpc.pb.h"
#include "urna/v1/tallies_service.grpc.pb.h"
#include "urna/v1/trustees_service.grpc.pb.h"
