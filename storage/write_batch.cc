#include "storage/write_batch.h"

namespace urna::storage {

void WriteBatch::Put(Family family, std::string_view key, std::string_view value) {
  changes_.push_back({family, std::string(key), std::string(value)});
}

void WriteBatch::Delete(Family family, std::string_view key) {
  changes_.push_back({family, std::string(key), std::nullopt});
}

}  // namespace urna::storage
