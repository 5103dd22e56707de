// What a code registrar does: draws codes, makes letters and parts of the roll away from the
// server, hands in the parts, signs the manifest that holds them.
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
#include "ledger/slot.h"
#include "urna/v1/resources.pb.h"

namespace urna::client {

// Columns of the people file that its registrars have agreed on.
struct PeopleColumns {
  // The id of the person's electorate.
  std::string electorate = "electorate";
  // What tells the person from all others; see person_id.h.
  std::string person = "person";
};

// What one code registrar made of a list of people. It holds their codes: it goes to files at once,
// then away.
struct IssuedCodes {
  // The people's table with the columns `code` and `slot` added, as CSV: one letter a record.
  crypto::SecretBytes letters;
  // The part files by electorate; ascending by tag, so that the order says nothing of the people.
  std::map<std::string, crypto::Bytes> parts;
  std::size_t people = 0;
  // j: which code registrar's they are.
  std::uint32_t number = 1;
};

// Draws a code for every person, as code registrar `number`. All columns go to the letters as they
// are. Needs no server. INVALID_ARGUMENT names the line at fault.
absl::StatusOr<IssuedCodes> IssueCodes(const CsvTable& people, const PeopleColumns& columns,
                                       const ledger::ElectionId& election,
                                       const ledger::RollKey& roll_key, std::uint32_t number,
                                       const Progress& progress = {});

// Writes letters.csv (readable by its owner only), then <electorate>.<number>.part files into
// `folder`, which is created. ALREADY_EXISTS when one of them is there: codes are never written
// over. Of what fails nothing is left: letters that fit no part would be printed.
absl::Status WriteIssued(const IssuedCodes& issued, const std::string& folder);

// The part files of one code registrar, by electorate.
struct IssuedParts {
  std::uint32_t number = 0;
  std::map<std::string, crypto::Bytes> files;
};
// Those of such a folder, each checked. `number` says whose; 0 where the folder has those of one
// code registrar only, INVALID_ARGUMENT where it has others' too.
absl::StatusOr<IssuedParts> ReadIssuedParts(const std::string& folder,
                                            const ledger::ElectionId& election,
                                            std::uint32_t number, int threads);

class RegistrarClient {
 public:
  RegistrarClient(std::shared_ptr<const ProcessReader> reader, crypto::SigningKey key);

  // Hands in the part of code registrar `number` for an electorate. `registrar` is the last part of
  // the registrar's resource name. Returns the electorate as the server then has it: with its roll
  // when all parts are there and agree.
  absl::StatusOr<v1::Electorate> UploadPart(const ledger::ElectionId& election,
                                            const std::string& registrar,
                                            const std::string& electorate, std::uint32_t number,
                                            const crypto::Bytes& part,
                                            const Progress& progress = {});

  // Which code registrar this would be: its position among the manifest's registrars, from 1.
  absl::StatusOr<std::uint32_t> Number(const ledger::Manifest& manifest) const;

  // Signs the manifest after checking that it holds exactly these parts as this registrar's, and
  // that all parts of all registrars hold and add up to the rolls. `parts` is empty for a registrar
  // who issues no codes. FAILED_PRECONDITION names the electorate that differs, DATA_LOSS the file
  // that is wrong. Returns how many signatures are still missing.
  absl::StatusOr<std::uint32_t> Approve(const SealedManifest& sealed,
                                        const std::map<std::string, crypto::Bytes>& parts,
                                        int threads = 1, const Progress& progress = {});

 private:
  std::shared_ptr<const ProcessReader> reader_;
  crypto::SigningKey key_;
};

// The electorates of a process, a draft too, as its server says.
absl::StatusOr<std::vector<v1::Electorate>> ListElectorates(const Connection& connection,
                                                            const std::string& process);

// Whether some electorate of the process has a code registrar `number`.
bool IssuesCodes(const v1::Config& config, std::uint32_t number);

// Hands in a party's signature under the manifest.
absl::StatusOr<std::uint32_t> SubmitApproval(const ProcessReader& reader,
                                             const ledger::Manifest& manifest,
                                             const ledger::Party& party,
                                             const crypto::SigningKey& key);

}  // namespace urna::client
