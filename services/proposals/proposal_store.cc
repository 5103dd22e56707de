#include "services/proposals/proposal_store.h"

#include <fmt/format.h>
#include <sodium.h>

#include "crypto/bytes.h"
#include "services/base/errors.h"
#include "services/base/families.h"
#include "services/base/resource_name.h"
#include "services/records/resources.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

using internal::v1::StoredProposal;

constexpr std::string_view kProposals = "/proposals/";
constexpr std::string_view kDraftPrefix = "d-";
constexpr std::size_t kDraftBytes = 15;
// Of base32 of them.
constexpr std::size_t kDraftCharacters = 24;
constexpr std::string_view kBase32 = "abcdefghijklmnopqrstuvwxyz234567";

bool IsDraftId(std::string_view id) {
  if (!id.starts_with(kDraftPrefix)) return false;
  id.remove_prefix(kDraftPrefix.size());
  return id.size() == kDraftCharacters && id.find_first_not_of(kBase32) == std::string_view::npos;
}

std::string BigEndian(std::uint32_t number) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>((number >> shift) & 0xff));
  }
  return out;
}

std::string Prefix(std::string_view process) {
  return fmt::format("{}{}", ProcessId(process), std::string_view("\0", 1));
}

std::string OwnedKey(std::string_view account, std::string_view name) {
  return fmt::format("p{}{}", account, name);
}

std::string KeyOf(const ProposalName& name) {
  return name.number
             ? fmt::format("{}p{}", Prefix(name.process), BigEndian(ledger::Number(*name.number)))
             : fmt::format("{}d{}", Prefix(name.process), name.id);
}

// Of what is said of a proposal that was handed in.
std::string KeyBelow(const ProposalName& name, char kind) {
  return fmt::format("{}{}{}", Prefix(name.process), kind,
                     BigEndian(name.number ? ledger::Number(*name.number) : 0));
}

// The first key after all that begin with `prefix`, whose last byte is below 0xff or which has a number
// that nothing reaches.
std::string After(std::string prefix) {
  while (static_cast<unsigned char>(prefix.back()) == 0xff) prefix.pop_back();
  ++prefix.back();
  return prefix;
}

std::string SourceKey(std::string_view process, const SourceTag& source) {
  return fmt::format("{}o{}", Prefix(process), crypto::AsText(source));
}

// Of a key that ends with one.
std::optional<ledger::ProposalNumber> NumberAtEnd(std::string_view key) {
  if (key.size() < sizeof(std::uint32_t)) return std::nullopt;
  std::uint32_t number = 0;
  for (const char byte : key.substr(key.size() - sizeof number)) {
    number = number << 8 | static_cast<unsigned char>(byte);
  }
  return ledger::ProposalNumber{number};
}

absl::Status Damaged() { return absl::DataLossError("a stored proposal cannot be read"); }

}  // namespace

absl::StatusOr<ProposalName> ProposalName::Parse(std::string_view name, std::string_view field) {
  const std::size_t at = name.find(kProposals);
  const auto wrong = [&] {
    return FieldError(field, "expected processes/{process}/proposals/{proposal}");
  };
  if (at == std::string_view::npos) return wrong();
  ProposalName out{std::string(name.substr(0, at)),
                   std::string(name.substr(at + kProposals.size())), std::nullopt};
  if (!ResourceName::Parse(Kind::kProcess, out.process, field).ok()) return wrong();
  out.number = ledger::ParseProposalId(out.id);
  if (!out.number && !IsDraftId(out.id)) return wrong();
  return out;
}

ProposalName ProposalName::Of(std::string_view process, ledger::ProposalNumber number) {
  return {std::string(process), ledger::ProposalId(number), number};
}

ProposalName ProposalName::NewDraft(std::string_view process) {
  std::array<std::uint8_t, kDraftBytes> random;
  randombytes_buf(random.data(), random.size());
  return {std::string(process), fmt::format("{}{}", kDraftPrefix, crypto::ToBase32(random)),
          std::nullopt};
}

