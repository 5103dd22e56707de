#include "services/base/field_masks.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/field_mask_util.h>

#include <vector>

#include "services/base/errors.h"

namespace urna::services {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::util::FieldMaskUtil;

}  // namespace

absl::Status ApplyMask(const google::protobuf::Message& source,
                       const google::protobuf::FieldMask& mask, const std::set<std::string>& fixed,
                       google::protobuf::Message& target) {
  const google::protobuf::Descriptor& type = *source.GetDescriptor();
  google::protobuf::FieldMask effective;
  std::vector<const FieldDescriptor*> implied;
  if (mask.paths().empty()) {
    source.GetReflection()->ListFields(source, &implied);
  } else if (mask.paths_size() == 1 && mask.paths(0) == "*") {
    for (int i = 0; i < type.field_count(); ++i) implied.push_back(type.field(i));
  } else {
    effective = mask;
  }
  for (const FieldDescriptor* field : implied) {
    if (!fixed.contains(field->name())) effective.add_paths(field->name());
  }
  FieldViolations violations;
  for (const std::string& path : effective.paths()) {
    if (path.empty() || !FieldMaskUtil::GetFieldDescriptors(&type, path, nullptr)) {
      violations.Add("update_mask", fmt::format("{} has no field {}", type.name(), path));
    } else if (fixed.contains(path.substr(0, path.find('.')))) {
      violations.Add("update_mask", fmt::format("{} cannot be changed by an update", path));
    }
  }
  if (!violations.empty()) return violations.ToStatus();
  FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(source, effective, options, &target);
  return absl::OkStatus();
}

}  // namespace urna::services
