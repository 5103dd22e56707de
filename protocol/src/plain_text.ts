import { demand, utf8 } from "./bytes.js";
import type { Config, LocalizedText } from "./gen/urna/v1/config_pb.js";

const resourceId = /^[a-z][a-z0-9-]{0,62}$/;

/** 1 to 63 characters of `a-z 0-9 -`, the first a letter. */
export function isResourceId(text: string): boolean {
  return resourceId.test(text);
}

/** UTF-8 without control characters but tab and line feed, of at most `most` bytes. */
export function isPlainText(text: string, least: number, most: number): boolean {
  const length = utf8(text).length;
  return length >= least && length <= most && !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text);
}

const spaceAtAnEnd = /^[\t-\r \u00a0]|[\t-\r \u00a0]$/;

/** A project's id: 1 to 64 bytes without control characters, `,`, `;` and `"`, no white space at an end. */
export function isProjectId(text: string): boolean {
  const length = utf8(text).length;
  return length >= 1 && length <= 64 && !/[\u0000-\u001f\u007f-\u009f,;"]/.test(text) && !spaceAtAnEnd.test(text);
}

/** A category: 1 to 100 bytes of plain text without commas, no white space at an end. */
export function isCategory(text: string): boolean {
  return isPlainText(text, 1, 100) && !text.includes(",") && !spaceAtAnEnd.test(text);
}

/** A title: at least one text, each in a different one of the languages. */
export function checkTexts(texts: readonly LocalizedText[], config: Config, what: string, mayBeAbsent = false): void {
  demand(mayBeAbsent || texts.length > 0, `${what} has no text`);
  demand(new Set(texts.map((text) => text.language)).size === texts.length, `${what} has two texts in one language`);
  for (const { language, text } of texts) {
    demand(config.languages.includes(language), `${what} has a text in a language that the process has not`);
    demand(isPlainText(text, 1, 4000), `${what} is not 1 to 4,000 bytes of plain text`);
  }
}
