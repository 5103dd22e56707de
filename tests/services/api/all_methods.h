// What the API promises, as its descriptors have it.
#pragma once

#include <google/protobuf/descriptor.h>

#include <filesystem>
#include <string>
#include <vector>

#include "pch.h"

namespace urna::services {

// Of every service of every file in proto/urna, so that no new one has to be added here.
inline std::vector<const google::protobuf::MethodDescriptor*> AllMethods() {
  const std::filesystem::path root = std::filesystem::path(URNA_TEST_DATA) / "../../proto";
  std::vector<const google::protobuf::MethodDescriptor*> methods;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / "urna")) {
    if (entry.path().extension() != ".proto") continue;
    const std::string name = entry.path().lexically_relative(root).string();
    const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    // A file without services need not be linked into this program.
    if (file == nullptr) {
      EXPECT_FALSE(name.ends_with("_service.proto")) << name;
      continue;
    }
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.push_back(file->service(s)->method(m));
      }
    }
  }
  return methods;
}

}  // namespace urna::services
