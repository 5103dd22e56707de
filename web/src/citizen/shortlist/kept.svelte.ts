/** Where a process's shortlist is kept, for whoever votes later on this device: JSON, pairs of contest and project. */
const keyOf = (process: string) => `urna-shortlist:${process}`;

export interface Kept {
  readonly contest: string;
  readonly project: string;
}

/** Reads what was kept; what is not of this form is nothing. */
function read(process: string): readonly Kept[] {
  try {
    const json: unknown = JSON.parse(localStorage.getItem(keyOf(process)) ?? "[]");
    if (!Array.isArray(json)) return [];
    return json.flatMap((one: unknown) => (Array.isArray(one) && typeof one[0] === "string" && typeof one[1] === "string" ? [{ contest: one[0], project: one[1] }] : []));
  } catch {
    return [];
  }
}

/** The projects that somebody keeps in mind. They stay on the device: nobody is told, and nothing is counted. */
export class Shortlist {
  #kept = $state.raw<readonly Kept[]>([]);

  constructor(private readonly process: string) {
    this.#kept = read(process);
    addEventListener("storage", (event) => {
      if (event.key === keyOf(process) || event.key === null) this.#kept = read(process);
    });
  }

  /** In the order in which they were kept. */
  get kept(): readonly Kept[] {
    return this.#kept;
  }

  has(contest: string, project: string): boolean {
    return this.#kept.some((one) => one.contest === contest && one.project === project);
  }

  keep(contest: string, project: string, isKept: boolean): void {
    const others = this.#kept.filter((one) => one.contest !== contest || one.project !== project);
    this.#kept = isKept ? [...others, { contest, project }] : others;
    try {
      localStorage.setItem(keyOf(this.process), JSON.stringify(this.#kept.map((one) => [one.contest, one.project])));
    } catch {
      // A browser that keeps nothing keeps it as long as the page is open.
    }
  }
}

const lists = new Map<string, Shortlist>();

/** The shortlist of a process: the same one for all pages. */
export function shortlistOf(process: string): Shortlist {
  const known = lists.get(process);
  if (known !== undefined) return known;
  const made = new Shortlist(process);
  lists.set(process, made);
  return made;
}
