// Authorities' signatures under records that wait until enough have signed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "ledger/leaf.h"
#include "ledger/manifest.h"
#include "urna/internal/v1/store.pb.h"

namespace urna::services {

using IndexedSignatures = google::protobuf::RepeatedPtrField<internal::v1::IndexedSignature>;

// As a record holds them, by index.
std::vector<ledger::KeyedSignature> KeyedSignatures(const IndexedSignatures& kept);

// That authority `index` signed `leaf`. INVALID_ARGUMENT, or UNAUTHENTICATED (WRONG_SIGNATURE).
absl::Status CheckAuthority(const ledger::Manifest& manifest, const ledger::Leaf& leaf,
                            std::uint32_t index, const std::string& bytes);

// Keeps the signature of an authority that has none there yet.
void KeepSignature(IndexedSignatures& kept, std::uint32_t index, const std::string& signature);

}  // namespace urna::services
