// Canonical bytes are exactly those that protobuf reads, knows, and writes again.
#include "fuzz/patch.h"
#include "ledger/canonical.h"
#include "support/election_fixture.h"
#include "support/every_field_type.h"

namespace urna::ledger {
namespace {

using crypto::Bytes;
using crypto::ByteView;
using fuzz::Require;

struct Example {
  Bytes config =
      ElectionFixture::Make({.voters = 2, .electorates = 2, .contests = 2}).config_bytes();
  EveryFieldType every;
};

void CheckConfig(ByteView bytes) {
  v1::Config config;
  Require(CheckCanonical(*v1::Config::descriptor(), bytes).ok() == IsWrittenAgain(config, bytes));
}

// Beyond the depth that is taken, and for maps and messages of proto2, protobuf takes more.
void CheckEvery(EveryFieldType& every, ByteView bytes) {
  if (!CheckCanonical(every.type(), bytes).ok()) return;
  Require(IsWrittenAgain(*every.New(), bytes));
}

}  // namespace
}  // namespace urna::ledger

// The first byte chooses a message type, and whether the rest is one or says how to change a good
// one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace urna::ledger;
  static Example example;
  if (size == 0) return 0;
  const ByteView input(data + 1, size - 1);
  if (data[0] == 0) {
    CheckConfig(urna::fuzz::Patch(example.config, input));
  } else if (data[0] == 1) {
    CheckConfig(input);
  } else {
    CheckEvery(example.every, input);
  }
  return 0;
}
