// What a proposal may say. All that is wrong is reported at once, with its path.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/base/errors.h"
#include "storage/store.h"
#include "urna/v1/mandate.pb.h"
#include "urna/v1/proposals_service.pb.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

// What is there must be well-formed, below `at`; whether all is there, CheckComplete says. That an area
// exists is looked up by the caller.
void CheckContent(const v1::ProposalContent& content, const v1::SubmissionForm& form,
                  const v1::Process& process, std::string_view at, FieldViolations& violations);

// Adds a violation unless `area` is empty or the id of an area of the process. Not OK only when the store
// cannot be read.
absl::Status CheckArea(const storage::Reader& store, std::string_view process,
                       const std::string& area, std::string at, FieldViolations& violations);

// Title, summary, and whatever the form requires.
void CheckComplete(const v1::ProposalContent& content, const v1::SubmissionForm& form,
                   std::string_view at, FieldViolations& violations);

// 1 to 10,000 bytes in at least one language of the process.
void CheckReason(const google::protobuf::RepeatedPtrField<v1::LocalizedText>& reason,
                 const v1::Process& process, std::string_view at, FieldViolations& violations);

}  // namespace urna::services
