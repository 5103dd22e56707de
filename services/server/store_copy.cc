#include "services/server/store_copy.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <memory>
#include <utility>

#include "crypto/bytes.h"
#include "crypto/hash.h"
#include "services/server/server.h"
#include "services/server/store_options.h"
#include "storage/scan.h"

namespace urna::services {
namespace {

// Values are as large as a megabyte.
constexpr std::size_t kBatchBytes = std::size_t{4} << 20;

void Digest(crypto::Sha256Stream& digest, std::string_view text) {
  std::array<std::uint8_t, 8> size{};
  for (int i = 0; i < 8; ++i) {
    size[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(text.size() >> (56 - 8 * i));
  }
  digest.Update(size);
  digest.Update(crypto::AsBytes(text));
}

// Every row of the family, to `visit` too where it is there.
absl::StatusOr<CopiedFamily> ReadFamily(
    const storage::Reader& reader, const std::string& name, storage::Family family,
    const std::function<absl::Status(std::string_view, std::string_view)>& visit) {
  CopiedFamily read{.name = name};
  crypto::Sha256Stream digest;
  absl::Status visited;
  const absl::Status scanned = storage::ScanAll(
      reader, family, "", "",
      [&](std::string_view key, std::string_view value) {
        ++read.rows;
        Digest(digest, key);
        Digest(digest, value);
        if (visit) visited = visit(key, value);
        return visited.ok();
      },
      storage::kPageLargeRows);
  if (!scanned.ok()) return scanned;
  if (!visited.ok()) return visited;
  read.sha256 = crypto::ToHex(digest.Finish());
  return read;
}

absl::StatusOr<CopiedFamily> CopyFamily(const storage::Reader& from, storage::Store& to,
                                        const std::string& name, storage::Family family) {
  storage::WriteBatch batch;
  std::size_t bytes = 0;
  const auto write = [&]() -> absl::Status {
    const absl::Status written = to.Write(batch);
    batch = storage::WriteBatch();
    bytes = 0;
    return written;
  };
  absl::StatusOr<CopiedFamily> read = ReadFamily(
      from, name, family, [&](std::string_view key, std::string_view value) -> absl::Status {
        batch.Put(family, key, value);
        bytes += key.size() + value.size();
        return bytes < kBatchBytes ? absl::OkStatus() : write();
      });
  if (!read.ok() || batch.empty()) return read;
  if (absl::Status written = write(); !written.ok()) return written;
  return read;
}

absl::StatusOr<std::vector<CopiedFamily>> CopyAll(
    const storage::StoreOptions& from, const storage::StoreOptions& to,
    const std::function<void(const CopiedFamily&)>& tell) {
  auto source = storage::OpenStore(from);
  if (!source.ok()) return source.status();
  absl::StatusOr<std::unique_ptr<storage::Reader>> snapshot = (*source)->Snapshot();
  if (!snapshot.ok()) return snapshot.status();
  std::vector<CopiedFamily> copied;
  {
    auto target = storage::BeginCopy(to);
    if (!target.ok()) return target.status();
    for (std::size_t i = 0; i < from.families.size(); ++i) {
      auto family = CopyFamily(**snapshot, **target, from.families[i],
                               storage::Family{static_cast<std::uint32_t>(i)});
      if (!family.ok()) return family.status();
      copied.push_back(*std::move(family));
    }
  }
  auto target = storage::OpenCopy(to);
  if (!target.ok()) return target.status();
  for (std::size_t i = 0; i < copied.size(); ++i) {
    const auto read = ReadFamily(**target, copied[i].name,
                                 storage::Family{static_cast<std::uint32_t>(i)}, nullptr);
    if (!read.ok()) return read.status();
    if (read->rows != copied[i].rows || read->sha256 != copied[i].sha256) {
      return absl::DataLossError(
          fmt::format("family {} was read back with {} rows and digest {}, but has {} and {}",
                      read->name, read->rows, read->sha256, copied[i].rows, copied[i].sha256));
    }
    if (tell) tell(*read);
  }
  return copied;
}

}  // namespace

absl::StatusOr<std::vector<CopiedFamily>> CopyServerStore(
    const ServerConfig& from, const ServerConfig& to, bool take,
    const std::function<void(const CopiedFamily&)>& tell) {
  if (from.name != to.name) {
    return absl::InvalidArgumentError(
        fmt::format("the one is of the server {}, the other of {}: logs are signed in its name",
                    from.name, to.name));
  }
  const absl::StatusOr<storage::StoreOptions> source = StoreOptionsOf(from);
  if (!source.ok()) return source.status();
  const absl::StatusOr<storage::StoreOptions> target = StoreOptionsOf(to);
  if (!target.ok()) return target.status();
  const absl::StatusOr<storage::StoreState> state = storage::LookAtStore(*source);
  if (absl::IsNotFound(state.status())) return absl::NotFoundError("there is no store to copy");
  if (!state.ok()) return state.status();
  const bool can_take = !storage::KeepsFolder(source->engine);
  if (state->is_held && !(take && can_take)) {
    return absl::FailedPreconditionError(
        can_take ? "a server has the store open, or ended without closing it: stop it first; where "
                   "there is none any more, --take takes the store from it"
                 : "a server has the store open: stop it first");
  }
  const absl::Status occupied = storage::LookAtStore(*target).status();
  if (occupied.ok()) return absl::AlreadyExistsError("there is a store where the copy would go");
  if (!absl::IsNotFound(occupied)) return occupied;
  std::error_code error;
  std::filesystem::create_directories(to.data_dir, error);
  if (!error) {
    std::filesystem::permissions(to.data_dir, std::filesystem::perms::owner_all, error);
  }
  if (error) {
    return absl::UnavailableError(
        fmt::format("{}: cannot be made: {}", to.data_dir, error.message()));
  }
  absl::StatusOr<std::vector<CopiedFamily>> copied = CopyAll(*source, *target, tell);
  if (!copied.ok()) return copied;
  if (absl::Status finished = storage::FinishCopy(*target); !finished.ok()) return finished;
  return copied;
}

}  // namespace urna::services
