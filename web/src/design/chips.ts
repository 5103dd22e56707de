/** A filter to be pressed, with how much it lets through. */
export interface ChipOption {
  readonly value: string;
  readonly text: string;
  /** Beside the text. */
  readonly count?: string | undefined;
  /** After the count, for whoever hears the page: "projets". */
  readonly unit?: string | undefined;
}
