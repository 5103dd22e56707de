/** A text as it is searched: small letters without accents, so that `ecole` finds `École`, and `lodz` finds `Łódź`. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[łøœæßıđ’]/gu, (letter) => plain[letter] ?? letter).normalize("NFC");
}

const plain: Readonly<Record<string, string>> = { ł: "l", ø: "o", œ: "oe", æ: "ae", ß: "ss", ı: "i", đ: "d", "’": "'" };
