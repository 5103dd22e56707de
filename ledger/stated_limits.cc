#include "ledger/stated_limits.h"

#include <algorithm>

#include "ledger/text.h"

namespace urna::ledger {

std::vector<std::string> StatedLimits(const v1::Config& config) {
  const auto trustees = static_cast<std::uint32_t>(config.trustees_size());
  const std::uint32_t quorum = config.closing_quorum();
  const std::uint32_t readers = std::min(config.trustee_threshold(), 2 * quorum - trustees);
  const std::uint32_t authorities =
      2 * config.authority_threshold() - static_cast<std::uint32_t>(config.authority_keys_size());
  std::vector<std::string> out;
  out.push_back(Concat(readers, " of ", trustees, " trustees, together with the server and ",
                       authorities, " of ", config.authority_keys_size(),
                       " authorities, can read chosen ballots"));
  out.push_back(Concat(config.trustee_threshold(), " of ", trustees,
                       " trustees together can read every ballot at any time"));
  out.push_back(
      Concat(trustees - quorum + 1, " of ", trustees, " trustees can prevent the closing"));
  for (const auto& electorate : config.electorates()) {
    out.push_back(electorate.code_registrars() == 1
                      ? Concat("the one code registrar of electorate ", electorate.id(),
                               " can vote for its voters")
                      : Concat("the ", electorate.code_registrars(),
                               " code registrars of electorate ", electorate.id(),
                               " can vote for its voters only all together"));
  }
  if (config.witness_quorum() == 0) {
    out.push_back(
        "no witness is needed: that there is one log only, receipts and kept checkpoints "
        "show");
  }
  return out;
}

}  // namespace urna::ledger
