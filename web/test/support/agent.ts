// What agents do beside a test of citizens: by the API, with a token.
import { createHash } from "node:crypto";
import type { Town } from "./server.ts";

export async function asAgent<Answer>(town: Town, method: string, request: object): Promise<Answer> {
  const answer = await fetch(`${town.http}/urna.v1.${method}`, {
    method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${town.token}` }, body: JSON.stringify(request),
  });
  if (!answer.ok) throw new Error(`${method}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

/** Attaches a PDF to a verdict, or to the mandate. */
export async function attachDocument(town: Town, header: { readonly parent: string; readonly subject: string; readonly verdict?: number; readonly title: string }, file: Buffer): Promise<void> {
  const { title, ...belongs } = header;
  const message = JSON.stringify({
    header: {
      ...belongs, kind: "ATTACHMENT_KIND_DOCUMENT", size: String(file.length), sha256: createHash("sha256").update(file).digest("base64"), alternativeText: [{ language: "fr", text: title }],
    },
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
