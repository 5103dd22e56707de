// A person's slot: what stands for the person on the roll (section 5.1 of docs/protocol.md).
#pragma once

#include <array>
#include <string_view>

#include "crypto/secret.h"
#include "ledger/ids.h"

namespace urna::ledger {

// Shared by the code registrars of one election, never on the ballot server, destroyed with the
// table from persons to tags.
using RollKey = crypto::Secret<std::array<std::uint8_t, 32>>;

RollKey DrawRollKey();

// Hash("slot", election_id, slot_secret), where slot_secret = BLAKE2b-128(key = roll_key,
// F("urna/v2/slot") || F(election_id) || F(person id)). `person_id` is in its normal form: trimmed,
// NFC, UTF-8, not empty.
SlotTag TagOfPerson(const RollKey& key, const ElectionId& election, std::string_view person_id);

}  // namespace urna::ledger
