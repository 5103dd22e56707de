// Where the bytes of public files come from.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "crypto/bytes.h"
#include "services/files/file_space.h"
#include "services/publishing/public_file.h"
#include "storage/store.h"

namespace urna::services {

inline constexpr std::string_view kBinaryFile = "application/octet-stream";
// What C2SP tlog-tiles says of a checkpoint.
inline constexpr std::string_view kTextFile = "text/plain; charset=utf-8";
inline constexpr std::string_view kJsonFile = "application/json";

// NOT_FOUND (NO_SUCH_FILE), in the same words whatever there is not: a process, a log, a file of it.
absl::Status NoSuchFile();

// `bytes` belong to `owner`, which the file keeps alive: nothing is copied before it is read.
PublicFile FileOfBytes(std::shared_ptr<const void> owner, crypto::ByteView bytes);
PublicFile FileOfBytes(crypto::Bytes bytes);
// Holds one piece of it at a time. `store` must outlive the file.
PublicFile StoredFile(const storage::Reader& store, FileSpace space, std::string owner,
                      const crypto::Hash256& sha256, std::uint64_t size);

}  // namespace urna::services
