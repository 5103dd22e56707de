#include "services/base/purge.h"

#include <string_view>

#include "services/base/events.h"

namespace urna::services {

absl::Status PurgeOrTell(storage::Store& store, std::initializer_list<storage::Family> families) {
  for (const storage::Family family : families) {
    const absl::Status gone = store.Purge(family);
    if (absl::IsUnimplemented(gone)) {
      TellOperator(Severity::kWarning, "texts were erased: the database may still hold their bytes",
                   {{"advice", std::string_view(gone.message().data(), gone.message().size())}});
      break;
    }
    if (!gone.ok()) return gone;
  }
  return absl::OkStatus();
}

}  // namespace urna::services
