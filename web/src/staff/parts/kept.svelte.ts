const prefix = "urna-staff-draft:";

/**
 * What somebody types into a form, kept in this tab under a key until it is saved: another page, a new loading, a session that ended lose
 * nothing. Whoever closes the tab before is asked first. Made while a component is set up.
 */
export class Kept<Value extends object> {
  value = $state() as Value;
  #saved = $state.raw() as Value;
  #isRestored = $state(false);
  /** Whether it differs from what is saved. */
  readonly isChanged: boolean = $derived(JSON.stringify(this.value) !== JSON.stringify(this.#saved));

  constructor(private readonly key: string, saved: Value) {
    this.#saved = saved;
    const draft = read<Value>(key);
    this.#isRestored = draft !== undefined && JSON.stringify(draft) !== JSON.stringify(saved);
    this.value = structuredClone(draft ?? saved);
    $effect(() => write(this.key, this.isChanged ? this.value : undefined));
    $effect(() => {
      if (!this.isChanged) return undefined;
      const ask = (event: BeforeUnloadEvent) => event.preventDefault();
      addEventListener("beforeunload", ask);
      return () => removeEventListener("beforeunload", ask);
    });
  }

  /** Whether what is shown was typed earlier. */
  get isRestored(): boolean {
    return this.#isRestored && this.isChanged;
  }

  /** From now on this is what is saved; what is typed becomes it. */
  reset(saved: Value = this.#saved): void {
    this.#saved = saved;
    this.#isRestored = false;
    this.value = structuredClone(saved);
  }
}

function read<Value>(key: string): Value | undefined {
  try {
    const text = sessionStorage.getItem(prefix + key);
    return text === null ? undefined : (JSON.parse(text) as Value);
  } catch {
    return undefined;
  }
}

function write(key: string, value: object | undefined): void {
  try {
    if (value === undefined) sessionStorage.removeItem(prefix + key);
    else sessionStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing still asks before the tab is closed.
  }
}
