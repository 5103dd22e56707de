import { UrnaError } from "./errors.js";

/**
 * Where a device keeps what it must not forget: which ballots are unanswered, receipts, the newest checkpoint. No code, key or choice
 * is ever in it, but whoever reads it sees that this device voted. What `save` was given must survive a crash once it resolves.
 */
export interface VoterStorage {
  load(name: string): Promise<string | undefined>;
  save(name: string, text: string): Promise<void>;
  /** Resolves to a function that gives the lock back, or to undefined where somebody else has it: two tabs of one voter. */
  lock(name: string): Promise<(() => void) | undefined>;
}

/** Forgets with the page: for tests, and where a device must keep nothing. */
export function memoryStorage(): VoterStorage {
  const texts = new Map<string, string>();
  const locked = new Set<string>();
  return {
    load: (name) => Promise.resolve(texts.get(name)),
    save: (name, text) => {
      texts.set(name, text);
      return Promise.resolve();
    },
    lock: (name) => {
      if (locked.has(name)) return Promise.resolve(undefined);
      locked.add(name);
      return Promise.resolve(() => void locked.delete(name));
    },
  };
}

/** The part of Web Storage that is used: `localStorage`, and nothing that ends with the tab. */
export interface WebStorage {
  getItem(name: string): string | null;
  setItem(name: string, text: string): void;
}

/** In a browser's localStorage, or another that lasts; one tab at a time where the browser has Web Locks (pages of https have). */
export function webStorage(storage?: WebStorage, locks: LockManager | undefined = globalThis.navigator?.locks): VoterStorage {
  // Only looked for when it is used: a browser may refuse even that.
  const of = (): WebStorage => storage ?? globalThis.localStorage;
  return {
    load: async (name) => of().getItem(name) ?? undefined,
    save: async (name, text) => of().setItem(name, text),
    lock: async (name) => (locks === undefined ? () => {} : take(locks, name)),
  };
}

function take(locks: LockManager, name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    locks.request(name, { ifAvailable: true }, (lock) => {
      if (lock === null) return void resolve(undefined);
      return new Promise<void>((release) => resolve(release));
    }).catch(reject);
  });
}

/** Saves, and throws STORAGE_FAILED where that fails: nothing is sent that is not kept. */
export async function keep(storage: VoterStorage, name: string, text: string): Promise<void> {
  try {
    await storage.save(name, text);
  } catch (error) {
    throw new UrnaError("STORAGE_FAILED", {}, (error as Error).message);
  }
}
