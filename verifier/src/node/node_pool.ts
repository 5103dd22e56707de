import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { InlinePool, WorkerPool, type Pool, type Port, type Reply } from "../pool.js";

/** Workers on all cores of this machine, `count` of them where it is given. */
export function nodePool(count: number = availableParallelism()): Pool {
  return count < 2 ? new InlinePool() : new WorkerPool(Array.from({ length: count }, startWorker));
}

function startWorker(): Port {
  const worker = new Worker(new URL("./worker.js", import.meta.url));
  return {
    post: (message) => worker.postMessage(message),
    onReply: (handler) => void worker.on("message", (reply: Reply) => handler(reply)),
    onFailure: (handler) => {
      worker.on("error", (error) => handler(error instanceof Error ? error : new Error("a worker has failed")));
      worker.on("exit", () => handler(new Error("a worker has ended")));
    },
    close: async () => void (await worker.terminate()),
  };
}
