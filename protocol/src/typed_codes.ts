// Apart from what is computed with codes: a page that only reads what was typed needs no cryptography for it.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const digits = 20;

declare const codeBrand: unique symbol;
/** The 20 characters of a code, upper case, without its check character. Secret. */
export type Code = string & { readonly [codeBrand]: true };

/** What is wrong with a typed code. `field` is the registrar whose code it is, where another one's was typed. */
export type CodeProblem =
  | { readonly kind: "character" }
  | { readonly kind: "length" }
  | { readonly kind: "check" }
  | { readonly kind: "field"; readonly field: number };

/** The check value of code number j: 0 to 36, of which a code that was drawn has one below 32. */
export function checkValue(code: Code, j: number): number {
  let remainder = 0;
  for (const character of code) remainder = (remainder * 32 + crockford.indexOf(character)) % 37;
  return (remainder + j) % 37;
}

/** Reads what somebody typed into the field of code registrar j, of m (1 to 3), forgivingly as section 5.2 has it. */
export function readCode(typed: string, j: number, m: number): Code | CodeProblem {
  let text = "";
  for (const character of typed) {
    if (/[ \t\n\r-]/.test(character)) continue;
    const upper = /[a-z]/.test(character) ? character.toUpperCase() : character;
    const digit = upper === "O" ? "0" : upper === "I" || upper === "L" ? "1" : upper;
    if (digit.length !== 1 || !crockford.includes(digit)) return { kind: "character" };
    text += digit;
  }
  if (text.length !== digits + 1) return { kind: "length" };
  const code = text.slice(0, digits) as Code;
  const check = crockford.indexOf(text[digits] as string);
  if (checkValue(code, j) === check) return code;
  for (let other = 1; other <= m; other++) {
    if (other !== j && checkValue(code, other) === check) return { kind: "field", field: other };
  }
  return { kind: "check" };
}
