import { type Code, checkValue, readCode } from "@urna/protocol/typed_codes";

/** A code has 20 characters and one that checks them, printed in groups (protocol 5.2). */
const groups = [5, 5, 5, 5, 1];
const length = 21;

/**
 * What is wrong with a code that was typed, as exactly as it can be known. `group` counts from 1, and is named only where it is certain: one check
 * character tells that something is wrong and never where, since an exchange in any place may make up for a mistake in another.
 */
export type CodeFault =
  | { readonly kind: "character"; readonly character: string; readonly group: number | undefined }
  | { readonly kind: "length"; readonly has: number }
  | { readonly kind: "group"; readonly group: number; readonly has: number; readonly needs: number }
  /** It is the code of another field. */
  | { readonly kind: "field"; readonly field: number }
  | { readonly kind: "typing" };

/** With ordinary spaces and hyphens, whatever a mail or a phone made of them. */
export function plainCode(typed: string): string {
  return typed.replace(/[\u00a0\u2000-\u200b\u202f\u205f\u3000]/g, " ").replace(/[\u00ad\u2010-\u2015\u2212.,_]/g, "-");
}

/** The code in what was pasted, which may be a whole line of the letter, or its link. */
export function pastedCode(text: string): string {
  const plain = plainCode(text);
  return /[0-9A-Za-z]{5}(?:[ \t-]*[0-9A-Za-z]{5}){3}[ \t-]*[0-9A-Za-z](?![0-9A-Za-z])/.exec(plain)?.[0] ?? plain;
}

/** As letters print it: upper case, in groups. What is too short or too long keeps the groups in which it was typed: they may tell where. */
export function printedCode(typed: string): string {
  const plain = plainCode(typed).toUpperCase().trim();
  const text = plain.replace(/[\s-]/g, "");
  if (text.length !== length) return plain;
  let at = 0;
  return groups.map((size) => text.slice(at, (at += size))).join("-");
}

/** What is wrong with what was typed into the field of code `number`, of `count`; undefined where nothing is. */
export function codeFault(typed: string, number: number, count: number): CodeFault | undefined {
  const plain = plainCode(typed);
  const problem = readCode(plain, number, count);
  if (typeof problem === "string") return undefined;
  switch (problem.kind) {
    case "character": return badCharacter(plain);
    case "length": return badGroup(plain) ?? { kind: "length", has: plain.replace(/[\s-]/g, "").length };
    case "field": return { kind: "field", field: problem.field };
    case "check": return { kind: "typing" };
  }
}

/** The first character that no code has. Its group is that in which it was typed, or is counted where nothing is missing and nothing too many. */
function badCharacter(plain: string): CodeFault {
  const isBad = (character: string) => !/^[0-9A-TV-Za-tv-z]$/.test(character);
  const characters = [...plain.replace(/[\s-]/g, "")];
  const at = characters.findIndex(isBad);
  const typed = typedGroups(plain);
  const group = typed.length === groups.length ? typed.findIndex((part) => [...part].some(isBad)) + 1 : characters.length === length ? groupAt(at) : undefined;
  return { kind: "character", character: characters[at] ?? "", group };
}

function typedGroups(plain: string): readonly string[] {
  return plain.split(/[\s-]+/).filter((part) => part !== "");
}

/** The one group of another length than it has in print, where the groups are those of print. */
function badGroup(plain: string): CodeFault | undefined {
  const typed = typedGroups(plain);
  if (typed.length !== groups.length) return undefined;
  const wrong = groups.map((needs, i) => ({ group: i + 1, needs, has: (typed[i] as string).length })).filter(({ needs, has }) => needs !== has);
  const [only] = wrong;
  return only === undefined || wrong.length > 1 ? undefined : { kind: "group", ...only };
}

function groupAt(index: number): number {
  let end = 0;
  return groups.findIndex((size) => index < (end += size)) + 1 || groups.length;
}

/** The code with its check character, for tests and examples. */
export function withCheck(code: string, number: number): string | undefined {
  const character = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[checkValue(code as Code, number)];
  return character === undefined || code.length !== length - 1 ? undefined : printedCode(`${code}${character}`);
}
