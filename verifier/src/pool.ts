import { runTask, type Input, type Output, type TaskName } from "./tasks.js";

/** Where heavy work is done. */
export interface Pool {
  /** How many tasks run at once. */
  readonly size: number;
  /** Runs a task; those of one `place` run on one worker, which may know something from before. */
  run<Name extends TaskName>(name: Name, input: Input<Name>, place: number): Promise<Output<Name>>;
  close(): Promise<void>;
}

/** Rows of a batch: few enough that one task takes a second or so, and that a copy of it is no burden. */
const mostRows = 2048;

/** 0 .. count - 1 in ranges of about the same length, enough for `size` workers; none where count is 0. */
export function ranges(count: number, size: number): { readonly from: number; readonly to: number }[] {
  const pieces = Math.min(count, Math.max(size, Math.ceil(count / mostRows)));
  return Array.from({ length: pieces }, (_, i) => ({
    from: Math.floor((i * count) / pieces), to: Math.floor(((i + 1) * count) / pieces),
  }));
}

/** Does the work where it is asked for: one task after the other. */
export class InlinePool implements Pool {
  readonly size = 1;

  async run<Name extends TaskName>(name: Name, input: Input<Name>): Promise<Output<Name>> {
    return runTask(name, input);
  }

  async close(): Promise<void> {}
}

/** What a pool needs of a worker: a browser's and Node's differ in the rest. */
export interface Port {
  post(message: Request): void;
  onReply(handler: (reply: Reply) => void): void;
  /** Called where the worker itself has died. */
  onFailure(handler: (error: Error) => void): void;
  close(): Promise<void>;
}

export interface Request {
  readonly id: number;
  readonly name: TaskName;
  readonly input: unknown;
}

export interface Reply {
  readonly id: number;
  readonly output?: unknown;
  readonly error?: string;
}

/** What a worker answers. */
export function answer({ id, name, input }: Request): Reply {
  try {
    return { id, output: runTask(name, input as never) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : "unknown error" };
  }
}

interface Waiting {
  readonly request: Request;
  readonly resolve: (output: never) => void;
  readonly reject: (error: Error) => void;
}

/** One worker with its queue; it holds one task at a time, so that no more than one copy of rows waits there. */
class Lane {
  readonly #port: Port;
  readonly #queue: Waiting[] = [];
  #running: Waiting | undefined;
  #broken: Error | undefined;

  constructor(port: Port) {
    this.#port = port;
    port.onReply((reply) => this.#settle(reply));
    port.onFailure((error) => this.#break(error));
  }

  push(waiting: Waiting): void {
    if (this.#broken !== undefined) waiting.reject(this.#broken);
    else {
      this.#queue.push(waiting);
      this.#next();
    }
  }

  #next(): void {
    if (this.#running !== undefined) return;
    this.#running = this.#queue.shift();
    if (this.#running !== undefined) this.#port.post(this.#running.request);
  }

  #settle(reply: Reply): void {
    const running = this.#running;
    if (running === undefined || running.request.id !== reply.id) return;
    this.#running = undefined;
    if (reply.error === undefined) running.resolve(reply.output as never);
    else running.reject(new Error(reply.error));
    this.#next();
  }

  #break(error: Error): void {
    this.#broken = error;
    for (const waiting of [this.#running, ...this.#queue.splice(0)]) waiting?.reject(error);
    this.#running = undefined;
  }

  close(): Promise<void> {
    return this.#port.close();
  }
}

/** Workers, each with its own queue. */
export class WorkerPool implements Pool {
  readonly #lanes: readonly Lane[];
  #count = 0;

  constructor(ports: readonly Port[]) {
    this.#lanes = ports.map((port) => new Lane(port));
  }

  get size(): number {
    return this.#lanes.length;
  }

  run<Name extends TaskName>(name: Name, input: Input<Name>, place: number): Promise<Output<Name>> {
    return new Promise((resolve, reject) => {
      const lane = this.#lanes[place % this.#lanes.length] as Lane;
      lane.push({ request: { id: this.#count++, name, input }, resolve: resolve as (output: never) => void, reject });
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }
}
