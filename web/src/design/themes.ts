import type { Language } from "../words/languages.ts";
import { type LocalizedTexts, readText } from "../words/texts.ts";

/** How many hues there are for themes (words.css). */
const hues = 6;

/**
 * The hue of a theme, 0 to 5: that of its place among all themes of the process, so that it is the same on every page. A hue is never alone: the
 * theme's name stands beside it.
 */
export function hueOf(theme: string, all: readonly string[]): number {
  const place = [...new Set(all)].sort().indexOf(theme);
  return place < 0 ? 0 : place % hues;
}

export interface NamedTheme {
  /** As projects have it. */
  readonly label: string;
  readonly name: string;
  /** Undefined while not all themes of the process are known: one that changed would be taken for another theme. */
  readonly hue: number | undefined;
}

export type ThemeNamer = (label: string) => NamedTheme;

/** What has themes: a project. */
export interface Themed {
  readonly categories: readonly string[];
}

/**
 * A project's label is the id of a category of the form, or words of its own; where these are a category's title in one language, they are read in
 * the others too. `projects` are all of the process; undefined while they are not known.
 */
export function themeNamer(categories: readonly { readonly id: string; readonly title: LocalizedTexts }[], projects: readonly Themed[] | undefined, language: Language): ThemeNamer {
  const titled = new Map(categories.flatMap(({ title }) => (title ?? []).map(({ text }) => [text ?? "", title] as const)));
  for (const { id, title } of categories) titled.set(id, title);
  // The hues go to the themes that projects have, as in the booth and the results; those of the form alone come after them.
  const worn = projects?.flatMap((project) => project.categories);
  const all = worn === undefined || worn.length > 0 ? worn : categories.map(({ id }) => id);
  return (label) => ({ label, name: readText(titled.get(label), language).text || label, hue: all === undefined ? undefined : hueOf(label, all) });
}
