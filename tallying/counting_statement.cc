#include "tallying/counting_statement.h"

#include <fmt/format.h>

namespace urna::tallying {

std::vector<std::pair<std::string, std::string>> MetaOf(const CountingStatement& statement) {
  std::vector<std::pair<std::string, std::string>> meta;
  meta.emplace_back(kMetaRule, statement.rule);
  for (const auto& [name, value] : statement.parameters) {
    meta.emplace_back(fmt::format("{}{}", kMetaParameter, name), value);
  }
  meta.emplace_back(kMetaTieBreak, statement.tie_break);
  if (!statement.lot_seed.empty()) meta.emplace_back(kMetaLotSeed, statement.lot_seed);
  return meta;
}

}  // namespace urna::tallying
