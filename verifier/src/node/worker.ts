import { parentPort } from "node:worker_threads";
import { answer, type Request } from "../pool.js";

const port = parentPort;
port?.on("message", (request: Request) => port.postMessage(answer(request)));
