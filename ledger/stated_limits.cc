#include "ledger/stated_limits.h"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/text.h"

namespace urna::ledger {

LimitNumbers NumbersOf(const v1::Config& config) {
  LimitNumbers out{};
  out.trustees = static_cast<std::uint32_t>(config.trustees_size());
  out.authorities = static_cast<std::uint32_t>(config.authority_keys_size());
  const std::uint32_t quorum = config.closing_quorum();
  out.readers = std::min(config.trustee_threshold(), 2 * quorum - out.trustees);
  out.reading_authorities = 2 * config.authority_threshold() - out.authorities;
  out.all_readers = config.trustee_threshold();
  out.stoppers = out.trustees - quorum + 1;
  return out;
}

std::vector<std::string> StatedLimits(const v1::Config& config) {
  const LimitNumbers numbers = NumbersOf(config);
  const std::string trustees = Counted(numbers.trustees, "trustee", "trustees");
  std::vector<std::string> out;
  out.push_back(
      fmt::format("{} of {}, together with the server and {} of {}, can read chosen ballots",
                  numbers.readers, trustees, numbers.reading_authorities,
                  Counted(numbers.authorities, "authority", "authorities")));
  out.push_back(fmt::format("{} of {}{} read every ballot at any time", numbers.all_readers,
                            trustees, numbers.all_readers == 1 ? " can" : " together can"));
  out.push_back(fmt::format("{} of {} can prevent the closing", numbers.stoppers, trustees));
  for (const auto& electorate : config.electorates()) {
    out.push_back(
        electorate.code_registrars() == 1
            ? fmt::format("the one code registrar of electorate {} can vote for its voters",
                          electorate.id())
            : fmt::format("the {} code registrars of electorate {} can vote for its voters only "
                          "all together",
                          electorate.code_registrars(), electorate.id()));
  }
  if (config.witness_quorum() == 0) {
    out.push_back(
        "no witness is needed: that there is one log only, receipts and kept checkpoints "
        "show");
  }
  return out;
}

}  // namespace urna::ledger
