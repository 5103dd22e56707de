// What mandates and forms have in common.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "google/protobuf/message.h"
#include "services/base/errors.h"
#include "services/base/text_rules.h"
#include "urna/v1/resources.pb.h"

namespace urna::services {

// 1 byte to kMaxPlanBytes in all.
void CheckPlanSize(const google::protobuf::Message& message, std::string_view at,
                   FieldViolations& violations);

// A text in each language of the process.
void CheckEveryLanguage(const LocalizedTexts& texts, const v1::Process& process,
                        std::string_view at, FieldViolations& missing);

// Ids within one list. Not thread-safe.
class DistinctIds {
 public:
  // A violation at `at`.id unless it is well-formed and new.
  void Check(const std::string& id, std::string_view at, FieldViolations& violations);

 private:
  std::set<std::string> seen_;
};

}  // namespace urna::services
