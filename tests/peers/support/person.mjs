// Somebody who calls a server of the test's own, in a browser, or with a token.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Browser, reasonOf } from "./browser.mjs";

export const french = (text) => [{ language: "fr", text }];

export class Person extends Browser {
  // All that was answered to anybody, as it came.
  static heard = [];

  constructor(base, token) {
    super(base);
    this.token = token;
  }
  async post(path, body, fields = {}) {
    return super.post(path, body, { ...(this.token ? { authorization: `Bearer ${this.token}` } : {}), ...fields });
  }
  async call(method, request, fields) {
    const answer = await super.call(method, request, fields);
    Person.heard.push(JSON.stringify(answer.body));
    return answer;
  }
  // What was answered by a method that did it.
  async ask(method, request) {
    const { status, body } = await this.call(method, request);
    assert.equal(status, 200, `${method}: ${JSON.stringify(body)}`);
    return body;
  }
  // Why a method was refused; nothing where it was not.
  async refusal(method, request) {
    return reasonOf(await this.call(method, request));
  }
  // The messages of a method that streams.
  async stream(method, request) {
    const message = Buffer.from(JSON.stringify(request));
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    const answer = await this.post(`/urna.v1.${method}`, Buffer.concat([head, message]), { "content-type": "application/connect+json" });
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.equal(answer.status, 200, `${method}: ${bytes}`);
    const messages = [];
    for (let at = 0; at < bytes.length; ) {
      const end = at + 5 + bytes.readUInt32BE(at + 1);
      const said = bytes.toString("utf8", at + 5, end);
      Person.heard.push(said);
      const isLast = (bytes[at] & 2) !== 0;
      if (!isLast) messages.push(JSON.parse(said));
      else assert.equal(JSON.parse(said).error, undefined, `${method}: ${said}`);
      at = end;
    }
    return messages;
  }
  // Hands in a photograph of which `words` say what one sees.
  async attach(parent, file, words) {
    const [attachment] = await this.stream("Attachments/UploadAttachment", {
      header: {
        parent,
        subject: "ATTACHMENT_SUBJECT_PROPOSAL",
        kind: "ATTACHMENT_KIND_IMAGE",
        size: String(file.length),
        sha256: createHash("sha256").update(file).digest("base64"),
        alternativeText: french(words),
      },
      data: file.toString("base64"),
    });
    return attachment;
  }
  async readAttachment(name) {
    const pieces = await this.stream("Attachments/ReadAttachment", { name });
    return Buffer.concat(pieces.map(({ data }) => Buffer.from(data, "base64")));
  }
}
