import { WorkerPool, type Pool, type Port, type Reply } from "../pool.js";

/** Web Workers of the module at `url` (the bundle of browser/worker.js), on all cores where no count is given. */
export function browserPool(url: string | URL, count: number = Math.max(1, navigator.hardwareConcurrency ?? 1)): Pool {
  return new WorkerPool(Array.from({ length: count }, () => startWorker(url)));
}

function startWorker(url: string | URL): Port {
  const worker = new Worker(url, { type: "module" });
  return {
    post: (message) => worker.postMessage(message),
    onReply: (handler) => { worker.onmessage = (event: MessageEvent<Reply>) => handler(event.data); },
    onFailure: (handler) => {
      worker.onerror = (event) => handler(new Error(event.message || "a worker could not be started, or has failed"));
      worker.onmessageerror = () => handler(new Error("a worker was sent what cannot be copied"));
    },
    close: async () => worker.terminate(),
  };
}
