/** A page of a list, as all lists of the API have it. */
interface Page {
  readonly nextPageToken?: string;
}

/**
 * All of a list, page by page. `read` is given the token of the page; `items` takes them out of the answer. A server that never comes to
 * an end is stopped after `most`.
 */
export async function readAll<Answer extends Page, Item>(
  read: (pageToken: string) => Promise<Answer>, items: (answer: Answer) => readonly Item[] | undefined, most = 20_000,
): Promise<Item[]> {
  const all: Item[] = [];
  for (let token = ""; ;) {
    const page = await read(token);
    all.push(...(items(page) ?? []));
    token = page.nextPageToken ?? "";
    if (token === "" || all.length >= most) return all;
  }
}

/** The last part of a resource name: `pond` of `processes/p/contests/c/projects/pond`. */
export function idOf(name: string | undefined): string {
  return (name ?? "").slice((name ?? "").lastIndexOf("/") + 1);
}
