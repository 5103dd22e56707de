import type { AttachmentJson } from "@urna/protocol/gen/urna/v1/attachments_service_pb";
import { call, type CallOptions } from "../../api/call.js";
import type { LocalizedTexts } from "../../words/texts.js";

/** A photograph or a document as pages show it. */
export interface Attached {
  /** The resource name. */
  readonly name: string;
  readonly isImage: boolean;
  /** Which verdict it belongs to, from 1; 0 where it belongs to the text itself. */
  readonly verdict: number;
  /** Of an image what one sees, of a document its title. */
  readonly text: LocalizedTexts;
  /** Bytes. */
  readonly size: number;
  readonly large: Rendition;
  readonly small: Rendition;
}

export interface Rendition {
  readonly width: number;
  readonly height: number;
  /** Empty where not everybody may see it. */
  readonly path: string;
}

export function attachedOf(json: AttachmentJson): Attached {
  return {
    name: json.name ?? "", isImage: json.kind === "ATTACHMENT_KIND_IMAGE", verdict: json.subject === "ATTACHMENT_SUBJECT_VERDICT" ? (json.verdict ?? 0) : 0, text: json.alternativeText,
    size: Number(json.size ?? 0), large: { width: json.width ?? 0, height: json.height ?? 0, path: json.path ?? "" },
    small: { width: json.smallWidth ?? 0, height: json.smallHeight ?? 0, path: json.smallPath ?? "" },
  };
}

/** All of a proposal, or of the mandate of a process, that whoever reads may see: in their order. `parent` is the resource name. */
export async function readAttached(parent: string, editKey = "", options: CallOptions = {}): Promise<readonly Attached[]> {
  return ((await call("Attachments", "listAttachments", { parent, editKey }, options)).attachments ?? []).map(attachedOf);
}
