import type { AttachmentHeaderJson, AttachmentJson, ReadAttachmentResponseJson } from "@urna/protocol/gen/urna/v1/attachments_service_pb";
import { ApiError } from "../../api/error.js";
import type { Desk } from "../desk.svelte.js";
import { callStream } from "../../api/stream.js";

/** A message has less than 4 MiB, and bytes take a third more in JSON. */
const pieceBytes = 2 * 1024 * 1024;

async function base64Of(blob: Blob): Promise<string> {
  const reader = new FileReader();
  const read = new Promise((resolve, reject) => {
    reader.onload = resolve;
    reader.onerror = () => reject(new ApiError("internal", "", "the file cannot be read"));
  });
  reader.readAsDataURL(blob);
  await read;
  const url = String(reader.result);
  return url.slice(url.indexOf(",") + 1);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

export type Kind = "document" | "image";

/** Hands in what goes with a verdict or with the mandate. */
export async function upload(desk: Desk, kind: Kind, file: File, header: Pick<AttachmentHeaderJson, "parent" | "subject" | "verdict" | "alternativeText">): Promise<void> {
  const sha256 = await base64Of(new Blob([await crypto.subtle.digest("SHA-256", await file.arrayBuffer())]));
  const messages: object[] = [{ header: { ...header, kind: kind === "image" ? "ATTACHMENT_KIND_IMAGE" : "ATTACHMENT_KIND_DOCUMENT", size: String(file.size), sha256 } }];
  for (let at = 0; at < file.size; at += pieceBytes) messages.push({ data: await base64Of(file.slice(at, at + pieceBytes)) });
  await stream(desk, "Attachments/UploadAttachment", messages);
}

/** The bytes of what not everybody may see. */
export async function readAttachment(desk: Desk, { name = "", kind }: AttachmentJson, small: boolean): Promise<Blob> {
  const pieces = (await stream(desk, "Attachments/ReadAttachment", [{ name, small }])) as readonly ReadAttachmentResponseJson[];
  return new Blob(pieces.map(({ data = "" }) => bytesOf(data)), { type: kind === "ATTACHMENT_KIND_DOCUMENT" ? "application/pdf" : "image/webp" });
}

async function stream(desk: Desk, method: string, messages: readonly object[]): Promise<readonly unknown[]> {
  try {
    return await callStream(method, messages, desk.access);
  } catch (problem) {
    if (problem instanceof ApiError) desk.heedEnding(problem.reason);
    throw problem;
  }
}
