import { hueOf } from "../../design/themes.js";
import type { Language } from "../../words/language.svelte.js";
import { readText } from "../../words/texts.js";
import type { Category, Project } from "../model.js";

export interface NamedTheme {
  /** As projects have it. */
  readonly label: string;
  readonly name: string;
  readonly hue: number;
}

/** A project's label is the id of a category of the form, or words of its own. */
export function themeNamer(categories: readonly Category[], projects: readonly Project[], language: Language): (label: string) => NamedTheme {
  const titles = new Map(categories.map(({ id, title }) => [id, readText(title, language).text]));
  // The hues go to the themes that projects have, as in the booth and the results; those of the form alone come after them.
  const worn = projects.flatMap((project) => project.categories);
  const all = worn.length > 0 ? worn : [...titles.keys()];
  return (label) => ({ label, name: titles.get(label) || label, hue: hueOf(label, all) });
}
