import { memoryStorage, type VoterStorage, webStorage } from "@urna/client/remote";

/** Where this visit keeps what it must not forget: on the device, or, on one that others use too, in the page alone. */
export class KeptHere implements VoterStorage {
  #storage = webStorage();

  /** Keeps nothing beyond the page from now on. */
  forgetWithPage(): void {
    this.#storage = memoryStorage();
  }

  load(name: string): Promise<string | undefined> {
    return this.#storage.load(name);
  }

  save(name: string, text: string): Promise<void> {
    return this.#storage.save(name, text);
  }

  lock(name: string): Promise<(() => void) | undefined> {
    return this.#storage.lock(name);
  }
}

/** Whether a ballot of this process was sent from this device and has no answer yet, whoever's it is. */
export function hasUnanswered(process: string): boolean {
  try {
    return Object.keys(localStorage).some((name) => {
      if (!/^urna-voter-[a-z2-7]+\.json$/.test(name)) return false;
      const kept = JSON.parse(localStorage.getItem(name) ?? "{}") as { readonly process?: unknown; readonly unanswered?: unknown };
      return kept.process === process && Array.isArray(kept.unanswered) && kept.unanswered.length > 0;
    });
  } catch {
    return false;
  }
}
