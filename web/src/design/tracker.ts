/** The alphabet of base32 (RFC 4648), small letters, as trackers have it. */
const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** A tracker as people compare it: capitals, in groups of four. */
export function trackerGroups(tracker: string): readonly string[] {
  return tracker.toUpperCase().match(/.{1,4}/gu) ?? [];
}

/** In a sentence. */
export function trackerText(tracker: string): string {
  return trackerGroups(tracker).join(" ");
}

/** For ears: character by character, with a pause after each group. */
export function heardTracker(tracker: string): string {
  return trackerGroups(tracker).map((group) => [...group].join(" ")).join(", ");
}

/** A petal of the seal, in a field of 200 by 200, drawn along the axis to the right of the middle, with the dot at its tip. */
export interface Petal {
  /** How far it is turned about the middle: degrees, clockwise, from three o'clock. */
  readonly angle: number;
  readonly path: string;
  readonly dot: number;
  readonly dotRadius: number;
}

const centre = 100;
const root = 16;
/** Breadth and dot go together, so that both tell. */
const forms: readonly (readonly [number, number])[] = [[3.2, 2.4], [5.6, 0.9], [8.2, 1.8], [10.8, 0.9]];

/**
 * The seal of a tracker: a petal for each character. Its length, its breadth and its dot are those of that character and of no other, and
 * characters that follow one another have petals that do not look alike. It helps to compare, it proves nothing.
 */
export function petals(tracker: string): readonly Petal[] {
  const letters = [...tracker.toLowerCase()];
  return letters.map((letter, i) => {
    const value = Math.max(0, alphabet.indexOf(letter));
    const tip = 34 + (value & 7) * 4.4;
    const [breadth, dotRadius] = forms[value >> 3] as readonly [number, number];
    const middle = root + (tip - root) * 0.62;
    const x = (radius: number) => round(centre + radius);
    return { angle: round((i * 360) / letters.length - 90), path: `M${x(root)} 100Q${x(middle)} ${round(centre - breadth)} ${x(tip)} 100Q${x(middle)} ${round(centre + breadth)} ${x(root)} 100z`, dot: x(tip + 4.5), dotRadius };
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
