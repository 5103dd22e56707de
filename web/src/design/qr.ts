import { encode } from "uqr";

/** A QR code as one path of modules of 1 by 1. */
export interface QrPicture {
  /** Modules a side, without the quiet zone. */
  readonly size: number;
  readonly path: string;
}

export function qrPicture(text: string): QrPicture {
  const { data, size } = encode(text, { ecc: "M", border: 0 });
  let path = "";
  for (const [y, row] of data.entries())
    for (let x = 0; x < size; ) {
      let end = x;
      while (end < size && row[end] === true) end++;
      if (end > x) path += `M${x} ${y}h${end - x}v1h-${end - x}z`;
      x = end + 1;
    }
  return { size, path };
}
