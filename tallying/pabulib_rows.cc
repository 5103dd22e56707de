#include "tallying/pabulib_rows.h"

#include <cstring>

namespace urna::tallying {
namespace {

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f' || c == '\n';
}

constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

std::string_view TrimFieldSlowly(std::string_view text) {
  for (;;) {
    if (!text.empty() && IsBlank(text.front())) {
      text.remove_prefix(1);
    } else if (text.substr(0, 2) == kNoBreakSpace) {
      text.remove_prefix(2);
    } else {
      break;
    }
  }
  for (;;) {
    if (!text.empty() && IsBlank(text.back())) {
      text.remove_suffix(1);
    } else if (text.size() >= 2 && text.substr(text.size() - 2) == kNoBreakSpace) {
      text.remove_suffix(2);
    } else {
      break;
    }
  }
  return text;
}

PabulibRows::PabulibRows(std::string_view text) : text_(text) {
  if (text_.substr(0, kByteOrderMark.size()) == kByteOrderMark) position_ = kByteOrderMark.size();
  next_quote_ = text_.find('"');
}

bool PabulibRows::Next() {
  while (position_ < text_.size()) {
    line_ = next_line_;
    const char* const start = text_.data() + position_;
    const size_t left = text_.size() - position_;
    const void* const newline = std::memchr(start, '\n', left);
    const size_t length =
        newline == nullptr ? left : static_cast<size_t>(static_cast<const char*>(newline) - start);
    if (next_quote_ < position_) next_quote_ = text_.find('"', position_);
    quoted_ = next_quote_ < position_ + length;
    if (quoted_) {
      if (!SplitQuoted()) return false;
    } else {
      position_ += length + (newline == nullptr ? 0 : 1);
      ++next_line_;
      SplitPlain({start, length});
    }
    if (fields_.size() > 1 || !fields_[0].empty()) return true;
  }
  return false;
}

void PabulibRows::SplitPlain(std::string_view row) {
  fields_.clear();
  const char* at = row.data();
  const char* const end = at + row.size();
  for (;;) {
    const char* const stop = FindNear(at, end, text_.data() + text_.size(), ';');
    fields_.push_back(TrimField({at, static_cast<size_t>(stop - at)}));
    if (stop == end) return;
    at = stop + 1;
  }
}

// A field is quoted when its first character after white space is a quote; inside, a quote is
// written twice. Anything between the closing quote and the next separator belongs to the field.
bool PabulibRows::SplitQuoted() {
  fields_.clear();
  unquoted_.clear();
  for (;;) {
    size_t at = position_;
    while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\t')) ++at;
    bool row_ends = false;
    if (at < text_.size() && text_[at] == '"') {
      std::string& field = unquoted_.emplace_back();
      ++at;
      for (;;) {
        if (at >= text_.size()) {
          unclosed_quote_ = true;
          position_ = text_.size();
          return false;
        }
        const char c = text_[at++];
        if (c == '"') {
          if (at < text_.size() && text_[at] == '"') {
            field.push_back('"');
            ++at;
            continue;
          }
          break;
        }
        if (c == '\n') ++next_line_;
        field.push_back(c);
      }
      while (at < text_.size() && text_[at] != ';' && text_[at] != '\n')
        field.push_back(text_[at++]);
      fields_.push_back(TrimField(field));
    } else {
      const size_t begin = position_;
      while (at < text_.size() && text_[at] != ';' && text_[at] != '\n') ++at;
      fields_.push_back(TrimField(text_.substr(begin, at - begin)));
    }
    row_ends = at >= text_.size() || text_[at] == '\n';
    if (at < text_.size()) ++at;
    position_ = at;
    if (row_ends) {
      ++next_line_;
      return true;
    }
  }
}

}  // namespace urna::tallying
