#include "services/messages/text_template.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"

namespace urna::services {
namespace {

// One piece of a line: text as it stands, or a field.
struct Piece {
  std::string_view text;
  bool is_field = false;
  // A brace that is no part of anything.
  bool is_wrong = false;
};

bool IsName(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return absl::ascii_islower(static_cast<unsigned char>(c)) || c == '_';
  });
}

// The next piece of a text that is not empty; takes it off its front.
Piece TakePiece(std::string_view& text) {
  const std::size_t brace = text.find_first_of("{}");
  std::size_t size = std::min(brace, text.size());
  Piece piece{text.substr(0, size)};
  if (size == 0) {
    const bool is_doubled = text.size() > 1 && text[1] == text[0];
    const std::size_t close = text[0] == '{' ? text.find('}') : text.npos;
    if (is_doubled) {
      piece = {text.substr(0, 1)};
      size = 2;
    } else if (close != text.npos && IsName(text.substr(1, close - 1))) {
      piece = {text.substr(1, close - 1), true};
      size = close + 1;
    } else {
      piece = {text.substr(0, 1), false, true};
      size = 1;
    }
  }
  text.remove_prefix(size);
  return piece;
}

std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line;
}

// Nothing where all its fields are empty, and it has some.
std::optional<std::string> FillLine(
    std::string_view line, const std::function<std::string(std::string_view)>& value,
    std::size_t most) {
  std::string out;
  bool has_fields = false;
  bool says_something = false;
  while (!line.empty() && out.size() <= most) {
    const Piece piece = TakePiece(line);
    if (!piece.is_field) {
      out += piece.text;
      continue;
    }
    has_fields = true;
    const std::string filled = value(piece.text);
    says_something |= !filled.empty();
    out += CutText(filled, most);
  }
  if (has_fields && !says_something) return std::nullopt;
  return out;
}

}  // namespace

absl::Status CheckTemplate(std::string_view text, const std::vector<std::string>& fields) {
  for (std::size_t row = 1; !text.empty(); ++row) {
    const std::string_view line = TakeLine(text);
    std::string_view rest = line;
    while (!rest.empty()) {
      const std::size_t column = line.size() - rest.size() + 1;
      const Piece piece = TakePiece(rest);
      if (piece.is_wrong) {
        return absl::InvalidArgumentError(
            fmt::format("line {}, column {}: a brace that begins or ends no field; write it twice "
                        "to have one",
                        row, column));
      }
      if (piece.is_field && std::ranges::find(fields, piece.text) == fields.end()) {
        return absl::InvalidArgumentError(
            fmt::format("line {}, column {}: there is no field {{{}}} here; there are {}", row,
                        column, CutText(piece.text, 40), fmt::join(fields, ", ")));
      }
    }
  }
  return absl::OkStatus();
}

std::string FillTemplate(std::string_view text,
                         const std::function<std::string(std::string_view)>& value,
                         std::size_t most) {
  std::string out;
  bool is_first = true;
  bool left_out = false;
  while (!text.empty() && out.size() <= most) {
    const std::string_view line = TakeLine(text);
    if (left_out && line.empty()) {
      left_out = false;
      continue;
    }
    const std::optional<std::string> filled = FillLine(line, value, most);
    left_out = !filled.has_value();
    if (left_out) continue;
    if (!is_first) out += '\n';
    is_first = false;
    out += *filled;
  }
  return std::string(CutText(out, most));
}

std::string_view CutText(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return text.substr(0, most);
}

}  // namespace urna::services
