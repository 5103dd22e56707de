#include "services/http/file_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "services/base/errors.h"
#include "services/http/error_body.h"
#include "services/http/file_range.h"
#include "services/http/on_lane.h"

namespace urna::services {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kSlice = std::size_t{64} << 10;

// Of what strangers have sent: should a browser take it for a page after all, that page may do nothing.
constexpr std::string_view kSandbox = "default-src 'none'; sandbox";

std::string CacheControlOf(const PublicFile& file) {
  if (file.is_immutable) return "public, max-age=31536000, immutable";
  if (file.fresh == absl::ZeroDuration()) return "public, no-cache";
  return fmt::format("public, max-age={}", absl::ToInt64Seconds(file.fresh));
}

HttpFields FieldsOf(const PublicFile& file) {
  HttpFields fields = {{"content-type", file.content_type},
                       {"accept-ranges", "bytes"},
                       {"cache-control", CacheControlOf(file)}};
  if (!file.etag.empty()) fields.emplace_back("etag", Quoted(file.etag));
  if (file.handling != PublicFile::Handling::kPlain) {
    fields.emplace_back("content-security-policy", kSandbox);
    fields.emplace_back("content-disposition",
                        file.handling == PublicFile::Handling::kDownloaded
                            ? fmt::format("attachment; filename=\"{}\"", file.file_name)
                            : "inline");
  }
  return fields;
}

class FileSender {
 public:
  FileSender(HttpContext& context, Exchange& exchange, PublicFiles& files)
      : context_(context), exchange_(exchange), files_(files) {}

  asio::awaitable<void> Tell(HttpAnswer answer) {
    Note(answer.status);
    return exchange_.Answer(std::move(answer));
  }

  asio::awaitable<void> Run() {
    absl::StatusOr<PublicFile> found = co_await Find();
    if (!found.ok()) co_return co_await Tell(ErrorAnswer(found.status()));
    PublicFile& file = *found;
    HttpFields fields = FieldsOf(file);
    const std::optional<std::string> tags = exchange_.head().Field("if-none-match");
    if (tags && NamesTag(*tags, file.etag)) {
      co_return co_await Tell({.status = 304, .fields = std::move(fields)});
    }
    const AskedRange asked = AskedOf(exchange_.head(), file.etag, file.size);
    if (std::holds_alternative<OutsideFile>(asked)) {
      co_return co_await Tell(NoSuchRange(file.size));
    }
    FileRange part{.offset = 0, .size = file.size};
    int status = 200;
    if (const FileRange* range = std::get_if<FileRange>(&asked)) {
      part = *range;
      status = 206;
      fields.emplace_back("content-range", ContentRange(part, file.size));
    }
    Note(status);
    if (!co_await exchange_.BeginAnswer(status, std::move(fields), part.size)) co_return;
    if (exchange_.head().method == "HEAD" || co_await SendPart(file, part)) {
      co_await exchange_.EndAnswer();
    }
  }

 private:
  void Note(int status) { context_.requests.Note(RequestMeter::Kind::kFile, status); }

  template <typename Result, typename Job>
  asio::awaitable<absl::StatusOr<Result>> OnReadLane(Job job) {
    std::optional<absl::StatusOr<Result>> result = co_await OnLane<absl::StatusOr<Result>>(
        [this](WorkerPool::Job one) {
          return context_.door.dispatcher.Run(Lane::kRead, exchange_.source(), std::move(one));
        },
        std::move(job));
    co_return result.has_value() ? *std::move(result) : ServerBusy();
  }

  asio::awaitable<absl::StatusOr<PublicFile>> Find() {
    return OnReadLane<PublicFile>([this] { return files_.Find(exchange_.head().path); });
  }

  asio::awaitable<bool> SendPart(PublicFile& file, FileRange part) {
    while (part.size > 0) {
      const absl::StatusOr<std::string> bytes = co_await OnReadLane<std::string>(
          [&] { return file.read(part.offset, std::min<std::uint64_t>(part.size, kSlice)); });
      // The length was announced: what ends before it is seen to be no whole file.
      if (!bytes.ok() || bytes->empty()) co_return false;
      if (!co_await exchange_.SendPiece(*bytes)) co_return false;
      part.offset += bytes->size();
      part.size -= std::min<std::uint64_t>(part.size, bytes->size());
    }
    co_return true;
  }

  HttpContext& context_;
  Exchange& exchange_;
  PublicFiles& files_;
};

}  // namespace

asio::awaitable<void> SendFile(HttpContext& context, Exchange& exchange, PublicFiles& files,
                               Places& places) {
  const auto place =
      places.Enter(exchange.source(), exchange.wire().watch(), context.door.clock.Now());
  FileSender sender(context, exchange, files);
  if (place == nullptr) co_return co_await sender.Tell(ErrorAnswer(ServerBusy()));
  co_await sender.Run();
}

}  // namespace urna::services
