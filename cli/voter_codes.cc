#include "cli/voter_codes.h"

#include <fmt/format.h>

#include <string_view>

#include "cli/client_options.h"
#include "ledger/code.h"

namespace urna::cli {
namespace {

constexpr const char* kCodeVariables[] = {"URNA_CODE", "URNA_CODE_2", "URNA_CODE_3"};

absl::StatusOr<ledger::VotingCode> ReadCode(const std::vector<int>& descriptors,
                                            std::uint32_t number) {
  const int fd = number <= descriptors.size() ? descriptors[number - 1] : -1;
  auto text = ReadSecret(
      {fd, {}, kCodeVariables[number - 1], fmt::format("Code {}, from its letter", number), false});
  if (!text.ok()) return text.status();
  auto code = ledger::VotingCode::Parse({reinterpret_cast<const char*>(text->data()), text->size()},
                                        number);
  if (!code.ok()) return client::While(fmt::format("code {}", number), code.status());
  return code;
}

}  // namespace

void AddCodeOption(CLI::App& command, std::vector<int>& descriptors) {
  command.add_option("--code-fd", descriptors,
                     "Read a code from this file descriptor; once for each code, in order");
}

absl::StatusOr<client::Voter> ReadVoter(const std::vector<int>& descriptors,
                                        const client::VoterClient& client) {
  std::vector<ledger::VotingCode> codes;
  auto first = ReadCode(descriptors, 1);
  if (!first.ok()) return first.status();
  auto slot = client.LookUpCode(*first);
  if (!slot.ok()) return slot.status();
  codes.push_back(*std::move(first));
  for (std::uint32_t number = 2; number <= slot->codes; ++number) {
    auto code = ReadCode(descriptors, number);
    if (!code.ok()) return code.status();
    codes.push_back(*std::move(code));
  }
  return client.JoinCodes(codes);
}

}  // namespace urna::cli
