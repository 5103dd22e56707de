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
