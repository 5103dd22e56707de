import { call } from "../../api/call.js";
import { readAll } from "../../api/lists.js";
import type { LocalizedTexts } from "../../words/texts.js";

/** What somebody who is logged in gets mail about. */
export interface Followed {
  /** The resource name of a proposal or of a process. */
  readonly name: string;
  /** Undefined where it is not public any more. */
  readonly title: LocalizedTexts;
  readonly address: string;
  /** Unix seconds. */
  readonly since: number;
}

export async function readFollows(): Promise<readonly Followed[]> {
  const all = await readAll((pageToken) => call("People", "listOwnFollows", { pageSize: 1000, pageToken }, { isLoggedIn: true }), ({ follows }) => follows);
  return all.map(({ name = "", title, address = "", createTime }) => ({ name, title, address, since: Math.floor(Date.parse(createTime ?? "") / 1000) || 0 }));
}

export async function stopFollow(name: string): Promise<void> {
  await call("People", "stopOwnFollow", { name }, { isLoggedIn: true });
}
