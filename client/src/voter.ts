import { equalBytes } from "@urna/protocol/bytes";
import { keyPart, readCode, votingKey, type Code, type KeyPart } from "@urna/protocol/codes";
import { encodePoint } from "@urna/protocol/group";
import { sha256 } from "@urna/protocol/hashes";
import { parsePartHeader, partHeaderBytes, partRecord, partRecordBytes, rollRecordBytes, verifyPartRecord } from "@urna/protocol/roll_parts";
import { printedTag } from "@urna/protocol/trackers";
import type { Election } from "./election.js";
import { goOn, insist, reading, UrnaError } from "./errors.js";
import { ServerError, type VotingServer } from "./server.js";

const mostCodes = 3;

/** Reads what was typed into the field of code `number`, from 1: throws a CODE_ code, whose facts never hold the code. */
export function readTypedCode(typed: string, number: number): Code {
  const code = readCode(typed, number, mostCodes);
  if (typeof code === "string") return code;
  switch (code.kind) {
    case "character": throw new UrnaError("CODE_CHARACTER", { number });
    case "length": throw new UrnaError("CODE_LENGTH", { number });
    case "field": throw new UrnaError("CODE_OF_ANOTHER_FIELD", { number, field: code.field });
    case "check": throw new UrnaError("CODE_TYPING_ERROR", { number });
  }
}

const isFilled = (typed: string): boolean => /[^\s-]/.test(typed);

/** Where codes stand on the roll. */
export interface Slot {
  readonly tag: Uint8Array;
  /** The 16 characters for the voter to compare with each letter. */
  readonly printed: string;
  readonly electorate: Election["sealed"]["config"]["electorates"][number];
}

/** A person who votes. `key` is secret. */
export interface Voter {
  readonly slot: Slot;
  readonly key: KeyPart;
  readonly publicKey: Uint8Array;
}

/** How the slot of a code is looked up: the server is asked, or the parts of the roll are taken and searched here, which tells it nothing. */
export type LookUp = "server" | "parts";

/**
 * The voter of these codes, in the order of the letters, without those of empty fields at the end: each is looked up, its record's proof verified (5.1), and the key is the sum.
 * Throws a CODE_ code, CODES_OF_TWO_PEOPLE, or SLOT_NOT_PROVEN and ROLL_NOT_AS_SEALED where the server lies.
 */
export async function identify(election: Election, server: VotingServer, typed: readonly string[], lookUp: LookUp = "server", signal?: AbortSignal): Promise<Voter> {
  const count = typed.findLastIndex(isFilled) + 1;
  insist(count > 0, "CODE_MISSING", { number: 1, needed: 1 });
  insist(count <= mostCodes, "TOO_MANY_CODES", { needed: mostCodes });
  const fields = typed.slice(0, count);
  // All of them first, so that a typing error is told before anybody is asked; and before a field that is empty, since who typed a code
  // into another field is told so.
  const read = fields.map((text, i) => (isFilled(text) ? readTypedCode(text, i + 1) : undefined));
  const codes = read.filter((code) => code !== undefined);
  insist(codes.length === count, "CODE_MISSING", { number: read.indexOf(undefined) + 1, needed: count });
  const parts: KeyPart[] = [];
  let slot: Slot | undefined;
  for (const [i, code] of codes.entries()) {
    goOn(signal);
    const number = i + 1;
    const needed = slot?.electorate.codeRegistrars ?? mostCodes;
    insist(number <= needed, "TOO_MANY_CODES", { needed });
    const part = keyPart(election.sealed.config.electionId, number, code);
    const found = await findSlot(election, server, number, encodePoint(part.point), lookUp, signal);
    insist(slot === undefined || equalBytes(slot.tag, found.tag), "CODES_OF_TWO_PEOPLE", { first: slot?.printed ?? "", second: found.printed });
    insist(slot === undefined || slot.electorate === found.electorate, "SLOT_NOT_PROVEN", {}, "one slot is said to be in two electorates");
    slot = found;
    parts.push(part);
  }
  const of = slot as Slot;
  const needed = of.electorate.codeRegistrars;
  insist(parts.length === needed, "CODE_MISSING", { number: parts.length + 1, needed });
  const key = votingKey(parts);
  return { slot: of, key, publicKey: encodePoint(key.point) };
}

function findSlot(election: Election, server: VotingServer, number: number, key: Uint8Array, lookUp: LookUp, signal?: AbortSignal): Promise<Slot> {
  return lookUp === "server" ? askForSlot(election, server, number, key, signal) : searchParts(election, server, number, key, signal);
}

