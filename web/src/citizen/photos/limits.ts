import { call } from "../../api/call.js";

/** What a server takes of photographs and documents. */
export interface Limits {
  readonly takesImages: boolean;
  readonly takesDocuments: boolean;
  /** Of one file, bytes. */
  readonly mostBytes: number;
  /** With one proposal. */
  readonly mostImages: number;
  readonly mostDocuments: number;
}

let asked: Promise<Limits> | undefined;

/** Asked once for all pages of a visit. */
export function readLimits(): Promise<Limits> {
  asked ??= call("Attachments", "getAttachmentLimits", {}).then(({ takesImages = false, takesDocuments = false, mostBytes, mostImages = 0, mostDocuments = 0 }) => ({
    takesImages, takesDocuments, mostBytes: Number(mostBytes ?? 0), mostImages, mostDocuments,
  }));
  asked.catch(() => (asked = undefined));
  return asked;
}
