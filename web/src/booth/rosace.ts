const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** A petal of the seal, in a field of 200 by 200, and the dot at its tip. */
export interface Petal {
  /** In degrees, clockwise, from three o'clock. */
  readonly angle: number;
  readonly path: string;
  readonly dot: number;
}

/** The seal of a ballot: a petal for each character of its tracker, as long and as broad as its value, the narrower the more there are. The same drawing, the same ballot. */
export function petals(tracker: string): readonly Petal[] {
  return [...tracker.toLowerCase()].map((character, i) => {
    const value = Math.max(0, alphabet.indexOf(character));
    const inner = 115;
    const long = 13.2 + (36.2 * value) / 31;
    const broad = ((5.1 + 2.4 * (value % 4)) * 16) / tracker.length;
    const belly = round(inner + 2.25 + 0.578 * long);
    const tip = round(inner + long);
    return {
      angle: round(-90 + (360 * i) / tracker.length),
      path: `M${inner} 100Q${belly} ${round(100 - broad)} ${tip} 100Q${belly} ${round(100 + broad)} ${inner} 100z`,
      dot: round(tip + 4),
    };
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
