// What scenes are made of: flat shapes, as cut from paper. A paint is a name: those that change with the light are custom properties.

export type Paint = keyof typeof paints;

/** An area, or a line where it has a width. */
export interface Shape {
  readonly paint: Paint;
  readonly d: string;
  readonly width?: number;
}

/** Shapes around an origin at the middle of their foot. */
export interface Placed {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
  readonly isMirrored?: boolean;
  readonly shapes: readonly Shape[];
}

/** Night and day differ in what is around; things keep their own colour. */
export const paints = {
  sky: "var(--pic-sky)",
  far: "var(--pic-far)",
  near: "var(--pic-near)",
  edge: "var(--pic-edge)",
  sun: "var(--pic-sun)",
  moon: "var(--pic-moon)",
  star: "var(--pic-star)",
  glass: "var(--pic-glass)",
  farGlass: "var(--pic-far-glass)",
  glow: "var(--pic-glow)",
  line: "var(--pic-line)",
  indigo: "var(--pic-indigo)",
  cream: "var(--pic-cream)",
  white: "var(--pic-white)",
  coral: "#e8604c",
  brick: "#c94a38",
  leaf: "#2f9463",
  pine: "#247a50",
  mint: "#57b884",
  fern: "#3fa173",
  trunk: "#6b3f2a",
  earth: "#8a5a3b",
  sand: "#eec98d",
  water: "#5aa9e6",
  foam: "#8fc4ee",
  plum: "#9a58ad",
  ink: "#14163a",
  skin1: "#f0c29c",
  skin2: "#e0a67a",
  skin3: "#a9673f",
  skin4: "#7d4a30",
} as const;

export const area = (paint: Paint, d: string): Shape => ({ paint, d });
export const line = (paint: Paint, width: number, d: string): Shape => ({ paint, d, width });

export function rect(x: number, y: number, width: number, height: number, r = 0): string {
  if (r === 0) return `M${x} ${y}h${width}v${height}h${-width}z`;
  const [w, h] = [width - 2 * r, height - 2 * r];
  return `M${x + r} ${y}h${w}q${r} 0 ${r} ${r}v${h}q0 ${r} ${-r} ${r}h${-w}q${-r} 0 ${-r} ${-r}v${-h}q0 ${-r} ${r} ${-r}z`;
}

/** Turns as `rect` does, so that they add up where they overlap. */
export function disc(x: number, y: number, r: number): string {
  return `M${x - r} ${y}a${r} ${r} 0 1 1 ${2 * r} 0a${r} ${r} 0 1 1 ${-2 * r} 0z`;
}

/** The same path at several places. */
export function repeat(xs: readonly number[], path: (x: number) => string): string {
  return xs.map(path).join("");
}

export function moved(x: number, y: number, scale: number, shapes: readonly Shape[], isMirrored = false): Placed {
  return { x, y, scale, shapes, isMirrored };
}
