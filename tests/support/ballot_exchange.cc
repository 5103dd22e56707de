#include "support/ballot_exchange.h"

#include <fmt/format.h>

#include <sstream>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "crypto/ballot_proof.h"
#include "ledger/code.h"
#include "ledger/text.h"

namespace urna::ledger {
namespace {

constexpr std::string_view kBar = " | ";

// The bytes of a leaf before the width: what the randomness is bound to. The head has, after them,
// the width and k + 1 points.
crypto::Bytes HeadBeforeWidth(const crypto::Bytes& head, std::uint32_t width) {
  const std::size_t rest = 1 + (width + 1) * crypto::Point::kSize;
  return {head.begin(), head.end() - static_cast<std::ptrdiff_t>(rest)};
}

std::string ChoicesText(const Choices& choices) {
  std::string out;
  for (const Choice& choice : choices) {
    out += fmt::format("{}{}={}", out.empty() ? "" : " ", choice.project, choice.points);
  }
  return out.empty() ? "blank" : out;
}

Choices ReadChoices(const std::string& text) {
  Choices choices;
  if (text == "blank") return choices;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) throw std::runtime_error("a choice without points");
    choices.push_back({static_cast<std::uint32_t>(std::stoul(word.substr(0, equals))),
                       static_cast<std::uint32_t>(std::stoul(word.substr(equals + 1)))});
  }
  return choices;
}

crypto::Bytes Bytes(const std::string& hex) { return crypto::FromHex(hex).value(); }

template <std::size_t kSize>
std::array<std::uint8_t, kSize> Array(const std::string& hex) {
  const crypto::Bytes bytes = Bytes(hex);
  std::array<std::uint8_t, kSize> out{};
  if (bytes.size() != kSize) throw std::runtime_error("a value of a wrong length");
  std::copy(bytes.begin(), bytes.end(), out.begin());
  return out;
}

}  // namespace

crypto::VoterKey KeyOfCodes(const Manifest& manifest, const std::vector<std::string>& codes) {
  std::vector<crypto::VoterKey> parts;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const auto code = VotingCode::Parse(codes[i], static_cast<std::uint32_t>(i + 1)).value();
    parts.push_back(code.Key(manifest.election_id()).value());
  }
  return crypto::VoterKey::Sum(parts).value();
}

MadeBallot MakeExchangedBallot(const Manifest& manifest, const crypto::VoterKey& key,
                               const ExchangedBallot& ballot) {
  MadeBallot out;
  out.payload = manifest.codec(ballot.contest).Encode(ballot.choices, manifest.width()).value();
  // The bytes before the ciphertext do not depend on it, so that any randomness finds them.
  BallotDraft sketch =
      BallotDraft::EncryptWith(manifest, ballot.contest, ballot.choices, key.public_key(),
                               ballot.place, crypto::Scalar::FromUint64(1))
          .value();
  const crypto::Bytes before =
      HeadBeforeWidth(std::move(sketch).Challenge().head, manifest.width());
  crypto::Bytes count;
  crypto::AppendLe64(count, ballot.attempt);
  const auto nonce = [&](std::string_view name, std::size_t which,
                         std::initializer_list<crypto::ByteView> statement) {
    return crypto::HedgedNonce(name, key.secret().Reveal(),
                               crypto::Secret<crypto::FreshBytes>(ballot.fresh[which]), statement);
  };
  const auto r = nonce("r", 0, {before, out.payload, count});
  BallotDraft draft = BallotDraft::EncryptWith(manifest, ballot.contest, ballot.choices,
                                               key.public_key(), ballot.place, r.Reveal())
                          .value();
  out.tracker = draft.full_tracker();
  BallotDraft opened = BallotDraft::EncryptWith(manifest, ballot.contest, ballot.choices,
                                                key.public_key(), ballot.place, r.Reveal())
                           .value();
  const crypto::Bytes head = std::move(opened).Challenge().head;
  const auto w = nonce("w", 1, {head});
  const auto u = nonce("u", 2, {head});
  out.leaf = std::move(draft).CastWith(key, w.Reveal(), u.Reveal());
  return out;
}

void WriteExchange(std::ostream& out, const std::vector<ExchangedElection>& elections) {
  const auto put = [&](std::string_view name, std::string_view value) {
    out << name << kBar << value << "\n";
  };
  for (const ExchangedElection& election : elections) {
    put("election", election.name);
    put("config", crypto::ToHex(election.config));
    put("key record", crypto::ToHex(election.key_record));
    put("manifest hash", crypto::ToHex(ManifestHash(election.config, election.key_record)));
    put("approvals", crypto::ToHex(election.approvals));
    for (const std::string& code : election.codes) put("code", code);
    for (const auto& [given, made] : election.ballots) {
      put("contest", std::to_string(Number(given.contest)));
      put("choices", ChoicesText(given.choices));
      put("sequence", std::to_string(given.place.sequence));
      put("previous", crypto::ToHex(given.place.previous));
      put("attempt", std::to_string(given.attempt));
      put("fresh r", crypto::ToHex(given.fresh[0]));
      put("fresh w", crypto::ToHex(given.fresh[1]));
      put("fresh u", crypto::ToHex(given.fresh[2]));
      put("payload", crypto::ToHex(made.payload));
      put("tracker", made.tracker);
      put("leaf", crypto::ToHex(made.leaf));
    }
  }
}

std::vector<ExchangedElection> ReadExchange(std::istream& in) {
  std::vector<ExchangedElection> out;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t bar = line.find(kBar);
    if (bar == std::string::npos) throw std::runtime_error("a line without a bar");
    const std::string name = line.substr(0, bar);
    const std::string value = line.substr(bar + kBar.size());
    if (name == "election") {
      out.emplace_back().name = value;
      continue;
    }
    if (out.empty()) throw std::runtime_error("a value of no election");
    ExchangedElection& election = out.back();
    if (name == "config") {
      election.config = Bytes(value);
    } else if (name == "key record") {
      election.key_record = Bytes(value);
    } else if (name == "manifest hash") {
      if (Array<32>(value) != ManifestHash(election.config, election.key_record)) {
        throw std::runtime_error("the manifest hash is another's");
      }
    } else if (name == "approvals") {
      election.approvals = Bytes(value);
    } else if (name == "code") {
      election.codes.push_back(value);
    } else if (name == "contest") {
      election.ballots.emplace_back().given.contest =
          ContestId{static_cast<std::uint32_t>(std::stoul(value))};
    } else {
      if (election.ballots.empty()) throw std::runtime_error("a value of no ballot");
      auto& [given, made] = election.ballots.back();
      if (name == "choices") {
        given.choices = ReadChoices(value);
      } else if (name == "sequence") {
        given.place.sequence = std::stoull(value);
      } else if (name == "previous") {
        given.place.previous = Array<32>(value);
      } else if (name == "attempt") {
        given.attempt = std::stoull(value);
      } else if (name == "fresh r" || name == "fresh w" || name == "fresh u") {
        given.fresh[name.back() == 'r' ? 0 : name.back() == 'w' ? 1 : 2] = Array<64>(value);
      } else if (name == "payload") {
        made.payload = Bytes(value);
      } else if (name == "tracker") {
        made.tracker = value;
      } else if (name == "leaf") {
        made.leaf = Bytes(value);
      } else {
        throw std::runtime_error("no such value: " + name);
      }
    }
  }
  return out;
}

}  // namespace urna::ledger
