#include "cli/client/sealed_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/client/files.h"
#include "crypto/sodium.h"

namespace urna::client {
namespace {

constexpr std::string_view kMagic = "URNASEAL1";
// Tens of thousands of elections of a trustee.
constexpr std::uint64_t kMaxFileSize = std::uint64_t{64} << 20;
// A file that asks for more is refused before any memory is taken.
constexpr std::uint64_t kMaxOperations = 64;
constexpr std::uint64_t kMaxMemory = std::uint64_t{4} << 30;

}  // namespace

SealingCost SealingCost::Sensitive() {
  return {crypto_pwhash_OPSLIMIT_SENSITIVE, crypto_pwhash_MEMLIMIT_SENSITIVE};
}

SealingCost SealingCost::Least() {
  return {crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN};
}

absl::Status SealedFile::DeriveKey(const crypto::SecretBytes& passphrase) {
  crypto::EnsureSodium();
  key_.assign(crypto_secretbox_KEYBYTES, 0);
  if (crypto_pwhash(key_.data(), key_.size(), reinterpret_cast<const char*>(passphrase.data()),
                    passphrase.size(), salt_.data(), cost_.operations, cost_.memory_bytes,
                    crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return absl::ResourceExhaustedError(
        fmt::format("not enough memory to derive the key of {}: {} MiB are needed", path_,
                    cost_.memory_bytes >> 20));
  }
  return absl::OkStatus();
}

crypto::Bytes SealedFile::Seal(crypto::ByteView content) const {
  crypto::Bytes out;
  crypto::Append(out, crypto::AsBytes(kMagic));
  crypto::AppendLe64(out, cost_.operations);
  crypto::AppendLe64(out, cost_.memory_bytes);
  crypto::Append(out, salt_);
  crypto::Bytes nonce(crypto_secretbox_NONCEBYTES);
  randombytes_buf(nonce.data(), nonce.size());
  crypto::Append(out, nonce);
  const std::size_t at = out.size();
  out.resize(at + crypto_secretbox_MACBYTES + content.size());
  crypto_secretbox_easy(out.data() + at, content.data(), content.size(), nonce.data(), key_.data());
  return out;
}

absl::StatusOr<SealedFile> SealedFile::Create(const std::string& path,
                                              const crypto::SecretBytes& passphrase,
                                              const SealingCost& cost, crypto::ByteView content) {
  if (passphrase.empty()) return absl::InvalidArgumentError("the passphrase is empty");
  crypto::EnsureSodium();
  auto lock = FileLock::Take(path);
  if (!lock.ok()) return lock.status();
  SealedFile file;
  file.path_ = lock->path();
  file.lock_ = *std::move(lock);
  file.cost_ = cost;
  file.salt_.resize(crypto_pwhash_SALTBYTES);
  randombytes_buf(file.salt_.data(), file.salt_.size());
  if (auto status = file.DeriveKey(passphrase); !status.ok()) return status;
  file.content_.assign(content.begin(), content.end());
  if (auto status = WriteNewFile(file.path_, file.Seal(content), Access::kOwnerOnly);
      !status.ok()) {
    return status;
  }
  return file;
}

absl::StatusOr<SealedFile> SealedFile::Open(const std::string& path,
                                            const crypto::SecretBytes& passphrase) {
  // A name that is wrong leaves no lock behind.
  if (std::error_code error; !std::filesystem::exists(path, error)) {
    return absl::NotFoundError(fmt::format("cannot read {}: there is no such file", path));
  }
  // Before it is read: what another program saves in between would be lost.
  auto lock = FileLock::Take(path);
  if (!lock.ok()) return lock.status();
  auto file = Unseal(lock->path(), passphrase);
  if (file.ok()) file->lock_ = *std::move(lock);
  return file;
}

absl::StatusOr<crypto::SecretBytes> SealedFile::Read(const std::string& path,
                                                     const crypto::SecretBytes& passphrase) {
  auto file = Unseal(path, passphrase);
  if (!file.ok()) return file.status();
  return std::move(file->content_);
}

absl::StatusOr<SealedFile> SealedFile::Unseal(const std::string& path,
                                              const crypto::SecretBytes& passphrase) {
  auto bytes = ReadFile(path, kMaxFileSize);
  if (!bytes.ok()) return bytes.status();
  crypto::ByteReader reader(*bytes);
  const bool sealed = std::ranges::equal(reader.Take(kMagic.size()), crypto::AsBytes(kMagic));
  SealedFile file;
  file.path_ = path;
  file.cost_ = {reader.Le64(), reader.Le64()};
  const crypto::ByteView salt = reader.Take(crypto_pwhash_SALTBYTES);
  const crypto::ByteView nonce = reader.Take(crypto_secretbox_NONCEBYTES);
  if (!sealed || !reader.ok() || reader.remaining() < crypto_secretbox_MACBYTES ||
      file.cost_.operations < crypto_pwhash_OPSLIMIT_MIN ||
      file.cost_.operations > kMaxOperations ||
      file.cost_.memory_bytes < crypto_pwhash_MEMLIMIT_MIN ||
      file.cost_.memory_bytes > kMaxMemory) {
    return absl::InvalidArgumentError(fmt::format("{} is no sealed file", path));
  }
  file.salt_.assign(salt.begin(), salt.end());
  const crypto::ByteView box = reader.Take(reader.remaining());
  if (auto status = file.DeriveKey(passphrase); !status.ok()) return status;
  file.content_.resize(box.size() - crypto_secretbox_MACBYTES);
  if (crypto_secretbox_open_easy(file.content_.data(), box.data(), box.size(), nonce.data(),
                                 file.key_.data()) != 0) {
    return absl::PermissionDeniedError(
        fmt::format("{} does not open: the passphrase is wrong, or the file is damaged", path));
  }
  return file;
}

absl::Status SealedFile::Save(crypto::ByteView content) {
  const crypto::Bytes sealed = Seal(content);
  if (sealed.size() > kMaxFileSize) {
    return absl::ResourceExhaustedError(
        fmt::format("{} would have more than {} MiB, and could not be opened again; what is in it "
                    "stays, for something new take a new key",
                    path_, kMaxFileSize >> 20));
  }
  if (auto status = ReplaceFile(path_, sealed, Access::kOwnerOnly); !status.ok()) {
    return status;
  }
  content_.assign(content.begin(), content.end());
  return absl::OkStatus();
}

}  // namespace urna::client
