import type { LocalizedTextJson } from "@urna/protocol/gen/urna/v1/config_pb";

/** A text in several languages, as forms hold it. */
export type TextByLanguage = Readonly<Record<string, string>>;

export function byLanguage(texts: readonly LocalizedTextJson[] | undefined): TextByLanguage {
  return Object.fromEntries((texts ?? []).map(({ language, text }) => [language ?? "", text ?? ""]));
}

/** For the server: in the order of the process's languages, without those that are empty. Other languages that were there stay. */
export function asTexts(texts: TextByLanguage, languages: readonly string[]): LocalizedTextJson[] {
  const others = Object.keys(texts).filter((language) => !languages.includes(language));
  return [...languages, ...others].flatMap((language) => {
    const text = (texts[language] ?? "").trim();
    return text === "" ? [] : [{ language, text }];
  });
}

/** The languages of a process are those of its title; French and English stand first, where the pages are read in them. */
export function languagesOf(title: readonly LocalizedTextJson[] | undefined): readonly string[] {
  const all = (title ?? []).map(({ language }) => language ?? "").filter((language) => language !== "");
  const rank = (language: string) => (language === "fr" ? 0 : language === "en" ? 1 : 2);
  return all.length === 0 ? ["fr"] : all.toSorted((a, b) => rank(a) - rank(b));
}
