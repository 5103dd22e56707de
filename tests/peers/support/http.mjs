// HTTP/1.1 as it is on the wire: what a client library would refuse to send is sent, and nothing is unpacked.
import { connect } from "node:net";
import { request } from "node:http";
import { http } from "./world.mjs";

const { hostname, port } = new URL(http);

// The answer to one request. `fields` are pairs, repeated names repeated; their order is the server's. `fields` of the
// answer are by name in small letters, several of one name as a list.
export function ask({ method = "POST", path, fields = [], body }) {
  return new Promise((resolve, reject) => {
    const raw = ["host", `${hostname}:${port}`, ...fields.flat()];
    if (body !== undefined && !fields.some(([name]) => name === "transfer-encoding")) {
      raw.push("content-length", String(Buffer.byteLength(body)));
    }
    const asked = request({ hostname, port, method, path, headers: raw, agent: false }, (answer) => {
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("error", reject);
      answer.on("end", () => {
        const named = {};
        for (let i = 0; i < answer.rawHeaders.length; i += 2) {
          (named[answer.rawHeaders[i].toLowerCase()] ??= []).push(answer.rawHeaders[i + 1]);
        }
        resolve({ status: answer.statusCode, fields: named, body: Buffer.concat(pieces) });
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

// All that the server says to these bytes until it closes the connection.
export function say(bytes) {
  return new Promise((resolve, reject) => {
    const pieces = [];
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(bytes));
    socket.on("data", (piece) => pieces.push(piece));
    socket.on("error", (error) => (pieces.length > 0 ? resolve(Buffer.concat(pieces)) : reject(error)));
    socket.on("close", () => resolve(Buffer.concat(pieces)));
  });
}
