// Pages behind links of mails: small, whole in themselves, without a script and without the front end's pages.
#pragma once

#include <string>
#include <string_view>

#include "services/http/answer.h"
#include "services/http/head.h"

namespace urna::services {

// In the languages of the program's own texts: who comes from a message may read either.
struct Words {
  std::string_view french;
  std::string_view english;
};

// What a browser would rather read, as its Accept-Language says (RFC 9110, 12.5.4): French or English, and French
// where it says neither.
bool ReadsFrench(const RequestHead& head);

// A page with a heading and what stands below it. `below` is HTML in the same language. It looks as the pages of the front
// end do, in light and dark; nothing but its own style has any effect, and its form may be sent to this server alone.
HttpAnswer PlainPage(int status, bool is_french, const Words& heading, std::string_view below);

// A form with one button, which goes to where the page is, or to `action`; with a value that the page has named `t`, where
// there is one. Neither holds what has to be escaped.
std::string OneButton(bool is_french, const Words& button, std::string_view action = "",
                      std::string_view t = "");

}  // namespace urna::services
