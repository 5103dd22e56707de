/** What the operator has put beside the pages for maps. */
export interface MapFiles {
  readonly areas: boolean;
  readonly tiles: boolean;
}

let reading: Promise<MapFiles> | undefined;

/** Asked once. A server that has nothing to say of maps has none. */
export function mapFiles(): Promise<MapFiles> {
  reading ??= read().catch((problem: unknown) => {
    reading = undefined;
    throw problem;
  });
  return reading;
}

async function read(): Promise<MapFiles> {
  const answer = await fetch("/map/index.json", { credentials: "omit" });
  if (!answer.ok) return { areas: false, tiles: false };
  const { areas, tiles } = (await answer.json()) as { readonly areas?: boolean; readonly tiles?: boolean };
  return { areas: areas === true, tiles: tiles === true };
}