std::string ProposalName::text() const { return fmt::format("{}{}{}", process, kProposals, id); }

absl::StatusOr<StoredProposal> ReadProposal(const storage::Reader& store,
                                            const ProposalName& name) {
  absl::StatusOr<std::optional<std::string>> bytes = store.Get(kProposalsFamily, KeyOf(name));
  if (!bytes.ok()) return bytes.status();
  if (!bytes->has_value()) return ResourceNotFound(name.text());
  StoredProposal proposal;
  if (!proposal.ParseFromString(**bytes)) return Damaged();
  return proposal;
}

absl::StatusOr<StoredProposal> FindProposal(const storage::Reader& store, ProposalName& name) {
  absl::StatusOr<StoredProposal> stored = ReadProposal(store, name);
  if (!stored.ok() || stored->became().empty()) return stored;
  const std::optional<ledger::ProposalNumber> number = ledger::ParseProposalId(stored->became());
  if (!number) return Damaged();
  name = ProposalName::Of(name.process, *number);
  return ReadProposal(store, name);
}

void PutProposal(storage::WriteBatch& batch, const ProposalName& name,
                 const StoredProposal& proposal) {
  batch.Put(kProposalsFamily, KeyOf(name), proposal.SerializeAsString());
}

void DeleteProposal(storage::WriteBatch& batch, const ProposalName& name) {
  batch.Delete(kProposalsFamily, KeyOf(name));
}

absl::Status VisitProposals(
    const storage::Reader& store, std::string_view process,
    const std::function<bool(ledger::ProposalNumber, const StoredProposal&)>& visit) {
  const std::string first = fmt::format("{}p", Prefix(process));
  bool damaged = false;
  const absl::Status scanned = storage::ScanAll(
      store, kProposalsFamily, first, After(first), [&](std::string_view, std::string_view value) {
        StoredProposal proposal;
        damaged = !proposal.ParseFromArray(value.data(), static_cast<int>(value.size()));
        const auto number = ledger::ParseProposalId(proposal.id());
        damaged = damaged || !number;
        return !damaged && visit(*number, proposal);
      });
  if (!scanned.ok()) return scanned;
  return damaged ? Damaged() : absl::OkStatus();
}

absl::Status VisitDrafts(const storage::Reader& store, std::string_view process,
                         const std::function<bool(const StoredProposal&)>& visit) {
  const std::string first = fmt::format("{}d", Prefix(process));
  bool damaged = false;
  const absl::Status scanned = storage::ScanAll(
      store, kProposalsFamily, first, After(first), [&](std::string_view, std::string_view value) {
        StoredProposal proposal;
        damaged = !proposal.ParseFromArray(value.data(), static_cast<int>(value.size()));
        return !damaged && (!proposal.became().empty() || visit(proposal));
      });
  if (!scanned.ok()) return scanned;
  return damaged ? Damaged() : absl::OkStatus();
}

absl::StatusOr<std::size_t> CountDrafts(const storage::Reader& store, std::string_view process,
                                        std::size_t most) {
  std::size_t count = 0;
  const absl::Status visited =
      VisitDrafts(store, process, [&](const StoredProposal&) { return ++count < most; });
  if (!visited.ok()) return visited;
  return count;
}

void PutNote(storage::WriteBatch& batch, const ProposalName& name, std::uint32_t index,
             std::string_view note) {
  batch.Put(kProposalsFamily, fmt::format("{}{}", KeyBelow(name, 'n'), BigEndian(index)), note);
}

absl::StatusOr<std::vector<std::string>> ReadNotes(const storage::Reader& store,
                                                   const ProposalName& name) {
  const std::string first = KeyBelow(name, 'n');
  std::vector<std::string> notes;
  const absl::Status scanned = storage::ScanAll(store, kProposalsFamily, first, After(first),
                                                [&](std::string_view, std::string_view value) {
                                                  notes.emplace_back(value);
                                                  return true;
                                                });
  if (!scanned.ok()) return scanned;
  return notes;
}

