// What the API promises, as its descriptors have it.
#pragma once

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "pch.h"
#include "urna/v1/administration_service.pb.h"

namespace urna::services {

// Of every service.
inline std::vector<const google::protobuf::MethodDescriptor*> AllMethods() {
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  for (const char* name : {"Processes", "Projects", "Eligibility", "Ballots", "Trustees", "Tallies",
                           "Ledger", "Administration"}) {
    const auto* service = google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
        "urna.v1." + std::string(name));
    EXPECT_NE(service, nullptr) << name;
    for (int i = 0; service != nullptr && i < service->method_count(); ++i) {
      methods.push_back(service->method(i));
    }
  }
  return methods;
}

}  // namespace urna::services
