/** A number below 2^32 that depends on the text alone: FNV-1a, mixed so that ids which differ by a digit fall far apart. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * An order drawn for one visitor: the same seed gives the same one, whatever else is on the list. No project is helped by its place, as the first
 * ones of a list that everybody sees are.
 */
export function drawn<Item extends { readonly id: string }>(items: readonly Item[], seed: string): readonly Item[] {
  return items.map((item) => ({ item, place: hashOf(`${seed} ${item.id}`) })).sort((a, b) => a.place - b.place || (a.item.id < b.item.id ? -1 : 1)).map(({ item }) => item);
}
