#include "services/http/plain_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "crypto/bytes.h"
#include "crypto/hash.h"

namespace urna::services {
namespace {

// The tokens of the front end's design (web/src/design/tokens.css), as far as one card and one button have need of them.
constexpr std::string_view kStyle =
    ":root{color-scheme:light dark;--page:#f6f6fb;--surface:#fff;--line:#d9dae8;--ink:#14163a;"
    "--act:#2b2d8c;--act-strong:#1b1d66;--on-act:#fff}"
    "@media(prefers-color-scheme:dark){:root{--page:#10112a;--surface:#1a1c3b;--line:#343761;"
    "--ink:#f3f3fc;--act:#babeff;--act-strong:#d9dbff;--on-act:#14163a}}"
    "*{box-sizing:border-box}"
    "body{margin:0;min-height:100vh;display:grid;align-items:center;padding:1.5rem;background:var(-"
    "-page);"
    "color:var(--ink);font:1.125rem/1.55 system-ui,-apple-system,\"Segoe UI\",Roboto,sans-serif}"
    "main{width:100%;max-width:36rem;margin:auto;padding:clamp(1.5rem,6vw,3rem);background:var(--"
    "surface);"
    "border:1px solid var(--line);border-radius:.125rem;overflow-wrap:anywhere}"
    "h1{margin:0 0 1.5rem;font:600 clamp(1.75rem,1.4rem + 1.7vw,2.5rem)/1.12 \"Iowan Old Style\","
    "\"Palatino Linotype\",P052,Georgia,serif;text-wrap:balance}"
    "p{margin:0 0 1rem}form{margin:1.5rem 0 0}"
    "button{min-height:3rem;padding:.75rem 1.5rem;border:2px solid "
    "var(--act);border-radius:.625rem;"
    "background:var(--act);color:var(--on-act);font:inherit;font-weight:650;"
    "cursor:pointer}"
    "button:hover{background:var(--act-strong);border-color:var(--act-strong)}"
    "a{color:var(--act)}"
    ":focus-visible{outline:3px solid var(--act);outline-offset:3px}";

std::string SourceOfStyle() {
  return fmt::format("'sha256-{}'", crypto::ToBase64(crypto::Sha256(crypto::AsBytes(kStyle))));
}

std::string_view In(bool is_french, const Words& words) {
  return is_french ? words.french : words.english;
}

}  // namespace

bool ReadsFrench(const RequestHead& head) {
  const std::string field = absl::AsciiStrToLower(head.Field("accept-language").value_or(""));
  double french = 0;
  double english = 0;
  for (const absl::string_view range : absl::StrSplit(field, ',')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(range, absl::MaxSplits(';', 1));
    const absl::string_view tag = absl::StripAsciiWhitespace(parts.first);
    absl::string_view weight = absl::StripAsciiWhitespace(parts.second);
    double quality = 1;
    if (absl::ConsumePrefix(&weight, "q=") && !absl::SimpleAtod(weight, &quality)) quality = 0;
    const absl::string_view primary = tag.substr(0, tag.find('-'));
    if (primary == "fr") french = std::max(french, quality);
    if (primary == "en") english = std::max(english, quality);
  }
  return french >= english;
}

HttpAnswer PlainPage(int status, bool is_french, const Words& heading, std::string_view below) {
  static const std::string& style = *new std::string(SourceOfStyle());
  const std::string_view title = In(is_french, heading);
  return {
      .status = status,
      .fields =
          {{"content-type", "text/html; charset=utf-8"},
           {"content-security-policy",
            fmt::format("default-src 'none'; style-src {}; form-action 'self'; "
                        "base-uri 'none'; frame-ancestors 'none'",
                        style)},
           // A token stands in the address: no other site learns it. With none at all, browsers would not
           // say whose page the button is on.
           {"referrer-policy", "same-origin"},
           {"x-content-type-options", "nosniff"},
           {"x-robots-tag", "noindex"},
           {"vary", "accept-language"},
           {"cache-control", "no-store"}},
      .body = fmt::format("<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
                          "<meta name=\"viewport\" content=\"width=device-width\">\n"
                          "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n"
                          "<h1>{}</h1>\n{}</main>\n</body>\n</html>\n",
                          is_french ? "fr" : "en", title, kStyle, title, below)};
}

std::string OneButton(bool is_french, const Words& button, std::string_view action,
                      std::string_view t) {
  const std::string to = action.empty() ? "" : fmt::format(" action=\"{}\"", action);
  const std::string value =
      t.empty() ? "" : fmt::format("<input type=\"hidden\" name=\"t\" value=\"{}\">", t);
  return fmt::format("<form method=\"post\"{}>{}<button>{}</button></form>\n", to, value,
                     In(is_french, button));
}

}  // namespace urna::services
