/** The public keys in what `urna … keygen` printed, in Base64 as the API has them; undefined where one is not there. */
export interface PastedKeys {
  readonly signing: string | undefined;
  readonly box: string | undefined;
}

/**
 * Finds keys in a paste: the lines that the command prints (`signing_key = "…"`), or the digits alone, the signing key first. What is no key of
 * 32 bytes is not taken.
 */
export function pastedKeys(text: string): PastedKeys {
  const named = (name: string) => base64Of(new RegExp(`${name}\\s*[=:]\\s*["']?([0-9a-f]{64})(?![0-9a-f])`, "i").exec(text)?.[1]);
  const [first, second] = /_key\s*[=:]/i.test(text) ? [] : (text.match(/(?<![0-9a-z])[0-9a-f]{64}(?![0-9a-z])/gi) ?? []);
  return { signing: named("signing_key") ?? base64Of(first), box: named("box_key") ?? base64Of(second) };
}

function base64Of(hex: string | undefined): string | undefined {
  if (hex === undefined) return undefined;
  return btoa(String.fromCharCode(...(hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))));
}

/** Whether somebody has pasted what must never leave their machine: a key file instead of the public halves. */
export function looksSecret(text: string): boolean {
  return /private|secret|passphrase|urna_[A-Za-z0-9_-]{43}|BEGIN [A-Z ]*KEY/i.test(text);
}
