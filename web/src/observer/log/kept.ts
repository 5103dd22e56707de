import { fromBase64, toBase64 } from "@urna/protocol/base_text";
import type { Vkey } from "@urna/protocol/notes";
import { readNote, type SeenNote } from "./watch.ts";

/** What this device keeps of a log that it follows, across visits. */
export interface KeptLog {
  /** The newest checkpoint that held. */
  readonly newest: SeenNote | undefined;
  /** Milliseconds: when it was first seen, and when the one before it was seen last, where there was one. Between them the log grew. */
  readonly seen: number | undefined;
  readonly before: number | undefined;
  /** When it was seen last. */
  readonly lastSame: number | undefined;
  /** Two notes that contradict each other, for ever. */
  readonly fork: { readonly kept: SeenNote; readonly given: SeenNote } | undefined;
}

export const nothingKept: KeptLog = { newest: undefined, seen: undefined, before: undefined, lastSame: undefined, fork: undefined };

interface Stored {
  readonly newest?: string;
  readonly seen?: number;
  readonly before?: number;
  readonly lastSame?: number;
  readonly fork?: readonly [string, string];
}

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Keeps it below a name that says the log's key, so that a log with another key is another log. */
export class Keeper {
  readonly #name: string;
  readonly #store: Store | undefined;
  readonly #key: Vkey;
  readonly #witnesses: readonly Vkey[];

  constructor(store: Store | undefined, key: Vkey, witnesses: readonly Vkey[]) {
    this.#store = store;
    this.#key = key;
    this.#witnesses = witnesses;
    this.#name = `urna-followed ${key.text}`;
  }

  /** What holds of what was kept; a note that does not was damaged here, and proves nothing. */
  load(): KeptLog {
    try {
      const text = this.#store?.getItem(this.#name);
      if (text === null || text === undefined) return nothingKept;
      const { newest, seen, before, lastSame, fork } = JSON.parse(text) as Stored;
      const note = (encoded: string): SeenNote => readNote(fromBase64(encoded), this.#key, this.#witnesses);
      return {
        newest: newest === undefined ? undefined : note(newest), seen, before, lastSame,
        fork: fork === undefined ? undefined : { kept: note(fork[0]), given: note(fork[1]) },
      };
    } catch {
      return nothingKept;
    }
  }

  save({ newest, seen, before, lastSame, fork }: KeptLog): void {
    const stored: Stored = {
      ...(newest === undefined ? {} : { newest: toBase64(newest.bytes) }), ...(seen === undefined ? {} : { seen }), ...(before === undefined ? {} : { before }),
      ...(lastSame === undefined ? {} : { lastSame }),
      ...(fork === undefined ? {} : { fork: [toBase64(fork.kept.bytes), toBase64(fork.given.bytes)] as const }),
    };
    try {
      this.#store?.setItem(this.#name, JSON.stringify(stored));
    } catch {
      // A browser that keeps nothing compares within this visit alone.
    }
  }

  forget(): void {
    try {
      this.#store?.removeItem(this.#name);
    } catch {
      // As above.
    }
  }
}

/** The browser's own, where it gives one. */
export function deviceStore(): Store | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
