import type { Language } from "./languages.ts";

export { type Language, languageNames, languages } from "./languages.ts";

const kept = "urna-language";
/** Cards in pages of others leave nothing behind, and look at nothing that was left. */
const keeps = document.documentElement.dataset["keeps"] !== "nothing";

function isLanguage(text: string | null | undefined): text is Language {
  return text === "fr" || text === "en";
}

/** What the address asks for, else what was chosen here before, else what the browser prefers, else French. */
function first(): Language {
  const asked = new URLSearchParams(location.search).get("lang");
  if (isLanguage(asked)) return asked;
  try {
    const chosen = keeps ? localStorage.getItem(kept) : null;
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
    if (!keeps) return;
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