async function askForSlot(election: Election, server: VotingServer, number: number, key: Uint8Array, signal?: AbortSignal): Promise<Slot> {
  let answer;
  try {
    answer = await server.findSlot(election.process, number, key, signal);
  } catch (error) {
    if (error instanceof ServerError && error.reason === "UNKNOWN_CODE") throw new UrnaError("CODE_UNKNOWN", { number });
    throw asError(error);
  }
  const electorate = election.electorateNamed(answer.electorate);
  insist(electorate !== undefined, "SLOT_NOT_PROVEN", {}, "the electorate is not in the manifest");
  insist(number <= electorate.codeRegistrars, "SLOT_NOT_PROVEN", {}, "the electorate has no such code");
  insist(answer.record.length === partRecordBytes, "SLOT_NOT_PROVEN", {}, "the record of the roll has a wrong length");
  return slotOf(election, electorate, number, key, answer.record);
}

function slotOf(election: Election, electorate: Slot["electorate"], number: number, key: Uint8Array, bytes: Uint8Array): Slot {
  const [tag, v, r, z] = [0, 32, 64, 96].map((at) => bytes.slice(at, at + 32)) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  insist(equalBytes(v, key), "SLOT_NOT_PROVEN", {}, "the record of the roll is of another code");
  reading("SLOT_NOT_PROVEN", () => verifyPartRecord(election.electionHash, number, { tag, v, r, z, empty: false }));
  return { tag, printed: printedTag(tag), electorate };
}

async function searchParts(election: Election, server: VotingServer, number: number, key: Uint8Array, signal?: AbortSignal): Promise<Slot> {
  for (const electorate of election.sealed.config.electorates) {
    if (number > electorate.codeRegistrars) continue;
    const size = partHeaderBytes + partRecordBytes * Number(electorate.slots);
    const file = await readRollFile(election, server, electorate, number, size, signal);
    const count = reading("ROLL_NOT_AS_SEALED", () => parsePartHeader(file, number));
    for (let i = 0; i < count; i++) {
      if (!equalBytes(partRecord(file, i).v, key)) continue;
      const at = partHeaderBytes + partRecordBytes * i;
      return slotOf(election, electorate, number, key, file.subarray(at, at + partRecordBytes));
    }
  }
  throw new UrnaError("CODE_UNKNOWN", { number });
}

/** A part (from 1) or the roll (0) of an electorate, of the size and digest that the manifest says; throws ROLL_NOT_AS_SEALED. */
async function readRollFile(
  election: Election, server: VotingServer, electorate: Slot["electorate"], number: number, size: number, signal?: AbortSignal,
): Promise<Uint8Array> {
  const digest = number === 0 ? electorate.rollSha256 : electorate.partSha256[number - 1];
  const file = await asked(server.readRoll(election.nameOf(electorate), number, size, signal));
  insist(file.length === size && digest !== undefined && equalBytes(sha256(file), digest), "ROLL_NOT_AS_SEALED", { electorate: electorate.id });
  return file;
}

/** The slot of a voting key, by the rolls and not by anybody's word; undefined where it is on none. */
export async function slotOfKey(election: Election, server: VotingServer, key: Uint8Array, signal?: AbortSignal): Promise<string | undefined> {
  for (const electorate of election.sealed.config.electorates) {
    const size = rollRecordBytes * Number(electorate.slots);
    const file = await readRollFile(election, server, electorate, 0, size, signal);
    for (let at = 0; at < file.length; at += rollRecordBytes) {
      if (equalBytes(file.subarray(at + 32, at + rollRecordBytes), key)) return printedTag(file.subarray(at, at + 32));
    }
  }
  return undefined;
}

/** Throws NOT_ENTITLED where the voter's electorate does not vote in the contest. */
export function checkEntitled({ slot }: Voter, contest: { readonly number: number; readonly id: string }): void {
  insist(slot.electorate.contests.includes(contest.number), "NOT_ENTITLED", { contest: contest.id });
}

/** What became of a call, in this library's own errors. */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw asError(error);
  }
}

const unknownThings = { RESOURCE_NOT_FOUND: "NO_SUCH_PROCESS", BALLOT_NOT_FOUND: "BALLOT_NOT_FOUND" } as const;

function isKnown(reason: string): reason is keyof typeof unknownThings {
  return Object.hasOwn(unknownThings, reason);
}

/** A reason as docs/api.md has them: whoever lies does not choose the words that a voter reads. */
export function reasonOf({ reason, status }: ServerError): string {
  return [reason, status.toUpperCase()].find((text) => /^[A-Z_]{1,64}$/.test(text)) ?? "UNKNOWN";
}

export function asError(error: unknown): unknown {
  if (!(error instanceof ServerError)) return error;
  if (isKnown(error.reason)) return new UrnaError(unknownThings[error.reason], {}, error.message);
  switch (error.status) {
    case "canceled": return new UrnaError("CANCELLED");
    case "unavailable":
    case "deadline_exceeded": return new UrnaError("SERVER_UNREACHABLE", {}, error.message);
    default: return new UrnaError("SERVER_REFUSED", { reason: reasonOf(error) }, error.message);
  }
}


/** Whether what was typed may be code `number` of a letter, from 1; throws a CODE_ code. It asks nobody. */
export function checkTypedCode(typed: string, number: number): void {
  readTypedCode(typed, number);
}
