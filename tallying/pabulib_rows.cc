#include "tallying/pabulib_rows.h"

#include <bit>

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
    if (next_quote_ < position_) next_quote_ = text_.find('"', position_);
    quoted_ = !SplitPlain();
    if (quoted_ && !SplitQuoted()) return false;
    if (field_count_ > 1 || !fields_[0].empty()) return true;
  }
  return false;
}

// Reads a row without a quote in it; false, and nothing done, if there is one.
bool PabulibRows::SplitPlain() {
  field_count_ = 0;
  const char* const end = text_.data() + text_.size();
  const char* const quote = next_quote_ < text_.size() ? text_.data() + next_quote_ : end;
  const char* field = text_.data() + position_;
  // Ends a field; whether the row goes on.
  const auto end_field = [&](const char* at) {
    Add({field, static_cast<size_t>(at - field)});
    const bool more = at < end && *at == ';';
    field = at < end ? at + 1 : end;
    return more;
  };
  const char* at = field;
  for (bool more = true; more;) {
    if (end - at >= 8) {
      uint64_t found = MarksIn8(at, ';') | MarksIn8(at, '\n');
      for (; more && found != 0; found &= found - 1) {
        const char* const here = at + std::countr_zero(found) / 8;
        if (here > quote) return false;
        more = end_field(here);
      }
      at += 8;
    } else {
      while (at < end && *at != ';' && *at != '\n') ++at;
      if (at > quote) return false;
      more = end_field(at);
      at = field;
    }
  }
  position_ = static_cast<size_t>(field - text_.data());
  ++next_line_;
  return true;
}

// A field is quoted when its first character after white space is a quote; inside, a quote is
// written twice. Anything between the closing quote and the next separator belongs to the field.
bool PabulibRows::SplitQuoted() {
  field_count_ = 0;
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
      Add(field);
    } else {
      const size_t begin = position_;
      while (at < text_.size() && text_[at] != ';' && text_[at] != '\n') ++at;
      Add(text_.substr(begin, at - begin));
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
