// What a registrar does: draws codes, makes letters and rolls away from the server, hands in the
// rolls, signs the manifest that holds them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/client/connection.h"
#include "cli/client/csv.h"
#include "cli/client/process_reader.h"
#include "crypto/secret.h"
#include "crypto/signature.h"
#include "ledger/ids.h"

namespace urna::client {

// What was made of a list of people. It holds their codes: it goes to files at once, then away.
struct IssuedCodes {
  // The people's table with the column `code` added, as CSV: one letter a record.
  crypto::SecretBytes letters;
  // By electorate; ascending by tag, so that the order says nothing of the people.
  std::map<std::string, crypto::Bytes> rolls;
  std::size_t people = 0;
};

// Draws a code for every person. `electorate_column` names the column with the electorate's id;
// every other column goes to the letters as it is. Needs no server. INVALID_ARGUMENT names the
// record at fault.
absl::StatusOr<IssuedCodes> IssueCodes(const CsvTable& people, std::string_view electorate_column,
                                       const ledger::ElectionId& election,
                                       const Progress& progress = {});

// Writes letters.csv (readable by its owner only) and <electorate>.roll files into `folder`, which
// is created. ALREADY_EXISTS when one of them is there: codes are never written over.
absl::Status WriteIssued(const IssuedCodes& issued, const std::string& folder);
// The roll files of such a folder, by electorate, each checked.
absl::StatusOr<std::map<std::string, crypto::Bytes>> ReadIssuedRolls(const std::string& folder);

class RegistrarClient {
 public:
  RegistrarClient(std::shared_ptr<const ProcessReader> reader, crypto::SigningKey key);

  // Hands in the roll of an electorate. `registrar` is the last part of the registrar's resource
  // name.
  absl::Status UploadRoll(const ledger::ElectionId& election, const std::string& registrar,
                          const std::string& electorate, const crypto::Bytes& roll,
                          const Progress& progress = {});

  // Signs the manifest after checking that it holds exactly these rolls, and nobody else's.
  // FAILED_PRECONDITION names the electorate that differs. Returns how many signatures are still
  // missing.
  absl::StatusOr<std::uint32_t> Approve(const SealedManifest& sealed,
                                        const std::map<std::string, crypto::Bytes>& rolls);

 private:
  std::shared_ptr<const ProcessReader> reader_;
  crypto::SigningKey key_;
};

// Hands in a party's signature under the manifest.
absl::StatusOr<std::uint32_t> SubmitApproval(const ProcessReader& reader,
                                             const ledger::Manifest& manifest,
                                             const ledger::Party& party,
                                             const crypto::SigningKey& key);

}  // namespace urna::client
