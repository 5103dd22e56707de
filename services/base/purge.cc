#include "services/base/purge.h"

#include <string_view>

#include "services/base/events.h"

namespace urna::services {

absl::Status PurgeOrTell(storage::Store& store, storage::Family family) {
  absl::Status gone = store.Purge(family);
  if (!absl::IsUnimplemented(gone)) return gone;
  TellOperator(Severity::kWarning, "texts were erased: the database may still hold their bytes",
               {{"advice", std::string_view(gone.message().data(), gone.message().size())}});
  return absl::OkStatus();
}

}  // namespace urna::services
