// What all parties of an election sign together: a configuration that breaks a rule, or a ceremony
// that does.
#pragma once

#include <functional>

#include "tampering/rows/elections.h"
#include "tampering/rows/published_bundle.h"

namespace urna::ledger {

// The file `manifest-ok` of these bytes, signed by every party with its own key.
crypto::Bytes ApprovalsOf(const ElectionFixture& election, crypto::ByteView config,
                          crypto::ByteView key_record);

// The counted election, with these bytes in the place of what was sealed, signed by all. Log and
// count stay those of what was sealed before: where the bytes are taken, a later step fails.
PublishedBundle Resealed(const Course& course, const crypto::Bytes& config,
                         const crypto::Bytes& key_record);
PublishedBundle ResealedConfig(const Course& course, const crypto::Bytes& config);
// A configuration that differs in what `change` does, serialised as it should be.
PublishedBundle ResealedConfig(const Course& course,
                               const std::function<void(v1::Config&)>& change);

}  // namespace urna::ledger
