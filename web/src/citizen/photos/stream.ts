import { ApiError } from "../../api/error.js";
import { callStream, headOf, messagesIn } from "../../api/stream.js";
import { bytesOfField, concatenated, messageOfField, textOfField, uintOfField } from "./wire.js";
import type { Crop } from "./crop.js";

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
  const parts: BlobPart[] = [headOf(header.length), header];
  for (let at = 0; at < upload.file.size; at += pieceBytes) {
    const piece = upload.file.slice(at, at + pieceBytes);
    const head = bytesOfField(2, new Uint8Array(0), piece.size);
    parts.push(headOf(head.length + piece.size), head, piece);
  }
  return new Blob(parts);
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
  const pieces = await callStream("Attachments/ReadAttachment", [request], { isLoggedIn: request.editKey === "" });
  return new Blob(pieces.map((piece) => Uint8Array.from(atob((piece as { readonly data?: string }).data ?? ""), (letter) => letter.charCodeAt(0))), { type: "image/webp" });
}
