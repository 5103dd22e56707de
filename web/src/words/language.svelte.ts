/** The languages that the pages speak. */
export type Language = "fr" | "en";

export const languages: readonly Language[] = ["fr", "en"];

/** What each calls itself. */
export const languageNames: Readonly<Record<Language, string>> = { fr: "Français", en: "English" };

const kept = "urna-language";

function isLanguage(text: string | null | undefined): text is Language {
  return text === "fr" || text === "en";
}

/** What the address asks for, else what was chosen here before, else what the browser prefers, else French. */
function first(): Language {
  const asked = new URLSearchParams(location.search).get("lang");
  if (isLanguage(asked)) return asked;
  try {
    const chosen = localStorage.getItem(kept);
    if (isLanguage(chosen)) return chosen;
  } catch {
    // A browser that keeps nothing asks each time.
  }
  for (const preferred of navigator.languages) {
    const tag = preferred.slice(0, 2).toLowerCase();
    if (isLanguage(tag)) return tag;
  }
  return "fr";
}

class Spoken {
  #current = $state<Language>(first());

  /** Reading it in a component makes the component follow it. */
  get current(): Language {
    return this.#current;
  }

  choose(language: Language): void {
    this.#current = language;
    document.documentElement.lang = language;
    try {
      localStorage.setItem(kept, language);
    } catch {
      // As above.
    }
  }
}

/** The language that the page speaks now. There is one for the whole page. */
export const spoken = new Spoken();
document.documentElement.lang = spoken.current;
