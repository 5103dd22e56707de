// What the table of methods says of one method besides its code: who may call it, when, and what it
// costs. docs/architecture.md explains the columns.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "services/identity/principal.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

// Who may call.
enum class Access {
  // Everybody, and of drafts who may see them: for others there is no such thing.
  kReaders,
  // Whoever signs the message: a trustee, a registrar, an authority or a voter. The handler verifies
  // it.
  kSigners,
  // Who proposes: the key of the proposal, in the message, speaks for its author, a token for the
  // staff. The handler verifies it.
  kProposers,
  // Whoever sends a token of this server, whatever it opens, or is logged in with any role.
  kStaff,
  // Whoever is logged in, a citizen too, or sends a token. The handler looks whose it is that is asked for.
  kKnown,
  // Staff with Permission::kReadDrafts in the process; where the request names none, in any.
  kDraftReaders,
  // Staff with Permission::kScreen, kModerate, kEditDrafts, kConductProcess, kAdministerServer.
  kScreeners,
  kModerators,
  kEditors,
  kConductors,
  kAdministrators,
};

// When: in which phases of the process that the request names.
enum class Span {
  kAlways,
  // Only while nothing of it is public.
  kDraft,
  // Only while it may be changed.
  kUnfrozen,
  // While proposals are taken and reviewed.
  kProposing,
  // From the freezing on.
  kFromFrozen,
  // Frozen, and not yet sealed.
  kSealing,
  // From the sealing on: there is a log.
  kFromSealed,
  // From the closing on.
  kFromClosed,
};

// By whose threads. What is slow or public waits in a line of its own, so that none of them holds up
// a voter.
enum class Lane {
  // Votes, signatures and what the staff writes: milliseconds.
  kQuick,
  // What everybody may read.
  kRead,
  // Rolls, artefacts, freezing and sealing: seconds.
  kSlow,
  // Tallies: seconds, and for everybody.
  kTally,
  // Images and documents that come from everybody: seconds of another process.
  kMedia,
};

struct MethodRule {
  // Such as "CreateArea", from the service's descriptor.
  std::string_view name;
  Access access;
  Span span;
  Lane lane;
  // Changes nothing: may be repeated, and fetched with GET (idempotency_level of its description).
  bool reads_only;
  // The field of the request that names the process or something in it, such as "name" or
  // "process.name"; of an upload, in its header. Empty where none does.
  std::string_view subject;
};

// UNAUTHENTICATED (TOKEN_MISSING) or PERMISSION_DENIED (ROLE_MISSING) unless the caller may call
// such a method in `process`, a resource name; empty where the request names none.
absl::Status CheckAccess(Access access, const Principal& principal, std::string_view process);

// FAILED_PRECONDITION unless the process is in one of these phases: PROCESS_IS_PUBLIC,
// PROCESS_NOT_IN_DRAFT, NO_PROPOSALS_NOW, PROCESS_NOT_FROZEN, ALREADY_SEALED, NOT_SEALED, NOT_CLOSED.
absl::Status CheckSpan(Span span, v1::Phase phase, std::string_view process);

// Whether what is in the process may still be changed.
bool IsUnfrozen(v1::Phase phase);

}  // namespace urna::services
