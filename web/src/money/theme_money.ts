/** A theme, or an area, with what it was given. */
export interface ThemeMoney {
  readonly id: string;
  readonly name: string;
  /** The theme's hue (design/themes.ts); an area has none. */
  readonly hue?: number | undefined;
  /** For each of its projects. */
  readonly amounts: readonly bigint[];
  /** Its projects in words, with their numbers. */
  readonly text?: string;
}
