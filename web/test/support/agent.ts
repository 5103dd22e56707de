// What agents do beside a test of citizens: by the API, with a token.
import { createHash } from "node:crypto";
import type { Town } from "./server.ts";

export function asAgent<Answer>(town: Town, method: string, request: object): Promise<Answer> {
  return callAs({ authorization: `Bearer ${town.token}` }, town, method, request);
}

/** What whoever holds a key does, or anybody. */
export function asCitizen<Answer>(town: Town, method: string, request: object): Promise<Answer> {
  return callAs({}, town, method, request);
}

async function callAs<Answer>(known: Readonly<Record<string, string>>, town: Town, method: string, request: object): Promise<Answer> {
  const answer = await fetch(`${town.http}/urna.v1.${method}`, { method: "POST", headers: { "content-type": "application/json", ...known }, body: JSON.stringify(request) });
  if (!answer.ok) throw new Error(`${method}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

interface Owner {
  readonly parent: string;
  readonly subject: string;
  readonly editKey?: string;
  readonly verdict?: number;
  readonly title: string;
}

/** Attaches a PDF to a verdict, or to the mandate. */
export function attachDocument(town: Town, owner: Owner, file: Buffer): Promise<void> {
  return attach(town, owner, "ATTACHMENT_KIND_DOCUMENT", file);
}

/** Adds a photograph to what an author writes, by their key. */
export function attachPhotograph(town: Town, draft: { readonly parent: string; readonly editKey: string }, title: string, file: Buffer): Promise<void> {
  return attach(town, { ...draft, subject: "ATTACHMENT_SUBJECT_PROPOSAL", title }, "ATTACHMENT_KIND_IMAGE", file);
}

async function attach(town: Town, { title, ...owner }: Owner, kind: string, file: Buffer): Promise<void> {
  const message = JSON.stringify({
    header: { ...owner, kind, size: String(file.length), sha256: createHash("sha256").update(file).digest("base64"), alternativeText: [{ language: "fr", text: title }] },
    data: file.toString("base64"),
  });
  const head = Buffer.alloc(5);
  head.writeUInt32BE(Buffer.byteLength(message), 1);
  const answer = await fetch(`${town.http}/urna.v1.Attachments/UploadAttachment`, {
    method: "POST", headers: { "content-type": "application/connect+json", authorization: `Bearer ${town.token}` }, body: Buffer.concat([head, Buffer.from(message)]),
  });
  const said = await answer.text();
  if (!answer.ok || said.includes('"error"')) throw new Error(said);
}
