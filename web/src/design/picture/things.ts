// What stands about in scenes: trees, people, bushes.
import { area, disc, line, type Paint, rect, type Shape } from "./shapes.ts";

export function tree(radius: number, isPale = false): readonly Shape[] {
  const [day, shade]: [Paint, Paint] = isPale ? ["mint", "fern"] : ["leaf", "pine"];
  const top = -1.45 * radius;
  return [area("trunk", rect(-0.11 * radius, -0.95 * radius, 0.22 * radius, 0.95 * radius)), area(day, disc(0, top, radius)), area(shade, `M0 ${top - radius}a${radius} ${radius} 0 0 1 0 ${2 * radius}z`)];
}

export function poplar(height: number): readonly Shape[] {
  const half = height * 0.2;
  const crown = (sweep: string) => `M0 ${-height}${sweep}`;
  return [
    area("trunk", rect(-2.5, -height * 0.3, 5, height * 0.3)),
    area("leaf", crown(`C${half} ${-height * 0.85} ${half * 1.3} ${-height * 0.3} 0 ${-height * 0.16}C${-half * 1.3} ${-height * 0.3} ${-half} ${-height * 0.85} 0 ${-height}z`)),
    area("pine", crown(`C${half} ${-height * 0.85} ${half * 1.3} ${-height * 0.3} 0 ${-height * 0.16}z`)),
  ];
}

export function bush(): readonly Shape[] {
  return [area("fern", "M-26 0q-2 -18 14 -18q6 -12 18 -6q16 -2 18 12q6 4 4 12z"), area("mint", "M-26 0q-2 -18 14 -18q12 4 12 18z"), area("coral", disc(-12, -8, 2.4) + disc(6, -14, 2.4) + disc(17, -6, 2.4))];
}

export function flowers(paint: Paint): readonly Shape[] {
  return [
    line("leaf", 2, "M-12 0v-11M0 0v-16M12 0v-10"),
    area("mint", "M0 -2q-9 -1 -8 -8q8 0 8 8zM0 -4q9 -1 8 -8q-8 0 -8 8z"),
    area(paint, disc(-12, -13, 4.2) + disc(0, -19, 4.8) + disc(12, -12, 4.2)),
    area("cream", disc(-12, -13, 1.5) + disc(0, -19, 1.7) + disc(12, -12, 1.5)),
  ];
}

export function person(skin: Paint, cloth: Paint, isWaving = false): readonly Shape[] {
  return [
    line("line", 3.2, "M-3 -5V0M3 -5V0"),
    area(cloth, "M-8 -5q0 -1 2 -7.5q6 -5 12 0q2 2 2 7.5z"),
    ...(isWaving ? [line(cloth, 3.2, "M6 -11l8 -8")] : []),
    area(skin, disc(0, -21.5, 6.2)),
  ];
}

/** A plant of two leaves on a stem. */
export function sprout(height: number): readonly Shape[] {
  const leaf = height * 0.55;
  return [
    line("leaf", 2.6, `M0 0V${-height}`),
    area("leaf", `M0 ${-height * 0.5}q${-leaf * 1.1} ${-leaf * 0.1} ${-leaf} ${-leaf}q${leaf} 0 ${leaf} ${leaf}z`),
    area("mint", `M0 ${-height * 0.72}q${leaf * 1.1} ${-leaf * 0.1} ${leaf} ${-leaf}q${-leaf} 0 ${-leaf} ${leaf}z`),
  ];
}

/** Shapes of a thing at another place of the same group. */
export function at(x: number, y: number, shapes: readonly Shape[]): readonly Shape[] {
  return shapes.map((shape) => ({ ...shape, d: shifted(shape.d, x, y) }));
}

/** Moves a path: only its absolute commands have places. All paths here have M, L, Q, C, H, V and the small letters. */
function shifted(d: string, x: number, y: number): string {
  return d.replace(/([MLQCHV])([^A-Za-z]*)/gu, (_, command: string, numbers: string) => {
    const values = (numbers.match(/-?[\d.]+/gu) ?? []).map(Number);
    const offset = (i: number) => (command === "H" ? x : command === "V" ? y : i % 2 === 0 ? x : y);
    return command + values.map((value, i) => Math.round((value + offset(i)) * 100) / 100).join(" ");
  });
}
