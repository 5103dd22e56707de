// Parameters of a statement, in PostgreSQL's binary form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace urna::storage {

// Named $1, $2, ... in the order in which they were added.
class Parameters {
 public:
  Parameters& Integer(std::int64_t value);
  Parameters& Bytes(std::string_view value);
  Parameters& Text(std::string_view value);
  // bigint[] and bytea[], of one dimension; none of their elements is null.
  Parameters& Integers(const std::vector<std::int64_t>& values);
  Parameters& ByteArrays(const std::vector<std::string_view>& values);

  const std::vector<std::string>& values() const { return values_; }
  const std::vector<unsigned>& types() const { return types_; }

 private:
  Parameters& Add(unsigned type, std::string value);

  std::vector<std::string> values_;
  std::vector<unsigned> types_;  // OIDs
};

// A bigint as it stands in a binary result; 0 unless there are eight bytes.
std::int64_t IntegerOf(std::string_view bytes);

}  // namespace urna::storage
