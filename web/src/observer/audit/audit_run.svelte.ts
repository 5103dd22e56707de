import auditUrl from "./audit_worker.ts?worker&url";
import poolUrl from "./pool_worker.ts?worker&url";
import { type Brought, nothingBrought } from "./known.js";
import type { Asked, FoundBallot, Place, Told } from "./messages.js";
import { openWorker } from "./trusted_worker.js";
import { afterCancel, afterTold, type AuditView, freshView } from "./view.js";

/** As many workers as the device bears: each has its own copy of the program and of the rows that it computes. */
function workerCount(): number {
  const { deviceMemory } = navigator as { readonly deviceMemory?: number };
  return Math.min(navigator.hardwareConcurrency || 1, (deviceMemory ?? 8) <= 2 ? 2 : 8);
}

/** One bundle, verified as often as somebody brings something more to compare it with. */
export class AuditRun {
  #view = $state.raw<AuditView>(freshView);
  #brought = $state.raw<Brought>(nothingBrought);
  #worker: Worker | undefined;
  readonly #asked = new Map<string, (ballot: FoundBallot | undefined) => void>();

  constructor(private readonly place: Place) {}

  get view(): AuditView {
    return this.#view;
  }

  get brought(): Brought {
    return this.#brought;
  }

  /** Begins, or begins anew, with what was brought. */
  start(brought: Brought = this.#brought): void {
    this.#brought = brought;
    this.#end();
    this.#view = { ...freshView, election: this.#view.election };
    const worker = openWorker(auditUrl);
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<Told>) => this.#hear(data);
    worker.onerror = (event) => this.#hear({ kind: "nothing", why: "failed", detail: event.message || "the worker could not be started" });
    this.#ask({ kind: "look", place: this.place });
  }

  /** After the page has asked whether so much is to be verified here. */
  goOn(): void {
    this.#view = { ...this.#view, state: "running" };
    this.#verify();
  }

  cancel(): void {
    this.#end();
    this.#view = afterCancel(this.#view);
  }

  /** Nobody looks any more. */
  close(): void {
    this.#end();
  }

  /** The ballot of a tracker, once the verification is over; undefined where the log has none. */
  find(tracker: string): Promise<FoundBallot | undefined> {
    return new Promise((resolve) => {
      this.#asked.set(tracker, resolve);
      this.#ask({ kind: "find", tracker });
    });
  }

  #hear(told: Told): void {
    if (told.kind === "found") {
      this.#asked.get(told.tracker)?.(told.ballot);
      this.#asked.delete(told.tracker);
      return;
    }
    this.#view = afterTold(this.#view, told);
    if (told.kind === "size" && this.#view.state === "running") this.#verify();
    if (told.kind === "nothing") this.#end();
  }

  #verify(): void {
    this.#ask({ kind: "verify", brought: this.#brought, poolUrl: new URL(poolUrl, location.href).href, workers: workerCount() });
  }

  #ask(asked: Asked): void {
    this.#worker?.postMessage(asked);
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const resolve of this.#asked.values()) resolve(undefined);
    this.#asked.clear();
  }
}
