#include "tampering/rows/records.h"

namespace urna::ledger {

crypto::Bytes WithAuthorities(const ElectionFixture& election, const crypto::Bytes& body,
                              std::string_view purpose, const std::vector<std::uint32_t>& signers) {
  crypto::Bytes record = body;
  record.push_back(static_cast<std::uint8_t>(signers.size()));
  for (const std::uint32_t i : signers) {
    record.push_back(static_cast<std::uint8_t>(i));
    crypto::Append(record, election.authority(i).Sign(purpose, election.manifest()->hash(), body));
  }
  return record;
}

crypto::Bytes HeaderOf(const ElectionFixture& election, std::uint8_t type, std::uint32_t contest) {
  crypto::Bytes header = {type, kLeafVersion};
  crypto::Append(header, election.manifest()->hash());
  crypto::AppendLe32(header, contest);
  return header;
}

}  // namespace urna::ledger
