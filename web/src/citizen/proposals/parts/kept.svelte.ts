import { untrack } from "svelte";

const prefix = "urna-typed ";

/** What somebody types, kept on this device until it is handed in: a page that is left or loaded anew loses nothing. */
export interface Kept<Value> {
  value: Value;
  /** When it was kept last, milliseconds; undefined before anything was typed, or where the browser keeps nothing. */
  readonly since: number | undefined;
  /** Whether something that was typed earlier was found. */
  readonly isRestored: boolean;
  forget(): void;
}

/** Made while a component is set up. `empty` is what is there before anybody types. */
export function kept<Value extends object>(name: string, empty: Value): Kept<Value> {
  const found = read<Value>(name);
  let value = $state({ ...structuredClone(empty), ...found }) as Value;
  let since = $state<number | undefined>();
  let isForgotten = false;
  const atFirst = JSON.stringify(value);
  $effect(() => {
    const text = JSON.stringify(value);
    if (isForgotten || (untrack(() => since) === undefined && text === atFirst)) return;
    since = write(name, text) ? Date.now() : undefined;
  });
  return {
    get value() {
      return value;
    },
    set value(changed) {
      value = changed;
    },
    get since() {
      return since;
    },
    isRestored: found !== undefined,
    forget() {
      isForgotten = true;
      try {
        localStorage.removeItem(prefix + name);
      } catch {
        // There was nothing.
      }
    },
  };
}

function read<Value>(name: string): Partial<Value> | undefined {
  try {
    const text = localStorage.getItem(prefix + name);
    return text === null ? undefined : (JSON.parse(text) as Partial<Value>);
  } catch {
    return undefined;
  }
}

function write(name: string, text: string): boolean {
  try {
    localStorage.setItem(prefix + name, text);
    return true;
  } catch {
    return false;
  }
}
