// What an authority does: signs the manifest, the opening, the closing, the closed log, and
// revocations.
#pragma once

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "cli/client/authority_memory.h"
#include "cli/client/log_replica.h"
#include "cli/client/process_reader.h"
#include "urna/v1/eligibility_service.pb.h"
#include "urna/v1/trustees_service.pb.h"

namespace urna::client {

class AuthorityClient {
 public:
  AuthorityClient(std::shared_ptr<const ProcessReader> reader, AuthorityMemory memory,
                  std::unique_ptr<AuthorityVault> vault);

  // Signs the manifest after checking that all parts of the rolls hold and add up to them:
  // DATA_LOSS names the file that is wrong. Returns how many signatures are still missing.
  absl::StatusOr<std::uint32_t> Approve(const SealedManifest& sealed, int threads = 1,
                                        const Progress& progress = {});
  // Signs that voting opens, or closes, at that whole second. Authorities whose signatures are to
  // count together sign the same second.
  absl::StatusOr<v1::Process> Open(const ledger::Manifest& manifest, absl::Time time);
  absl::StatusOr<v1::Process> Close(const ledger::Manifest& manifest, absl::Time time);
  // Signs the closed log that `log` is a copy of, once people have compared its closing aloud. One
  // closing of a manifest, ever: it is in the vault before the signature leaves; the same again is
  // sent again, another is DATA_LOSS (LOG_FORKED).
  //   FAILED_PRECONDITION  voting is not closed, witnesses have still to cosign, or records should
  //                        not have been admitted: evidence against the server, which is signed
  //                        only with `despite_faults`
  //   DATA_LOSS            what witnesses cosigned is not this log
  absl::StatusOr<v1::SignClosingResponse> SignClosing(const LogReplica& log,
                                                      bool despite_faults = false);
  // Signs that the key of a slot no longer votes. `reason` as RevokeKeyRequest has it.
  absl::StatusOr<v1::RevokeKeyResponse> Revoke(const ledger::Manifest& manifest,
                                               const ledger::SlotTag& slot, std::uint8_t reason);

 private:
  absl::StatusOr<std::uint32_t> Index(const ledger::Manifest& manifest) const;
  // The index and the signature under the record of an opening or a closing.
  absl::StatusOr<v1::AuthoritySignature> SignTime(const ledger::Manifest& manifest, bool opens,
                                                  absl::Time time) const;

  std::shared_ptr<const ProcessReader> reader_;
  AuthorityMemory memory_;
  std::unique_ptr<AuthorityVault> vault_;
  std::unique_ptr<v1::Processes::Stub> processes_;
};

// The slot whose tag begins with the 16 characters that letters print, in either case. NOT_FOUND
// where none does, FAILED_PRECONDITION where several do, INVALID_ARGUMENT for another number of
// characters.
absl::StatusOr<ledger::SlotTag> FindSlot(const ledger::Rolls& rolls, std::string_view printed);

}  // namespace urna::client
