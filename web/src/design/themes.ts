import type { Language } from "../words/languages.ts";
import { type LocalizedTexts, readText } from "../words/texts.ts";

/** How many hues there are for themes (words.css). */
const hues = 6;

/**
 * The hue of the theme at a place, 0 to 5: of the form's categories in their order, then of the labels that projects have beside them. Thus it is the same on
 * every page. A hue is never alone: the theme's name stands beside it.
 */
export function hueOf(theme: string, all: readonly string[]): number {
  const place = all.indexOf(theme);
  return place < 0 ? 0 : place % hues;
}

export interface NamedTheme {
  /** As projects have it. */
  readonly label: string;
  readonly name: string;
  /** Undefined of a label that is no category's while not all projects are known: a hue that changed would be taken for another theme. */
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
  const placed = new Map(categories.flatMap(({ title }, place) => (title ?? []).map(({ text }) => [text ?? "", place] as const)));
  for (const [place, { id }] of categories.entries()) placed.set(id, place);
  const own = projects === undefined ? undefined : [...new Set(projects.flatMap((project) => project.categories))].filter((label) => !placed.has(label)).sort();
  return (label) => {
    const place = placed.get(label);
    const name = place === undefined ? "" : readText(categories[place]?.title, language).text;
    return { label, name: name || label, hue: place === undefined ? (own === undefined ? undefined : (categories.length + own.indexOf(label)) % hues) : place % hues };
  };
}
