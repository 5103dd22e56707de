#include "end_to_end/spring/ideas.h"

#include <fmt/format.h>

#include "end_to_end/spring/citizens.h"

namespace urna::end_to_end {

std::string Ideas::NewWord() {
  return fmt::format("mot-{}-{}-{:08x}", person_, NewNumber(), random_());
}

v1::ProposalContent Ideas::NewContent(const std::string& word) {
  v1::ProposalContent content = Content(1 + Draw(59), OneIn(2) ? "Autrice " + word : "");
  v1::ProposalText& text = *content.mutable_text();
  text.set_title(text.title() + ", " + word);
  text.set_description("Avec ce mot : " + word);
  content.set_contact(word + "@example.org");
  return content;
}

void Say(const std::string& text, google::protobuf::RepeatedPtrField<v1::LocalizedText>& out) {
  out.Clear();
  v1::LocalizedText& one = *out.Add();
  one.set_language("fr");
  one.set_text(text);
}

}  // namespace urna::end_to_end
