// Ballots that another implementation must make too, byte for byte, from the same codes, choices and
// random bytes: tests/data/ballot_exchange.txt. Lines are `name | value`; an election begins with its
// name, a ballot with its contest.
#pragma once

#include <array>
#include <cstdint>
#include <istream>
#include <ostream>
#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/nonce.h"
#include "ledger/manifest.h"
#include "ledger/voter.h"

namespace urna::ledger {

// What goes into a ballot.
struct ExchangedBallot {
  ContestId contest{};
  Choices choices;
  ChainPlace place;
  // How many ballots the device has encrypted for this place, from 1.
  std::uint64_t attempt = 1;
  // The fresh random bytes of r, w and u, in this order.
  std::array<crypto::FreshBytes, 3> fresh{};
};

// What comes of it.
struct MadeBallot {
  crypto::Bytes payload;
  // All 52 characters.
  std::string tracker;
  crypto::Bytes leaf;
};

struct ExchangedElection {
  std::string name;
  crypto::Bytes config;
  crypto::Bytes key_record;
  // The bundle's file `manifest-ok`.
  crypto::Bytes approvals;
  // As letters print them; those of one voter, in order.
  std::vector<std::string> codes;
  struct Ballot {
    ExchangedBallot given;
    MadeBallot made;
  };
  std::vector<Ballot> ballots;
};

crypto::VoterKey KeyOfCodes(const Manifest& manifest, const std::vector<std::string>& codes);
// Makes the ballot with the parts of which a device's own code is made. Throws where the choices
// break a limit.
MadeBallot MakeExchangedBallot(const Manifest& manifest, const crypto::VoterKey& key,
                               const ExchangedBallot& ballot);

void WriteExchange(std::ostream& out, const std::vector<ExchangedElection>& elections);
// Throws where the text is no exchange.
std::vector<ExchangedElection> ReadExchange(std::istream& in);

}  // namespace urna::ledger
