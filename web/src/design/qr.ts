import { encode } from "uqr";

/** A QR code: rows of modules, true where they are dark, without the quiet zone. */
export interface QrModules {
  readonly size: number;
  readonly rows: readonly (readonly boolean[])[];
}

/** Beyond so many characters a screen has no room for modules that mend more: a camera then reads larger ones better. */
const long = 200;

export function qrModules(text: string): QrModules {
  const { data, size } = encode(text, { ecc: text.length > long ? "L" : "M", border: 0 });
  return { size, rows: data };
}

/** The dark modules as one path of units of 1 by 1, a rectangle for each run in a row. */
export function qrPath({ rows }: QrModules): string {
  let path = "";
  for (const [y, row] of rows.entries())
    for (let x = 0; x < row.length; ) {
      let end = x;
      while (row[end] === true) end++;
      if (end > x) path += `M${x} ${y}h${end - x}v1h-${end - x}z`;
      x = end + 1;
    }
  return path;
}
