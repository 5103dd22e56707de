/** The languages that the pages speak. */
export type Language = "fr" | "en";

export const languages: readonly Language[] = ["fr", "en"];

/** What each calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { fr: "Français", en: "English" };
