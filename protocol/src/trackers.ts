import { toBase32 } from "./base_text.js";
import { labelledHash } from "./hashes.js";

/** All 52 characters of the tracker of a ballot whose leaf bytes before T are `head` (6.5). */
export function fullTracker(head: Uint8Array): string {
  return toBase32(labelledHash("tracker", head));
}

/** The 20 characters that people compare. */
export function tracker(head: Uint8Array): string {
  return fullTracker(head).slice(0, 20);
}

/** The text of the QR code that is shown before the choice between cast and challenge. */
export function trackerQrText(head: Uint8Array): string {
  return `urna2:${fullTracker(head)}`;
}

/** The 16 characters of a slot's tag that letters print. */
export function printedTag(tag: Uint8Array): string {
  return toBase32(tag).slice(0, 16);
}

/** `closing_hash` as it is read aloud: twelve groups of four characters. */
export function closingGroups(closingHash: Uint8Array): string {
  return (toBase32(closingHash).slice(0, 48).match(/.{4}/g) as string[]).join(" ");
}
