#include "services/messages/text_store.h"

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <set>

#include "services/messages/message_store.h"
#include "services/messages/occasions.h"
#include "services/messages/own_texts.h"

namespace urna::services {
namespace {

using internal::v1::StoredTemplate;

std::string KeyOf(std::string_view process, v1::Occasion occasion, std::string_view language) {
  return RowKey('t', AboutKey(process, ""),
                fmt::format("{}{}", static_cast<char>(occasion), language));
}

}  // namespace

absl::StatusOr<MessageText> FindText(const storage::Reader& store, std::string_view process,
                                     v1::Occasion occasion, std::string_view language) {
  const std::string_view own = OwnLanguage(language);
  for (const std::string_view spoken : {language, own}) {
    for (const std::string_view holder : {process, std::string_view()}) {
      const auto text = ReadRow<StoredTemplate>(store, KeyOf(holder, occasion, spoken));
      if (!text.ok()) return text.status();
      if (!text->has_value()) continue;
      return MessageText{
          (*text)->subject(), (*text)->body(),
          holder.empty() ? v1::TEMPLATE_ORIGIN_SERVER : v1::TEMPLATE_ORIGIN_PROCESS};
    }
  }
  const OwnText text = OwnTextOf(occasion, own);
  return MessageText{std::string(text.subject), std::string(text.body),
                     v1::TEMPLATE_ORIGIN_PROGRAM};
}

absl::StatusOr<std::vector<std::string>> LanguagesOf(const storage::Reader& store,
                                                     std::string_view process,
                                                     v1::Occasion occasion) {
  std::set<std::string> found(std::begin(kLanguages), std::end(kLanguages));
  for (const std::string_view holder : {process, std::string_view()}) {
    const std::string prefix = KeyOf(holder, occasion, "");
    const absl::Status visited =
        VisitRows(store, prefix, "", [&](std::string_view key, std::string_view) {
          found.emplace(key.substr(prefix.size()));
          return true;
        });
    if (!visited.ok()) return visited;
  }
  return std::vector<std::string>(found.begin(), found.end());
}

void PutText(storage::WriteBatch& batch, std::string_view process, v1::Occasion occasion,
             std::string_view language, const StoredTemplate& text) {
  batch.Put(kMessagesFamily, KeyOf(process, occasion, language), text.SerializeAsString());
}

void DeleteText(storage::WriteBatch& batch, std::string_view process, v1::Occasion occasion,
                std::string_view language) {
  batch.Delete(kMessagesFamily, KeyOf(process, occasion, language));
}

}  // namespace urna::services