absl::StatusOr<bool> IsSupporter(const storage::Reader& store, const ProposalName& name,
                                 const SupporterTag& tag) {
  auto found =
      store.Get(kProposalsFamily, fmt::format("{}{}", KeyBelow(name, 's'), crypto::AsText(tag)));
  if (!found.ok()) return found.status();
  return found->has_value();
}

void PutSupporter(storage::WriteBatch& batch, const ProposalName& name, const SupporterTag& tag) {
  batch.Put(kProposalsFamily, fmt::format("{}{}", KeyBelow(name, 's'), crypto::AsText(tag)), "");
}

void PutHandedIn(storage::WriteBatch& batch, const ProposalName& name, const SourceTag& source) {
  const std::uint32_t number = name.number ? ledger::Number(*name.number) : 0;
  batch.Put(kProposalsFamily,
            fmt::format("{}{}", SourceKey(name.process, source), BigEndian(number)), "");
}

absl::Status VisitHandedIn(const storage::Reader& store, std::string_view process,
                           const SourceTag& source,
                           const std::function<bool(ledger::ProposalNumber)>& visit) {
  const std::string first = SourceKey(process, source);
  bool damaged = false;
  const absl::Status scanned = storage::ScanAll(
      store, kProposalsFamily, first, After(first), [&](std::string_view key, std::string_view) {
        const std::optional<ledger::ProposalNumber> number = NumberAtEnd(key);
        damaged = !number;
        return number && visit(*number);
      });
  return damaged ? Damaged() : scanned;
}

void PutOwned(storage::WriteBatch& batch, std::string_view account, const ProposalName& name) {
  if (!account.empty()) batch.Put(kPeopleFamily, OwnedKey(account, name.text()), "");
}

void DeleteOwned(storage::WriteBatch& batch, std::string_view account, const ProposalName& name) {
  if (!account.empty()) batch.Delete(kPeopleFamily, OwnedKey(account, name.text()));
}

void MoveOwned(storage::WriteBatch& batch, std::string_view account, const ProposalName& from,
               const ProposalName& to) {
  DeleteOwned(batch, account, from);
  PutOwned(batch, account, to);
}

absl::StatusOr<std::vector<ProposalName>> ReadOwned(const storage::Reader& store,
                                                    std::string_view account) {
  std::vector<ProposalName> out;
  const std::string prefix = OwnedKey(account, "");
  bool damaged = false;
  const absl::Status scanned = storage::ScanAll(
      store, kPeopleFamily, prefix, After(prefix), [&](std::string_view key, std::string_view) {
        absl::StatusOr<ProposalName> name = ProposalName::Parse(key.substr(prefix.size()), "name");
        damaged = !name.ok();
        if (!damaged) out.push_back(*std::move(name));
        return !damaged;
      });
  if (!scanned.ok()) return scanned;
  if (damaged) return absl::DataLossError("the proposals of an account cannot be read");
  return out;
}

absl::Status DeleteWhatIsSaidOf(const storage::Reader& store, const ProposalName& name,
                                storage::WriteBatch& batch) {
  for (const char kind : {'n', 's'}) {
    const std::string first = KeyBelow(name, kind);
    const absl::Status scanned = storage::ScanAll(store, kProposalsFamily, first, After(first),
                                                  [&](std::string_view key, std::string_view) {
                                                    batch.Delete(kProposalsFamily, key);
                                                    return true;
                                                  });
    if (!scanned.ok()) return scanned;
  }
  // Its source is not known any more: one erases seldom, and looks through all.
  const std::string sources = fmt::format("{}o", Prefix(name.process));
  return storage::ScanAll(store, kProposalsFamily, sources, After(sources),
                          [&](std::string_view key, std::string_view) {
                            if (NumberAtEnd(key) == name.number)
                              batch.Delete(kProposalsFamily, key);
                            return true;
                          });
}

}  // namespace urna::services
