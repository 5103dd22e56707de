#include "services/identity/grant_reading.h"

#include <fmt/format.h>

#include <string>

#include "services/base/resource_name.h"

namespace urna::services {

std::vector<Grant> ReadGrants(const google::protobuf::RepeatedPtrField<v1::Grant>& given,
                              std::string_view field, FieldViolations& violations) {
  std::vector<Grant> grants;
  if (given.size() > kMaxGrants) {
    violations.Add(std::string(field), fmt::format("expected at most {}", kMaxGrants));
    return grants;
  }
  for (int i = 0; i < given.size(); ++i) {
    const v1::Grant& grant = given[i];
    const std::string at = fmt::format("{}[{}]", field, i);
    if (grant.role() == v1::STAFF_ROLE_UNSPECIFIED || !v1::StaffRole_IsValid(grant.role())) {
      violations.Add(at + ".role", "expected a role, such as STAFF_ROLE_AGENT");
    }
    if (!grant.process().empty() &&
        !ResourceName::Parse(Kind::kProcess, grant.process(), at).ok()) {
      violations.Add(at + ".process", "expected processes/{process}, or nothing for all of them");
    }
    grants.push_back({static_cast<Role>(grant.role()), grant.process()});
  }
  return grants;
}

}  // namespace urna::services
