import { ApiError } from "../../api/error.js";
import { bytesOfField, concatenated, messageOfField, textOfField, uintOfField } from "./wire.js";
import type { Crop } from "./crop.js";

// Files go in messages (docs/api.md, "Attachments"): five bytes, flags and length, and then the message. The last one of an answer is JSON, and
// says what went wrong.
const endFlag = 2;
const headBytes = 5;
/** Far below what a server takes in one message. */
const pieceBytes = 256 * 1024;

const subjects = { proposal: 1 } as const;
const kinds = { image: 1, document: 2 } as const;

export interface Upload {
  /** The resource name of the proposal. */
  readonly parent: string;
  /** Empty where the account of whoever is logged in is its author's. */
  readonly editKey: string;
  readonly kind: keyof typeof kinds;
  readonly file: Blob;
  readonly text: { readonly language: string; readonly text: string };
  readonly crop?: Crop | undefined;
}

function envelope(flags: number, size: number): Uint8Array<ArrayBuffer> {
  const head = new Uint8Array(headBytes);
  head[0] = flags;
  new DataView(head.buffer).setUint32(1, size);
  return head;
}

async function headerOf({ parent, editKey, kind, file, text, crop }: Upload): Promise<Uint8Array<ArrayBuffer>> {
  const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return concatenated([
    textOfField(1, parent), textOfField(2, editKey), uintOfField(3, subjects.proposal), uintOfField(5, kinds[kind]), uintOfField(6, file.size), bytesOfField(7, sha256),
    messageOfField(8, [textOfField(1, text.language), textOfField(2, text.text)]),
    ...(crop === undefined ? [] : [messageOfField(9, [uintOfField(1, crop.left), uintOfField(2, crop.top), uintOfField(3, crop.width), uintOfField(4, crop.height)])]),
  ]);
}

/** All messages of an upload as one body: the file's bytes stay where they are until they are sent. */
async function bodyOf(upload: Upload): Promise<Blob> {
  const header = messageOfField(1, [await headerOf(upload)]);
  const parts: BlobPart[] = [envelope(0, header.length), header];
  for (let at = 0; at < upload.file.size; at += pieceBytes) {
    const piece = upload.file.slice(at, at + pieceBytes);
    const head = bytesOfField(2, new Uint8Array(0), piece.size);
    parts.push(envelope(0, head.length + piece.size), head, piece);
  }
  return new Blob(parts);
}

/** The messages of an answer. Throws the error that its end tells, and `unavailable` where the end is missing. */
function messagesIn(bytes: Uint8Array): readonly Uint8Array[] {
  const messages: Uint8Array[] = [];
  for (let at = 0; at + headBytes <= bytes.length;) {
    const size = new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(1);
    const message = bytes.subarray(at + headBytes, at + headBytes + size);
    if (message.length < size) break;
    if (((bytes[at] ?? 0) & endFlag) === 0) messages.push(message);
    else {
      const { error } = JSON.parse(new TextDecoder().decode(message)) as { readonly error?: unknown };
      if (error !== undefined) throw ApiError.read(200, JSON.stringify(error));
      return messages;
    }
    at += headBytes + size;
  }
  throw new ApiError("unavailable", "", "the answer is cut off");
}

/**
 * Sends a file; `onprogress` is told the share that has left, from 0 to 1. Throws an ApiError, as a call does. What was taken in already is answered as
 * before: the same may be sent again.
 */
export async function uploadAttachment(upload: Upload, onprogress: (share: number) => void, signal?: AbortSignal): Promise<void> {
  const body = await bodyOf(upload);
  // A script learns how much has left from this alone; fetch does not tell it.
  const request = new XMLHttpRequest();
  request.open("POST", "/urna.v1.Attachments/UploadAttachment");
  request.setRequestHeader("content-type", "application/connect+proto");
  request.responseType = "arraybuffer";
  request.upload.onprogress = ({ loaded, total }) => onprogress(total > 0 ? loaded / total : 0);
  const leave = () => request.abort();
  signal?.addEventListener("abort", leave, { once: true });
  try {
    const answer = await new Promise<Uint8Array>((resolve, reject) => {
      request.onload = () => resolve(new Uint8Array(request.response as ArrayBuffer));
      request.onerror = () => reject(new ApiError("unavailable", "", "no answer"));
      request.onabort = () => reject(new ApiError("canceled", "CALLER_LEFT", ""));
      if (signal?.aborted === true) reject(new ApiError("canceled", "CALLER_LEFT", ""));
      else request.send(body);
    });
    if (request.status !== 200) throw ApiError.read(request.status, new TextDecoder().decode(answer));
    messagesIn(answer);
  } finally {
    signal?.removeEventListener("abort", leave);
  }
}

/** The bytes of an image that not everybody may see. */
export async function readAttachment(request: { readonly name: string; readonly editKey: string; readonly small: boolean }): Promise<Blob> {
  const message = new TextEncoder().encode(JSON.stringify(request));
  let bytes: Uint8Array;
  let status: number;
  try {
    const answer = await fetch("/urna.v1.Attachments/ReadAttachment", {
      method: "POST", headers: { "content-type": "application/connect+json" }, body: new Blob([envelope(0, message.length), message]),
      credentials: request.editKey === "" ? "same-origin" : "omit", redirect: "error", cache: "no-store", signal: AbortSignal.timeout(60_000),
    });
    status = answer.status;
    bytes = new Uint8Array(await answer.arrayBuffer());
  } catch (problem) {
    throw new ApiError("unavailable", "", problem instanceof Error ? problem.message : "");
  }
  if (status !== 200) throw ApiError.read(status, new TextDecoder().decode(bytes));
  const pieces = messagesIn(bytes).map((one) => {
    const { data } = JSON.parse(new TextDecoder().decode(one)) as { readonly data?: string };
    return Uint8Array.from(atob(data ?? ""), (letter) => letter.charCodeAt(0));
  });
  return new Blob(pieces, { type: "image/webp" });
}
