import { Booth, type BoothOptions } from "./booth.js";
import { insist } from "./errors.js";
import type { ElectionInfo } from "./info.js";
import type { VotingServer } from "./server.js";
import type { VoterStorage } from "./storage.js";
import { resultOf, Waiting, type Port, type ToPage, type ToWorker } from "./worker_messages.js";

/** Runs a booth for the page at the other end of the port. Server and storage stay with the page, and are asked there. */
export function serveBooth(port: Port): void {
  const waiting = new Waiting();
  const running = new Map<number, AbortController>();
  let booth: Booth | undefined;
  const tell = (message: ToPage): void => port.postMessage(message);

  const ask = (of: "server" | "storage", method: string, args: readonly unknown[], signal?: AbortSignal): Promise<unknown> => {
    let number = 0;
    const answer = waiting.add((id) => {
      number = id;
      tell({ say: "ask", id, of, method, args });
    });
    const abandon = (): void => tell({ say: "abandon", id: number });
    if (signal?.aborted === true) abandon();
    signal?.addEventListener("abort", abandon, { once: true });
    return answer.finally(() => signal?.removeEventListener("abort", abandon));
  };
  const server = new Proxy({} as VotingServer, {
    get: (_, method: string) => (...args: unknown[]) => {
      const last = args.at(-1);
      const signal = last instanceof AbortSignal ? last : undefined;
      return ask("server", method, signal === undefined ? args : args.slice(0, -1), signal);
    },
  });
  const storage: VoterStorage = {
    load: (name) => ask("storage", "load", [name]) as Promise<string | undefined>,
    save: (name, text) => ask("storage", "save", [name, text]) as Promise<void>,
    lock: async (name) => ((await ask("storage", "lock", [name])) === true ? () => void ask("storage", "unlock", [name]) : undefined),
  };

  async function run(id: number, call: (signal: AbortSignal) => unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    const result = await resultOf(() => call(controller.signal));
    running.delete(id);
    tell({ say: "result", id, result });
  }

  async function open(options: Pick<BoothOptions, "process" | "trust">, signal: AbortSignal): Promise<ElectionInfo> {
    booth = await Booth.open({ ...options, server, storage, onFound: (receipts) => tell({ say: "found", receipts }) }, { signal });
    return booth.info;
  }

  function call({ id, method, args, optionsAt }: Extract<ToWorker, { say: "call" }>, signal: AbortSignal): unknown {
    insist(booth !== undefined, "NOT_IDENTIFIED");
    const given = [...args];
    if (optionsAt !== undefined) given[optionsAt] = { signal, onProgress: (done: number) => tell({ say: "progress", id, done }) };
    return (booth[method] as (...args: unknown[]) => unknown).apply(booth, given);
  }

  port.onmessage = ({ data }) => {
    const message = data as ToWorker;
    switch (message.say) {
      case "open":
        void run(message.id, (signal) => open(message.options, signal));
        break;
      case "call":
        void run(message.id, (signal) => call(message, signal));
        break;
      case "cancel":
        running.get(message.id)?.abort();
        break;
      case "answer":
        waiting.settle(message.id, message.result);
        break;
    }
  };
}
