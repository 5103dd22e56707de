/** Whether the server takes it as an id: 1 to 63 lower-case letters, digits and hyphens, a letter first. */
export function isId(text: string): boolean {
  return /^[a-z][a-z0-9-]{0,62}$/.test(text);
}

/** An id made of a title, such as `espaces-verts`, different from those that there are; `fallback` where the title has no letters of the alphabet. */
export function idFrom(title: string, taken: readonly string[], fallback: string): string {
  const words = title.normalize("NFD").replace(/\p{M}/gu, "").replace(/œ/gi, "oe").replace(/æ/gi, "ae").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^[^a-z]+/, "").replace(/-+$/, "");
  const base = words === "" ? fallback : words.length <= 40 ? words : words.slice(0, 40).replace(/-[^-]*$/, "").replace(/-+$/, "");
  if (!taken.includes(base)) return base;
  for (let i = 2; ; ++i) {
    if (!taken.includes(`${base}-${i}`)) return `${base}-${i}`;
  }
}
