import { type Language, languages } from "./languages.ts";

/** A text in several languages, as JSON of the API has it. */
export type LocalizedTexts = readonly { readonly language?: string; readonly text?: string }[] | undefined;

/** What a reader gets of it: `lang` is set where it is in another language than the page. */
export interface ReadText {
  readonly text: string;
  readonly lang: string | undefined;
}

/** The text in the reader's language; else in the first that the pages speak; else the first that there is; else nothing. */
export function readText(texts: LocalizedTexts, language: Language): ReadText {
  const all = (texts ?? []).filter((one) => (one.text ?? "") !== "");
  const inLanguage = (wanted: string) => all.find((one) => one.language?.toLowerCase().split("-")[0] === wanted);
  const found = inLanguage(language) ?? languages.map(inLanguage).find((one) => one !== undefined) ?? all[0];
  const foundLanguage = found?.language;
  return { text: found?.text ?? "", lang: foundLanguage === undefined || foundLanguage.toLowerCase().split("-")[0] === language ? undefined : foundLanguage };
}

/** Of a map by language, as `ElectionInfo` of the voter's library has texts. */
export function textsOf(map: Readonly<Record<string, string>>): LocalizedTexts {
  return Object.entries(map).map(([language, text]) => ({ language, text }));
}

export function readMap(map: Readonly<Record<string, string>>, language: Language): ReadText {
  return readText(textsOf(map), language);
}
