/** JSON as a file: what the voter's library hands over has nothing but texts in it. */
export function jsonFile(name: string, value: object): File {
  return new File([`${JSON.stringify(value, null, 2)}\n`], `${name}.json`, { type: "application/json" });
}

export function download(file: File): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  link.click();
  // A browser may begin to read after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A receipt as the text of a QR code; undefined where it is more than a camera reads. */
export function wholeReceipt(file: object): string | undefined {
  const text = JSON.stringify(file);
  return text.length <= 1600 ? text : undefined;
}

/** Phones hand a file to another app; not all of them take JSON. */
export function canShare(file: File): boolean {
  return typeof navigator.canShare === "function" && navigator.canShare({ files: [file] });
}

export async function share(file: File): Promise<void> {
  try {
    await navigator.share({ files: [file] });
  } catch {
    // Whoever shares with nobody after all needs to hear nothing.
  }
}
