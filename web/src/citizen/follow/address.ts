/** The longest that the server takes. */
const longest = 254;

/** Whether a text may be an address of mail, as the server takes them; whether somebody reads it there only a message can tell. */
export function isMailAddress(text: string): boolean {
  return text.length <= longest && /^[\x21-\x7e]+$/.test(text) && /^[^\s<>()[\],;:"\\@]+@[^\s<>()[\],;:"\\@.]+(?:\.[^\s<>()[\],;:"\\@.]+)*$/.test(text);
}
