/** A maximum flow in a network of whole numbers (Dinic's algorithm). */
export class FlowNetwork {
  readonly #heads: number[][];
  readonly #to: number[] = [];
  readonly #capacity: bigint[] = [];

  constructor(nodes: number) {
    this.#heads = Array.from({ length: nodes }, () => []);
  }

  /** An edge. */
  edge(from: number, to: number, capacity: bigint): void {
    (this.#heads[from] as number[]).push(this.#to.length);
    this.#to.push(to);
    this.#capacity.push(capacity);
    (this.#heads[to] as number[]).push(this.#to.length);
    this.#to.push(from);
    this.#capacity.push(0n);
  }

  /** The flow from `source` to `sink`, and the nodes that the source still reaches afterwards. */
  run(source: number, sink: number): { readonly flow: bigint; readonly reached: readonly boolean[] } {
    let flow = 0n;
    for (;;) {
      const level = this.#levels(source);
      if (level[sink] === -1) return { flow, reached: level.map((depth) => depth >= 0) };
      const next = this.#heads.map(() => 0);
      for (;;) {
        const pushed = this.#push(source, sink, level, next);
        if (pushed === 0n) break;
        flow += pushed;
      }
    }
  }

  #levels(source: number): number[] {
    const level = this.#heads.map(() => -1);
    level[source] = 0;
    const queue = [source];
    for (let at = 0; at < queue.length; at++) {
      const node = queue[at] as number;
      for (const edge of this.#heads[node] as number[]) {
        const to = this.#to[edge] as number;
        if ((this.#capacity[edge] as bigint) > 0n && level[to] === -1) {
          level[to] = (level[node] as number) + 1;
          queue.push(to);
        }
      }
    }
    return level;
  }

  /** One augmenting path, without recursion: paths can be as long as there are nodes. */
  #push(source: number, sink: number, level: readonly number[], next: number[]): bigint {
    const path: number[] = [];
    let node = source;
    while (node !== sink) {
      const edges = this.#heads[node] as number[];
      let moved = false;
      for (; (next[node] as number) < edges.length; next[node] = (next[node] as number) + 1) {
        const edge = edges[next[node] as number] as number;
        const to = this.#to[edge] as number;
        if ((this.#capacity[edge] as bigint) === 0n || level[to] !== (level[node] as number) + 1) continue;
        path.push(edge);
        node = to;
        moved = true;
        break;
      }
      if (moved) continue;
      const back = path.pop();
      if (back === undefined) return 0n;
      node = this.#to[back ^ 1] as number;
      next[node] = (next[node] as number) + 1;
    }
    let least = this.#capacity[path[0] as number] as bigint;
    for (const edge of path) if ((this.#capacity[edge] as bigint) < least) least = this.#capacity[edge] as bigint;
    for (const edge of path) {
      this.#capacity[edge] = (this.#capacity[edge] as bigint) - least;
      this.#capacity[edge ^ 1] = (this.#capacity[edge ^ 1] as bigint) + least;
    }
    return least;
  }
}
