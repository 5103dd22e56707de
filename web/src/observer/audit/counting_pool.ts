import type { Pool } from "@urna/verifier";

type Run = Pool["run"];
type Name = Parameters<Run>[0];

/** Rows of what a task is given: ballots, persons of the roll, or rows of a mix. */
export function rowsOf(name: Name, input: unknown): number {
  const given = input as { leaves?: Uint8Array; length?: number; parts?: readonly Uint8Array[]; commitments?: Uint8Array; columns?: readonly Uint8Array[]; b?: readonly Uint8Array[] };
  switch (name) {
    case "ballots":
      return (given.leaves?.length ?? 0) / (given.length ?? 1);
    case "parts":
      return (given.parts?.[0]?.length ?? 0) / 128;
    case "mix":
      return (given.commitments?.length ?? 0) / 32;
    case "decryption":
      return (given.columns?.[0]?.length ?? 0) / 32;
    case "plaintexts":
      return (given.b?.[0]?.length ?? 0) / 32;
  }
}

/** A pool that tells how many rows are done, so that whoever waits sees how far a step is. */
export class CountingPool implements Pool {
  readonly #pool: Pool;
  readonly #onRows: (rows: number) => void;
  #rows = 0;

  readonly run: Run = async (name, input, place) => {
    const output = await this.#pool.run(name, input, place);
    this.#rows += rowsOf(name, input);
    this.#onRows(this.#rows);
    return output;
  };

  constructor(pool: Pool, onRows: (rows: number) => void) {
    this.#pool = pool;
    this.#onRows = onRows;
  }

  get size(): number {
    return this.#pool.size;
  }

  /** Begins to count anew. */
  reset(): void {
    this.#rows = 0;
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}
