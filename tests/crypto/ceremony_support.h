// A key ceremony run by honest trustees, for tests that start from its result or spoil it.
#pragma once

#include <vector>

#include "crypto/key_ceremony.h"
#include "crypto/support.h"

namespace urna::crypto {

struct Ceremony {
  CeremonyParameters parameters;
  std::vector<TrusteeSecretKeys> secrets;
  std::vector<CeremonyParticipant> participants;
  std::vector<CeremonyCommitment> commitments;
  std::vector<CeremonyReveal> reveals;

  Ceremony(std::uint32_t n, std::uint32_t threshold, std::uint32_t width) {
    parameters.config_hash = Filled<32>(0xc0);
    parameters.threshold = threshold;
    parameters.width = width;
    for (std::uint32_t j = 0; j < n; ++j) {
      secrets.push_back(TrusteeSecretKeys::Generate());
      parameters.trustees.push_back({secrets[j].signing.public_key(), secrets[j].box_public});
    }
    for (std::uint32_t j = 1; j <= n; ++j) {
      participants.push_back(CeremonyParticipant::Start(parameters, j, secrets[j - 1]).value());
      commitments.push_back(participants.back().Commit());
    }
    for (const CeremonyParticipant& participant : participants) {
      reveals.push_back(participant.Reveal().value());
    }
  }

  std::vector<SecretVector<Scalar>> Shares() const {
    std::vector<SecretVector<Scalar>> out;
    for (const CeremonyParticipant& participant : participants) {
      out.push_back(participant.Finish(commitments, reveals).value());
    }
    return out;
  }

  ElectionKeys Keys() const { return CombineKeys(parameters, reveals).value(); }

  Bytes Record() const {
    const Bytes ceremony = SerializeCeremony(parameters, commitments, reveals);
    std::vector<Signature> confirmations;
    for (const TrusteeSecretKeys& keys : secrets) {
      confirmations.push_back(ConfirmCeremony(keys.signing, parameters, ceremony));
    }
    return SerializeRecord(ceremony, confirmations);
  }
};

}  // namespace urna::crypto
