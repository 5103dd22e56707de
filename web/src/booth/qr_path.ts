/** The dark modules of a QR code as one path, a rectangle for each run in a row. */
export function qrPath(dark: readonly (readonly boolean[])[]): string {
  let path = "";
  for (const [y, row] of dark.entries()) {
    for (let x = 0; x < row.length; x++) {
      if (row[x] !== true) continue;
      const start = x;
      while (row[x + 1] === true) x += 1;
      path += `M${start} ${y}h${x + 1 - start}v1h-${x + 1 - start}z`;
    }
  }
  return path;
}
