import type { deviceStore } from "./kept.ts";

const nameOf = (server: string, process: string): string => `urna-sealed ${server} ${process}`;

/**
 * Compares the fingerprint of what was sealed with the one that this device saw at its first visit, and keeps it where there was none. Gives that of
 * the first visit where it was another one.
 */
export function otherThanFirst(store: ReturnType<typeof deviceStore>, server: string, process: string, manifestHash: string): string | undefined {
  const name = nameOf(server, process);
  try {
    const first = store?.getItem(name) ?? undefined;
    if (first === undefined) store?.setItem(name, manifestHash);
    return first === undefined || first === manifestHash ? undefined : first;
  } catch {
    // A browser that keeps nothing compares nothing.
    return undefined;
  }
}

/** From now on this one is the first. */
export function forgetFirst(store: ReturnType<typeof deviceStore>, server: string, process: string, manifestHash: string): void {
  try {
    store?.setItem(nameOf(server, process), manifestHash);
  } catch {
    // As above.
  }
}
