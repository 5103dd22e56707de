const kept = "urna-light";
/** As in words/language.svelte.ts. */
const keeps = document.documentElement.dataset["keeps"] !== "nothing";

/** Light or dark by hand; without a choice the page follows the device. */
export function toggleLight(): void {
  const root = document.documentElement;
  const isDark = root.dataset["theme"] === undefined ? matchMedia("(prefers-color-scheme: dark)").matches : root.dataset["theme"] === "dark";
  root.dataset["theme"] = isDark ? "light" : "dark";
  if (!keeps) return;
  try {
    localStorage.setItem(kept, root.dataset["theme"]);
  } catch {
    // A browser that keeps nothing asks each time.
  }
}

/** What was chosen here before. */
export function restoreLight(): void {
  if (!keeps) return;
  try {
    const chosen = localStorage.getItem(kept);
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset["theme"] = chosen;
  } catch {
    // As above.
  }
}
