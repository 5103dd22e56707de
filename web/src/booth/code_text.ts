import { type Code, checkValue, readCode } from "@urna/protocol/codes";

/** A code has 20 characters and one that checks them, printed in groups (protocol 5.2). */
const groups = [5, 5, 5, 5, 1];
const length = 21;

/** Characters that are easily taken for each other, on paper or by hand. I and L are read as 1, and O as 0, without any question. */
const alike: Readonly<Record<string, string>> = { B: "8", 8: "B", S: "5", 5: "S", Z: "2", 2: "Z", G: "6", 6: "G", D: "0", Q: "0", 1: "7", 7: "1" };
const alikeZero = ["D", "Q"];

/** What is wrong with a code that was typed, as exactly as it can be known. `group` counts from 1. */
export type CodeFault =
  | { readonly kind: "character"; readonly character: string; readonly group: number }
  | { readonly kind: "length"; readonly has: number }
  | { readonly kind: "group"; readonly group: number; readonly has: number; readonly needs: number }
  /** It is the code of another field. */
  | { readonly kind: "field"; readonly field: number }
  /** With `other` for `typed` in that group, and with no other exchange of what looks alike, it would be right. */
  | { readonly kind: "alike"; readonly group: number; readonly typed: string; readonly other: string }
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

/** As letters print it: upper case, in groups. What no code has is left as it is. */
export function printedCode(typed: string): string {
  const text = plainCode(typed).replace(/[\s-]/g, "").toUpperCase();
  return cut(text, groups).join("-");
}

function cut(text: string, sizes: readonly number[]): string[] {
  const parts: string[] = [];
  let at = 0;
  for (const size of sizes) {
    if (at >= text.length) break;
    parts.push(text.slice(at, at + size));
    at += size;
  }
  if (at < text.length) parts[parts.length - 1] += text.slice(at);
  return parts;
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
    case "check": return lookAlike(plain, number, count) ?? { kind: "typing" };
  }
}

function badCharacter(plain: string): CodeFault {
  const characters = [...plain.replace(/[\s-]/g, "")];
  const at = characters.findIndex((character) => !/^[0-9A-TV-Za-tv-z]$/.test(character));
  return { kind: "character", character: characters[at] ?? "", group: groupAt(at) };
}

/** The one group of another length than it has in print, where the groups are those of print. */
function badGroup(plain: string): CodeFault | undefined {
  const typed = plain.split(/[\s-]+/).filter((part) => part !== "");
  if (typed.length !== groups.length) return undefined;
  const wrong = groups.map((needs, i) => ({ group: i + 1, needs, has: (typed[i] as string).length })).filter(({ needs, has }) => needs !== has);
  const [only] = wrong;
  return only === undefined || wrong.length > 1 ? undefined : { kind: "group", ...only };
}

/** The one exchange of a character for one that looks like it with which the code would be right. Where there are several, nothing is known. */
function lookAlike(plain: string, number: number, count: number): CodeFault | undefined {
  const text = plain.replace(/[\s-]/g, "").toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1");
  const found: CodeFault[] = [];
  for (const [i, typed] of [...text].entries()) {
    for (const other of typed === "0" ? alikeZero : [alike[typed] ?? ""]) {
      if (other !== "" && isRight(`${text.slice(0, i)}${other}${text.slice(i + 1)}`, number, count)) found.push({ kind: "alike", group: groupAt(i), typed, other });
    }
  }
  return found.length === 1 ? found[0] : undefined;
}

function isRight(text: string, number: number, count: number): boolean {
  return typeof readCode(text, number, count) === "string";
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
