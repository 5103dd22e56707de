/** What somebody has asked to follow from this device. Whether they confirmed it, and whether they still want it, the server tells nobody. */
export interface Asked {
  /** The resource name of a proposal or of a process. */
  readonly name: string;
  readonly title: string;
  readonly language: string;
  /** Unix seconds. */
  readonly at: number;
}

type Store = Pick<Storage, "getItem" | "setItem">;

const kept = "urna-asked-to-follow";
const most = 200;

export function readAsked(store: Store): readonly Asked[] {
  try {
    const all = JSON.parse(store.getItem(kept) ?? "[]") as readonly Partial<Asked>[];
    return all.flatMap(({ name, title, language, at }) => (typeof name === "string" && typeof title === "string" && typeof language === "string" && typeof at === "number" ? [{ name, title, language, at }] : []));
  } catch {
    return [];
  }
}

function write(store: Store, all: readonly Asked[]): void {
  try {
    store.setItem(kept, JSON.stringify(all));
  } catch {
    // A browser that keeps nothing has no such list.
  }
}

/** The newest first; never with an address. */
export function keepAsked(store: Store, asked: Asked): void {
  write(store, [asked, ...readAsked(store).filter(({ name }) => name !== asked.name)].slice(0, most));
}

export function forgetAsked(store: Store, name: string): void {
  write(store, readAsked(store).filter((one) => one.name !== name));
}
