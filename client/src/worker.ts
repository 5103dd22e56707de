// What a page starts as a worker of type `module`: new Worker(new URL("@urna/client/worker", import.meta.url), { type: "module" }).
import { serveBooth } from "./worker_booth.js";
import type { Port } from "./worker_messages.js";

serveBooth(globalThis as unknown as Port);
