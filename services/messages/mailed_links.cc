#include "services/messages/mailed_links.h"

#include <string>

#include "services/base/errors.h"

namespace urna::services {

absl::Status MailedLinks::SendSignInLink(storage::WriteBatch& batch, std::string_view address,
                                         std::string_view language, std::string_view link) {
  const absl::StatusOr<MailAddress> to = MailAddress::Parse(address);
  if (!to.ok()) return FieldError("address", std::string(to.status().message()));
  const absl::Time expire_time = clock_.Now() + time_;
  internal::v1::StoredNews news;
  news.set_occasion(v1::OCCASION_SIGN_IN);
  AddField(news, "link", link);
  AddField(news, "until", expire_time);
  return outbox_
      .Post(store_, batch, std::move(news),
            {v1::RECIPIENT_KIND_VISITOR, *to, std::string(language)},
            {.is_urgent = true, .expire_time = expire_time, .ignores_suppression = true})
      .status();
}

}  // namespace urna::services
