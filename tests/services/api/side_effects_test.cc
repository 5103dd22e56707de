// A method that is said to have no side effects may be fetched with GET, by caches and by links that
// somebody else wrote: it is one by its name, and no other is. What takes a key is none: a URL ends in
// the logs of others.
#include <google/protobuf/descriptor.pb.h>

#include "services/api/all_methods.h"

namespace urna::services {
namespace {

bool IsNamedAsReader(std::string_view name) {
  for (const std::string_view verb :
       {"Compare", "Get", "List", "Read", "Find", "Prove", "Simulate"}) {
    if (name.starts_with(verb)) return true;
  }
  return false;
}

bool TakesAKey(const google::protobuf::Descriptor& request) {
  return request.FindFieldByName("edit_key") != nullptr;
}

TEST(SideEffects, AreWantingWhereTheNameSaysSoAndNowhereElse) {
  const auto methods = AllMethods();
  EXPECT_FALSE(methods.empty());
  for (const auto* method : methods) {
    EXPECT_EQ(
        method->options().idempotency_level() == google::protobuf::MethodOptions::NO_SIDE_EFFECTS,
        IsNamedAsReader(std::string(method->name())) && !TakesAKey(*method->input_type()))
        << method->full_name();
  }
}

}  // namespace
}  // namespace urna::services
