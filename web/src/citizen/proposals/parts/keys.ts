type Store = Pick<Storage, "getItem" | "setItem">;

/** What this device has of somebody's proposals: whoever has an edit key is the author. */
export interface OwnProposal {
  readonly id: string;
  readonly key: string;
}

const keyForm = /^[A-Za-z0-9_-]{43}$/;

/** Whether a text has the form of an edit key, or of an invitation. */
export function isKey(text: string): boolean {
  return keyForm.test(text);
}

/** What the fragment of an address brings: `#k=…` of an author, `#a=…` of an invitation. */
export function keysOf(hash: string): { readonly edit: string | undefined; readonly accept: string | undefined } {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const key = (name: string) => {
    const text = given.get(name) ?? "";
    return isKey(text) ? text : undefined;
  };
  return { edit: key("k"), accept: key("a") };
}

const prefix = "urna-own-proposals ";

/** The processes of whose proposals this device keeps keys. */
export function processesWithKeys(store: Pick<Storage, "key" | "length">): readonly string[] {
  return Array.from({ length: store.length }, (_, i) => store.key(i) ?? "").filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)).sort();
}

/** The keys that this device keeps of the proposals of a process. A browser that keeps nothing has them as long as the page is open. */
export class OwnProposals {
  readonly #name: string;
  readonly #store: Store | undefined;
  #own: readonly OwnProposal[];

  constructor(store: Store | undefined, process: string) {
    this.#name = `${prefix}${process}`;
    this.#store = store;
    this.#own = this.#load();
  }

  get all(): readonly OwnProposal[] {
    return this.#own;
  }

  keyOf(id: string): string | undefined {
    return this.#own.find((one) => one.id === id)?.key;
  }

  keep(id: string, key: string): void {
    this.#save([...this.#own.filter((one) => one.id !== id), { id, key }]);
  }

  forget(id: string): void {
    this.#save(this.#own.filter((one) => one.id !== id));
  }

  #load(): readonly OwnProposal[] {
    try {
      const all = JSON.parse(this.#store?.getItem(this.#name) ?? "[]") as readonly Partial<OwnProposal>[];
      return all.flatMap(({ id, key }) => (typeof id === "string" && typeof key === "string" && isKey(key) ? [{ id, key }] : []));
    } catch {
      return [];
    }
  }

  #save(own: readonly OwnProposal[]): void {
    this.#own = own;
    try {
      this.#store?.setItem(this.#name, JSON.stringify(own));
    } catch {
      // As long as the page is open, they are there.
    }
  }
}

const known = new Map<string, OwnProposals>();

/** Those of this device; the same ones for all pages of a visit. */
export function ownProposals(process: string): OwnProposals {
  const found = known.get(process);
  if (found !== undefined) return found;
  let store: Store | undefined;
  try {
    store = localStorage;
  } catch {
    store = undefined;
  }
  const made = new OwnProposals(store, process);
  known.set(process, made);
  return made;
}
