import { trackerText } from "../design/tracker.ts";

/** A tracker as it was typed or scanned: letters, and digits from 2 to 7. A zero was an O, an eight a B. */
export function plainTracker(typed: string): string {
  const text = typed.trim().toLowerCase().replace(/^urna2:/, "").replace(/[\s\u00a0\u202f.\u2010-\u2015-]/g, "");
  return text.replaceAll("0", "o").replaceAll("8", "b");
}

/** What is wrong with it: characters that no tracker has, or how many it has; undefined where nothing is. */
export function trackerFault(typed: string): "characters" | number | undefined {
  const text = plainTracker(typed);
  if (!/^[a-z2-7]*$/.test(text)) return "characters";
  return text.length === 20 || text.length === 52 ? undefined : text.length;
}

export function printedTracker(typed: string): string {
  return trackerText(plainTracker(typed));
}
