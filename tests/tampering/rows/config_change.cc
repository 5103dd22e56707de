#include "tampering/rows/config_change.h"

namespace urna::ledger {

Row SealedConfig(std::string name, const Course& (*course)(),
                 std::function<void(v1::Config&)> change) {
  return {std::move(name),
          [course, change = std::move(change)] { return ResealedConfig(course(), change); }};
}

Row SealedConfig(std::string name, std::function<void(v1::Config&)> change) {
  return SealedConfig(std::move(name), Small, std::move(change));
}

}  // namespace urna::ledger
