const prefix = "urna-staff-draft:";

/**
 * What somebody types into a form, kept in this tab under a key until it is saved: another page, a new loading, a session that ended lose
 * nothing. Whoever closes the tab before is asked first. Made while a component is set up.
 *
 * `etag` is that of what was saved when it was last shown beside what is typed: sent with it, it keeps what somebody else has changed since from
 * being written over, however often the page has read it anew.
 */
export class Kept<Value extends object> {
  value = $state() as Value;
  #saved = $state.raw() as Value;
  #isRestored = $state(false);
  #isOutdated = $state(false);
  /** Whether it differs from what is saved. */
  readonly isChanged: boolean = $derived(JSON.stringify(this.value) !== JSON.stringify(this.#saved));

  constructor(private readonly key: string, saved: Value, private savedEtag = "") {
    this.#saved = saved;
    const draft = read<Value>(key);
    this.#isRestored = draft !== undefined && JSON.stringify(draft.value) !== JSON.stringify(saved);
    this.#isOutdated = draft !== undefined && draft.saved !== JSON.stringify(saved);
    this.value = structuredClone(draft?.value ?? saved);
    $effect(() => write(this.key, this.isChanged ? { value: this.value, saved: JSON.stringify(this.#saved) } : undefined));
    $effect(() => {
      if (!this.isChanged) return undefined;
      const ask = (event: BeforeUnloadEvent) => event.preventDefault();
      addEventListener("beforeunload", ask);
      return () => removeEventListener("beforeunload", ask);
    });
  }

  get etag(): string {
    return this.savedEtag;
  }

  /** Whether what is shown was typed earlier. */
  get isRestored(): boolean {
    return this.#isRestored && this.isChanged;
  }

  /** Whether what is saved has changed since: by somebody else, or in another tab. */
  get isOutdated(): boolean {
    return this.#isOutdated && this.isChanged;
  }

  /** From now on this is what is saved; what is typed becomes it. */
  reset(saved: Value = this.#saved, etag: string = this.savedEtag): void {
    this.#saved = saved;
    this.savedEtag = etag;
    this.#isRestored = false;
    this.#isOutdated = false;
    this.value = structuredClone(saved);
    // At once: whoever is done may leave before anything reacts to it.
    write(this.key, undefined);
  }
}

interface Draft<Value> {
  readonly value: Value;
  /** What was saved when it was typed. */
  readonly saved: string;
}

function read<Value>(key: string): Draft<Value> | undefined {
  try {
    const text = sessionStorage.getItem(prefix + key);
    return text === null ? undefined : (JSON.parse(text) as Draft<Value>);
  } catch {
    return undefined;
  }
}

function write(key: string, draft: Draft<unknown> | undefined): void {
  try {
    if (draft === undefined) sessionStorage.removeItem(prefix + key);
    else sessionStorage.setItem(prefix + key, JSON.stringify(draft));
  } catch {
    // A browser that keeps nothing still asks before the tab is closed.
  }
}
