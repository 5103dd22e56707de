/**
 * A table as a file that spreadsheets open: with the mark of UTF-8, lines of CRLF, every cell in quotes (RFC 4180). What a spreadsheet would run as a
 * formula has an apostrophe before it, which spreadsheets take for "this is text"; titles are written by strangers.
 */
export function csvOf(rows: readonly (readonly string[])[], separator: "," | ";"): string {
  return `\ufeff${rows.map((row) => row.map(cell).join(separator)).join("\r\n")}\r\n`;
}

function cell(text: string): string {
  // Full-width signs are formulas in East Asian settings; white space and control characters before a sign do not keep it from being one.
  const safe = /^[\s\u0000-\u001f\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
