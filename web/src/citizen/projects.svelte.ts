import { call } from "../api/call.js";
import { type Project, projectOf } from "./model.js";

/** How many come at once: enough for a screen, few enough for a slow line. */
const first = 100;
const next = 500;

/** The projects of a contest, in the order of its ballot, as they come in: there may be thousands. */
export class ProjectList {
  #items = $state.raw<readonly Project[]>([]);
  #isWhole = $state.raw(false);
  /** All of them, once they are there. */
  readonly whole: Promise<readonly Project[]>;

  constructor(process: string, contest: string) {
    this.whole = this.#read(`${process}/contests/${contest}`);
  }

  /** Those that are there; components that read it follow it. */
  get items(): readonly Project[] {
    return this.#items;
  }

  get isWhole(): boolean {
    return this.#isWhole;
  }

  async #read(parent: string): Promise<readonly Project[]> {
    let all: readonly Project[] = [];
    for (let pageToken = ""; ;) {
      const page = await call("Projects", "listProjects", { parent, pageSize: pageToken === "" ? first : next, pageToken });
      this.#items = all = [...all, ...(page.projects ?? []).map(projectOf)];
      pageToken = page.nextPageToken ?? "";
      if (pageToken === "") break;
    }
    this.#isWhole = true;
    return all;
  }
}
