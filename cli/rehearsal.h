// A whole election on a server of one's own, every party with its own connection and keys: what
// `urna demo` and `urna bench` are made of.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/client/administrator_client.h"
#include "cli/client/authority_client.h"
#include "cli/client/process_description.h"
#include "cli/client/registrar_client.h"
#include "cli/client/trustee_client.h"
#include "cli/client/voter_client.h"
#include "ledger/code.h"

namespace urna::cli {

// When voting may begin and must end, in Unix seconds.
struct VotingTimes {
  std::int64_t opening;
  std::int64_t closing;
};
// A day from now. It begins in the past: a rehearsal may open and close within one second.
VotingTimes ADayFromNow();

// Two of three trustees, one authority, as many registrars as the first electorate of the
// description has code registrars; that electorate has all voters. Nobody waits: the trustees'
// clocks are ahead of the closing, there is no complaint window, and no ballot is too few. Progress
// of the stage under way goes to `progress`.
class Rehearsal {
 public:
  using Progress = std::function<void(std::string_view what, double done)>;

  static absl::StatusOr<std::unique_ptr<Rehearsal>> Create(const std::string& address,
                                                           const std::string& token,
                                                           client::ProcessDescription description,
                                                           Progress progress);

  // The process, its letters and its rolls.
  absl::Status SetUp(std::size_t voters, const VotingTimes& times = ADayFromNow());
  // Frozen, keys made by the trustees, signed by everybody, sealed.
  absl::Status Seal();
  absl::Status Open();
  // A voter's client on a connection of its own.
  absl::StatusOr<client::VoterClient> Voter() const;
  // The key of voter 0, 1, .. as the codes in the letters give it.
  absl::StatusOr<crypto::VoterKey> VoterKey(std::size_t voter) const;
  // What the letters of voter 0, 1, .. say, one code of each code registrar.
  std::vector<std::string> Codes(std::size_t voter) const;
  // Each voter casts a ballot with its choices in contest 0, over `connections` connections at
  // once, and checks its receipt.
  absl::Status Cast(const std::vector<ledger::Choices>& ballots, int connections);
  absl::Status Close();
  // Each trustee and the authority verify and sign the closing.
  absl::Status SignClosing();
  absl::Status Mix();
  absl::Status Decrypt();
  absl::Status Tally();
  // As an observer who knows the log's key and the manifest's hash.
  absl::Status Mirror(const std::string& folder) const;
  absl::StatusOr<client::LogReplica> Replicate() const;

  const ledger::Manifest& manifest() const { return *sealed_.manifest; }

 private:
  struct TrusteeSeat {
    std::string name;
    std::unique_ptr<client::TrusteeClient> client;
  };
  using Stage = absl::StatusOr<client::TrusteeStep> (client::TrusteeClient::*)();

  Rehearsal() = default;
  absl::StatusOr<std::shared_ptr<const client::ProcessReader>> NewReader() const;
  absl::Status MakeParties();
  // The stage of every trustee in turn, again until all have finished it.
  absl::Status RunTrustees(Stage stage);
  absl::Status WaitFor(v1::Phase phase) const;
  client::Pins pins() const;

  std::string address_;
  Progress progress_;
  client::ProcessDescription description_;
  std::unique_ptr<client::AdministratorClient> administrator_;
  struct RegistrarSeat {
    std::string id;
    std::unique_ptr<client::RegistrarClient> client;
    client::IssuedCodes issued;
    std::vector<ledger::VotingCode> codes;
  };
  std::vector<RegistrarSeat> registrars_;
  std::unique_ptr<client::AuthorityClient> authority_;
  std::vector<TrusteeSeat> trustees_;
  ledger::ElectionId election_{};
  client::SealedManifest sealed_;
};

}  // namespace urna::cli
