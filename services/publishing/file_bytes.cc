#include "services/publishing/file_bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "crypto/hash.h"
#include "services/base/errors.h"
#include "services/base/limits.h"

namespace urna::services {
namespace {

// Reads a stored file at any place. Those who read on get their bytes from the piece that is there.
class PieceReader {
 public:
  PieceReader(const storage::Reader& store, FileSpace space, std::string owner,
              const crypto::Hash256& sha256, std::uint64_t size)
      : store_(store), space_(space), owner_(std::move(owner)), sha256_(sha256), size_(size) {}

  absl::StatusOr<std::string> operator()(std::uint64_t offset, std::size_t most) {
    if (offset >= size_) return std::string();
    if (absl::Status loaded = Load(offset / kPieceSize); !loaded.ok()) return loaded;
    return piece_.substr(offset % kPieceSize, std::min(most, kPublicReadBytes));
  }

 private:
  absl::Status Load(std::uint64_t number) {
    if (number_ == number) return absl::OkStatus();
    auto piece = space_.ReadPiece(store_, owner_, sha256_, static_cast<std::uint32_t>(number));
    if (!piece.ok()) return piece.status();
    if (piece->size() != std::min<std::uint64_t>(kPieceSize, size_ - number * kPieceSize)) {
      return absl::DataLossError(
          fmt::format("the file {} of {} has not the size in the store that was announced",
                      crypto::ToHex(sha256_), owner_));
    }
    piece_ = *std::move(piece);
    number_ = number;
    return absl::OkStatus();
  }

  const storage::Reader& store_;
  const FileSpace space_;
  const std::string owner_;
  const crypto::Hash256 sha256_;
  const std::uint64_t size_;
  std::optional<std::uint64_t> number_;
  std::string piece_;
};

}  // namespace

absl::Status NoSuchFile() {
  return Error(absl::StatusCode::kNotFound, "NO_SUCH_FILE",
               "there is no such file: a log is at /log/{process}/checkpoint once its process is "
               "sealed, and the list of its bundle at /bundle/{process}/");
}

PublicFile FileOfBytes(std::shared_ptr<const void> owner, crypto::ByteView bytes) {
  PublicFile file;
  file.content_type = kBinaryFile;
  file.etag = crypto::ToHex(crypto::Sha256(bytes));
  file.size = bytes.size();
  file.read = [owner = std::move(owner), bytes](std::uint64_t offset,
                                                std::size_t most) -> absl::StatusOr<std::string> {
    if (offset >= bytes.size()) return std::string();
    return std::string(crypto::AsText(bytes).substr(offset, std::min(most, kPublicReadBytes)));
  };
  return file;
}

PublicFile FileOfBytes(crypto::Bytes bytes) {
  const auto owner = std::make_shared<const crypto::Bytes>(std::move(bytes));
  return FileOfBytes(owner, *owner);
}

PublicFile StoredFile(const storage::Reader& store, FileSpace space, std::string owner,
                      const crypto::Hash256& sha256, std::uint64_t size) {
  PublicFile file;
  file.content_type = kBinaryFile;
  file.is_immutable = true;
  file.etag = crypto::ToHex(sha256);
  file.size = size;
  file.read = [reader =
                   std::make_shared<PieceReader>(store, space, std::move(owner), sha256, size)](
                  std::uint64_t offset, std::size_t most) { return (*reader)(offset, most); };
  return file;
}

}  // namespace urna::services
